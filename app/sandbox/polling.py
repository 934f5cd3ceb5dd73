"""The brands' programs: they poll reviews over REST with an API key, by cursor and by what has changed since."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx

from app.main import create_app
from app.sandbox.world import World

PAGE = 100
OVERLAP = timedelta(hours=1)


@dataclass(slots=True)
class Dashboard:
    """One brand's program: its client, and every review as it was last told."""

    client: httpx.AsyncClient
    reviews: dict[str, dict[str, Any]] = field(default_factory=dict)
    since: datetime | None = None
    calls: int = 0

    async def poll(self, now: datetime) -> None:
        """Ask for what has changed since the last time, page after page."""
        asked: dict[str, Any] = {"limit": PAGE}
        if self.since is not None:
            asked["updated_since"] = (self.since - OVERLAP).isoformat()
        while True:
            answer = await self.client.get("/api/v1/reviews", params=asked)
            answer.raise_for_status()
            self.calls += 1
            page = answer.json()
            for one in page["data"]:
                self.reviews[one["id"]] = self.reviews.get(one["id"], {}) | one
            if page["next_cursor"] is None:
                break
            asked["cursor"] = page["next_cursor"]
        self.since = now

    async def summary(self, campaign_id: str) -> dict[str, Any]:
        """A campaign's summary."""
        answer = await self.client.get(f"/api/v1/campaigns/{campaign_id}/summary")
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found


@asynccontextmanager
async def dashboards(world: World) -> AsyncIterator[dict[str, Dashboard]]:
    """A program for each brand, speaking HTTP with the whole application."""
    transport = httpx.ASGITransport(create_app(world.house))
    made = {name: Dashboard(httpx.AsyncClient(
        transport=transport, base_url="http://daren.test", headers={"authorization": f"Bearer {secret}"}))
        for name, secret in world.keys.items()}
    try:
        yield made
    finally:
        for one in made.values():
            await one.client.aclose()
