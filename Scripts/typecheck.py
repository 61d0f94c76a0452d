"""Type-checks a folder of Swift files as if it were a target of the debug build.

usage: typecheck.py TARGET FOLDER

The compiler's arguments are those that the build wrote down in .build/debug.yaml, without the ones that produce files.
"""

import json
import pathlib
import subprocess
import sys

target, folder = sys.argv[1:3]
alone = {"-emit-dependencies", "-emit-module", "-incremental", "-c", "-enable-batch-mode", "-parseable-output",
         "-serialize-diagnostics", "-whole-module-optimization"}
with_value = {"-emit-module-path", "-output-file-map", "-index-store-path"}

arguments: list[str] = []
inside = False
for line in pathlib.Path(".build/debug.yaml").read_text().splitlines():
    if line.startswith(f'  "C.{target}-') and line.endswith('debug.module":'):
        inside = True
    elif inside and line.startswith("    args: "):
        arguments = json.loads(line.removeprefix("    args: "))
        break
if not arguments:
    sys.exit(f"the debug build knows no target {target}")

kept: list[str] = []
words = iter(arguments)
for word in words:
    if word in with_value:
        next(words, None)
    elif word not in alone and not word.startswith(("@", "-j")):
        kept.append(word)

files = [str(path) for path in sorted(pathlib.Path(folder).rglob("*.swift"))]
accessor = sorted(pathlib.Path(".build/debug").glob(f"{target}.build/DerivedSources/*.swift"))
sys.exit(subprocess.run([*kept, "-typecheck", *files, *map(str, accessor)]).returncode)
