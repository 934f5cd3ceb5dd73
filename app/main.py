"""The composition root: settings become one house of parts, and the house becomes the web application."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from fastapi import FastAPI

from app.campaigns import jobs as campaigns
from app.consumers import jobs as consumers
from app.core import crypto, logs
from app.core import settings as settings_of
from app.core.clock import Clock, system_clock
from app.core.database import Database, OpenDatabase
from app.core.files import Files
from app.core.limits import Limits, MemoryLimits
from app.core.outbound import Outbound
from app.core.settings import Settings
from app.core.work import Work
from app.jobs import service as tidying
from app.jobs.registry import InStore, Registry
from app.jobs.worker import Worker
from app.journal import service as journal
from app.matching import jobs as matching
from app.matching.engine.packed.keeper import Keeper
from app.notifications import jobs as notifications
from app.notifications.jobs.senders import sender_of
from app.platforms.known import Networks
from app.platforms.mirror import Mirrored
from app.platforms.readings import Keys
from app.platforms.registry import networks
from app.privacy import jobs as privacy
from app.questionnaires.loading import Library, load_folder
from app.reactions import REACTIONS
from app.reviews import jobs as reviews
from app.samples import jobs as samples
from app.seats import jobs as seats
from app.web import application

LIMITS = {
    "sign_in_point": "5/hour", "sign_in_address": "60/hour", "sign_in_use": "30/hour", "sign_up": "30/hour",
    "case": "20/hour", "upload": "60/hour",
}


@dataclass(frozen=True, slots=True)
class House:
    """Every part that was built from the settings, for the web application, the worker, commands and tests."""

    settings: Settings
    database: Database
    work: Work
    registry: Registry
    questionnaires: Library
    networks: Networks
    files: Files
    outbound: Outbound
    limits: Limits
    clock: Clock
    keeper: Keeper

    @property
    def worker(self) -> Worker:
        """A worker on this house's store."""
        return Worker(self.work, self.registry)

    async def close(self) -> None:
        """End the connections to other servers, finish what is being written, and give the store's back."""
        self.outbound.close()
        await asyncio.to_thread(self.keeper.finish)
        if isinstance(self.database, OpenDatabase):
            await self.database.close()


def jobs(settings: Settings, outbound: Outbound) -> Registry:
    """Every job by its name."""
    return Registry(
        InStore("journal.seal", journal.seal, every=timedelta(seconds=1)),
        InStore("jobs.tidy", tidying.tidy, every=timedelta(hours=1)),
        *campaigns.JOBS,
        *consumers.kinds(outbound),
        *notifications.kinds(sender_of(settings, outbound)),
        *reviews.kinds(outbound),
        *matching.kinds(),
        *privacy.JOBS,
        *samples.JOBS,
        *seats.JOBS,
    )


def _keys(settings: Settings) -> Keys:
    """The operator's keys to networks' official ways of being asked."""
    youtube, meta = settings.youtube_key, settings.instagram_token
    return Keys(youtube.get_secret_value() if youtube else "", meta.get_secret_value() if meta else "")


def _door(settings: Settings) -> Outbound:
    """The one door to other servers; where posts are made up, no real host is asked for them."""
    made_up = settings.simulated_platform
    return Mirrored(settings.allowed_origins, made_up) if made_up else Outbound(settings.allowed_origins)


def build(settings: Settings, *, database: Database | None = None, clock: Clock = system_clock,
          seed: int | None = None, limits: Limits | None = None) -> House:
    """Build the house; raises BrokenQuestionnaire or UnsafeSetting with one sentence."""
    logs.configure()
    crypto.install(settings_of.keyring(settings))
    library = load_folder(settings.questionnaires_dir)
    known = Networks(networks(settings.simulated_platform or None), _keys(settings))
    files, outbound = Files(settings.files_dir), _door(settings)
    store = database or OpenDatabase(settings.database_url, fsync=settings.fsync == "on")
    keeper = Keeper(settings_of.snapshot_file(settings) if database is None else None)
    work = Work(store, clock=clock, seed=seed, reactions=REACTIONS,
                resources={Library: library, Networks: known, Files: files, Settings: settings, Keeper: keeper})
    return House(settings, store, work, jobs(settings, outbound), library, known, files, outbound,
                 limits or MemoryLimits(LIMITS, clock), clock, keeper)


def create_app(house: House, *, with_worker: bool = False) -> FastAPI:
    """The web application on a house; `with_worker` runs the worker inside the same process."""
    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        stop = asyncio.Event()
        task = asyncio.create_task(house.worker.run(stop)) if with_worker else None
        yield
        stop.set()
        if task:
            await task
        await house.close()

    return application.assemble(house, life)
