"""A whole call by keyboard: it arrives, is answered, written, assessed, graded and sent; nothing typed is lost."""

import pathlib

import pytest

from conftest import PHONE, sign_in_as
from test_access import wrongs_at

pytestmark = pytest.mark.node

SHOTS = pathlib.Path(__file__).resolve().parents[2] / ".reeve" / "test" / "contact"
ROOM = {"width": 1600, "height": 900}


def taker(visit, **options):
    options.setdefault("viewport", ROOM)
    return sign_in_as(visit, "call taker", "incident.respond", next="/contact", **options)


def arrive(page, **more):
    """Hands a call over as the network's adapter does, and returns its number."""
    token = page.locator("[data-contact]").get_attribute("data-token")
    call = {"act": "arrive", "token": token, "line": "999", "number": "07700 900462", "subscriber": "A MALIK",
            "address": "9 Example Row, Leeds LS6 3AA", "latitude": "53.81702", "longitude": "-1.56612", "radius": "12",
            "method": "AML", "whispering": "1", **more}
    reply = page.request.post("/api/v1/contact", form=call)
    assert reply.ok, reply.text()
    return reply.json()["done"]["number"]


def kept(page):
    """Waits until the node has acknowledged all that was sent."""
    page.wait_for_selector("[data-saved]:not(.bad)")
    for _ in range(100):
        if page.evaluate("!Object.keys(sessionStorage).some((name) => name.startsWith('reeve.contact.queue'))"):
            return
        page.wait_for_timeout(50)
    raise AssertionError(page.locator("[data-saved]").inner_text())


def write(page, words):
    page.keyboard.press("F4")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    kept(page)


def shoot(page, name):
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(SHOTS / f"{name}.png"))


def whole_call(page):
    number = arrive(page)
    # It appears in the list by itself.
    page.locator(".job.ringing", has_text=number.rsplit("-", 1)[1]).wait_for()
    with page.expect_navigation():
        page.goto(f"/contact?call={number}")
    page.keyboard.press("Alt+n")
    page.locator(".live").wait_for()
    write(page, "Answered. Caller whispering, asks for police.")
    write(page, "“He’s back. He’s not allowed to be here.”")
    write(page, "Ex-partner Daniel at back door, kicking it. Son, 6, upstairs.")
    page.keyboard.press("Alt+5")
    write(page, "Told to lock herself and son in bathroom, stay on the line.")
    page.locator(".sug", has_text="Daniel").wait_for()
    page.keyboard.press("Alt+a")
    page.locator("u.fixed", has_text="Daniel").wait_for()
    # Attached as a name, it is asked about; who is found is attached by a second key, and then their warnings count.
    page.locator(".sug", has_text="OKAFOR-REYES").wait_for()
    page.keyboard.press("Alt+a")
    page.locator(".al h3", has_text="Court order").wait_for()
    page.keyboard.press("Alt+h")
    for words in ["kicking door now", "likely, to her and son", "order, drink"]:
        page.keyboard.type(words)
        page.keyboard.press("Tab")
        kept(page)
    page.locator(".tag.inferred", has_text="suggested 1").wait_for()
    page.keyboard.press("F8")
    page.keyboard.press("1")
    page.locator("[data-grade='1'][aria-pressed=true]").wait_for()
    return number


def test_a_whole_call_by_keyboard_alone(visit):
    page = taker(visit, color_scheme="dark")
    number = whole_call(page)
    assert page.evaluate("document.scrollingElement.scrollHeight <= innerHeight"), "the page scrolls"
    page.keyboard.press("F4")
    page.keyboard.type("Drunk she thinks. No weapon seen")
    shoot(page, "call-dark")
    page.keyboard.press("Enter")
    kept(page)
    page.keyboard.press("F9")
    page.locator(".call small", has_text="sent").wait_for()
    page.emulate_media(color_scheme="light")
    shoot(page, "call-light")
    assert page.locator("[data-part=lines] li").count() == 5
    assert page.locator(".job[aria-current]", has_text=number.rsplit("-", 1)[1]).count() == 1
    wrongs = []
    for scheme in ["light", "dark"]:
        page.emulate_media(color_scheme=scheme)
        wrongs += wrongs_at(page, "call", scheme)
    assert not wrongs, "\n".join(wrongs)


def test_on_a_phone_the_call_stands_first_and_nothing_runs_sideways(visit):
    page = taker(visit, viewport=PHONE, color_scheme="dark", has_touch=True)
    number = arrive(page)
    page.goto(f"/contact?call={number}")
    page.locator("button", has_text="Answer").click()
    page.locator(".live").wait_for()
    page.locator("#line").fill("Caller says her neighbour has a knife")
    page.locator("#line").press("Enter")
    page.locator("[data-part=lines] li:not(.sending)").wait_for()
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), "it runs sideways"
    shoot(page, "call-phone")
    wrongs = [*wrongs_at(page, "phone", "light"), *wrongs_at(page, "phone", "dark")]
    assert not wrongs, "\n".join(wrongs)


def test_without_script_a_call_is_taken_by_its_forms(visit):
    page = taker(visit, java_script_enabled=False)
    page.locator("#hand-number").fill("07700 900123")
    page.locator("button", has_text="Open a call").click()
    page.locator("button", has_text="Answer").click()
    page.locator("#line").fill("Shop theft, suspect gone")
    page.locator("#line").press("Enter")
    assert page.locator("[data-part=lines] li").count() == 1
    page.locator("[data-grade='3']").click()
    assert page.locator("[data-grade='3'][aria-pressed=true]").count() == 1


def test_what_is_typed_outlives_a_lost_network_and_a_reload(visit):
    page = taker(visit)
    number = arrive(page)
    page.goto(f"/contact?call={number}")
    page.keyboard.press("Alt+n")
    page.locator(".live").wait_for()
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no network')) }")
    for words in ["first line", "second line"]:
        page.locator("#line").fill(words)
        page.locator("#line").press("Enter")
    page.locator("[data-saved].bad").wait_for()
    assert page.locator("li.sending").count() == 2
    page.locator("#line").fill("half a li")
    page.reload()
    page.locator("[data-part=lines] li:not(.sending)", has_text="second line").wait_for()
    assert page.locator("[data-part=lines] li", has_text="first line").count() == 1
    assert page.locator("#line").input_value() == "half a li"


def test_the_paper_form_prints_what_is_there(visit):
    page = taker(visit)
    number = arrive(page)
    page.goto(f"/contact/paper?call={number}")
    assert page.locator(".boxes", has_text="07700 900462").count() == 1
    shoot(page, "paper")
