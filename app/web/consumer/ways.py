"""The networks on which a post may stand: the label to copy into it, and how its link is copied in that app."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.core.i18n import Language, Text
from app.platforms.known import Networks
from app.platforms.policies import policy


@dataclass(frozen=True, slots=True)
class Way:
    """One network; `is_near` where it was asked for, or the person has an account there: others are told folded."""

    network: Text
    label: str
    how_to_copy: Text
    is_near: bool = True


@dataclass(frozen=True, slots=True)
class Label:
    """What to put into the post, and on which networks."""

    words: str
    networks: tuple[Text, ...]


def ways_to_post(asked: Collection[str], theirs: Collection[str], networks: Networks, language: Language, *,
                 has_shop_link: bool) -> tuple[Way, ...]:
    """The networks that are asked for, else those that people share from, a blog only where the person named one; the
    person's own come first."""
    asked = [slug for slug in asked if slug in networks.slugs]
    known = [one for one in networks.all if (one.slug in asked if asked else not one.is_open or one.slug in theirs)]
    own = [one for one in known if one.slug in theirs]
    near = own or (known if asked else [])
    return tuple(Way(
        one.name, (rule.shop_label_to_copy if has_shop_link else rule.label_to_copy).pick(language), one.how_to_copy,
        one in near) for one in (*near, *(other for other in known if other not in near))
        for rule in (policy(one.slug),))


def labels_of(ways: Sequence[Way]) -> tuple[Label, ...]:
    """Each label once, with the networks that ask for it."""
    found: dict[str, list[Text]] = {}
    for way in ways:
        found.setdefault(way.label, []).append(way.network)
    return tuple(Label(words, tuple(names)) for words, names in found.items())
