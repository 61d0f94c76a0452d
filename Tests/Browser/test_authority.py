"""A call taker uses emergency access: at once, loud, and accounted for."""

import pytest

from conftest import sign_in_as

pytestmark = pytest.mark.node


def send(page, form, **values):
    box = page.locator(f"form[action='/authority/{form}']").first
    for name, value in values.items():
        box.locator(f"[name^={name}]").first.fill(value)
    with page.expect_navigation():
        box.locator("button").click()
    page.locator("h1").wait_for()


@pytest.mark.parametrize("scripted", [True, False])
def test_emergency_access_is_loud_and_is_justified(visit, scripted):
    page = sign_in_as(visit, "call taker", "incident.respond", next="/authority", java_script_enabled=scripted)
    send(page, "emergency", words="he is breaking the door down and she is inside")
    assert page.locator("[role=alert]").inner_text().count("You have emergency access") >= 1
    assert "Save life" in page.locator(".why").inner_text()

    manager = sign_in_as(visit, "duty manager", "incident.respond", next="/authority")
    assert "has emergency access" in manager.locator("[role=alert]").inner_text()
    manager.goto("/authority/overview")
    assert "breaking the door down" in manager.locator("#outstanding").inner_text()

    page.goto("/authority")
    while page.locator("form[action='/authority/justify']").count():
        send(page, "justify", words="she was found unhurt and he was arrested")
    page.goto("/search")
    assert page.locator("[role=alert]").count() == 0 or "not justified" not in page.locator("[role=alert]").inner_text()
