"""What those who keep a node rely on: figures, log lines, readiness, systemd, backups and upgrades.

REEVE is the built program. Whatever is asked here names people and plates; no line of the log and no figure may.
"""

import json
import os
import pathlib
import re
import shutil
import socket
import sqlite3
import subprocess
import threading
import time
import urllib.parse

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

REEVE = os.environ.get("REEVE", "")
ROOT = pathlib.Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(not REEVE, reason="REEVE is not set: the path of the built program")


def reeve(*words, cwd, codes=(0, 1)):
    done = subprocess.run([REEVE, *map(str, words)], cwd=cwd, capture_output=True, text=True)
    assert done.returncode in codes, f"{words}: code {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A node with some people, which no test changes."""
    folder = tmp_path_factory.mktemp("operations")
    reeve("init", "--data", folder / "node", "--force", "13", "--demonstration", cwd=folder)
    reeve("sandbox", "--force", "13", "--people", "40", "--seed", "1", "--out", folder / "nation", cwd=folder)
    take = ("import", folder / "nation", "--data", folder / "node", "--json", "--rejects", folder / "rejects")
    reeve(*take, cwd=folder)
    return folder / "node"


@pytest.fixture()
def node(made, tmp_path):
    shutil.copytree(made, tmp_path / "node")
    return tmp_path / "node"


