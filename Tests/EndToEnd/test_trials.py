"""A little of what `make soak` tries very often: failing system calls, kills under load, tampering, split views.

REEVE is the built program; `reeve-simulate` lies beside it.
"""

import json
import os
import pathlib
import subprocess

import pytest

REEVE = os.environ.get("REEVE", "")
SIMULATE = pathlib.Path(REEVE).parent / "reeve-simulate"
pytestmark = pytest.mark.skipif(not (REEVE and SIMULATE.exists()), reason="REEVE is not set, or no reeve-simulate is beside it")


def simulate(*words):
    done = subprocess.run([SIMULATE, *map(str, words)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_failing_calls_lose_nothing(tmp_path):
    report = simulate("fail-calls", "--folder", tmp_path, "--step", 23)
    assert report["acknowledged"] > 1_000 and not report["broken"]
    assert set(report["failed"]) == {"EIO", "ENOSPC", "ENOSPC-for-good", "SIGKILL"}


def test_kills_under_load_lose_nothing(tmp_path):
    report = simulate("kill", "--folder", tmp_path / "logs", "--times", 21)
    assert report["kills"] == 21 and report["disclosures"] > 0 and not report["broken"]


def test_tampering_is_found():
    report = simulate("tamper", "--changes", 100, "--splits", 10)
    assert report["tried"]["split view"] == 10 and not report["missed"]
