"""The demo world while it is played: its people, its campaigns, its agenda, and how everybody acts on the house."""

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from app.core.clock import SetClock
from app.core.viewer import Viewer
from app.core.work import Work
from app.jobs.worker import Worker
from app.main import House
from app.sandbox.briefs import Plan
from app.sandbox.ledger import Ledger
from app.sandbox.lives import Life
from app.sandbox.network import SimulatedNetwork
from app.web import roles

Action = Callable[[], Awaitable[object]]
AT_ONCE = 32
LEFT = timedelta(days=3)
"""So long before the end ops leave reviews to whoever tries the world when it has ended."""
UNSETTLED = timedelta(days=8)
"""So long before the end posts change: each network is asked at least once a week."""


@dataclass(slots=True)
class Person:
    """Somebody who has signed up, and the networks on which an account was declared."""

    life: Life
    consumer_id: str
    account_id: str
    networks: tuple[str, ...]
    has_come_in: bool = False
    is_seated: bool = False
    has_left: bool = False

    @property
    def is_on_network(self) -> bool:
        """Whether an account on the simulated network was declared."""
        return "simulated" in self.networks

    @property
    def viewer(self) -> Viewer:
        """The person at the consumers' door."""
        return roles.consumer(self.account_id, self.consumer_id)


@dataclass(slots=True)
class Place:
    """A seat as the play knows it: whose, in which campaign, and what will befall it."""

    seat_id: str
    person: Person
    stand: "Stand"
    chance: Random
    fate: str = "plain"
    answer: str = ""
    waves: set[int] = field(default_factory=set)
    posts: dict[str, str] = field(default_factory=dict)
    """Review id to the id of the post that was last handed in for it."""
    mended: set[tuple[str, int]] = field(default_factory=set)
    """Review id and attempt of what is being mended."""
    parts: dict[str, int] = field(default_factory=dict)
    """Review id to the place of its post among those promised."""
    fates: dict[str, str] = field(default_factory=dict)
    """Review id to what befalls its post."""
    noted: set[str] = field(default_factory=set)
    """Review ids of which something has been noted that is noted once."""
    is_received: bool = False
    was_resent: bool = False
    was_promoted: bool = False
    deadline_at: datetime | None = None
    """The deadline before a broken sample stopped the clock."""


@dataclass(slots=True)
class Journey:
    """A parcel on its way: what the carrier will report, and when."""

    number: str
    parcel_id: str
    place: Place
    tracking: str
    reports: list[tuple[datetime, str]] = field(default_factory=list)


@dataclass(slots=True)
class Stand:
    """A campaign in play: its plan, its row, its brand's viewer, and the seats that the play has seen."""

    plan: Plan
    campaign_id: str
    brand: Viewer
    begins_at: datetime
    name: dict[str, str]
    offers: tuple[str, ...] = ()
    places: dict[str, Place] = field(default_factory=dict)
    fates: list[str] = field(default_factory=list)
    second_fates: list[str] = field(default_factory=list)
    runs: int = 0
    is_live: bool = False
    is_paused: bool = False
    has_line: bool = False
    units: int = 0
    bar: tuple[float, float] | None = None
    """How close its brief is to the last of those whom it suits well, and to the first."""
    wanted: int = 0
    """People who have shown interest."""
    to_send: int = 0
    """Parcels that wait to be handed out."""
    journeys: list[Journey] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    """What people have posted about its product."""


@dataclass(slots=True)
class World:
    """Everything that the play acts with. All chance comes from `seed`."""

    house: House
    clock: SetClock
    network: SimulatedNetwork
    seed: int
    wanted: int
    start: datetime
    end: datetime
    ops: Viewer
    worker: Worker
    ledger: Ledger = field(default_factory=Ledger)
    people: list[Person] = field(default_factory=list)
    by_consumer: dict[str, Person] = field(default_factory=dict)
    brands: dict[str, Viewer] = field(default_factory=dict)
    products: dict[str, tuple[str, dict[str, str], list[str]]] = field(default_factory=dict)
    """Product reference to its id, name and the references of its variants."""
    keys: dict[str, str] = field(default_factory=dict)
    """Brand's name to the secret of its read-only API key."""
    stands: list[Stand] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    """Hashes of the screenshots that were shown."""
    contest: dict[str, Any] = field(default_factory=dict)
    """What was fought over in the largest joint round."""
    is_unsettled: bool = False
    """Whether the posts that change in the last days have changed."""
    left: set[str] = field(default_factory=set)
    """Ids of their reviews: ops leave these to whoever tries the world."""
    seconds: dict[str, float] = field(default_factory=dict)
    _agenda: list[tuple[datetime, int, Action]] = field(default_factory=list)
    _order: "count[int]" = field(default_factory=count)

    @property
    def work(self) -> Work:
        """The door to the store."""
        return self.house.work

    @property
    def now(self) -> datetime:
        """The played moment."""
        return self.clock()

    @property
    def places(self) -> dict[str, Place]:
        """Everybody's places in all campaigns, by seat."""
        return {place.seat_id: place for stand in self.stands for place in stand.places.values()}

    @property
    def is_ending(self) -> bool:
        """Whether what happens now is left to whoever tries the world."""
        return self.now >= self.end - LEFT

    def chance(self, *what: object) -> Random:
        """A source of chance of its own for one thing: whatever happens elsewhere, it is the same."""
        return Random("/".join(map(str, (self.seed, *what))))

    def later(self, at: datetime, action: Action) -> None:
        """Plan what somebody will do."""
        heapq.heappush(self._agenda, (at, next(self._order), action))

    def after(self, hours: float, action: Action) -> None:
        """Plan what somebody will do in some hours."""
        self.later(self.now + timedelta(hours=hours), action)

    @property
    def is_to_unsettle(self) -> bool:
        """Whether the time has come for posts to change that are left to whoever tries the world."""
        return not self.is_unsettled and self.now >= self.end - UNSETTLED

    async def act(self) -> int:
        """Everybody does what they planned until now, some at once; returns how many acts there were."""
        done = 0
        while self._agenda and self._agenda[0][0] <= self.now:
            due: list[Action] = []
            while self._agenda and self._agenda[0][0] <= self.now and len(due) < AT_ONCE:
                due.append(heapq.heappop(self._agenda)[2])
            await together(action() for action in due)
            done += len(due)
        return done


async def together(acts: Iterable[Awaitable[Any]]) -> list[Any]:
    """Several acts at once, so that they share a commit; the first failure is raised when all have ended."""
    found = await asyncio.gather(*acts, return_exceptions=True)
    for one in found:
        if isinstance(one, BaseException):
            raise one
    return list(found)
