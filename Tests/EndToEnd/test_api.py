"""Asks the API whatever its own document allows and forbids, with schemathesis, as officers of every kind.

No answer is a 5xx, none is outside the document, and none was disclosed without its entry in the log. REEVE is the built
program, REEVE_API_REQUESTS how often it is asked (2000 here, 100000 in `make soak`), REEVE_SEED which questions.
"""

import collections
import json
import os
import random
import re
import sqlite3
import struct
import subprocess
import threading
import time

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

REEVE = os.environ.get("REEVE", "")
REQUESTS = int(os.environ.get("REEVE_API_REQUESTS", "2000"))
SEED = int(os.environ.get("REEVE_SEED", "1"))
# Officers who ask each thing that was thought of.
EACH = 4
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
STAFF = [
    ("4821", "crime.investigate"), ("2210", "crime.investigate"), ("7712", "crime.investigate"),
    ("3301", "incident.respond"), ("9001", "data.quality"), ("9001", "data.rectification"), ("9002", "data.retention"),
    ("9101", "audit.lawfulness"), ("9201", "audit.conduct"),
]

pytestmark = pytest.mark.skipif(not REEVE, reason="REEVE is not set: the path of the built program")


def reeve(*words, cwd):
    done = subprocess.run([REEVE, *map(str, words)], cwd=cwd, capture_output=True, text=True)
    assert done.returncode in (0, 1), f"{words}: code {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    """A node of West Yorkshire with some hundred people, joined, and its address while it serves."""
    folder = tmp_path_factory.mktemp("api")
    node = folder / "node"
    reeve("init", "--data", node, "--force", "13", "--demonstration", cwd=folder)
    reeve("sandbox", "--force", "13", "--people", "60", "--seed", SEED, "--out", folder / "nation", cwd=folder)
    reeve("import", folder / "nation", "--data", node, "--json", "--rejects", folder / "rejects", cwd=folder)
    reeve("link", "--data", node, cwd=folder)
    with open(folder / "stderr", "wb") as errors:
        words = [REEVE, "serve", "--data", str(node), "--port", "0"]
        server = subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, stderr=errors, text=True)
    address = None
    for line in server.stdout:
        found = re.search(r"(http://127\.0\.0\.1:\d+)/", line)
        if found:
            address = found[1]
            break
    assert address, (folder / "stderr").read_text()
    drain = threading.Thread(target=lambda: [None for _ in server.stdout], daemon=True)
    drain.start()
    yield node, address
    server.terminate()
    assert server.wait(60) == 0, (folder / "stderr").read_text()


class Person:
    """Somebody who is signed in with a purpose, and is asked to wait like anybody."""

    def __init__(self, address, officer, purpose):
        self.officer, self.session = officer, requests.Session()
        page = self.session.get(address + "/purpose").text
        token = re.search(r'name="token"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="token"', page)
        references = ["WYP-20261119-1203", "INC-1", "PSD-5", "DQ-1", "retention review"]
        for reference in references:
            form = {
                "next": "/account", "token": token[1] or token[2], "officer": officer, "purpose": purpose,
                "reference": reference,
            }
            answer = self.session.post(address + "/purpose", form, allow_redirects=False)
            if answer.status_code == 303:
                return
        raise AssertionError(f"{officer} could not sign in for {purpose}: {answer.status_code}")


def real_values(node):
    """Words and names that are held, so that more than refusals is tried."""
    database = sqlite3.connect(f"file:{node / 'records.sqlite'}?mode=ro", uri=True)
    bodies = [json.loads(row[0]) for row in database.execute("SELECT body FROM records_record WHERE kind = 1")]
    database.close()
    return sorted({fact[1] for body in bodies for fact in body if fact[0] in ("surname", "givenNames")})


def journal(node):
    """The bodies of the log by their numbers, from the journal's own bytes."""
    data = (node / "ledger" / "journal").read_bytes()
    place = 16 + 2 + struct.unpack_from("<H", data, 16)[0] + 4
    bodies = {}
    while place + 36 <= len(data):
        magic, length, number, _, _, _, _, size = struct.unpack_from("<IIQQIHHI", data, place)
        if magic != 0x454C5652 or place + length > len(data):
            break
        bodies[number] = data[place + length - size : place + length]
        place += length
    return bodies


