"""How everybody is packed in this installation: its traits, its networks, and which answers need their own consent."""

from dataclasses import dataclass
from functools import lru_cache

from app.campaigns.rules.traits import traits_of
from app.matching.engine.packed.layout import Layout
from app.matching.engine.packed.packer import Packer
from app.matching.rules.asked import kinds_of
from app.platforms.known import Networks
from app.questionnaires.loading import Library


@dataclass(frozen=True, slots=True)
class Bodies:
    """The layout of bodies, whoever packs by it, and the traits that are told only to those who may know them."""

    layout: Layout
    packer: Packer
    sensitive: frozenset[str]


def how(library: Library, networks: Networks) -> Bodies:
    """By every trait that an installation knows, and every network where people have followers."""
    return _how(library, tuple(sorted(one.slug for one in networks.all if one.has_followers)))


@lru_cache(maxsize=8)
def _how(library: Library, followed: tuple[str, ...]) -> Bodies:
    traits = traits_of(library)
    layout = Layout(kinds_of(traits), followed)
    return Bodies(layout, Packer(layout), frozenset(key for key, spec in traits.items() if spec.sensitive))
