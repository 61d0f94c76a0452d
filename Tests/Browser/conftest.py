"""A browser in which a request to another machine, a console error or a broken content policy fails the test."""

import functools
import http.server
import os
import pathlib
import threading
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import sync_playwright

LOOPBACK = {"127.0.0.1", "localhost", "::1", ""}
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}

# The policy the node sends. Pages drawn from made-up content are served with it too.
POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"


def pytest_addoption(parser):
    url = os.environ.get("REEVE_URL")
    parser.addoption("--base", default=url, help="the address of a node that is up (REEVE_URL): http://127.0.0.1:8080")
    parser.addoption("--preview", help="a folder of pages drawn from made-up content")
    parser.addoption("--query", help="finds a joined person; otherwise the front page's first sample, or `okafor leeds`")


def pytest_collection_modifyitems(config, items):
    has_node = bool(config.getoption("--base"))
    skip = pytest.mark.skip(reason="needs a node: --base URL")
    for item in items:
        if "node" in item.keywords and not has_node:
            item.add_marker(skip)


def pytest_configure(config):
    config.addinivalue_line("markers", "node: needs a running node")


@pytest.fixture(scope="session")
def base(pytestconfig):
    """The address of the node, or of a small server over the drawn pages."""
    given = pytestconfig.getoption("--base")
    if given:
        yield given.rstrip("/")
        return
    preview = pytestconfig.getoption("--preview")
    if not preview:
        pytest.exit("give --base URL (or REEVE_URL), or --preview FOLDER", 2)

    class Handler(http.server.SimpleHTTPRequestHandler):
        def end_headers(self):
            self.send_header("Content-Security-Policy", POLICY)
            super().end_headers()

        def log_message(self, *_):
            pass

    folder = pathlib.Path(preview).resolve()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("REEVE_CHROMIUM") or "/usr/bin/chromium",
            # No name but this machine's is looked up, so that no request needs to be stopped on its way by hand.
            args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"],
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, base):
    """Opens contexts that watch themselves: `visit(java_script_enabled=False)` gives a page."""
    contexts, wrongs = [], []

    def open_page(signed_in=True, block=None, refused=(), **options):
        options.setdefault("viewport", DESKTOP)
        context = browser.new_context(base_url=base, **options)
        contexts.append(context)

        def inspect(request):
            address = urlsplit(request.url)
            if address.scheme in ("http", "https") and address.hostname not in LOOPBACK:
                wrongs.append(f"a request wanted to leave the machine: {request.url}")

        if block:
            context.route(f"**/*{block}*", lambda route: route.abort())
        page = context.new_page()
        page.on("request", inspect)
        page.on("pageerror", lambda error: wrongs.append(f"script error: {error}"))
        page.on("dialog", lambda dialog: (wrongs.append(f"a dialog opened: {dialog.message}"), dialog.dismiss()))

        def note(message):
            # A refusal is a page of its own and not an error of the page; a blocked file was blocked on purpose.
            blocked = block and "ERR_FAILED" in message.text
            if message.type == "error" and "status of 4" not in message.text and not blocked:
                wrongs.append(f"console: {message.text}")

        def check(response):
            if response.status >= 400 and response.status not in refused and response.request.resource_type != "document":
                wrongs.append(f"{response.status} for {response.url}")

        page.on("console", note)
        page.on("response", check)
        if signed_in:
            give_purpose(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not wrongs, "\n".join(wrongs)


def give_purpose(page, path="/"):
    """Answers the purpose form, if the node asks; drawn pages never ask."""
    page.goto(path)
    if page.locator("form[action$='/purpose']").count() == 0:
        return
    page.locator("[name=purpose]").first.check()
    page.locator("[name=reference]").fill("WYP-20261121-1203")
    with page.expect_navigation():
        page.locator("form[action$='/purpose'] button").click()


def sign_in_as(visit, role, purpose, next="/search", **options):
    """A page of the first on the list whose description has these words, signed in for a purpose."""
    page = visit(signed_in=False, **options)
    page.goto(f"/purpose?next={quote(next, safe='')}")
    people = page.locator("[name=officer] option").all_inner_texts()
    page.locator("[name=officer]").select_option(label=[person for person in people if role in person][0])
    page.locator(f"[name=purpose][value='{purpose}']").check()
    page.locator("[name=reference]").fill("WYP-20261121-1203")
    with page.expect_navigation():
        page.locator("form[action$='/purpose'] button").click()
    page.locator("h1").wait_for()
    return page


@pytest.fixture(scope="session")
def query(pytestconfig, browser, base):
    """A question that finds somebody."""
    given = pytestconfig.getoption("--query")
    if given:
        return given
    context = browser.new_context(base_url=base)
    page = context.new_page()
    give_purpose(page)
    samples = page.locator("main .state a")
    sample = samples.first.inner_text() if samples.count() else "okafor leeds"
    context.close()
    return sample


@pytest.fixture(scope="session")
def pages(pytestconfig, browser, base, request):
    """Every kind of page, by name and path."""
    preview = pytestconfig.getoption("--preview")
    if not pytestconfig.getoption("--base"):
        return {path.stem: f"/{path.name}" for path in sorted(pathlib.Path(preview).glob("*.html"))}
    asked = request.getfixturevalue("query")
    context = browser.new_context(base_url=base)
    page = context.new_page()
    found = {}

    def note(name, words=None):
        # A question's number belongs to the session that asked: others come by the words, or without them.
        path, _, query = page.url.removeprefix(base).partition("?")
        rest = [part for part in query.split("&") if part and not part.startswith("asked=")]
        rest += [f"q={quote(words)}"] if words else []
        found[name] = path + ("?" + "&".join(rest) if rest else "")

    page.goto("/purpose")
    note("purpose")
    give_purpose(page)
    note("front")
    page.locator("#q").fill("zzzz qqqq xxxx")
    page.locator("#q").press("Enter")
    page.locator("h1").wait_for()
    note("nothing found", "zzzz qqqq xxxx")
    page.locator("#q").fill(asked)
    page.locator("#q").press("Enter")
    page.locator("[data-result] h2 a").first.wait_for()
    note("results", asked)
    page.locator("[data-result] h2 a").first.click()
    page.locator(".top h1").wait_for()
    note("person")
    person = page.url
    if page.locator("[data-key=w]").count():
        page.locator("[data-key=w]").first.click()
        page.locator("h1").wait_for()
        note("why")
    page.goto(person)
    if page.locator("main a.src").count():
        page.locator("main a.src").first.click()
        page.locator("h1").wait_for()
        note("record")
    found["about"] = "/search/about"
    found["explorer"] = "/explorer"
    found["no such page"] = "/there/is/no/such/page"
    context.close()
    return found
