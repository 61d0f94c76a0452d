#!/usr/bin/env python3
"""Runs the browser tests against a node that is already up, or against pages drawn from made-up content.

    Tests/Browser/run.py --base http://127.0.0.1:8080 [--query "okafor leeds"]
    Tests/Browser/run.py --preview .reeve/preview        (written by: REEVE_PREVIEW=1 swift test --filter PagePreview)

Uses the Python environment that Scripts/setup.sh makes in .reeve/venv, and Debian's Chromium, unless
REEVE_CHROMIUM names another. What is left over goes to pytest. `make test` runs the same tests with REEVE_URL.
"""

import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
PYTHON = HERE.parents[1] / ".reeve" / "venv" / "bin" / "python"


def main() -> int:
    if not any(word.startswith(("--base", "--preview")) for word in sys.argv[1:]):
        sys.exit(__doc__)
    if not PYTHON.exists():
        sys.exit("browser tests: `.reeve/venv` is missing\n  help: run Scripts/setup.sh test")
    command = [str(PYTHON), "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", str(HERE), *sys.argv[1:]]
    return subprocess.run(command).returncode


if __name__ == "__main__":
    sys.exit(main())
