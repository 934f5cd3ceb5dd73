"""The survey's people in the store: the three example briefs give the reference that lies beside their answers."""

import csv

import pytest

from app.core.work import Work
from app.matching import jobs
from tests import arrange, arrange_matching
from tests.arrange_matching import SURVEY

pytestmark = pytest.mark.skipif(not SURVEY.exists(), reason="the survey's answers do not lie beside the project")

REFERENCE = {
    "Indie theatre season": ("Theatre", 45, "0.2500", "p0129 p0003 p0276 p0207 p0422"),
    "Home dance class": ("Dancing", 26, "0.3750", "p0054 p0055 p0010 p0231 p0372"),
    "Maker kit": ("Science and technology", 47, "0.5833", "p0019 p0042 p0213 p0063 p0150"),
}


async def test_the_example_briefs_find_the_people_of_the_reference(work: Work) -> None:
    with (SURVEY / "responses.csv").open(encoding="utf-8", newline="") as file:
        kept_out = {row["person"]: row for row in csv.DictReader(file)}
    await arrange_matching.crowd(work, arrange_matching.survey_people(), shuffle=3)
    owner = await arrange.brand(work)
    for name, (held_out, hits, first_fit, first_five) in REFERENCE.items():
        campaign = await arrange.live_campaign(work, owner, state="draft", units=50)
        await arrange_matching.wants_of(work, campaign.id, arrange_matching.survey_wants(name))
        tried = await jobs.try_now(work, arrange.OPS, campaign.id)
        result = tried.result
        order = [str(tried.known[int(seq)].external_id) for seq in result.audience.seq[result.order]]
        answered = [who for who in order if kept_out[who][held_out]]
        assert f"{result.fit[0]:.4f}" == first_fit
        assert " ".join(order[:5]) == first_five
        assert sum(int(kept_out[who][held_out]) >= 4 for who in answered[:50]) == hits
        assert result.counts["eligible"] == len(order) == 505
