"""Two nodes witness one another over HTTP; one of them is then put back to an old copy, and both the trouble and its cause
are said aloud. REEVE is the built program."""

import json
import os
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request

import pytest

REEVE = os.environ.get("REEVE", "")
pytestmark = pytest.mark.skipif(not REEVE, reason="REEVE is not set: the path of the built program")


def reeve(*words):
    return subprocess.run([REEVE, *map(str, words)], check=True, capture_output=True, text=True).stdout


class Node:
    def __init__(self, folder, force):
        self.folder, self.process, self.address = folder, None, None
        reeve("init", "--data", folder, "--force", force, "--demonstration")
        self.key = reeve("ledger", "keys", "--data", folder).strip()

    def start(self, port=0):
        self.process = subprocess.Popen(
            [REEVE, "serve", "--data", self.folder, "--port", str(port)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        self.address = re.search(r"http://[^/]+", self.process.stdout.readline())[0]

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait()
            self.process = None

    def witnesses(self, witnesses, logs):
        text = json.dumps({"witnesses": witnesses, "required": len(witnesses), "logs": logs})
        (self.folder / "witnesses.json").write_text(text)

    def witness_key(self):
        lines = json.loads(reeve("ledger", "keys", "--data", self.folder, "--all", "--json"))
        return next(line["key"] for line in lines if line["use"] == "witness")

    def get(self, path):
        try:
            return urllib.request.urlopen(self.address + path, timeout=5).read().decode()
        except urllib.error.HTTPError as error:
            return error.read().decode()

    def wait_for(self, path, word):
        for _ in range(100):
            text = self.get(path)
            if word in text:
                return text
            time.sleep(0.1)
        raise AssertionError(f"no {word!r} in {path}: {text}")


@pytest.fixture()
def nodes(tmp_path):
    here, there = Node(tmp_path / "here", "13"), Node(tmp_path / "there", "06")
    yield here, there
    here.stop()
    there.stop()


def test_each_cosigns_the_other_and_an_old_copy_is_found(nodes, tmp_path):
    here, there = nodes
    log = [{"origin": here.key.split("+")[0], "keys": [here.key]}]
    there.witnesses([], log)
    there.start()
    here.witnesses([{"key": there.witness_key(), "address": there.address + "/witness"}], [])
    here.start()
    name = there.witness_key().split("+")[0]
    first = here.wait_for("/log/checkpoint", f"— {name} ")
    assert here.get("/health") == "ok\n"
    here.stop()
    shutil.copytree(here.folder / "ledger", tmp_path / "old")
    nation = tmp_path / "nation"
    reeve("sandbox", "--force", "13", "--people", "10", "--seed", "1", "--out", nation)
    subprocess.run([REEVE, "import", nation, "--data", here.folder, "--rejects", tmp_path / "rejects"], capture_output=True)
    here.start()
    for _ in range(100):
        later = here.wait_for("/log/checkpoint", f"— {name} ")
        if later.split("\n")[1] != first.split("\n")[1]:
            break
        time.sleep(0.1)
    assert int(later.split("\n")[1]) > int(first.split("\n")[1])

    # The receipt of an entry carries the cosignature, and can be held to it.
    receipt = tmp_path / "0.tlog-proof"
    reeve("ledger", "receipt", 0, "--data", here.folder, "--out", receipt)
    check = ["ledger", "check", receipt, "--key", here.key, "--witness", there.witness_key(), "--need", 1, "--json"]
    assert json.loads(reeve(*check))["cosignedBy"] == [name]

    here.stop()
    shutil.rmtree(here.folder / "ledger")
    shutil.copytree(tmp_path / "old", here.folder / "ledger")
    here.start()
    assert "ledger.split_view" in here.wait_for("/health", "alarm\n")
