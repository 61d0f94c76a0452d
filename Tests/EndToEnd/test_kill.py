"""Kills the program with SIGKILL at random moments, in mid-import and in mid-disclosure, and checks what is left.

REEVE is the built program, REEVE_KILLS how often it is killed (half in each test), REEVE_SEED which moments. Only the
standard library, and the record tables and the journal are read by this file itself, not by the program under test.
"""

import http.client
import json
import os
import pathlib
import random
import re
import signal
import sqlite3
import struct
import subprocess
import threading
import time
import urllib.parse

import pytest

REEVE = os.environ.get("REEVE", "")
KILLS = int(os.environ.get("REEVE_KILLS", "12"))
SEED = int(os.environ.get("REEVE_SEED", "1"))

pytestmark = pytest.mark.skipif(not REEVE, reason="REEVE is not set: the path of the built program")


def reeve(*words, cwd):
    done = subprocess.run([REEVE, *map(str, words)], cwd=cwd, capture_output=True, text=True)
    assert done.returncode in (0, 1), f"{words}: code {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def nation(tmp_path_factory):
    """The export of one force, some thousand records in a dozen files."""
    folder = tmp_path_factory.mktemp("kill")
    out = reeve("sandbox", "--force", "13", "--people", "400", "--seed", SEED, "--out", folder / "nation", cwd=folder)
    assert out.returncode == 0, out.stderr
    return folder / "nation"


def make_node(folder):
    reeve("init", "--data", folder, "--force", "13", "--demonstration", cwd=folder.parent)
    return folder


def import_words(nation, node):
    # Small batches: a killed import then has many places at which to go on.
    rejects = node.parent / "rejects"
    return ["import", str(nation), "--data", str(node), "--batch", "100", "--json", "--rejects", str(rejects)]


def verify(node):
    """Fails unless the log verifies."""
    done = reeve("ledger", "verify", "--data", node, "--json", cwd=node.parent)
    report = json.loads(done.stdout)
    assert done.returncode == 0 and report["clean"] and not report["findings"], done.stdout
    return report


def entries(node):
    """The log as the program lists it: number to kind."""
    listed = json.loads(reeve("ledger", "entries", "--data", node, "--json", cwd=node.parent).stdout)
    assert [line["index"] for line in listed] == list(range(len(listed)))
    return {line["index"]: line["kind"] for line in listed}


def journal(node):
    """The bodies of the log by their numbers, read from the journal's own bytes."""
    data = (node / "ledger" / "journal").read_bytes()
    assert data[:8] == b"RVJRNL01"
    place = 16 + 2 + struct.unpack_from("<H", data, 16)[0] + 4
    bodies = {}
    while place + 36 <= len(data):
        magic, length, number, _, _, _, _, size = struct.unpack_from("<IIQQIHHI", data, place)
        # What a kill cut short was never acknowledged; anything before it is whole.
        if magic != 0x454C5652 or place + length > len(data):
            break
        bodies[number] = data[place + length - size : place + length]
        place += length
    return bodies


# MARK: In mid-import


def query(node, sql):
    path = node / "records.sqlite"
    if not path.exists():
        return []
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)
    try:
        return database.execute(sql).fetchall()
    except sqlite3.OperationalError as error:
        # Killed before its first transaction.
        if "no such table" in str(error):
            return []
        raise
    finally:
        database.close()


def stored(node):
    """How far each file came, with the records this stands for: what the program has acknowledged."""
    rows = query(node, "SELECT id, position, added, changed, unchanged, finished_at, entry FROM records_collection")
    return {row[0]: row for row in rows}


def progress(row):
    return json.loads(row[1])["rows"] if row[1] else 0


