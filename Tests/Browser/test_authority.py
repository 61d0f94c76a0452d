"""A call taker uses emergency access: at once, loud, accounted for, and readable for everybody."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from conftest import DESKTOP, PHONE
from test_access import FAINT, RULES

pytestmark = pytest.mark.node


def signed_in(visit, role, purpose, **options):
    """A page of somebody with a role, at the page Authority."""
    page = visit(signed_in=False, **options)
    page.goto("/purpose?next=/authority")
    page.locator("[name=officer]").select_option(label=next(filter(
        lambda words: role in words, page.locator("[name=officer] option").all_inner_texts())))
    page.locator(f"[name=purpose][value='{purpose}']").check()
    page.locator("[name=reference]").fill("WYP-20261121-1203")
    with page.expect_navigation():
        page.locator("form[action$='/purpose'] button").click()
    page.locator("h1").wait_for()
    return page


def send(page, form, **values):
    box = page.locator(f"form[action='/authority/{form}']").first
    for name, value in values.items():
        box.locator(f"[name^={name}]").first.fill(value)
    with page.expect_navigation():
        box.locator("button").click()
    page.locator("h1").wait_for()


@pytest.mark.parametrize("scripted", [True, False])
def test_emergency_access_is_loud_and_is_justified(visit, scripted):
    page = signed_in(visit, "call taker", "incident.respond", java_script_enabled=scripted)
    send(page, "emergency", words="he is breaking the door down and she is inside")
    assert page.locator("[role=alert]").inner_text().count("You have emergency access") >= 1
    assert "Save life" in page.locator(".why").inner_text()

    manager = signed_in(visit, "duty manager", "incident.respond")
    assert "has emergency access" in manager.locator("[role=alert]").inner_text()
    manager.goto("/authority/overview")
    assert "breaking the door down" in manager.locator("#outstanding").inner_text()

    page.goto("/authority")
    while page.locator("form[action='/authority/justify']").count():
        send(page, "justify", words="she was found unhurt and he was arrested")
    page.goto("/search")
    assert page.locator("[role=alert]").count() == 0 or "not justified" not in page.locator("[role=alert]").inner_text()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("address", ["/authority", "/authority/overview"])
def test_the_pages_are_readable_for_everybody(visit, viewport, address):
    page = signed_in(visit, "duty manager", "incident.respond", viewport=viewport)
    page.goto(address)
    results = Axe().run(page, options=RULES)
    wrong = [violation["id"] for violation in results.response["violations"]]
    assert not wrong, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
