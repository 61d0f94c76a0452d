"""The register of uses: an owner enters a use, the panel refuses it, and everybody can see that."""

import os
import pathlib

import pytest

from conftest import sign_in_as

pytestmark = pytest.mark.node

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")


def open_form(page, action):
    form = page.locator(f"details.act:has(form[action='{action}'])").first
    form.locator("summary").click()
    return form


def send(page, form):
    with page.expect_navigation():
        form.locator("button").click()
    page.locator("h1").wait_for()


def accessible(page, where):
    found = axe.Axe().run(page)
    assert found.violations_count == 0, f"{where}: {found.generate_report()}"


def picture(page, name):
    folder = os.environ.get("REEVE_PICTURES")
    if folder:
        page.screenshot(path=str(pathlib.Path(folder) / f"{name}.png"), full_page=False)


@pytest.mark.parametrize("scripted", [True, False])
def test_a_use_from_its_entry_to_a_refusal_that_stays(visit, scripted):
    owner = sign_in_as(
        visit, "senior owner", "audit.lawfulness", next="/ethics", java_script_enabled=scripted
    )
    form = open_form(owner, "/ethics/open")
    form.locator("[name=title]").fill("Heat list of people")
    form.locator("[name=capability]").select_option("search")
    form.locator("[name=supplier]").fill("Lens Ltd")
    send(owner, form)
    link = owner.locator("#uses a", has_text="Heat list of people").last
    number = link.get_attribute("href").rsplit("/", 1)[1]
    link.click()
    owner.locator("h1").wait_for()
    assert "no measured problem" in owner.locator("#stages").inner_text()

    # A mistake comes back as it was typed, with a way to the field.
    form = open_form(owner, "/ethics/fill")
    form.locator("[name=statement]").fill("Too many people are found late")
    form.locator("[name=measure]").fill("hours until found")
    form.locator("[name=baseline]").fill("40")
    form.locator("[name=measuredOn]").fill("last spring")
    send(owner, form)
    assert "There is a problem" in owner.locator("[role=alert]").inner_text()
    form = owner.locator("details.act[open]").first
    assert form.locator("[name=statement]").input_value() == "Too many people are found late"
    form.locator("[name=measuredOn]").fill("2026-04-01")
    send(owner, form)
    assert "Too many people are found late" in owner.locator("#problem dl").inner_text()

    chair = sign_in_as(visit, "ethics chair", "audit.lawfulness", next="/ethics/panel")
    if chair.locator("#members tbody tr").count() < 5:
        for place in range(1, 6):
            form = open_form(chair, "/ethics/appoint")
            form.locator("[name=number]").fill(str(place))
            form.locator("[name=name]").fill(f"Member {place}")
            form.locator("[name=isLay]").select_option("yes" if place < 4 else "no")
            form.locator("[name=from]").fill("2026-01-01")
            form.locator("[name=until]").fill("2036-01-01")
            send(chair, form)
    chair.goto(f"/ethics/use/{number}")
    form = open_form(chair, "/ethics/advise")
    form.locator("[name=kind]").select_option("reject")
    form.locator("[name=present]").fill("1 2 3 4 5")
    form.locator("[name=reasons]").fill("A list of people is never where one begins.")
    send(chair, form)

    owner.goto(f"/ethics/use/{number}")
    form = open_form(owner, "/ethics/reply")
    form.locator("[name=kind]").select_option("accepted")
    form.locator("[name=reasons]").fill("It will not be used.")
    send(owner, form)
    beside = owner.locator("#advice tbody tr").first.inner_text()
    assert "never where one begins" in beside and "It will not be used" in beside

    reader = sign_in_as(visit, "call taker", "incident.respond", next="/ethics")
    assert "never where one begins" in reader.locator("#refused").inner_text()
    assert reader.locator("form[action^='/ethics/']").count() == 0
    for address in ["/ethics", f"/ethics/use/{number}", "/ethics/panel", "/ethics/use/search"]:
        reader.goto(address)
        accessible(reader, address)
        owner.goto(address)
        accessible(owner, address) if scripted else None
        for page in (reader, owner):
            page.set_viewport_size({"width": 320, "height": 700})
            assert page.evaluate("document.documentElement.scrollWidth") <= 320 if scripted else True, address
            page.set_viewport_size({"width": 1440, "height": 900})
    if scripted:
        owner.goto("/ethics")
        picture(owner, "ethics")
        owner.goto(f"/ethics/use/{number}")
        picture(owner, "ethics-use")
