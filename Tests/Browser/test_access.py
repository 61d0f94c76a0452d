"""Every page, for everybody: no violation that axe finds, contrast of 6:1, no sideways scrolling, thumbs' room."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from conftest import DESKTOP, PHONE

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}

# What depends on the scheme of colours: the rest of a page is the same in light and dark.
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}

# Text darker or lighter than its ground by less than 6:1, as far as solid grounds go.
FAINT = """() => {
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const part = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest("svg, script, .vh, .skip") || !element.checkVisibility()) continue;
    let ground = null;
    for (let at = element; at && !ground; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) ground = colour;
    }
    if (!ground) continue;
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(ground)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 6) faint.push(`${ratio.toFixed(2)} ${walker.currentNode.data.trim().slice(0, 40)}`);
  }
  return faint;
}"""


def wrongs_at(page, name, scheme):
    """What is wrong with a page as it now stands; its structure, the same in either scheme, is looked at in light."""
    results = Axe().run(page, options=RULES if scheme == "light" else CONTRAST)
    for violation in results.response["violations"]:
        nodes = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
        yield f"{name}: {violation['id']}: {violation['help']}: {nodes}"
    yield from (f"{name} {scheme}: contrast {line}" for line in page.evaluate(FAINT))


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_and_text_stands_out(visit, pages, viewport):
    page = visit(viewport=viewport)
    wrongs = []
    for name, path in pages.items():
        page.goto(path)
        for fold in page.locator("main details > summary").all():
            fold.click()
        for scheme in ["light", "dark"]:
            page.emulate_media(color_scheme=scheme)
            wrongs += wrongs_at(page, name, scheme)
    assert not wrongs, "\n".join(wrongs)


def test_no_page_scrolls_sideways(visit, pages):
    page = visit(device_scale_factor=2)
    wide = []
    for name, path in pages.items():
        page.goto(path)
        # 1440 px at 200% is 720 px wide; 320 px is 1280 px at 400% (WCAG 1.4.10).
        for width in [720, 390, 320]:
            page.set_viewport_size({"width": width, "height": 600})
            size = page.evaluate("document.documentElement.scrollWidth")
            if size > width:
                wide.append(f"{name} is {size} px wide on a screen of {width}")
    assert not wide, "\n".join(wide)


def test_a_thumb_hits_what_it_aims_at(visit, pages):
    page = visit(viewport=PHONE, has_touch=True)
    small = []
    for name, path in pages.items():
        page.goto(path)
        for part in page.locator(".tabs a, .button, .segments a, .jump a, form input:not([type=hidden]):not([type=radio]):not([type=checkbox]), select, .answers > summary").all():
            box = part.bounding_box() if part.is_visible() else None
            if box and box["height"] < 43.5:
                small.append(f"{name}: {part.evaluate('e => e.outerHTML')[:100]} is {box['height']:.0f} px high")
    assert not small, "\n".join(small)


def test_focus_is_seen_and_never_under_a_sticky_bar(visit, pages):
    page = visit()
    hidden = []
    for name, path in pages.items():
        page.goto(path)
        for _ in range(60):
            page.keyboard.press("Tab")
            wrong = page.evaluate(
                """() => {
                  const at = document.activeElement;
                  if (!at || at === document.body || at.closest(".bar, .skip, .tabs, .rail")) return null;
                  const box = at.getBoundingClientRect();
                  if (box.width === 0) return null;
                  const bar = document.querySelector(".bar").getBoundingClientRect();
                  const style = getComputedStyle(at);
                  const seen = style.outlineStyle !== "none" || style.boxShadow !== "none";
                  return box.bottom <= bar.bottom || !seen ? at.outerHTML.slice(0, 100) : null;
                }"""
            )
            if wrong:
                hidden.append(f"{name}: {wrong}")
    assert not hidden, "\n".join(hidden)


def test_the_dark_tokens_are_the_same_however_dark_was_chosen(visit):
    tokens = """() => Object.fromEntries([...document.styleSheets[0].cssRules]
      .filter((rule) => rule.selectorText === ':root').flatMap((rule) => [...rule.style])
      .filter((name) => name.startsWith('--'))
      .map((name) => [name, getComputedStyle(document.documentElement).getPropertyValue(name)]))"""
    by_system = visit(color_scheme="dark").evaluate(tokens)
    page = visit(color_scheme="light")
    light = page.evaluate(tokens)
    page.locator("[data-theme-toggle]").click()
    by_choice = page.evaluate(tokens)
    assert by_choice == by_system
    assert by_choice != light
    page.reload()
    assert page.evaluate(tokens) == by_system, "the choice is forgotten"


def test_keys_are_listed_and_can_be_switched_off(visit):
    page = visit()
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.locator("[data-keys-switch]").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "q"
    page.reload()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "q"
    page.locator("[data-keys-help]").click()
    page.locator("[data-keys-switch]").check()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