def tables(node):
    """Every record and every tie, without what depends on when they were stored."""
    records = query(
        node,
        """
        SELECT r.id, r.version, r.current, s.force_code, s.system, r.kind, r.key, r.subject, r.object, r.recorded_at,
               r.recorded_offset, r.grading, r.marking, r.review_on, r.digest, r.body
        FROM records_record r JOIN records_source s ON s.id = r.source ORDER BY r.id, r.version
        """,
    )
    return records, query(node, "SELECT holder, record FROM records_tie ORDER BY holder, record")


class Killed:
    """An import that runs until it ends or is killed, with every line it printed."""

    def __init__(self, words, cwd, seconds):
        self.lines = []
        self.before = {}
        process = subprocess.Popen([REEVE, *words], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        reader = threading.Thread(target=lambda: self.lines.extend(process.stdout))
        reader.start()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            # Seen by another process before the kill, so acknowledged before the kill.
            self.before = stored(pathlib.Path(words[words.index("--data") + 1]))
            process.send_signal(signal.SIGKILL)
        self.code = process.wait()
        reader.join()
        errors = process.stderr.read()
        process.stdout.close()
        process.stderr.close()
        assert self.code in (0, 1, -signal.SIGKILL), f"code {self.code}: {errors}"

    @property
    def was_killed(self):
        return self.code == -signal.SIGKILL

    def files(self):
        """The files it said are stored to their end."""
        whole = [line for line in self.lines if line.endswith("\n")]
        return [json.loads(line) for line in whole if json.loads(line)["complete"]]


def check_after_kill(node, run):
    after = stored(node)
    if not (node / "ledger" / "checkpoint").exists():
        # Killed while the node first opened its log: then nothing has happened on it at all.
        assert not after and not run.lines and not (node / "records.sqlite").exists()
        return
    verify(node)
    for number, row in run.before.items():
        assert number in after, "a collection that was there before the kill is gone"
        assert progress(after[number]) >= progress(row)
        assert all(new >= old for new, old in zip(after[number][2:5], row[2:5]))
    done = {}
    for row in after.values():
        if row[1]:
            position = json.loads(row[1])
            if position["isComplete"]:
                done[position["file"]["source"], position["file"]["digest"]] = position["records"]
    for file in run.files():
        assert done[file["source"], file["sha256"]] == file["records"], f"{file['file']} was acknowledged and is lost"
    # A batch and its counts are one transaction: they agree whenever the program dies.
    added, changed = sum(row[2] for row in after.values()), sum(row[3] for row in after.values())
    counted = query(node, "SELECT COUNT(*) FROM records_record")
    assert (counted[0][0] if counted else 0) == added + changed
    # Nothing is collected without its entry.
    kinds = entries(node) if after else {}
    for row in after.values():
        assert kinds.get(row[6]) == "collection", f"collection {row[0]} has no entry in the log"


def test_an_import_killed_at_any_moment_loses_nothing_and_goes_on(nation, tmp_path):
    dice = random.Random(SEED)
    whole = make_node(tmp_path / "whole")
    began = time.monotonic()
    reeve(*import_words(nation, whole), cwd=tmp_path)
    seconds = time.monotonic() - began
    expected = tables(whole)
    assert len(expected[0]) > 1000 and len(expected[1]) > 1000

    kills, finished, node, inside = 0, 0, None, 0
    while kills < (KILLS + 1) // 2 or node is not None:
        if node is None:
            node = make_node(tmp_path / f"node{finished}")
        enough = kills >= (KILLS + 1) // 2
        limit = None if enough else dice.uniform(0, seconds)
        run = Killed(import_words(nation, node), tmp_path, limit)
        check_after_kill(node, run)
        if run.was_killed:
            kills += 1
            here = tables(node)[0]
            inside += 0 < len(here) < len(expected[0])
            continue
        assert tables(node) == expected
        finished, node = finished + 1, None
    print(f"{kills} kills, {inside} of them between the first record and the last, {finished} imports finished")
    assert inside > 0, "no kill fell in mid-import"


# MARK: In mid-disclosure


class Server:
    """The program serving a node, until it is killed."""

    def __init__(self, node):
        words = [REEVE, "serve", "--data", str(node), "--port", "0"]
        self.process = subprocess.Popen(
            words, cwd=node.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        said = []
        for line in self.process.stdout:
            said.append(line)
            found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
            if found:
                self.port = int(found.group(1))
                break
        else:
            raise AssertionError(f"the server did not start: {''.join(said)}")
        self.drain = threading.Thread(target=lambda: [None for _ in self.process.stdout])
        self.drain.start()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.drain.join()
        self.process.stdout.close()


class Client:
    """One signed-in person who searches again and again, and keeps each whole reply."""

    def __init__(self, port, name):
        self.port, self.name, self.cookie = port, name, None
        self.replies, self.refused = [], []
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, method, path, form=None):
        headers = {"Cookie": self.cookie} if self.cookie else {}
        body = None
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urllib.parse.urlencode(form)
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        text = response.read().decode()
        if response.getheader("Set-Cookie"):
            self.cookie = response.getheader("Set-Cookie").split(";")[0]
        return response.status, text

    def sign_in(self):
        status, page = self.ask("GET", "/purpose")
        assert status == 200, page
        token = re.search(r'name="token"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="token"', page)
        form = {
            "next": "/", "token": token.group(1) or token.group(2), "officer": "2210", "purpose": "crime.investigate",
            "reference": "WYP-20261119-1203",
        }
        status, page = self.ask("POST", "/purpose", form)
        assert status in (302, 303, 307), f"{status}: {page}"

    def run(self, words, going):
        count = 0
        try:
            while going.is_set():
                asked = f"{words[count % len(words)]} {self.name}n{count}"
                count += 1
                status, text = self.ask("GET", "/api/v1/search?q=" + urllib.parse.quote(asked))
                if status == 429:
                    time.sleep(0.05)
                elif status == 200:
                    self.replies.append((json.loads(text)["entry"], asked))
                else:
                    self.refused.append(f"{status}: {text}")
        except (OSError, http.client.HTTPException):
            # The server was killed: what was not received whole was not acknowledged.
            pass


def test_a_server_killed_at_any_moment_has_disclosed_nothing_without_an_entry(nation, tmp_path):
    dice = random.Random(SEED + 1)
    node = make_node(tmp_path / "node")
    reeve(*import_words(nation, node), cwd=tmp_path)
    names = query(node, "SELECT body FROM records_record WHERE kind = 1 ORDER BY id LIMIT 40")
    words = [fact[1] for (body,) in names for fact in json.loads(body) if fact[0] == "surname"]
    assert words

    replies, answered = {}, 0
    for kill in range(max(1, KILLS // 2)):
        server = Server(node)
        going = threading.Event()
        going.set()
        clients = [Client(server.port, f"k{kill}c{number}") for number in range(4)]
        for client in clients:
            client.sign_in()
        threads = [threading.Thread(target=client.run, args=(words, going)) for client in clients]
        for thread in threads:
            thread.start()
        time.sleep(dice.uniform(0.0, 0.6))
        server.kill()
        going.clear()
        for thread in threads:
            thread.join()
        for client in clients:
            assert not client.refused, client.refused[0]
            answered += bool(client.replies)
            for entry, asked in client.replies:
                assert entry not in replies, f"entry {entry} was named by two replies"
                replies[entry] = asked
        report = verify(node)
        kinds = entries(node)
        assert len(kinds) == report["entries"]
        bodies = journal(node)
        for entry, asked in replies.items():
            assert kinds.get(entry) in ("consultation", "disclosure"), f"the reply to `{asked}` has no entry"
            body = json.loads(bodies[entry])
            assert (body["asked"], body["officer"]) == (asked, "2210")
    print(f"{max(1, KILLS // 2)} kills, {len(replies)} replies, each with its entry")
    assert answered > 0, "no reply was received before any kill"
