"""Follows docs/guide/verifying.md: Go's own library, as Debian ships it, checks a log; none of our code runs in it.

REEVE is the built program. `Scripts/setup.sh test` installs Go and its library from Debian.
"""

import os
import pathlib
import re
import shutil
import subprocess
import urllib.request

import pytest

REEVE = os.environ.get("REEVE", "")
ROOT = pathlib.Path(__file__).resolve().parents[2]
LIBRARY = pathlib.Path("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog")

pytestmark = pytest.mark.skipif(not REEVE, reason="REEVE is not set: the path of the built program")


def reeve(*words):
    return subprocess.run([REEVE, *map(str, words)], check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    assert shutil.which("go") and LIBRARY.exists(), "apt-get install golang-go golang-golang-x-mod-dev"
    folder = tmp_path_factory.mktemp("client")
    page = (ROOT / "docs/guide/verifying.md").read_text()
    (folder / "verify.go").write_text(re.search(r"```go\n(.*?)```", page, re.DOTALL)[1])
    surroundings = {**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": str(folder / "cache")}
    subprocess.run(["go", "build", "-o", "verify", "verify.go"], cwd=folder, env=surroundings, check=True)
    return folder / "verify"


@pytest.fixture()
def log(tmp_path):
    """A node whose log has more than one full tile, with its earlier checkpoint, served without the node."""
    node = tmp_path / "node"
    reeve("init", "--data", node, "--force", "13", "--demonstration")
    nation = tmp_path / "nation"
    reeve("sandbox", "--force", "13", "--people", "40", "--seed", "1", "--out", nation)
    take = ["import", nation, "--data", node, "--batch", "20", "--json", "--rejects", tmp_path / "rejects"]
    subprocess.run([REEVE, *map(str, take)], capture_output=True)
    kept = tmp_path / "kept"
    kept.write_bytes((node / "ledger/checkpoint").read_bytes())
    for _ in range(4):
        (source,) = [path for path in nation.rglob("nominals.csv")]
        source.write_bytes(source.read_bytes() + b"\r\n")
        subprocess.run([REEVE, *map(str, take)], capture_output=True)
    server = subprocess.Popen([REEVE, "ledger", "serve", "--data", node, "--port", "0"], stdout=subprocess.PIPE, text=True)
    address = re.search(r"(http://[^/]+)/checkpoint", server.stdout.readline())[1]
    yield node, address, kept
    server.terminate()
    server.wait()


def run(client, *words):
    done = subprocess.run([client, *map(str, words)], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_checkpoint_inclusion_and_consistency(client, log):
    node, address, kept = log
    key = reeve("ledger", "keys", "--data", node).strip()
    code, words = run(client, key, address, kept)
    assert code == 0, words
    size = int(urllib.request.urlopen(address + "/checkpoint").read().split(b"\n")[1])
    before = int(kept.read_bytes().split(b"\n")[1])
    assert 0 < before < size
    assert f"{size} entries are in the signed tree" in words
    assert f"the {before} entries of before are its beginning" in words


def test_it_would_notice(client, log, tmp_path):
    """The client fails on a wrong key, a changed entry, a changed tile and another history."""
    node, address, kept = log
    key = reeve("ledger", "keys", "--data", node).strip()
    name, number, material = key.split("+", 2)
    other = tmp_path / "other"
    reeve("init", "--data", other, "--force", "13", "--demonstration")
    stranger = reeve("ledger", "keys", "--data", other).strip()
    assert stranger != key and run(client, stranger, address)[0] != 0
    size = int((node / "ledger/checkpoint").read_bytes().split(b"\n")[1])
    for place in ("tile/entries", "tile/0"):
        edge = f"{size // 256:03}.p/{size % 256}" if size % 256 else f"{size // 256 - 1:03}"
        file = node / "ledger" / place / edge
        whole = file.read_bytes()
        file.write_bytes(whole[:40] + bytes([whole[40] ^ 1]) + whole[41:])
        code, words = run(client, key, address)
        file.write_bytes(whole)
        assert code != 0, f"{file}: {words}"
    assert run(client, key, address, kept)[0] == 0
