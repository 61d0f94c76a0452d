"""The list of parts holds every part there is, and the check of their age sees what is behind."""

import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Scripts"))
import parts  # noqa: E402


def test_every_part_is_listed_and_named():
    listed = {part["name"]: part for part in parts.sbom(ROOT)["components"]}
    built = {folder.name.lower() for folder in (ROOT / ".build/checkouts").iterdir()}
    assert built <= {name.lower() for name in listed}
    assert all(part["version"] for part in listed.values())
    page = (ROOT / "docs/security/components.md").read_text().lower()
    assert [name for name in listed if name.lower() not in page] == []
    manifest = (ROOT / "Package.swift").read_text()
    for name, version in re.findall(r'/([\w.-]+?)(?:\.git)?", exact: "([\d.]+)"', manifest):
        assert listed[name.lower()]["version"] == version, name


def test_a_part_that_is_behind_is_found(tmp_path):
    def git(*words):
        subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@t.example", *words], cwd=home, check=True)

    home = tmp_path / "home"
    home.mkdir()
    git("init", "-q")
    git("commit", "-q", "--allow-empty", "-m", "one")
    for version in ("1.9.0", "1.10.0"):
        git("tag", version)
    (tmp_path / ".build").mkdir()
    (tmp_path / "Scripts").mkdir()
    for ours, behind in (("1.9.0", ["part 1.9.0 1.10.0"]), ("1.10.0", [])):
        state = {
            "packageRef": {"identity": "part", "location": str(home)},
            "state": {"checkoutState": {"version": ours}},
        }
        (tmp_path / ".build/workspace-state.json").write_text(json.dumps({"object": {"dependencies": [state]}}))
        assert list(parts.check(tmp_path)) == behind
