"""A whole call by keyboard: it arrives, is answered, written, assessed, graded and sent; nothing typed is lost."""

import pathlib
import uuid

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
    page.wait_for_selector("[data-contact][data-unsent='0']")


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


def live_call(page, **more):
    """A call that was answered, with its screen open."""
    number = arrive(page, **more)
    page.goto(f"/contact?call={number}")
    page.keyboard.press("Alt+n")
    page.locator(".live").wait_for()
    return number


def act(page, call, act, **values):
    """An act of somebody's at another desk: the screen learns of it by what the node pushes."""
    token = page.locator("[data-contact]").get_attribute("data-token")
    form = {"act": act, "call": call, "token": token, "key": str(uuid.uuid4()), **values}
    return page.request.post("/api/v1/contact", form=form)


def pushed(page, call, words):
    """Makes every part of the screen change from outside, and waits until it has."""
    assert act(page, call, "write", text=words).ok
    # What is recognised in a line has spoken words beside it.
    page.locator("[data-part=lines] li", has_text=words[:12]).wait_for()


def test_a_push_takes_no_word_from_any_field_focused_or_not(visit):
    page = taker(visit)
    call = live_call(page)
    assert act(page, call, "write", text="Ex-partner shouting, domestic").ok
    assert act(page, call, "grade", code="2").ok
    page.locator("#dash-yes").wait_for(state="attached")
    page.locator("summary", has_text="27 topics").click()
    page.locator("#dash-yes").fill("1 2 13")
    page.locator("#dash-level").select_option("high")
    page.locator("summary", has_text="Scheduled").click()
    page.locator("#lower-3").fill("neighbour says all is qui")
    page.locator("summary", has_text="Hand over").click()
    page.locator("#hand-note").fill("caller in bathroom wi")
    # Leaving it enters it: it is typed last and stays where the keyboard is.
    page.locator("#thrive-harm").focus()
    page.keyboard.type("likely, to her")
    page.keyboard.press("Home")
    pushed(page, call, "Now he has a knife. It is 07700 900123 he rings from.")
    page.locator(".sug", has_text="07700 900123").wait_for()
    for words in ["Attach", "07700 900123"]:
        assert page.locator(".sug", has_text=words).count() == 1
    pushed(page, call, "Somebody is hurt")
    typed = {"#dash-yes": "1 2 13", "#dash-level": "high", "#lower-3": "neighbour says all is qui",
             "#hand-note": "caller in bathroom wi", "#thrive-harm": "likely, to her"}
    assert {field: page.locator(field).input_value() for field in typed} == typed
    assert page.evaluate("[document.activeElement.id, document.activeElement.selectionStart]") == ["thrive-harm", 0]
    # The grade falls away under a half-typed reason: its words are shown, and go where a person puts them.
    assert act(page, call, "lower", code="4", reason="caller says it was a film on television").ok
    page.reload()
    page.locator(".again", has_text="Lowering to 4").wait_for()
    assert {field: page.locator(field).input_value() for field in typed if field != "#thrive-harm"} == {
        field: words for field, words in typed.items() if field != "#thrive-harm"}
    other = sign_in_as(visit, "duty manager", "incident.respond", next=f"/contact?call={call}", viewport=ROOM)
    other.locator(".again button", has_text="Agree").click()
    page.locator("[data-grade='4'][aria-pressed=true]").wait_for()
    page.locator("[data-kept]", has_text="neighbour says all is qui").wait_for()
    page.locator("[data-kept] button", has_text="Put into the line").click()
    assert page.locator("#line").input_value() == "neighbour says all is qui"
    assert page.locator("[data-kept]").is_hidden()


def test_what_the_node_refuses_goes_back_to_where_it_was_typed(visit):
    page = taker(visit, refused=[409])
    call = live_call(page)
    page.locator("summary", has_text="Close").click()
    page.locator("#close-result").fill("advice given, no crime")
    # Before it is sent, somebody at another desk closes the call.
    page.evaluate("() => { window.reached = window.fetch; window.fetch = () => new Promise(() => {}) }")
    page.locator("#close-result").press("Enter")
    assert page.locator("#close-result").is_hidden()
    assert act(page, call, "close", result="duplicate").ok
    page.locator(".call small", has_text="closed").wait_for()
    page.reload()
    page.locator("[data-kept]", has_text="advice given, no crime").wait_for()
    assert "Not done" in page.locator("[data-saved]").inner_text()
    page.locator("[data-kept] button", has_text="Let go").click()
    assert page.evaluate("sessionStorage.length") == 0


