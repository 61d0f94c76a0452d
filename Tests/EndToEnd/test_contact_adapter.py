"""The network's adapter and the transfers on a node that runs: calls of a file, a credential of its own, a kill, an audit."""

import json
import os
import re
import subprocess

import pytest

from test_contact_kill import Taker
from test_kill import REEVE, Server, entries, make_node, query, reeve, verify

pytestmark = pytest.mark.skipif(not REEVE, reason="REEVE is not set: the path of the built program")


class Manager(Taker):
    def sign_in(self):
        token = re.search(r'name="token"[^>]*value="([^"]+)"', self.ask("GET", "/purpose")[1]).group(1)
        form = {"next": "/contact", "token": token, "officer": "3301", "purpose": "incident.respond",
                "reference": "night shift"}
        assert self.ask("POST", "/purpose", form)[0] in (302, 303, 307)
        self.token = re.search(r'data-token="([^"]+)"', self.ask("GET", "/contact")[1]).group(1)

    def form(self, path, **values):
        return self.ask("POST", path, {**values, "token": self.token})[0]


def play(file, port, credential, cwd):
    words = [REEVE, "contact", "play", str(file), "--speed", "100", "--node", f"http://127.0.0.1:{port}", "--json"]
    environment = {**os.environ, "REEVE_CREDENTIAL": credential}
    done = subprocess.run(words, cwd=cwd, env=environment, capture_output=True, text=True)
    return done.returncode, json.loads(done.stdout) if done.stdout.startswith("{") else done.stderr


def test_calls_of_a_file_come_in_once_and_what_is_handed_on_outlives_a_kill(tmp_path):
    node = make_node(tmp_path / "node")
    lines = reeve("contact", "secret", "eisec-1", cwd=tmp_path).stdout.splitlines()
    credential, fingerprint = (line.split()[1] for line in lines)
    file = tmp_path / "calls.jsonl"
    calls = [{"after": n * 2, "line": "999", "number": f"07700 900{n:03}", "latitude": 53.8, "longitude": -1.5,
              "radius": 30, "method": "AML", "silent": n % 5 == 0} for n in range(20)]
    file.write_text("\n".join(map(json.dumps, calls)))
    server = Server(node)
    try:
        code, said = play(file, server.port, credential, tmp_path)
        assert code == 1 and said["refused"] == {"status 401": 20}
        manager = Manager(server.port, "m")
        manager.sign_in()
        assert manager.form("/contact/adapter", name="eisec-1", scope="calls", fingerprint=fingerprint) in (302, 303, 307)
        for _ in range(2):
            code, said = play(file, server.port, credential, tmp_path)
            assert code == 0 and said["taken"] == 20, said
        rows = query(node, "SELECT number, latitude FROM contact_incident ORDER BY id")
        assert len(rows) == 20 and all(row[1] == 53.8 for row in rows)
        call = rows[0][0]
        assert manager.act(act="answer", call=call, key="a")[0] == 200
        handed = {"kind": "create", "call": call, "party": "ambulance", "wants": "attend", "text": "not breathing",
                  "number": "1"}
        assert manager.form("/contact/transfer", **handed) in (302, 303, 307)
    finally:
        server.kill()
    server = Server(node)
    try:
        manager = Manager(server.port, "n")
        manager.sign_in()
        page = manager.ask("GET", "/contact/transfers")[1]
        assert "not breathing" in page and "has not reached them" in page
        assert manager.form("/contact/transfer", **handed) in (302, 303, 307)
        assert len(query(node, "SELECT number FROM exchange_transfer")) == 1, "sent again, it is one"
    finally:
        server.kill()
    verify(node)
    kinds = list(entries(node).values())
    assert kinds.count("disclosure") == 1 and kinds.count("collection") == 40
    report = json.loads(reeve("contact", "audit", "--data", node, "--officer", "3301", "--json", cwd=tmp_path).stdout)
    assert report["calls"] == 20 and report["graded"] == 0 and len(report["rules"]) == 10
    assert "3301" not in json.dumps(report)
