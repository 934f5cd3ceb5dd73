"""A client that leaves before all it had to say was read is no mistake of ours."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from app.core.work import Work
from app.main import House, create_app
from tests import arrange


@pytest.mark.parametrize("path", [
    "/brand/campaigns/new/forecast", "/brand/campaigns/new", "/sign-in", "/api/v1/campaigns"])
async def test_a_page_that_is_left_while_it_sends_logs_no_mistake(house: House, work: Work, path: str) -> None:
    owner = await arrange.brand(work)
    cookie = await arrange.cookie_of(work, owner.account_id)
    parts = [{"type": "http.request", "body": b"name=a", "more_body": True}, {"type": "http.disconnect"}]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return parts.pop(0) if len(parts) > 1 else parts[0]

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)
    headers = [(b"host", b"daren.test"), (b"origin", b"http://daren.test"), (b"content-length", b"900"),
               (b"content-type", b"application/json" if "api" in path else b"application/x-www-form-urlencoded"),
               *((name.encode(), value.encode()) for name, value in cookie.items())]
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
             "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": headers,
             "client": ("127.0.0.1", 1), "server": ("daren.test", 80)}
    with capture_logs() as told:
        await create_app(house)(scope, receive, send)
    assert [one for one in told if one["event"] == "web.mistake"] == []
    assert sent[0]["status"] in (400, 499, 401)
