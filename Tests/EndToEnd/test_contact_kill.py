"""Kills the node with SIGKILL during calls: no line that it acknowledged is lost, none stands twice, and each is logged.

REEVE_CALL_KILLS says how often (5; the soak gives 50). The tables are read by this file itself.
"""

import http.client
import json
import os
import random
import re
import threading
import time

import pytest

from test_kill import REEVE, SEED, Client, Server, entries, make_node, query, verify

KILLS = int(os.environ.get("REEVE_CALL_KILLS", "5"))

pytestmark = pytest.mark.skipif(not REEVE, reason="REEVE is not set: the path of the built program")


class Taker(Client):
    """A call taker whose window sends each line until the node has acknowledged it."""

    def sign_in(self):
        token = re.search(r'name="token"[^>]*value="([^"]+)"', self.ask("GET", "/purpose")[1]).group(1)
        form = {"next": "/contact", "token": token, "officer": "4821", "purpose": "incident.respond",
                "reference": "night shift"}
        status, page = self.ask("POST", "/purpose", form)
        assert status in (302, 303, 307), f"{status}: {page}"
        self.token = re.search(r'data-token="([^"]+)"', self.ask("GET", "/contact")[1]).group(1)

    def act(self, **values):
        while True:
            status, text = self.ask("POST", "/api/v1/contact", {**values, "token": self.token})
            if status != 429:
                return status, text
            time.sleep(0.05)


def test_no_line_that_was_acknowledged_is_lost_however_often_the_node_is_killed(tmp_path):
    dice = random.Random(SEED)
    node = make_node(tmp_path / "node")
    call, waiting, kept, written = None, [], {}, 0
    for kill in range(KILLS):
        server = Server(node)
        timer = threading.Timer(dice.uniform(0.3, 1.5), server.kill)
        try:
            taker = Taker(server.port, f"k{kill}")
            taker.sign_in()
            if call is None:
                status, text = taker.act(act="arrive", line="999", number="07700 900461", key="eisec-1")
                assert status == 200, text
                call = json.loads(text)["done"]["number"]
                assert taker.act(act="answer", call=call, key="answered")[0] == 200
            timer.start()
            while True:
                # What was sent and not acknowledged is sent again by its name, before anything new.
                if not waiting:
                    written += 1
                    waiting.append((f"line-{written}", f"caller says {written}"))
                key, words = waiting[0]
                status, text = taker.act(act="write", call=call, text=words, key=key)
                assert status == 200, text
                kept[key] = words
                waiting.pop(0)
        except (OSError, http.client.HTTPException):
            pass
        finally:
            timer.cancel()
            if server.process.poll() is None:
                server.kill()
            else:
                server.drain.join()
    assert len(kept) > KILLS, "too few lines were acknowledged to say anything"
    verify(node)
    rows = query(node, "SELECT place, name, act FROM contact_entry ORDER BY place")
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    # The name of an act is its officer's: `13/4821 line-7`.
    lines = {row[1].split(" ", 1)[1]: json.loads(row[2])["wrote"]["text"] for row in rows if "wrote" in json.loads(row[2])}
    assert {key: lines.get(key) for key in kept} == kept
    assert set(lines) - set(kept) <= {key for key, _ in waiting}, "a line stands that nobody sent"
    alterations = [kind for kind in entries(node).values() if kind == "alteration"]
    assert len(alterations) >= len(lines)
