"""The front door opens, in both languages, and what is not there is said in style."""

import httpx


async def test_the_front_door_tells_how_many_questions_there_are(client: httpx.AsyncClient) -> None:
    answer = await client.get("/")
    assert answer.status_code == 200
    assert "14 questions" in answer.text


async def test_the_front_door_speaks_chinese_to_a_chinese_browser(client: httpx.AsyncClient) -> None:
    answer = await client.get("/", headers={"accept-language": "zh-CN,zh;q=0.9,en;q=0.5"})
    assert 'lang="zh-CN"' in answer.text


async def test_a_page_that_is_not_there_is_a_page(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nowhere")
    assert (answer.status_code, "There is nothing here" in answer.text) == (404, True)


async def test_a_route_that_is_not_there_is_a_problem(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/nowhere")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.json()["code"] == "page_not_found"


async def test_a_form_sent_by_another_site_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/sign-out", headers={"origin": "http://elsewhere.test"})
    assert answer.status_code == 403
