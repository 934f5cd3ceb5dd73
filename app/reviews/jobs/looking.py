"""Looking at a post through the guarded door: a short link followed, robots.txt heard, the ways to look tried in order.

A short link is opened because its author handed it in; the pages that we choose to read are asked for politely.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from app.core.outbound import Answer, NotOpened, NotReachable, Outbound, TooLarge, TooSlow
from app.jobs.rules import NotNow
from app.platforms.found import Found, Unreachable
from app.platforms.looking import Request, is_enough, merged, read, requests_for
from app.platforms.mirror import NotSimulated
from app.platforms.readings import by_status
from app.reviews.rules.looks import PASSING, Look, Plan
from app.reviews.rules.politeness import MOST_TOLD, Told, lane_of, origin_of, told_to_wait


class Looking:
    """One look, made once."""

    def __init__(self, outbound: Outbound, plan: Plan) -> None:
        self.outbound, self.plan, self.link = outbound, plan, plan.link
        self.robots, self.told = dict(plan.robots), list[Told]()
        self.etag, self.modified = plan.etag, plan.modified
        self.rests: tuple[str, timedelta] | None = None

    async def look(self) -> Look:
        """Open a post and read what is there; raises NotNow where a passing failure may mend itself."""
        seen = await self._opened()
        why = seen.found.why if isinstance(seen.found, Unreachable) else ""
        if self.plan.may_try_again(why):
            raise NotNow(why, pause=self.plan.pause)
        return replace(seen, told=tuple(self.told), rests=self.rests)

    async def _opened(self) -> Look:
        try:
            if self.link.kind == "short":
                answer = await self._get(self.plan.networks.get(self.link.platform).fetch_url(self.link))
                followed = self.plan.networks.followed(self.link, answer.url, answer.body)
                if followed is None:
                    return self._astray(answer)
                self.link = followed
            return await self._seen()
        except NotOpened as refusal:
            return Look(self.link, Unreachable(_why(refusal)))

    async def _seen(self) -> Look:
        """Try the ways to look until one has told enough; a failing later one takes nothing from an earlier."""
        found, sources = None, list[str]()
        for place, request in enumerate(requests_for(self.link, self.plan.networks)):
            answered = await self._ask(request, is_first=place == 0)
            if answered is None:
                return Look(self.link, None, request.source, self.etag, self.modified)
            sources.append(request.source)
            found = answered if found is None else merged(found, answered)
            if is_enough(found):
                break
        return Look(self.link, found or Unreachable("refused"), sources[0] if sources else "page", self.etag,
                    self.modified)

    async def _ask(self, request: Request, is_first: bool) -> Found | None:
        """What one way to look has told; None where nothing has changed since the last look."""
        try:
            if request.obeys_robots and not (await self._robots(request.url)).allows(request.url):
                return Unreachable("refused")
            answer = await self._get(request.url, request.headers, is_first)
        except NotOpened as refusal:
            return Unreachable(_why(refusal))
        if is_first:
            self.etag = answer.headers.get("etag", self.plan.etag)
            self.modified = answer.headers.get("last-modified", self.plan.modified)
        return None if answer.status == 304 else read(request, answer.status, answer.headers, answer.body)

    async def _robots(self, url: str) -> Told:
        """What the page's host asks of readers by machine; one that does not answer is left alone till the next try."""
        origin = origin_of(url)
        if origin not in self.robots:
            self.robots[origin] = told_in(origin, await self._get(f"{origin}/robots.txt"))
            self.told.append(self.robots[origin])
        return self.robots[origin]

    async def _get(self, url: str, headers: Mapping[str, str] | None = None, unless_unchanged: bool = False) -> Answer:
        """Fetch, or let the whole lane rest where the host says that it is too busy."""
        plan = self.plan
        etag, modified = (plan.etag, plan.modified) if unless_unchanged else (None, None)
        answer = await self.outbound.get(url, headers=headers, etag=etag, modified=modified)
        if answer.status in (429, 503):
            rests = told_to_wait(answer.headers, plan.at)
            if plan.may_try_again("busy"):
                raise NotNow("busy", pause=plan.pause, rests=rests)
            self.rests = (lane_of(url), rests)
        return answer

    def _astray(self, answer: Answer) -> Look:
        """A short link that ended at no post or at a wall; an answer that may mend itself proves nothing of it."""
        found = by_status(answer.status)
        if isinstance(found, Unreachable) and found.why in PASSING:
            return Look(self.link, found)
        return Look(self.link, Unreachable("not_followed"), leads_nowhere=True)


async def told_by_host(outbound: Outbound, origin: str) -> Told:
    """What a host asks of readers by machine; raises NotOpened where it does not say."""
    return told_in(origin, await outbound.get(f"{origin}/robots.txt"))


def told_in(origin: str, answer: Answer) -> Told:
    """What an answer says as a robots.txt; a host that is too busy to say has not been reached."""
    if answer.status == 429 or answer.status >= 500:
        raise NotReachable(origin)
    text = answer.body.decode("utf-8", "replace")[:MOST_TOLD].replace("\x00", "") if answer.status < 300 else ""
    return Told(origin, answer.status, text)


def _why(refusal: NotOpened) -> str:
    if isinstance(refusal, TooSlow | NotReachable):
        return "unreached"
    if isinstance(refusal, NotSimulated):
        return "not_simulated"
    return "too_large" if isinstance(refusal, TooLarge) else "refused"
