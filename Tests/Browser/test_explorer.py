"""The page of the API: read and tried without any script."""

import json

import pytest

pytestmark = pytest.mark.node


def test_a_route_is_asked_from_the_page_without_script(visit, query):
    page = visit(java_script_enabled=False)
    page.goto("/explorer")
    paths = page.request.get("/api/openapi.json").json()["paths"]
    shown = set(page.locator(".route h3").all_inner_texts())
    assert {path for path in paths if path.startswith("/api/v1/")} <= shown
    route = page.locator(".route", has=page.locator("h3", has_text="/api/v1/search")).first
    route.locator("[name=q]").fill(query)
    with page.expect_navigation():
        route.locator("button").click()
    assert page.url.endswith("/api/v1/search")
    answer = json.loads(page.locator("body").inner_text())
    assert answer["people"] and answer["entry"] >= 0
    page.goto("/explorer")
    route = page.locator(".route", has=page.locator("h3", has_text="/api/v1/search/person/{id}"))
    route.locator("[name=id]").fill(answer["people"][0]["id"])
    with page.expect_navigation():
        route.locator("button").click()
    assert json.loads(page.locator("body").inner_text())["person"]["id"] == answer["people"][0]["id"]


def test_nobody_tries_anything_before_signing_in(visit):
    page = visit(signed_in=False)
    page.goto("/explorer")
    assert page.locator(".route").count() > 10 and page.locator(".route form").count() == 0
