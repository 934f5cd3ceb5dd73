"""What the play notes while it acts: stages per campaign, refusals, and every fault with what was done about it."""

from collections import Counter
from dataclasses import dataclass, field

STAGES = ("picked", "offered", "accepted", "waiting", "declined", "expired", "sent", "received", "verified", "fixes",
          "missed", "removed", "no_show", "completed", "excused", "released")
"""What is counted per campaign. Seats, but for picked (matches), verified, fixes, missed and removed (reviews)."""

FAULTS: dict[str, str] = {
    "missing_label": "the label was left out", "wrong_author": "the link of somebody else's post",
    "too_early": "posted before the sample was sent", "private": "the post is private",
    "slow": "the network answers slowly", "busy": "the network answers 500, then 503",
    "unseen": "the author cannot be told", "deleted": "deleted after it was verified",
    "edited": "edited later, the label lost", "no_show": "nothing posted in time", "lost": "the parcel is lost",
    "damaged": "the sample arrived damaged", "address": "the address was wrong",
    "given_up": "lost, and given up", "reaction": "“I had a reaction”", "steps_back": "steps back before the parcel",
    "waits": "more say yes than there are units", "asks": "a question about the sample",
    "paused": "the campaign is paused", "sent_back": "a campaign lacks something", "praise": "a brief asks for praise",
    "too_young": "somebody under fourteen", "twin": "a contact that is a member already",
    "erased": "a person asks to be erased",
    "hang": "the network accepts and never answers", "drip": "the answer comes byte by byte",
    "wait": "the network says: too many, come back in an hour", "inward": "a page leads inward, into our own house",
    "bomb": "half a GiB of nothing, packed small", "misspelt": "a page in GB 18030 that declares nothing",
    "gone_page": "deleted, and the page says so with 200", "hidden": "made private after it was verified",
    "author_changed": "the account has another owner", "more_likes": "more likes than views",
    "endless": "more likes than there are people", "falling": "numbers that fall", "bought": "likes that were bought",
    "walled": "a network that shows posts to nobody", "unproven": "an account that nobody has shown to be theirs",
    "short": "a short link: sent on within its network", "expired": "a short link that leads nowhere any more",
    "reminded": "a post that is not there yet", "asks_time": "somebody asks for more time",
    "clock": "a broken sample stops the clock",
}


@dataclass(slots=True)
class Ledger:
    """Counts by stage for each campaign key; refusals by code; faults by kind with what was done about each."""

    stages: dict[str, Counter[str]] = field(default_factory=dict)
    rejected: dict[str, Counter[str]] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    faults: dict[str, Counter[str]] = field(default_factory=dict)
    befallen: dict[str, set[str]] = field(default_factory=dict)
    """By kind of fault what it befell, each once."""
    signed_up: int = 0
    signed_in: int = 0

    def count(self, key: str, stage: str, number: int = 1) -> None:
        """So many more have come to a stage."""
        self.stages.setdefault(key, Counter())[stage] += number

    def reject(self, key: str, reason: str) -> None:
        """Ops turned a match down."""
        self.rejected.setdefault(key, Counter())[reason] += 1

    def fault(self, kind: str, done: str, of: str = "") -> None:
        """Something was done about a fault; `kind` is one of FAULTS, `of` what it befell where more may be done."""
        if kind not in FAULTS:
            raise KeyError(kind)
        befallen = self.befallen.setdefault(kind, set())
        befallen.add(of or f"another {len(befallen)}")
        self.faults.setdefault(kind, Counter())[done] += 1

    def missing_faults(self) -> list[str]:
        """Kinds that have not occurred."""
        return [kind for kind in FAULTS if kind not in self.faults]
