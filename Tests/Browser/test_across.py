"""A question to all forces, on nodes of its own: with script, without, and how every force stands."""

import os
import re
import signal
import socket
import subprocess
import time
import urllib.request

import pytest

from conftest import give_purpose

REEVE = os.environ.get("REEVE")
pytestmark = pytest.mark.skipif(not REEVE, reason="needs REEVE, the program")


@pytest.fixture(scope="module")
def nation(tmp_path_factory):
    """Four forces, a node each, in one process; the address of West Yorkshire's."""
    folder = tmp_path_factory.mktemp("forces")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [REEVE, "demo", "--forces", "13,14,16,06", "--people", "300"]
    command += ["--data", str(folder / "demo"), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    for _ in range(240):
        assert process.poll() is None, "the demonstration ended"
        try:
            urllib.request.urlopen(base + "/health", timeout=2)
            break
        except OSError:
            time.sleep(1)
    yield base
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 0


def test_every_force_is_named_with_and_without_script(visit, nation):
    for script in (True, False):
        page = visit(signed_in=False, java_script_enabled=script)
        give_purpose(page, nation + "/")
        page.goto(nation + "/search")
        page.locator("#q").fill("okafor leeds")
        page.locator("#q").press("Enter")
        page.locator("[data-part=strip]").wait_for()
        assert page.locator("[data-part=strip] li").count() == 43
        page.locator("[data-part=stage]", has_text=re.compile("ended|Nothing more")).wait_for()
        for force in ("13", "14", "16", "06"):
            state = page.locator(f"[data-force='{force}']").get_attribute("class")
            assert state in ("answered", "nothing_held", "ask_owner"), (script, force, state)
        assert page.locator("[data-force='01']").get_attribute("class") == "not_asked"
        assert page.locator("[data-result]").count() > 0
        page.locator("[data-result] h2 a").first.click()
        page.locator("#why").wait_for()
        assert page.locator("#facts .src").count() > 0


def test_every_force_is_a_hexagon(visit, nation):
    page = visit(signed_in=False)
    give_purpose(page, nation + "/")
    page.goto(nation + "/nation")
    assert page.locator("svg.nation g.hex").count() == 43
    assert page.locator("#names tbody tr").count() == 43
