"""Whose a post is where two say that it is theirs: what was shown decides, never who came first."""

import pytest

from app.reviews.rules.checks.claims import Claim, weigh

NAMED, PROVEN, NOBODY, OTHER = Claim("passed", False), Claim("passed", True), Claim("unknown", False), Claim(
    "failed", False)
UNSEEN_PROVEN = Claim("unknown", True)


@pytest.mark.parametrize(("claim", "held", "is_counted", "expected"), [
    (NAMED, OTHER, False, "takes"), (NAMED, NOBODY, False, "takes"), (PROVEN, OTHER, False, "takes"),
    (PROVEN, NAMED, False, "takes"), (PROVEN, Claim("failed", True), False, "contested"),
    (NAMED, NAMED, False, "to_prove"), (NOBODY, NOBODY, False, "to_prove"), (NOBODY, OTHER, False, "to_prove"),
    (NAMED, NAMED, True, "to_prove"), (NAMED, NOBODY, True, "counted"),
    (PROVEN, PROVEN, False, "contested"), (PROVEN, NAMED, True, "contested"),
    (UNSEEN_PROVEN, NOBODY, False, "contested"), (UNSEEN_PROVEN, UNSEEN_PROVEN, False, "contested"),
    (UNSEEN_PROVEN, NAMED, False, "counted"), (NAMED, PROVEN, False, "counted"), (NOBODY, NAMED, False, "counted"),
    (OTHER, OTHER, False, "counted"), (Claim("failed", True), NOBODY, False, "counted"),
])
def test_the_better_shown_claim_takes_the_post(claim, held, is_counted, expected) -> None:
    assert weigh(claim, held, is_counted) == expected