class Server:
    """The program serving a node."""

    def __init__(self, node, *more, notify=None):
        words = [REEVE, "serve", "--data", str(node), "--port", "0", "--metrics-port", "0", *more]
        surroundings = {**os.environ, **({"NOTIFY_SOCKET": notify} if notify else {})}
        self.stderr = node.parent / "stderr"
        with open(self.stderr, "ab") as errors:
            self.process = subprocess.Popen(
                words, cwd=node.parent, stdout=subprocess.PIPE, stderr=errors, text=True, env=surroundings
            )
        self.address = self.metrics = None
        for line in self.process.stdout:
            if found := re.search(r"(http://127\.0\.0\.1:\d+)/metrics", line):
                self.metrics = found[0]
            elif found := re.search(r"(http://127\.0\.0\.1:\d+)/", line):
                self.address = found[1]
            if self.address and self.metrics:
                break
        assert self.address and self.metrics, self.stderr.read_text()
        threading.Thread(target=lambda: [None for _ in self.process.stdout], daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        assert self.process.wait(60) == 0, self.stderr.read_text()

    def person(self, officer="4821", purpose="crime.investigate"):
        session = requests.Session()
        page = session.get(self.address + "/purpose").text
        token = re.search(r'name="token"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="token"', page)
        form = {"next": "/account", "token": token[1] or token[2], "officer": officer, "purpose": purpose,
                "reference": "WYP-20261119-1203"}
        assert session.post(self.address + "/purpose", form, allow_redirects=False).status_code == 303
        return session

    def figures(self):
        answer = requests.get(self.metrics)
        assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/plain; version=0.0.4")
        found = {}
        for family in text_string_to_metric_families(answer.text):
            assert family.documentation and family.type in ("counter", "gauge", "histogram"), family
            for sample in family.samples:
                found[sample.name, tuple(sorted(sample.labels.items()))] = sample.value
        return found, answer.text


def surnames(node):
    database = sqlite3.connect(f"file:{node / 'records.sqlite'}?mode=ro", uri=True)
    bodies = [json.loads(row[0]) for row in database.execute("SELECT body FROM records_record WHERE kind = 1")]
    database.close()
    return sorted({fact[1] for body in bodies for fact in body if fact[0] == "surname" and len(fact[1]) > 4})


def test_no_name_plate_or_officer_is_in_any_log_line_or_figure(node):
    names = surnames(node)[:12]
    asked = names + ["YD01 ZZZ", "YD01ZZZ", "07700 900461", "okafor@mail.example"]
    with Server(node, "--log-level", "trace") as server:
        person = server.person()
        for words in asked:
            text = urllib.parse.quote(words)
            for address in (
                f"/api/v1/search?q={text}", f"/search?q={text}", f"/search/person/{text}", f"/search/record/{text}",
                f"/{text}", f"/api/v1/search/person/{text}", f"/review/pair/{text}", f"/api/v1/oversight/officer/{text}",
                f"/search?asked={text}", f"/a/{text}/x", f"/purpose?next=/{text}", f"/api/v1/search?q={text}&limit={text}",
            ):
                person.get(server.address + address, headers={"User-Agent": words, "Referer": address})
            person.post(server.address + "/api/v1/search", {"q": words})
            person.post(server.address + "/ask", {"q": words})
            person.post(server.address + "/browser-reports", json={"csp-report": {"document-uri": words}})
            person.request("TRACE", server.address + f"/{text}")
        error = person.get(server.address + "/api/v1/search/person/0000000000000000")
        assert error.json()["instance"] == "urn:reeve:request:" + error.headers["x-request-id"]
        figures, text = server.figures()
    lines = server.stderr.read_text().splitlines()
    assert len(lines) > 100
    read = [json.loads(line) for line in lines]
    assert all({"at", "level", "log", "message", "about"} <= set(line) for line in read)
    routes = {line["about"].get("route") for line in read if line["message"] == "request"}
    assert "/search/person/{id}" in routes
    assert error.headers["x-request-id"] in server.stderr.read_text()
    everything = "\n".join(lines) + text
    for words in [*asked, "4821", "Priya", "WYP-20261119-1203"]:
        for form in {words, urllib.parse.quote(words), urllib.parse.quote_plus(words)}:
            # By itself: the id of a request may hold any four figures.
            found = re.search(rf"(?<![0-9a-z]){re.escape(form)}(?![0-9a-z])", everything, re.IGNORECASE)
            assert not found, everything[max(0, found.start() - 200) : found.end() + 200]


def test_figures_count_what_happened(node):
    with Server(node) as server:
        person = server.person()
        before, _ = server.figures()
        for name in surnames(node)[:5]:
            assert person.post(server.address + "/api/v1/search", {"q": name}).status_code == 200
        assert server.person("9101", "audit.lawfulness").get(server.address + "/api/v1/search?q=x").status_code == 403
        waited = time.monotonic() + 30
        while True:
            after, text = server.figures()
            found = sum(value for (name, labels), value in after.items()
                        if name == "reeve_acts_total" and dict(labels)["kind"] in ("consultation", "disclosure"))
            if found >= 5 or time.monotonic() > waited:
                break
            time.sleep(0.5)
        route = (("method", "POST"), ("route", "/api/v1/search"), ("status", "200"))
        assert after["reeve_http_requests_total", route] == 5
        assert after["reeve_http_request_seconds_count", (("route", "/api/v1/search"),)] == 6
        assert after["reeve_ledger_entries", ()] == before["reeve_ledger_entries", ()] + 6
        assert found == 5 and after["reeve_acts_total", (("kind", "refusal"),)] == 1
        assert after["reeve_ledger_durable_seconds_count", ()] > before.get(("reeve_ledger_durable_seconds_count", ()), 0)
        assert after["reeve_index_people", ()] > 10 and after["reeve_store_up", ()] == 1
        assert after["reeve_ledger_stopped", ()] == 0 and after["reeve_recalls_outstanding", ()] == 0
        # On its own port alone, and nothing else is there.
        assert requests.get(server.address + "/metrics").status_code == 404
        assert requests.get(server.metrics.replace("/metrics", "/search")).status_code == 404


def test_readiness_says_what_is_missing_to_this_machine_alone(node):
    with Server(node) as server:
        assert requests.get(server.address + "/health/live").text == "live\n"
        ready = requests.get(server.address + "/health/ready")
        assert (ready.status_code, ready.text) == (200, "ready\n")
        database = sqlite3.connect(node / "records.sqlite")
        database.execute("UPDATE audit_entry SET at = at + 86400000 * 365")
        database.commit()
        database.close()
        late = requests.get(server.address + "/health/ready")
        assert late.status_code == 503 and "clock: it is behind" in late.text
        outside = requests.get(server.address + "/health/ready", headers={"X-Forwarded-For": "192.0.2.1"})
        assert (outside.status_code, outside.text) == (503, "not ready\n")
        assert requests.get(server.address + "/health/live").status_code == 200


def test_systemd_is_told_when_the_node_answers_and_when_it_stops(node, tmp_path):
    place = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(place)
        told.settimeout(30)
        with Server(node, notify=place) as server:
            assert told.recv(100) == b"READY=1"
            assert requests.get(server.address + "/health/ready").status_code == 200
        assert told.recv(100) == b"STOPPING=1"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_the_units_are_sound_and_hardened(tmp_path):
    for unit in sorted((ROOT / "deploy").glob("reeve*")):
        # The program is where it was built, not where a package would put it.
        (tmp_path / unit.name).write_text(unit.read_text().replace("/usr/bin/reeve", REEVE))
    units = sorted(map(str, tmp_path.glob("reeve*")))
    assert len(units) == 5
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True)
    ours = [line for line in done.stderr.splitlines() if "reeve" in line and "curl is not executable" not in line]
    assert not ours, done.stderr
    for unit in units:
        if unit.endswith(".service"):
            words = ["systemd-analyze", "security", "--offline=true", "--threshold=20", unit]
            done = subprocess.run(words, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr


def answered(server, person, names):
    """Asks by each name and returns the entry of each answer."""
    entries = []
    for name in names:
        answer = person.post(server.address + "/api/v1/search", {"q": name})
        assert answer.status_code == 200, answer.text
        entries.append(answer.json()["entry"])
    return entries


def own_entries(server, person):
    trail = person.get(server.address + "/api/v1/oversight?limit=1000&days=3660")
    assert trail.status_code == 200, trail.text
    return {line["entry"] for line in trail.json()["lines"]}


def test_a_backup_taken_while_it_serves_is_restored_with_every_disclosure_before_it(node, tmp_path):
    names = surnames(node)
    with Server(node) as server:
        person = server.person()
        before = answered(server, person, names[:10])
        going, later = threading.Event(), []
        going.set()

        def ask_on():
            other = server.person("7712")
            while going.is_set():
                later.extend(answered(server, other, [names[len(later) % len(names)]]))
                time.sleep(0.05)

        asking = threading.Thread(target=ask_on)
        asking.start()
        reeve("backup", "--data", node, "--to", tmp_path / "backup", cwd=tmp_path, codes=(0,))
        going.clear()
        asking.join()
        assert later
        # A restore wants the node stopped.
        refused = subprocess.run(
            [REEVE, "restore", "--from", tmp_path / "backup", "--data", node], cwd=tmp_path, capture_output=True
        )
        assert refused.returncode != 0
    shutil.rmtree(node)
    reeve("restore", "--from", tmp_path / "backup", "--data", node, cwd=tmp_path, codes=(0,))
    reeve("ledger", "verify", "--data", node, cwd=tmp_path, codes=(0,))
    with Server(node) as server:
        person = server.person()
        assert set(before) <= own_entries(server, person)
        again = answered(server, person, names[:3])
        assert min(again) > max(before)


def make_older(node, keep):
    """Takes the tables back to an earlier release: undoes every step of migration from the last to the `keep`-th."""
    database = sqlite3.connect(node / "records.sqlite")
    steps = database.execute("SELECT name, place, statements FROM store_migration ORDER BY place DESC").fetchall()
    undone = 0
    for name, place, statements in steps:
        if place < keep:
            continue
        for statement in reversed(statements.split(";\n")):
            if found := re.match(r"CREATE TABLE (\w+)", statement):
                database.execute(f"DROP TABLE {found[1]}")
            elif found := re.match(r"CREATE (?:UNIQUE )?INDEX (\w+)", statement):
                database.execute(f"DROP INDEX IF EXISTS {found[1]}")
            elif found := re.match(r"ALTER TABLE (\w+) ADD COLUMN (\w+)", statement):
                database.execute(f"ALTER TABLE {found[1]} DROP COLUMN {found[2]}")
            else:
                assert statement.startswith(("INSERT", "UPDATE")), statement
        database.execute("DELETE FROM store_migration WHERE name = ?", (name,))
        undone += 1
    database.commit()
    database.close()
    return undone


@pytest.mark.parametrize("keep", [2, 5])
def test_a_node_of_an_older_release_is_upgraded_without_losing_a_disclosure(node, tmp_path, keep):
    names = surnames(node)
    with Server(node) as server:
        before = answered(server, server.person(), names[:10])
    assert make_older(node, keep) > 2
    answers, going = [], threading.Event()
    going.set()
    port = socket.socket()
    port.bind(("127.0.0.1", 0))
    number = port.getsockname()[1]
    port.close()

    def knock():
        """Asks from before the new release starts: refused until it is ready, never answered wrongly."""
        while going.is_set():
            try:
                answers.append(requests.get(f"http://127.0.0.1:{number}/health/ready", timeout=5).status_code)
            except requests.ConnectionError:
                answers.append(None)
            time.sleep(0.01)

    knocking = threading.Thread(target=knock)
    knocking.start()
    with Server(node, "--port", str(number)) as server:
        person = server.person()
        assert set(before) <= own_entries(server, person)
        more = answered(server, person, names[:10])
        assert min(more) > max(before)
        going.clear()
        knocking.join()
        assert answers[0] is None and answers[-1] == 200 and set(answers) <= {None, 200}
    reeve("ledger", "verify", "--data", node, cwd=tmp_path, codes=(0,))
    database = sqlite3.connect(node / "records.sqlite")
    held = {row[0] for row in database.execute("SELECT entry FROM audit_entry")}
    assert set(before + more) <= held
