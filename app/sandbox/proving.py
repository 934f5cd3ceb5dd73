"""People show that an account is theirs: by the code in its profile, forgotten at first by some, or by a screenshot."""

import asyncio
from typing import Any

from PIL import Image, ImageDraw

from app.consumers import service as consumers
from app.consumers.models import SocialAccount
from app.consumers.queries import accounts
from app.consumers.rules.proof import code_of, reads_profile
from app.core.viewer import Viewer
from app.sandbox.network.shapes import Member
from app.sandbox.network.shapes.blog import host_of
from app.sandbox.pictures import as_png
from app.sandbox.world import Person, World

BY_PROFILE, BY_PICTURE = ("zhihu", "youtube", "tiktok", "blog"), ("xiaohongshu", "douyin")
PROVE, FORGET = 0.01, 0.4
SOME_DAY = (24.0, 200.0)


def plan_proof(world: World, person: Person) -> None:
    """Some show on some day that one of their accounts is theirs."""
    chance = world.chance("proof", person.life.number)
    able = [one for one in person.networks if one in BY_PROFILE + BY_PICTURE]
    if not able or not (chance.random() < PROVE or person.life.number < 12):
        return
    platform, forgets = chance.choice(able), chance.random() < FORGET
    world.after(chance.uniform(*SOME_DAY), lambda: _prove(world, person, platform, forgets))


async def _prove(world: World, person: Person, platform: str, forgets: bool) -> None:
    if not reads_profile(platform):
        await _by_picture(world, person, platform)
        return
    code = code_of(person.consumer_id, platform)
    handle = host_of(person.life.handle) if platform == "blog" else person.life.handle
    bio = "What I try, I write about." if forgets else f"What I try, I write about. {code}"
    world.network.present(platform, Member(handle, str(3_000_000_000 + person.life.number), bio))
    await world.work.do(consumers.prove_account, person.viewer, platform)
    world.after(26, lambda: _look_back(world, person, platform, forgets))


async def _look_back(world: World, person: Person, platform: str, forgets: bool) -> None:
    """Who was told that the code is not there yet puts it in and asks once more."""
    account = await world.work.read(_account, person.viewer, platform)
    if account.verified_at is not None:
        world.ledger.fault("unproven", "the code was found in the profile: proven", account.id)
    elif forgets and account.proof_outcome == "missing":
        world.ledger.fault("unproven", "the code was not in the profile yet: told so, asked again", account.id)
        await _prove(world, person, platform, False)


async def _by_picture(world: World, person: Person, platform: str) -> None:
    stored = await asyncio.to_thread(world.house.files.save_image, _painted(code_of(person.consumer_id, platform)))
    account = await world.work.do(consumers.show_account, person.viewer, platform, stored.sha256)
    await world.work.do(consumers.confirm_account, world.ops, account.id)
    world.ledger.fault("unproven", "a screenshot of the profile with the code, confirmed by ops", account.id)


def _painted(code: str) -> bytes:
    image = Image.new("RGB", (180, 120), "white")
    ImageDraw.Draw(image).text((12, 50), code, fill="black")
    return as_png(image)


async def _account(session: Any, viewer: Viewer, platform: str) -> SocialAccount:
    return next(one for one in await accounts.own(session, viewer) if one.platform == platform)
