"""Kills recalls with SIGKILL at random moments: what is in the log takes effect, and nothing else does.

The settings are those of test_kill.py, whose means of reading a node without the program are used here.
"""

import json
import random
import signal
import subprocess
import time
import urllib.parse

import pytest
from test_kill import KILLS, REEVE, SEED, import_words, journal, make_node, nation, query, reeve, verify  # noqa: F401

pytestmark = pytest.mark.skipif(not REEVE, reason="REEVE is not set: the path of the built program")


def mark_words(node, record):
    return [
        "recall", "mark", record, "restricted", "--reason", "contested", "--power", "DPA 2018 s.47(3)",
        "--data", str(node), "--officer", "9001", "--json",
    ]


def test_a_recall_killed_at_any_moment_takes_effect_if_and_only_if_it_is_in_the_log(nation, tmp_path):  # noqa: F811
    dice = random.Random(SEED + 2)
    node = make_node(tmp_path / "node")
    reeve(*import_words(nation, node), cwd=tmp_path)
    rows = query(
        node,
        """
        SELECT s.force_code, s.system, r.key FROM records_record r JOIN records_source s ON s.id = r.source
        WHERE r.kind = 1 AND r.current = 1 AND r.marking = 0 AND s.force_code = '13' ORDER BY r.id
        """,
    )
    records = [f"{force}/{system}/person/{urllib.parse.quote(key, safe='-_~.')}" for force, system, key in rows]
    began = time.monotonic()
    reeve(*mark_words(node, records.pop()), cwd=tmp_path)
    seconds = time.monotonic() - began

    killed, left_behind = 0, 0
    for _ in range(max(4, KILLS // 2)):
        process = subprocess.Popen(
            [REEVE, *mark_words(node, records.pop())], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        try:
            process.wait(dice.uniform(0.2, 1.1) * seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.communicate()
        assert process.returncode in (0, -signal.SIGKILL)
        killed += process.returncode != 0
        bodies = {number: json.loads(body) for number, body in journal(node).items()}
        logged = {n for n, body in bodies.items() if body["action"] == "recall.mark" and "refusal" not in body}
        left_behind += logged != {row[0] for row in query(node, "SELECT entry FROM audit_recall")}
        # Any opening of the node reads on from where the tables stopped.
        reeve("recall", "outstanding", "--data", node, "--officer", "9001", "--json", cwd=tmp_path)
        assert {row[0] for row in query(node, "SELECT entry FROM audit_recall")} == logged
        assert {row[0] for row in query(node, "SELECT recall FROM audit_mark WHERE stands = 1")} == logged
        verify(node)
    print(f"{killed} kills, {left_behind} of them between the entry and its effect")
    assert killed > 0, "no kill fell while a recall was made"
