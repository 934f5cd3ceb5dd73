"""The address in a problem's `type` leads to a page that says what the code means."""

import httpx
import pytest

from app.web.site.problem import known
from tests.docs_of_code import refusals


async def test_every_type_of_a_problem_leads_to_a_page(client: httpx.AsyncClient) -> None:
    for path in ("/api/v1/brands", "/api/v1/reviews/rev_none/x", "/api/v1/campaigns?x=1"):
        told = (await client.get(path)).json()
        page = await client.get(told["type"])
        assert (page.status_code, told["code"] in page.text) == (200, True), told


def test_every_refusal_has_its_page() -> None:
    at_a_terminal = {"not_found", "broken_brief"}
    assert set(refusals()) - at_a_terminal <= known().keys()


@pytest.mark.parametrize(("code", "status", "said"), [
    ("not_json", 200, "This is not JSON."), ("review_not_found", 200, "There is no such"),
    ("variant_gone", 200, "… is gone"), ("nothing_of_ours", 404, "</html>"),
])
async def test_a_page_says_what_its_code_means(client: httpx.AsyncClient, code: str, status: int, said: str) -> None:
    page = await client.get(f"/problems/{code}")
    assert (page.status_code, said in page.text) == (status, True)
    chinese = await client.get(f"/problems/{code}?lang=zh-cn")
    assert "<html lang=\"zh-CN\"" in chinese.text
