"""The parts that are not ours: their list as CycloneDX, and which of them have a newer version.

    python3 Scripts/parts.py sbom > .reeve/sbom.json
    python3 Scripts/parts.py check

`check` asks each part's own home: git for Swift packages, PyPI for Python's. Exit code 1 when a newer version is out.
"""

import json
import pathlib
import re
import subprocess
import sys
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]


def swift_parts(root):
    """Name, version and home of each Swift package as it was resolved."""
    state = json.loads((root / ".build/workspace-state.json").read_text())
    for part in state["object"]["dependencies"]:
        reference, checked = part["packageRef"], part["state"].get("checkoutState", {})
        yield reference["identity"], checked.get("version") or checked.get("revision", "")[:12], reference["location"]


def python_parts(root):
    for file in sorted((root / "Scripts").rglob("requirements-*.txt")):
        for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", file.read_text(), re.MULTILINE):
            yield name, version, "https://pypi.org/project/" + name


def sbom(root):
    parts = [
        {
            "type": "library",
            "name": name,
            "version": version,
            "purl": f"pkg:{kind}/{name}@{version}",
            "scope": scope,
            "externalReferences": [{"type": "distribution", "url": home}],
        }
        for kind, scope, found in [
            ("swift", "required", swift_parts(root)),
            ("pypi", "excluded", python_parts(root)),
        ]
        for name, version, home in sorted(set(found))
    ]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "reeve"}},
        "components": parts,
    }


def number(version):
    return tuple(int(part) for part in re.findall(r"\d+", version))


def newest_tag(home):
    tags = subprocess.run(["git", "ls-remote", "--tags", home], capture_output=True, text=True, check=True, timeout=60)
    versions = re.findall(r"refs/tags/v?(\d+(?:\.\d+)+)$", tags.stdout, re.MULTILINE)
    return max(versions, key=number, default="")


def newest_release(home):
    address = home.replace("/project/", "/pypi/") + "/json"
    return json.load(urllib.request.urlopen(address, timeout=60))["info"]["version"]


def check(root):
    """Lines `name ours newest` for each part that is behind."""
    for name, version, home in [*swift_parts(root), *python_parts(root)]:
        newest = newest_release(home) if "pypi.org" in home else newest_tag(home)
        if number(newest) > number(version):
            yield f"{name} {version} {newest}"


if __name__ == "__main__":
    if sys.argv[1:] == ["sbom"]:
        print(json.dumps(sbom(ROOT), indent=1))
    elif sys.argv[1:] == ["check"]:
        behind = list(check(ROOT))
        print("\n".join(behind) or "every part is the newest")
        sys.exit(1 if behind else 0)
    else:
        sys.exit(__doc__)
