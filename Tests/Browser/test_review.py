"""A data steward works through the review queue: by keyboard alone, without script, and readable for everybody."""

import pathlib
import re

import pytest

from conftest import DESKTOP, PHONE, sign_in_as
from test_access import wrongs_at
from test_journey import tab_to

pytestmark = pytest.mark.node

SHOTS = pathlib.Path(__file__).resolve().parents[2] / ".reeve" / "test" / "review"


def steward(visit, **options):
    """A page of somebody who may judge, at the queue."""
    return sign_in_as(visit, "data steward", "data.quality", next="/review", **options)


def left(page):
    return int(re.search(r"([\d,]+) left", page.locator(".crumbs .pill").inner_text()).group(1).replace(",", ""))


def judged(page):
    return int(re.search(r"([\d,]+) judged", page.locator(".crumbs .pill").inner_text()).group(1).replace(",", ""))


def pair(page):
    return page.locator("form[action='/review/judge'] [name=pair]").get_attribute("value")


def press(page, key):
    with page.expect_navigation():
        page.keyboard.press(key)
    page.locator("h1").wait_for()


def shoot(page, name):
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(SHOTS / f"{name}.png"), full_page=True)


def test_three_judgements_and_one_taken_back_by_keyboard_alone(visit):
    page = visit(signed_in=False)
    page.goto("/review")
    page.wait_for_url("**/purpose**")
    tab_to(page, "[name=officer]")
    page.keyboard.type("Ann")
    tab_to(page, "[name=purpose]")
    page.keyboard.press("Space")
    while page.evaluate("document.activeElement.value") != "data.quality":
        page.keyboard.press("ArrowDown")
    tab_to(page, "[name=reference]")
    page.keyboard.type("work order 7")
    press(page, "Enter")
    assert page.url.endswith("/review")
    before, done = left(page), judged(page)

    press(page, "g")
    seen = []
    for key, words in [("s", "Same person"), ("n", "Not sure"), ("d", "Different people")]:
        assert "Blind." in page.locator(".blind").inner_text()
        assert page.locator(".waterfall, .confidence").count() == 0
        seen.append(pair(page))
        press(page, key)
        assert words in page.locator(".last").inner_text()
    assert len(set(seen)) == 3
    assert pair(page) not in seen
    assert judged(page) == done + 3
    assert left(page) < before

    press(page, "u")
    assert pair(page) == seen[2], "the pair that was taken back is shown again"
    assert judged(page) == done + 2
    page.locator("#earlier summary").focus()
    page.keyboard.press("Enter")
    assert "taken back" in page.locator("#earlier").inner_text()
    assert re.search(r"Entry [\d,]+ in the access log", page.locator(".foot").inner_text())

    # A reason is typed with letters that are keys elsewhere, and goes with the answer.
    tab_to(page, "#reason")
    page.keyboard.type("dsnub")
    assert page.locator("#reason").input_value() == "dsnub"
    page.locator("button[value=unsure]").focus()
    press(page, "Enter")
    page.goto(f"/review/pair/{seen[2]}")
    page.locator("#earlier summary").focus()
    page.keyboard.press("Enter")
    assert "dsnub" in page.locator("#earlier").inner_text()

    # Back in the queue the work goes on where it stopped.
    page.goto("/review/next")
    open_now = pair(page)
    page.goto("/review")
    press(page, "g")
    assert pair(page) == open_now


def test_what_the_software_thinks_is_shown_on_request_and_for_the_session(visit):
    page = steward(visit)
    press(page, "g")
    asked = pair(page)
    press(page, "b")
    assert pair(page) == asked
    assert page.locator("#software .waterfall").is_visible()
    page.goto("/review")
    assert page.locator("#next .confidence").count() > 0
    page.goto("/review/next")
    press(page, "b")
    assert page.locator(".waterfall, .confidence").count() == 0


def test_judging_works_without_script(visit):
    page = steward(visit, java_script_enabled=False)
    page.locator("a.primary").click()
    asked = pair(page)
    page.locator("button[value=unsure]").click()
    assert pair(page) != asked
    assert "Not sure" in page.locator(".last").inner_text()
    page.locator(".last button").click()
    assert pair(page) == asked


def test_filters_stand_in_the_address_and_last(visit):
    page = steward(visit)
    page.locator(".filters a", has_text="Groups").click()
    page.wait_for_url("**/review?kind=cluster")
    assert page.locator(".filters a[aria-current]").inner_text().startswith("Groups")
    press(page, "g")
    assert page.url.endswith("/review/next?kind=cluster")
    assert "groups" in page.locator("h1").inner_text()
    press(page, "n")
    assert page.url.endswith("/review/next?kind=cluster")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["1440", "390"])
def test_the_queue_is_for_everybody(visit, viewport):
    page = steward(visit, viewport=viewport)
    wrongs = []

    def check(name):
        for fold in page.locator("main details > summary").all():
            fold.click()
        for scheme in ["light", "dark"]:
            page.emulate_media(color_scheme=scheme)
            shoot(page, f"{name}-{scheme}-{viewport['width']}")
            wrongs.extend(wrongs_at(page, name, scheme))
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > viewport["width"]:
            wrongs.append(f"{name}: {wide} px wide on a screen of {viewport['width']}")

    def toggle():
        with page.expect_navigation():
            page.locator(".blind button").click()

    check("queue")
    for kind in ["pair", "cluster"]:
        page.goto(f"/review/next?kind={kind}")
        check(f"{kind}-blind")
    toggle()
    check("cluster-open")
    page.goto("/review/next?kind=pair")
    check("pair-open")
    page.goto("/review")
    check("queue-open")
    assert not wrongs, "\n".join(wrongs)


def test_no_review_page_scrolls_sideways(visit):
    page = steward(visit, device_scale_factor=2)
    for path in ["/review", "/review/next?kind=pair", "/review/next?kind=cluster"]:
        page.goto(path)
        for width in [720, 320]:
            page.set_viewport_size({"width": width, "height": 600})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_a_thumb_hits_the_answers_and_no_bar_hides_the_focus(visit):
    page = steward(visit, viewport=PHONE, has_touch=True)
    for path in ["/review", "/review/next?kind=cluster"]:
        page.goto(path)
        for part in page.locator(".button:visible, .filters a, #reason").all():
            assert part.bounding_box()["height"] >= 43.5, part.evaluate("e => e.outerHTML")[:120]
        for _ in range(50):
            page.keyboard.press("Tab")
            hidden = page.evaluate(
                """() => {
                  const at = document.activeElement;
                  if (!at || at === document.body || at.closest(".bar, .skip, .tabs, .verdicts")) return null;
                  const box = at.getBoundingClientRect();
                  const bars = [...document.querySelectorAll(".tabs, .verdicts")].map((bar) => bar.getBoundingClientRect());
                  const under = bars.some((bar) => bar.height > 0 && box.top >= bar.top && box.bottom <= bar.bottom);
                  return box.height > 0 && under ? at.outerHTML.slice(0, 100) : null;
                }"""
            )
            assert hidden is None, f"{path}: {hidden} is under a bar"
