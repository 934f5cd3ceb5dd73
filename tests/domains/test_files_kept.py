"""The same bytes may have been sent for several things; they go only once nothing at all names them."""

import pytest

from app.consumers import service as consumers
from app.core.errors import NotFound
from app.core.files import Files
from app.core.work import Work
from app.jobs import service as jobs
from app.main import House
from app.reviews import service as reviews
from app.samples import service as samples
from tests import arrange
from tests import arrange_reviews as start
from tests import arrange_samples as some
from tests.arrange import OPS, Person


async def _as_photo(work: Work, sha256: str) -> Person:
    sent = await some.shipped(work)
    await work.do(samples.open_trouble, sent.who.viewer, sent.id, "damaged", None, (sha256,))
    return sent.who


async def _as_screenshot(work: Work, sha256: str) -> Person:
    promised = await start.promised(work, platform="xiaohongshu", state="checking", link="https://xhslink.com/a/b")
    await work.do(reviews.show_picture, promised.who.viewer, promised.review_id, sha256)
    return promised.who


async def _as_proof(work: Work, sha256: str) -> Person:
    promised = await start.promised(work)
    await work.do(consumers.show_account, promised.who.viewer, "simulated", sha256)
    return promised.who


def _is_there(house: House, sha256: str) -> bool:
    try:
        return bool(Files(house.settings.files_dir).open(sha256))
    except NotFound:
        return False


@pytest.mark.parametrize(("named", "folder"), [
    (_as_photo, samples), (_as_screenshot, reviews), (_as_proof, consumers)])
async def test_a_file_that_is_let_go_stays_while_anything_else_names_it(house: House, named, folder) -> None:
    kept = Files(house.settings.files_dir).save_image(arrange.photo()).sha256
    who = await named(house.work, kept)
    await house.work.do(jobs.let_go, OPS, [kept])
    await house.worker.run_due()
    assert _is_there(house, kept)
    await house.work.do(folder.forget, OPS, who.id)
    await house.worker.run_due()
    assert not _is_there(house, kept)


async def test_a_second_picture_of_an_account_takes_the_first_ones_place(house: House) -> None:
    files = Files(house.settings.files_dir)
    first, second = (files.save_image(arrange.photo(colour)).sha256 for colour in ("grey", "white"))
    who = await _as_proof(house.work, first)
    await house.work.do(consumers.show_account, who.viewer, "simulated", second)
    await house.worker.run_due()
    assert (_is_there(house, first), _is_there(house, second)) == (False, True)


async def test_a_picture_of_an_account_that_nobody_declared_is_not_kept(client, house: House) -> None:
    who = await arrange.person(house.work)
    cookie = await arrange.cookie_of(house.work, who.account_id)
    answer = await client.post("/me/accounts/weibo/picture", headers=cookie,
                               files={"photo": ("a.png", arrange.photo(), "image/png")})
    await house.worker.run_due()
    assert answer.status_code == 404
    assert [path for path in house.settings.files_dir.rglob("*") if path.is_file()] == []
