"""Kills nodes with SIGKILL while they ask and answer one another over mutual TLS, and compares their logs afterwards.

REEVE is the built program, REEVE_NATION_KILLS how often one of three nodes is killed, REEVE_SEED which and when. Only the
standard library; the journals are read by this file itself, not by the program under test.
"""

import json
import os
import random
import socket
import threading
import time

import pytest

from test_kill import Client, Server, journal, query, reeve, verify

REEVE = os.environ.get("REEVE", "")
KILLS = int(os.environ.get("REEVE_NATION_KILLS", "5"))
SEED = int(os.environ.get("REEVE_SEED", "1"))
FORCES = ["13", "14", "06"]

pytestmark = pytest.mark.skipif(not REEVE, reason="REEVE is not set: the path of the built program")


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


@pytest.fixture()
def nation(tmp_path):
    """Three nodes that are enrolled, know one another, and hold records of people in common."""
    words = ["--people", "120", "--seed", str(SEED), "--out", tmp_path / "nation"]
    reeve("sandbox", "--force", ",".join(FORCES), *words, cwd=tmp_path)
    authority = tmp_path / "authority"
    reeve("node", "authority", "make", "--folder", authority, cwd=tmp_path)
    nodes = {}
    for force, port in zip(FORCES, free_ports(len(FORCES))):
        folder = tmp_path / force
        reeve("init", "--data", folder, "--force", force, "--demonstration", cwd=tmp_path)
        settings = json.loads((folder / "node.json").read_text())
        address = f"https://127.0.0.1:{port}"
        settings["federation"] = {"port": port, "address": address, "listen": "127.0.0.1"}
        (folder / "node.json").write_text(json.dumps(settings))
        ticket = reeve(
            "node", "authority", "ticket", "--folder", authority, "--force", force, "--host", "127.0.0.1", cwd=tmp_path
        )
        (tmp_path / "ticket").write_text(ticket.stdout)
        enrolled = reeve("node", "enrol", "--data", folder, "--with", tmp_path / "ticket", cwd=tmp_path)
        assert enrolled.returncode == 0, enrolled.stderr
        export = next(path for path in (tmp_path / "nation").iterdir() if path.name.startswith(force + "-"))
        reeve("import", export, "--data", folder, "--rejects", tmp_path / f"rejects-{force}", cwd=tmp_path)
        nodes[force] = folder
    reeve("node", "introduce", *[word for path in nodes.values() for word in ("--data", path)], cwd=tmp_path)
    return nodes


class Searcher(Client):
    """Somebody who puts questions to all forces, again and again."""

    asked = 0

    def run(self, words, going):
        while going.is_set():
            try:
                status, _ = self.ask("GET", "/search?live=1&q=" + words[self.asked % len(words)])
                assert status in (200, 429), status
                self.asked += 1
                time.sleep(0.05)
            except OSError:
                return
            except Exception:
                if going.is_set():
                    raise
                return


def exchanges(folder):
    """What the log says of exchanges: (entry, what), in order."""
    said = []
    for number, body in sorted(journal(folder).items()):
        try:
            entry = json.loads(body)
        except ValueError:
            continue
        if "exchange" in entry:
            said.append((number, entry["exchange"]))
    return said


def differences(nodes):
    """Everything in which two logs do not tell the same story; nothing when all is settled."""
    logs = {force: exchanges(folder) for force, folder in nodes.items()}
    wrong, shown, pairs = [], 0, 0
    asked = set()
    for asker, log in logs.items():
        for entry, said in log:
            if said["step"] == "contradiction":
                wrong.append(f"{asker} has a contradiction in entry {entry}")
            if said["step"] != "asked":
                continue
            disclosure = said["disclosure"]
            asked.add((asker, disclosure))
            for force in said["forces"]:
                name = f"{disclosure} of {asker} at {force}"
                ends = [
                    (number, one) for number, one in log
                    if one["step"] == "outcome" and one["disclosure"] == disclosure and force in one["forces"]
                ]
                if len(ends) != 1:
                    wrong.append(f"{name} came to {len(ends)} outcomes")
                    continue
                theirs = [
                    one for _, one in logs[force] if one["disclosure"] == disclosure and one["asker"] == asker
                ]
                answered = [one for one in theirs if one["step"] == "answered"]
                settled = [one for one in theirs if one["step"] == "settled"]
                outcome = (ends[0][1]["outcome"], ends[0][0])
                if len(answered) > 1:
                    wrong.append(f"{name} was answered {len(answered)} times")
                if outcome[0] == "shown" and not answered:
                    wrong.append(f"{name} was shown and never answered")
                if answered and [(one["outcome"], one["theirs"]) for one in settled] != [outcome]:
                    wrong.append(f"{name} is {outcome} and settled as {settled}")
                pairs += bool(answered)
                shown += outcome[0] == "shown"
    for force, log in logs.items():
        for entry, said in log:
            if said["step"] == "answered" and (said["asker"], said["disclosure"]) not in asked:
                wrong.append(f"entry {entry} of {force} has no partner")
    return wrong, shown, pairs, len(asked)


def test_nodes_killed_amid_questions_tell_one_story(nation, tmp_path):
    dice = random.Random(SEED + 2)
    names = query(nation["13"], "SELECT body FROM records_record WHERE kind = 1 ORDER BY id LIMIT 40")
    words = [fact[1] for (body,) in names for fact in json.loads(body) if fact[0] == "surname"]
    servers = {force: Server(folder) for force, folder in nation.items()}
    asked = 0
    try:
        for kill in range(KILLS):
            going = threading.Event()
            going.set()
            people = [Searcher(servers[force].port, f"k{kill}f{force}") for force in FORCES]
            for person in people:
                person.sign_in()
            threads = [threading.Thread(target=person.run, args=(words, going)) for person in people]
            for thread in threads:
                thread.start()
            time.sleep(dice.uniform(0.2, 1.5))
            victim = FORCES[kill % len(FORCES)]
            servers[victim].kill()
            time.sleep(dice.uniform(0.0, 0.5))
            going.clear()
            for thread in threads:
                thread.join()
            asked += sum(person.asked for person in people)
            servers[victim] = Server(nation[victim])
        # Late answers are waited for, and then each force is told until it knows.
        for _ in range(120):
            wrong, shown, pairs, questions = differences(nation)
            if not wrong:
                break
            time.sleep(1)
        assert not wrong, "\n".join(wrong[:20])
    finally:
        for server in servers.values():
            server.kill()
    for folder in nation.values():
        verify(folder)
    print(f"{KILLS} kills, {questions} questions, {pairs} answers with a partner, {shown} shown")
    assert shown > 0 and questions > asked / 2