def test_no_answer_is_outside_the_document_and_none_is_outside_the_log(node):
    folder, address = node
    people = [Person(address, *each) for each in STAFF for _ in range(2)]
    schema = schemathesis.openapi.from_url(address + "/api/openapi.json")
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 20
    dice = random.Random(SEED)
    names, known = real_values(folder), collections.defaultdict(list)
    before = len(journal(folder))
    statuses, entries, waited, denied = collections.Counter(), {}, 0.0, 0
    began = time.monotonic()

    def send(case, person):
        """Sends it, after a moment where the node says that it was asked too fast."""
        nonlocal waited, denied
        while True:
            answer = case.call(base_url=address, session=person.session, timeout=60)
            case.validate_response(answer, checks=CHECKS)
            statuses[answer.status_code] += 1
            # A form without the page's token is sent back before any rule is asked.
            denied += answer.status_code == 403 and not answer.json()["type"].endswith(":web.form_out_of_date")
            if answer.status_code != 429 or dice.random() < 0.02:
                return answer
            time.sleep(0.02)
            waited += 0.02
            person = dice.choice(people)

    def remember(case, answer):
        """Keeps the entry that an answer names, and what it tells of to be asked for later."""
        said = answer.json()
        if "entry" not in said:
            return
        assert said["entry"] not in entries, f"entry {said['entry']} was named by two answers"
        entries[said["entry"]] = case.operation.path
        known["id"] += [person["id"] for person in said.get("people", []) if "id" in person]
        known["pair"] += [question["pair"] for question in said.get("questions", [])]
        for name in known:
            known[name] = known[name][-200:]

    def fill(case):
        """Puts what is really there in the place of some of what was made up."""
        if dice.random() < 0.5:
            for name in case.path_parameters or {}:
                values = {"officer": ["4821", "13%2F2210", "9999"], "purpose": ["crime.investigate", "none"]}
                choice = known[name] if name in known else values.get(name)
                if choice:
                    case.path_parameters[name] = dice.choice(choice)
            for values in (case.query, case.body):
                if isinstance(values, dict) and "q" in values:
                    values["q"] = " ".join(dice.sample(names, dice.choice((1, 1, 2, 3))))

    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    anything = strategies.one_of(*[
        operation.as_strategy(generation_mode=mode)
        for operation in operations for mode in modes
        if mode is GenerationMode.POSITIVE or operation.path_parameters or operation.query or operation.body
    ])

    @seed(SEED)
    @settings(
        max_examples=REQUESTS // EACH, deadline=None, database=None, derandomize=False, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=anything)
    def ask(case):
        fill(case)
        for person in dice.sample(people, EACH):
            answer = send(case, person)
            if answer.status_code == 200:
                remember(case, answer)

    ask()
    # A further round by what is known: hypothesis stops early once it has seen all there is of small questions.
    while sum(statuses.values()) < REQUESTS:
        person, name = dice.choice(people), " ".join(dice.sample(names, dice.choice((1, 2))))
        operation = dice.choice(operations)
        values = {"q": name, "limit": str(dice.randint(-1, 120)), "days": str(dice.randint(0, 4000)), "class": "B"}
        path = {part: dice.choice(known[part] or ["x"]) for part in re.findall(r"{(\w+)}", operation.path)}
        if "officer" in path:
            path["officer"] = dice.choice(["4821", "13%2F2210", "9999"])
        if "purpose" in path:
            path["purpose"] = dice.choice(["crime.investigate", "audit.conduct"])
        if operation.method.upper() == "POST":
            case = operation.Case(path_parameters=path, body=values, media_type="application/x-www-form-urlencoded")
        else:
            case = operation.Case(path_parameters=path, query=values)
        answer = send(case, person)
        if answer.status_code == 200:
            remember(case, answer)

    bodies = {number: json.loads(body) for number, body in journal(folder).items() if number >= before and body[:1] == b"{"}
    for entry, path in entries.items():
        assert entry in bodies, f"the answer of {path} names entry {entry}, which is not in the log"
        assert "refusal" not in bodies[entry], path
        assert bodies[entry]["officer"] in {person.officer for person in people}, path
    # Each refusal by the rules has an entry as well; what failed later, or found nobody, has one and no answer.
    staff = {person.officer for person in people}
    refused = sum(1 for body in bodies.values() if body["officer"] in staff and "refusal" in body)
    assert refused >= denied > 0
    unnamed = sum(1 for body in bodies.values() if body["officer"] in staff and "refusal" not in body) - len(entries)
    print(json.dumps({
        "measure": "API against its document", "bar": "T11", "requests": sum(statuses.values()),
        "routes": len(operations), "answers": {str(status): count for status, count in sorted(statuses.items())},
        "disclosed": len(entries), "refusals": refused, "entriesWithoutAnswer": unnamed, "serverErrors": 0, "outsideTheDocument": 0,
        "unlogged": 0, "seconds": round(time.monotonic() - began, 1), "waitedSeconds": round(waited, 1), "seed": SEED,
    }))
    assert statuses[200] > REQUESTS / 50 and len(entries) > 0
