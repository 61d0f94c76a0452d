"""A question of number plate reads from its item to what is selected: found, weighed beside chance, kept, exported."""

import json
import pathlib

import pytest

from conftest import PHONE, sign_in_as
from test_access import wrongs_at

pytestmark = pytest.mark.node

SHOTS = pathlib.Path(__file__).resolve().parents[2] / ".reeve" / "test" / "anpr"
# One of the pair that travels together in the demonstration's made-up traffic.
SEED, OTHER = "AA00DRN", "AA01PPJ"


def analyst(visit, **options):
    return sign_in_as(visit, "analyst", "intelligence.develop", next="/anpr", **options)


def ask(page, kind, **fields):
    page.goto(f"/anpr?ask={kind}")
    for name, value in {"item": "IR-26-0417", "grading": "2 B P", **fields}.items():
        field = page.locator(f"[name={name}]")
        field.select_option(value) if field.evaluate("f => f.tagName") == "SELECT" else field.fill(value)
    with page.expect_navigation():
        page.locator("form.ask button[type=submit]").first.click()
    page.locator("h1").wait_for()


def shoot(page, name):
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(SHOTS / f"{name}.png"), full_page=True)


def test_company_beside_chance_is_found_selected_and_exported(visit):
    page = analyst(visit)
    page.locator("svg.journeys").wait_for()
    page.keyboard.press("3")
    page.locator("nav.asks a[aria-current]", has_text="Who travels with it?").wait_for()
    ask(page, "convoy", plate=SEED)
    assert page.locator("[data-result] h2", has_text=OTHER).count() == 1
    assert page.locator(".tag.inferred", has_text="expected by chance").count() >= 1
    for part in ["svg.journeys", "svg.heat", "svg.strip", "#chance table", "#weighing li"]:
        assert page.locator(part).count() >= 1, part
    page.keyboard.press("j")
    assert page.locator(":focus").inner_text() == OTHER
    page.locator("details.select summary").first.click()
    page.locator("[data-result] [name=note]").first.fill("drives ahead each time, two in the front")
    with page.expect_navigation():
        page.locator("[data-result] button", has_text="Keep this line").first.click()
    page.locator("ul.selected li", has_text=OTHER).wait_for()
    shoot(page, "convoy-light")
    wrongs = []
    for scheme in ["light", "dark"]:
        page.emulate_media(color_scheme=scheme)
        wrongs += wrongs_at(page, "answer", scheme)
    shoot(page, "convoy-dark")
    assert not wrongs, "\n".join(wrongs)
    with page.expect_download() as download:
        page.keyboard.press("c")
    text = pathlib.Path(download.value.path()).read_text()
    assert text.startswith("time,plate,") and SEED in text and OTHER in text
    with page.expect_download() as download:
        page.keyboard.press("g")
    points = json.loads(pathlib.Path(download.value.path()).read_text())
    assert points["type"] == "FeatureCollection" and len(points["features"]) > 20


def test_a_child_in_the_picture_brings_safeguarding_first(visit):
    page = analyst(visit)
    ask(page, "convoy", plate=SEED)
    page.locator("details.select summary").first.click()
    page.locator("[data-result] [name=note]").first.fill("a boy of about 15 in the front")
    page.locator("[data-result] [name=exploited]").first.check()
    with page.expect_navigation():
        page.locator("[data-result] button", has_text="Keep this line").first.click()
    assert "safeguarding comes before anything else" in page.locator("main").inner_text().lower()


def test_a_question_of_everybody_is_refused_with_what_to_do(visit):
    page = analyst(visit)
    ask(page, "history", plate="A?*")
    assert "Too little of the plate is known" in page.locator("main").inner_text()


def test_on_a_phone_nothing_runs_sideways(visit):
    page = analyst(visit, viewport=PHONE, has_touch=True)
    ask(page, "history", plate=SEED)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), "it runs sideways"
    wrongs = [*wrongs_at(page, "phone", "light"), *wrongs_at(page, "phone", "dark")]
    assert not wrongs, "\n".join(wrongs)
    shoot(page, "phone")
