"""From a question to the reasons: by keyboard alone, without script, without style, with hostile words."""

import re
from urllib.parse import quote

import pytest

pytestmark = pytest.mark.node

HOSTILE = [
    "<script>window.struck=1</script>",
    "\"><img src=x onerror=window.struck=1>",
    "' onfocus='window.struck=1' autofocus='",
    "</title><script>window.struck=1</script>",
    "javascript:window.struck=1",
    "'; DROP TABLE record; --",
    "%3Cscript%3E &amp; &lt;b&gt; &#39;",
    "${7*7} {{7*7}} <%= 7*7 %>",
    "\u202eevil\u202c \u200b\ufeff",
    "O\u2019Brien-\u00c5str\u00f6m \u5f20\u4f1f \u0645\u062d\u0645\u062f \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "../../../etc/passwd",
    "a" * 400,
]


def tab_to(page, selector, limit=60):
    """Presses Tab until the focus is there."""
    for _ in range(limit):
        if page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {selector}")


def test_from_search_to_why_joined_by_keyboard_alone(visit, query):
    page = visit(signed_in=False)
    page.goto("/")
    page.wait_for_url("**/purpose**")
    tab_to(page, "[name=officer]")
    tab_to(page, "[name=purpose]")
    page.keyboard.press("Space")
    tab_to(page, "[name=reference]")
    page.keyboard.type("WYP-20261121-1203")
    page.keyboard.press("Enter")
    page.locator("#q").wait_for()
    assert "WYP-20261121-1203" in page.locator(".why").inner_text()

    page.keyboard.press("/")
    page.keyboard.type(query)
    page.keyboard.press("Enter")
    page.locator("[data-result]").first.wait_for()
    assert page.locator("#q").input_value() == query
    assert page.locator("[data-result] mark").count() > 0
    assert re.search(r"\d+ of \d+ forces? answered", page.locator(".answers summary").inner_text())

    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.textContent")
    assert first == page.locator("[data-result] h2 a").first.text_content()
    page.keyboard.press("Enter")
    page.locator(".top h1").wait_for()
    assert page.locator("#facts .src").count() > 0
    assert re.search(r"Entry [\d,]+ in the access log", page.locator(".foot").inner_text())

    page.keyboard.press("w")
    page.locator(".waterfall").first.wait_for()
    assert "Why one person" in page.locator("h1").inner_text()
    assert page.locator(".waterfall tbody tr").count() >= 3


def test_every_page_says_what_was_recorded(visit, pages):
    page = visit()
    for name in {"results", "person", "why", "record"} & pages.keys():
        page.goto(pages[name])
        assert re.search(r"Entry [\d,]+ in the access log", page.locator(".foot").inner_text()), name
        assert "WYP-20261121-1203" in page.locator(".why").inner_text(), name


def test_a_form_left_empty_says_what_to_do(visit):
    page = visit(signed_in=False)
    page.goto("/purpose")
    page.locator("form[action$='/purpose']").evaluate("form => { form.noValidate = true }")
    page.locator("form[action$='/purpose'] button").click()
    summary = page.locator(".error-summary")
    summary.wait_for()
    summary.locator("a").last.click()
    assert page.evaluate("document.activeElement.name") in ("reference", "purpose")


def test_everything_works_without_script(visit, query):
    page = visit(java_script_enabled=False)
    page.locator("#q").fill(query)
    page.locator("#q").press("Enter")
    page.locator("[data-result] h2 a").first.click()
    assert page.locator(".top h1").is_visible()
    assert not page.locator("kbd").first.is_visible(), "keys are shown that do nothing"
    page.locator("[data-key=w]").first.click()
    assert page.locator(".waterfall").first.is_visible()


def test_without_style_the_warnings_still_come_first(visit, pages):
    page = visit(block="reeve.css")
    page.goto(pages["person"])
    headings = page.locator("main h2").all_inner_texts()
    assert "warning" in headings[0].lower()
    wanted = ["What is known", "Timeline", "Links", "Map", "Sources"]
    assert [heading for heading in headings if heading in wanted] == wanted


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_stay_words(visit, words):
    page = visit()
    response = page.goto("/search?q=" + quote(words, safe=""))
    assert response.status < 500
    assert page.evaluate("window.struck") is None
    if response.status == 200:
        assert page.locator("#q").input_value() == words
        assert page.locator("main script, main img").count() == 0
