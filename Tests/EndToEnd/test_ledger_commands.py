"""The commands that look after a log: their exit codes and their JSON. REEVE is the built program."""

import json
import os
import subprocess

import pytest

REEVE = os.environ.get("REEVE", "")
pytestmark = pytest.mark.skipif(not REEVE, reason="REEVE is not set: the path of the built program")


def ledger(node, *words, code=0):
    done = subprocess.run([REEVE, "ledger", *map(str, words), "--data", node], capture_output=True, text=True)
    assert done.returncode == code, (words, done.stdout, done.stderr)
    return done.stdout


def check(receipt, *words, code=0):
    words = [REEVE, "ledger", "check", receipt, *map(str, words), "--json"]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == code, (words, done.stdout, done.stderr)
    return json.loads(done.stdout) if code in (0, 1) else done.stderr


@pytest.fixture()
def node(tmp_path):
    node, nation = tmp_path / "node", tmp_path / "nation"
    subprocess.run([REEVE, "init", "--data", node, "--force", "13", "--demonstration"], check=True, capture_output=True)
    words = ["sandbox", "--force", "13", "--people", "20", "--seed", "1", "--out", nation]
    subprocess.run([REEVE, *map(str, words)], check=True, capture_output=True)
    words = ["import", nation, "--data", node, "--batch", "50", "--rejects", tmp_path / "rejects"]
    subprocess.run([REEVE, *map(str, words)], capture_output=True)
    return node


def test_receipts_outlive_a_change_of_key(node, tmp_path):
    first = ledger(node, "keys").strip()
    receipt = tmp_path / "2.tlog-proof"
    ledger(node, "receipt", 2, "--out", receipt)
    assert check(receipt, "--key", first)["holds"]
    proof = json.loads(ledger(node, "prove", 2, "--json"))
    assert proof["hashes"] == [line for line in receipt.read_text().split("\n\n")[0].split("\n") if " " not in line][1:]

    second = json.loads(ledger(node, "rotate", "--json"))["key"]
    assert second != first and ledger(node, "keys").strip() == second
    assert ledger(node, "verify").endswith("the log verifies\n")
    assert check(receipt, "--key", first)["holds"]
    assert not check(receipt, "--key", second, code=1)["holds"]
    later = tmp_path / "later.tlog-proof"
    ledger(node, "receipt", 2, "--out", later)
    assert check(later, "--key", second)["holds"]
    grown = json.loads(ledger(node, "prove", "--grown-from", 2, "--json"))
    assert grown["hashes"] and grown["size"] > proof["size"]
    keys = json.loads(ledger(node, "keys", "--all", "--json"))
    assert [line["key"] for line in keys] == [first, second] and keys[0]["until"] == keys[1]["from"]
    # A change that was interrupted after it was recorded is finished by whoever opens the log next.
    (node / "ledger.key").rename(node / "ledger.key.next")
    (node / "ledger.key.old").rename(node / "ledger.key")
    ledger(node, "verify", code=1)
    ledger(node, "fsck")
    assert ledger(node, "keys").strip() == second


def test_a_receipt_that_was_changed_does_not_hold(node, tmp_path):
    key = ledger(node, "keys").strip()
    text = ledger(node, "receipt", 1)
    for number, (old, new) in enumerate([("index 1\n", "index 0\n"), ('"', "'"), ("extra ey", "extra ez"), ("index 1", "index x")]):
        path = tmp_path / f"{number}.tlog-proof"
        path.write_text(text.replace(old, new, 1))
        if path.read_text() != text:
            done = subprocess.run([REEVE, "ledger", "check", path, "--key", key], capture_output=True)
            assert done.returncode in (1, 70), done
    path.write_text(text)
    assert check(path, "--key", key, "--need", 1, code=1)["why"].startswith("0 known witnesses")
    ledger(node, "receipt", 999_999, code=70)


def test_fsck_cuts_a_torn_tail_and_leaves_damage_alone(node):
    journal = node / "ledger/journal"
    whole = journal.read_bytes()
    journal.write_bytes(whole + whole[-100:])
    report = json.loads(ledger(node, "fsck", "--json"))
    assert report["tornBytes"] == 100 and report["verification"]["clean"]
    assert journal.read_bytes() == whole
    for tile in (node / "ledger/tile").rglob("*.p/*"):
        tile.unlink()
    ledger(node, "verify", code=1)
    assert json.loads(ledger(node, "fsck", "--json"))["verification"]["clean"]
    wrong = whole[:400] + bytes([whole[400] ^ 1]) + whole[401:]
    journal.write_bytes(wrong)
    report = json.loads(ledger(node, "fsck", "--json", code=1))
    assert report["verification"]["findings"] and journal.read_bytes() == wrong
