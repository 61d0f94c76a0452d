"""Signing in at a real provider: Debian's glewlwyd, in Chromium, and what it refuses a thief.

REEVE is the built program. The tests are skipped, and say so, where the program or the provider is not to be had.
"""

import base64
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import time
import urllib.parse
import urllib.request

import pytest

from glewlwyd import Glewlwyd, Missing, free_port

REEVE = os.environ.get("REEVE", "")
pytestmark = pytest.mark.skipif(not REEVE, reason="REEVE is not set: the path of the built program")


class Node:
    """An empty node whose people sign in at the provider; `claims` where the names of its claims are others."""

    def __init__(self, folder, provider, port, **claims):
        self.base = f"http://127.0.0.1:{port}"
        data = folder / "node"
        subprocess.run([REEVE, "init", "--data", data, "--force", "13"], check=True, capture_output=True)
        adopt = [REEVE, "ethics", "adopt", "--data", data, "--officer", "9301", "--reason", "what runs today, for a trial"]
        subprocess.run(adopt, check=True, capture_output=True)
        settings = json.loads((data / "node.json").read_text())
        settings["address"] = self.base
        settings["signIn"] = {
            "issuer": provider.issuer,
            "clientID": "reeve",
            "clientSecretFile": "client.secret",
            "scopes": [],
            "rsaBitsMin": 2048,
            **claims,
        }
        (data / "node.json").write_text(json.dumps(settings))
        (data / "client.secret").write_text(provider.secret)
        # As an administrator does for those who are new: the first account that claims a number becomes its own.
        staff = json.loads((data / "officers.json").read_text())
        (data / "officers.json").write_text(json.dumps([{**person, "bindUntil": "2099-12-31"} for person in staff]))
        os.chmod(data / "client.secret", 0o600)
        self.log = folder / "node.log"
        self.data = data
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                [REEVE, "serve", "--data", data, "--port", str(port)], stdout=log, stderr=subprocess.STDOUT
            )
        for _ in range(300):
            try:
                urllib.request.urlopen(self.base + "/health", timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def close(self):
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A provider and a node that trusts it."""
    folder = tmp_path_factory.mktemp("sign-in")
    port = free_port()
    try:
        provider = Glewlwyd(folder, f"http://127.0.0.1:{port}/sign-in/back")
    except Missing as missing:
        pytest.skip(str(missing))
    node = Node(folder, provider, port)
    yield provider, node
    node.close()
    provider.close()


class Mock:
    """PyPI's oidc-provider-mock: another implementation, which signs by RS256."""

    secret = "any"

    def __init__(self):
        program = pathlib.Path(sys.executable).with_name("oidc-provider-mock")
        if not program.exists():
            raise Missing("oidc-provider-mock is not installed: pip install oidc-provider-mock")
        port = free_port()
        self.issuer = f"http://localhost:{port}"
        user = {"sub": "4821", "preferred_username": "4821", "name": "Priya Nair"}
        self.process = subprocess.Popen(
            [program, "--port", str(port), "--host", "localhost", "--user-claims", json.dumps(user)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(300):
            try:
                urllib.request.urlopen(self.issuer + "/.well-known/openid-configuration", timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise Missing("oidc-provider-mock does not start")

    def close(self):
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture
def page(browser):
    context = browser.new_context()
    yield context.new_page()
    context.close()


def fill_in(page, provider):
    """Fills in the provider's own page, as often as it asks, until the browser is back at the node."""
    for _ in range(60):
        if "localhost" not in page.url:
            return
        if page.locator("#password").count():
            if page.locator("#username").count():
                page.locator("#username").fill("4821")
            page.locator("#password").fill(provider.password)
            page.locator("#password").press("Enter")
        elif page.get_by_text("Continue", exact=True).count():
            page.get_by_text("Continue", exact=True).first.click()
        page.wait_for_timeout(500)
    raise AssertionError(f"still at the provider: {page.url} {page.locator('body').inner_text()[:400]}")


def sign_in(page, provider, node, next="/search"):
    page.goto(f"{node.base}{next}")
    page.get_by_role("link", name="Sign in").click()
    fill_in(page, provider)
    page.locator("[name=purpose]").first.check()
    page.locator("[name=reference]").fill("WYP-20261121-1203")
    page.get_by_role("button", name="Continue").click()


def test_the_whole_flow(page, place):
    """From the first page to the provider and back, with a purpose; out again, and the old cookie opens nothing."""
    provider, node = place
    sign_in(page, provider, node)
    page.wait_for_url(f"{node.base}/search")
    assert "Priya Nair" in page.locator("header").inner_text()
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies(node.base)}
    session = cookies["reeve_session"]
    assert session["httpOnly"] and session["sameSite"] == "Strict" and len(session["value"]) == 64
    assert "reeve_sign_in" not in cookies, "it is taken away afterwards"

    page.goto(f"{node.base}/account")
    assert "this one" in page.locator("table").inner_text()
    page.get_by_role("button", name="Sign out here").click()
    page.wait_for_url(f"{node.base}/signed-out")
    page.context.add_cookies([{key: session[key] for key in ("name", "value", "domain", "path")}])
    page.goto(f"{node.base}/search")
    assert "/sign-in" in page.url
    log = node.log.read_text()
    assert '"event":"signed-in"' in log and '"event":"signed-out"' in log
    assert session["value"] not in log and provider.secret not in log


def test_a_provider_that_does_not_say_when(page, place):
    """glewlwyd 2.7.5 states the year 1970 as the time of a proof in a new browser: that proves nothing again."""
    provider, node = place
    sign_in(page, provider, node)
    page.wait_for_url(f"{node.base}/search")
    page.goto(f"{node.base}/sign-in/again?next=/account")
    page.get_by_role("link", name="Sign in once more").click()
    fill_in(page, provider)
    page.get_by_text("signin.failed").wait_for()
    assert '"reason":"token-authenticationTime"' in node.log.read_text()
    page.goto(f"{node.base}/search")
    assert "Priya Nair" in page.locator("header").inner_text(), "the session goes on as it was"


def test_the_made_up_list_is_not_there(page, place):
    """No officer of the list can be chosen beside a provider, and a demonstration does not open on this node."""
    provider, node = place
    page.goto(f"{node.base}/purpose")
    assert page.locator("[name=officer]").count() == 0 and "/sign-in" in page.url
    node_demo = subprocess.run([REEVE, "demo", "--small", "--data", node.data], capture_output=True, text=True)
    assert node_demo.returncode == 70 and "signin.settings" in node_demo.stderr


def test_another_provider(page, tmp_path):
    """The same by another implementation, by RS256, and once more before a sensitive act, under another cookie."""
    try:
        provider = Mock()
    except Missing as missing:
        pytest.skip(str(missing))
    node = Node(tmp_path, provider, free_port(), scopes=["profile"], numberClaim="sub")
    try:
        page.goto(f"{node.base}/search")
        page.get_by_role("link", name="Sign in").click()
        page.locator("input[name=sub]").fill("4821")
        page.locator("input[name=sub]").press("Enter")
        page.locator("[name=purpose]").first.check()
        page.locator("[name=reference]").fill("WYP-20261121-1203")
        page.get_by_role("button", name="Continue").click()
        page.wait_for_url(f"{node.base}/search")
        assert "Priya Nair" in page.locator("header").inner_text()

        before = page.context.cookies(node.base)
        page.goto(f"{node.base}/sign-in/again?next=/account")
        page.get_by_role("link", name="Sign in once more").click()
        page.locator("input[name=sub]").fill("4821")
        page.locator("input[name=sub]").press("Enter")
        page.wait_for_url(f"{node.base}/account")
        assert page.context.cookies(node.base) != before
        page.goto(f"{node.base}/search")
        assert "WYP-20261121-1203" in page.locator("header").inner_text(), "the purpose was kept"
        assert '"event":"proved-again"' in node.log.read_text()
    finally:
        node.close()
        provider.close()


def challenge(verifier):
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def ask(provider, **changes):
    """Asks the provider for a code as the person's browser would."""
    values = {
        "response_type": "code",
        "client_id": "reeve",
        "redirect_uri": provider.callback,
        "scope": "openid",
        "state": "s",
        "nonce": "n",
        "code_challenge": challenge("v" * 43),
        "code_challenge_method": "S256",
        "g_continue": "",
        **changes,
    }
    query = urllib.parse.urlencode({name: value for name, value in values.items() if value is not None})
    return provider.call("GET", f"oidc/auth?{query}")


def exchange(provider, code, verifier):
    form = urllib.parse.urlencode(
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": provider.callback,
            "code_verifier": verifier,
        }
    )
    basic = base64.b64encode(f"reeve:{provider.secret}".encode()).decode()
    return provider.call("POST", "oidc/token", form=form, headers={"authorization": f"Basic {basic}"})


def code_of(address):
    return urllib.parse.parse_qs(urllib.parse.urlsplit(address).query)["code"][0]


def test_the_provider_refuses_a_thief(place):
    """A wrong verifier, a missing or plain challenge, another address and a second use are refused."""
    provider, _ = place
    for changes in ({"code_challenge": None, "code_challenge_method": None}, {"code_challenge_method": "plain"}):
        assert "error=invalid_request" in ask(provider, **changes)[1]
    assert ask(provider, redirect_uri="http://127.0.0.1:1/sign-in/back")[0] == 403
    code = code_of(ask(provider)[1])
    assert exchange(provider, code, "w" * 43)[0] == 403
    status, _, text = exchange(provider, code, "v" * 43)
    assert status == 200
    head = json.loads(base64.urlsafe_b64decode(json.loads(text)["id_token"].split(".")[0] + "=="))
    assert head["alg"] == "ES256"
    assert exchange(provider, code, "v" * 43)[0] == 403


def test_a_stolen_answer_signs_nobody_in(page, place):
    """A code that the provider gave another browser opens nothing here."""
    provider, node = place
    page.goto(f"{node.base}/sign-in")
    code = code_of(ask(provider)[1])
    reply = page.goto(f"{node.base}/sign-in/back?state=s&code={code}")
    assert reply.status == 403
    assert "signin.failed" in page.content()
    page.goto(f"{node.base}/search")
    assert "/sign-in" in page.url
