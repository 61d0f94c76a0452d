"""Recall, retention, oversight and authority: their main acts by keyboard alone, and every page readable for everybody."""

import pathlib

import pytest

from conftest import DESKTOP, PHONE, sign_in_as
from test_access import wrongs_at
from test_journey import tab_to

pytestmark = pytest.mark.node

SHOTS = pathlib.Path(__file__).resolve().parents[2] / ".reeve" / "test" / "rooms"

# Who opens which pages, and what for.
PAGES = {
    ("data steward", "data.rectification"): ["/recall", "/recall/outstanding"],
    ("records clerk", "data.retention"): ["/retention", "/retention?by=2060-01-01&limit=3"],
    ("professional standards", "audit.conduct"): [
        "/oversight", "/oversight/officer/13-4821", "/oversight/purpose/crime.investigate", "/oversight/signals",
    ],
    ("duty manager", "incident.respond"): ["/authority", "/authority/overview", "/sign-in/again?next=%2Fauthority"],
}


def type_into(page, selector, words):
    tab_to(page, selector, limit=400)
    page.keyboard.type(words)


def send(page):
    """Presses the button that has the focus, or sends the form of the field that has it."""
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.locator("h1").wait_for()


def test_a_recall_reaches_who_received_it_and_leaves_the_list_when_acknowledged(visit, query):
    reader = sign_in_as(visit, "call taker", "crime.investigate")
    reader.goto("/search?q=" + query.replace(" ", "+"))
    reader.locator("[data-result] h2 a").first.click()
    reader.locator("main a.src[href*='/record/13%2Fcad%2Fperson%2F']").first.click()
    reader.locator("h1").wait_for()
    record = reader.evaluate("decodeURIComponent(location.pathname.split('/record/')[1])")

    steward = sign_in_as(visit, "data steward", "data.rectification", next="/recall/outstanding")
    type_into(steward, "[name=record]", record)
    tab_to(steward, "[name=kind]")
    steward.keyboard.press("Space")
    tab_to(steward, "[name=attribute]")
    steward.keyboard.type("full")
    type_into(steward, "#mark [name=reason]", "a clerk's slip")
    send(steward)
    row = steward.locator("#outstanding tr", has_text="officer 4821").last
    assert record in row.inner_text() and "full name was found to be wrong" in row.inner_text()
    recall = row.locator("td").first.inner_text().split()[-1]
    try:
        reader.goto("/search")
        assert reader.locator(".waiting").count() > 0, "every page says that a recall waits"
        reader.goto("/recall")
        card = f"#recall-{recall}"
        assert "full name was found to be wrong" in reader.locator(card).inner_text()
        type_into(reader, f"{card} [name=did]", "told the team")
        send(reader)
        assert reader.locator(card).count() == 0
        assert "told the team" in reader.locator("#done").inner_text()
        steward.goto("/recall/outstanding")
        assert steward.locator("#outstanding tr", has_text="full name was found").count() == 0
    finally:
        steward.goto("/recall/outstanding")
        type_into(steward, "[name=recall]", recall)
        type_into(steward, "#lift [name=reason]", "it was a trial")
        send(steward)


def test_a_clerk_keeps_a_record_by_keyboard(visit):
    page = sign_in_as(visit, "records clerk", "data.retention", next="/retention?by=2060-01-01&limit=2")
    first = page.locator("form[action='/retention/decide']").first
    person = first.locator("[name=person]").get_attribute("value")
    tab_to(page, "[name=decision]")
    page.keyboard.press("Space")
    assert first.locator("[name=decision]:checked").get_attribute("value") == "keep"
    type_into(page, "[name=reason]", "the risk to others remains")
    send(page)
    page.goto("/retention?by=2060-01-01&limit=500")
    card = page.locator(f"#person-{person}")
    assert card.count() == 0 or "Decided before" in card.inner_text()


def test_professional_standards_follow_an_officer_and_read_the_signals_by_keyboard(visit):
    page = sign_in_as(visit, "professional standards", "audit.conduct", next="/oversight")
    type_into(page, "[name=officer]", "13-4821")
    send(page)
    assert "What officer 4821 did" in page.locator("h1").inner_text()
    assert page.locator("#entries tbody tr").count() > 0
    page.goto("/oversight")
    tab_to(page, "a[href='/oversight/signals']")
    send(page)
    assert "A signal is no finding" in page.locator(".lead").inner_text()


def test_nobody_else_is_offered_to_look_at_others(visit):
    page = sign_in_as(visit, "call taker", "crime.investigate", next="/oversight")
    assert page.locator("form[action='/oversight/find']").count() == 0
    assert page.locator("main a[href*='/oversight/']").count() == 0


def test_an_authority_is_asked_for_and_given_by_keyboard(visit):
    officer = sign_in_as(visit, "officer, ", "crime.investigate", next="/authority")
    type_into(officer, "#ask [name=words-ask]", "the report names the suspect")
    send(officer)
    row = officer.locator("#yours tr", has_text="the report names the suspect").first
    entry = row.locator("td").first.inner_text().split()[-1].replace(",", "")
    manager = sign_in_as(visit, "duty manager", "incident.respond", next="/authority")
    type_into(manager, f"[name=words-grant-{entry}]", "necessary and proportionate")
    send(manager)
    assert manager.locator(f"[name=words-grant-{entry}]").count() == 0
    officer.goto("/authority")
    assert "in force until" in officer.locator("#yours tr", has_text="the report names the suspect").first.inner_text()


@pytest.mark.parametrize("role, purpose", PAGES, ids=[role.replace(" ", "-") for role, _ in PAGES])
def test_the_pages_are_for_everybody(visit, role, purpose):
    """Each page is loaded once and looked at in both widths and both schemes."""
    page = sign_in_as(visit, role, purpose)
    wrongs = []
    SHOTS.mkdir(parents=True, exist_ok=True)
    for path in PAGES[role, purpose]:
        page.goto(path)
        for viewport in [DESKTOP, PHONE]:
            page.set_viewport_size(viewport)
            for scheme in ["light", "dark"]:
                page.emulate_media(color_scheme=scheme)
                wrongs += wrongs_at(page, f"{path} {viewport['width']}", scheme)
                name = path.strip("/").partition("?")[0].replace("/", "-")
                page.screenshot(path=str(SHOTS / f"{name}-{scheme}-{viewport['width']}.png"), full_page=True)
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > viewport["width"]:
                wrongs.append(f"{path}: {wide} px wide on a screen of {viewport['width']}")
            if viewport is PHONE:
                for part in page.locator("main .button:visible, main input[type=text]:visible, main select:visible").all():
                    height = part.bounding_box()["height"]
                    if height < 43.5:
                        wrongs.append(f"{path}: {part.evaluate('e => e.outerHTML')[:100]} is {height:.0f} px high")
    assert not wrongs, "\n".join(wrongs)