def test_a_refused_reason_stands_in_its_field_again(visit):
    page = taker(visit, refused=[400])
    call = live_call(page)
    assert act(page, call, "grade", code="2").ok
    page.locator("summary", has_text="Scheduled").click()
    # Ten letters are asked for; the node counts letters and not spaces.
    page.locator("#lower-3").fill("q u i e t   n o")
    page.locator("#lower-3").press("Enter")
    page.locator("[data-saved].bad", has_text="words are needed").wait_for()
    assert page.locator("#lower-3").input_value() == "q u i e t   n o"
    assert page.locator("#lower-3").is_visible()
    pushed(page, call, "another line")
    assert page.locator("#lower-3").input_value() == "q u i e t   n o"


def test_nothing_is_left_in_the_browser_once_it_is_kept_or_after_signing_out(visit):
    page = taker(visit)
    live_call(page)
    write(page, "Caller says her neighbour shouts")
    assert page.evaluate("sessionStorage.length") == 0
    page.keyboard.type("half a line")
    assert "half a line" in page.evaluate("JSON.stringify(sessionStorage)")
    # Older than the longest shift: let go of when the screen is opened.
    page.evaluate("""() => {
        const name = Object.keys(sessionStorage)[0], old = 13 * 3600 * 1000;
        sessionStorage.setItem(name, sessionStorage.getItem(name).replace(/"at":(\\d+)/g, (_, at) => `"at":${at - old}`));
    }""")
    page.reload()
    page.locator(".live").wait_for()
    assert page.locator("#line").input_value() == ""
    assert page.evaluate("sessionStorage.length") == 0
    page.locator("#line").fill("half another line")
    token = page.locator("[data-contact]").get_attribute("data-token")
    page.evaluate("""(token) => {
        const form = document.createElement("form");
        form.method = "post";
        form.action = "/sign-out";
        const field = document.createElement("input");
        field.name = "token";
        field.value = token;
        form.append(field);
        document.body.append(form);
        form.submit();
    }""", token)
    page.wait_for_url("**/purpose*")
    assert page.evaluate("sessionStorage.length") == 0


def test_the_paper_form_prints_what_is_there(visit):
    page = taker(visit)
    number = arrive(page)
    page.goto(f"/contact/paper?call={number}")
    assert page.locator(".boxes", has_text="07700 900462").count() == 1
    shoot(page, "paper")


def test_a_call_is_handed_on_and_its_pages_have_no_wrongs(visit):
    page = taker(visit)
    number = arrive(page)
    page.goto(f"/contact?call={number}")
    page.keyboard.press("Alt+n")
    page.locator(".live").wait_for()
    page.goto(f"/contact/transfers?call={number}")
    wrongs = list(wrongs_at(page, "hand on", "light"))
    page.locator("#offer-to").select_option("fire")
    page.locator("#offer-wants").select_option("attend")
    page.locator("#offer-text").fill("smoke in the stairwell")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    card = page.locator(".card", has_text=number)
    assert "Not acknowledged for 0 minutes" in card.inner_text() and "smoke in the stairwell" in card.inner_text()
    wrongs += [*wrongs_at(page, "transfers", "light"), *wrongs_at(page, "transfers", "dark")]
    shoot(page, "transfers")
    manager = sign_in_as(visit, "duty manager", "incident.respond", next="/contact", viewport=ROOM)
    for path in ["audit", "adapters"]:
        manager.goto(f"/contact/{path}")
        manager.locator("h1").wait_for()
        wrongs += [*wrongs_at(manager, path, "light"), *wrongs_at(manager, path, "dark")]
        shoot(manager, path)
    assert not wrongs, "\n".join(wrongs)
