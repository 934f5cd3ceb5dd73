"""What a brand picks traits from: families, the private ones apart, and for each row how its trait is answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.campaigns.rules.traits import kind_of, never_scored
from app.consumers.rules.regions import TIER_NAMES
from app.core.i18n import Language, Text, text
from app.matching.engine.conditions import FITTING
from app.matching.rules.answering import band
from app.questionnaires.loading import Library
from app.questionnaires.traits import TraitKind, TraitSpec
from app.web import typed
from app.web.brand.campaign_typed import CHOSEN
from app.web.brand.campaign_words import CHOICES, GENDERS, OPS, PARTS, Words, answers_of, named

Options = tuple[tuple[str, str], ...]
GROUPS: dict[str, Text] = {
    "interest": text("Interests", "兴趣"), "habit": text("Habits", "习惯"), "about": text("About them", "基本情况"),
    "bought": text("Bought lately", "近期购买"), "wish": text("Wishes", "心愿"), "share": text("Sharing", "分享"),
}
PRIVATE = text("Private (told by few; only where the product needs it)", "较私密（填写者较少，产品确有需要时再用）")
PRIVATE_PAGES = frozenset({"fears_places", "fears_more", "health", "self_conscience", "self_life", "about_body",
                           "about_home"})
"""Pages of surveys whose answers are nobody's business unless the product makes them so."""

@dataclass(frozen=True, slots=True)
class Row:
    """One row that names a trait or a part of the people: its kind (empty: none chosen yet), what can be picked and
    is, and by which operators it may be asked for."""

    kind: str
    options: Options = ()
    picked: tuple[str, ...] = ()
    ops: Options = ()


def rows_of(name: str, count: int, shown: Mapping[str, str], words: Words) -> tuple[Row, ...]:
    """The rows of wanted traits or of conditions as the form shows them."""
    field = CHOSEN[name]
    return tuple(_row(shown.get(f"{name}.{place}.trait", ""), shown.get(f"{name}.{place}.{field}"), words)
                 for place in range(count))


def _row(key: str, said: str | None, words: Words) -> Row:
    spec = words.traits.get(key)
    fitting = OPS if spec is None else FITTING[type(kind_of(spec))]
    ops = tuple((op, OPS[op].pick(words.language)) for op in OPS if op in fitting)
    if spec is None:
        return Row("", ops=ops)
    if spec.kind not in CHOICES:
        return Row("number" if spec.kind == TraitKind.NUMBER else "scale", ops=ops)
    return Row("choice", tuple((choice, spec.say(choice).pick(words.language)) for choice in spec.choices),
               tuple(answers_of(said, spec)), ops)


def parts_of(count: int, shown: Mapping[str, str], words: Words) -> tuple[Row, ...]:
    """The rows of quotas as the form shows them."""
    return tuple(_part(shown.get(f"quotas.{place}.part", ""), shown.get(f"quotas.{place}.value", ""), words)
                 for place in range(count))


def _part(part: str, said: str, words: Words) -> Row:
    if part in words.traits:
        return _row(part, said, words)
    known = {"tiers": {str(tier): name for tier, name in TIER_NAMES.items() if tier}, "genders": GENDERS,
             "platform": words.networks}.get(part)
    if known is None:
        return Row("ages" if part == "ages" else "")
    return Row("one" if part == "platform" else "choice",
               tuple((code, name.pick(words.language)) for code, name in known.items()),
               tuple(named(known, one) for one in typed.listed(said)))


def parts(groups: Iterable[tuple[str, Options]], words: Words) -> tuple[tuple[str, str | Options], ...]:
    """What a quota can be of: the parts that everybody knows, then the traits that have answers to name."""
    plain = tuple((part, name.pick(words.language)) for part, name in PARTS.items())
    chosen = ((group, tuple(one for one in options if words.traits[one[0]].choices)) for group, options in groups)
    return (("", "—"), *plain, *((group, options) for group, options in chosen if options))


def marks_of(traits: Mapping[str, TraitSpec], answered: Mapping[str, int], people: int,
             language: Language) -> dict[str, str]:
    """What is told of the traits that nobody or few have answered, by their keys."""
    bands = {key: band(answered.get(key, 0), people, spec.sensitive) for key, spec in traits.items()}
    return {key: told.pick(language) for key, told in bands.items() if told is not None}


def groups(traits: Mapping[str, TraitSpec], library: Library, language: Language,
           marks: Mapping[str, str]) -> tuple[tuple[str, Options], ...]:
    """Every trait once, with its mark: the families of signing up, then surveys page by page, then what is private."""
    found: dict[str, list[tuple[str, str]]] = {words.pick(language): [] for words in GROUPS.values()}
    surveyed = _surveyed(library, language)
    last = PRIVATE.pick(language)
    for key, spec in traits.items():
        family = GROUPS.get(key.partition(":")[0])
        page, is_private = surveyed.get(key, (text("Others", "其他").pick(language), False))
        name = last if spec.sensitive or is_private else family.pick(language) if family else page
        mark = text(" ({})", "（{}）").pick(language).format(marks[key]) if key in marks else ""
        found.setdefault(name, []).append((key, spec.title.pick(language) + mark))
    private = found.pop(last, [])
    return tuple((name, tuple(options)) for name, options in [*found.items(), (last, private)] if options)


def wishable(traits: Mapping[str, TraitSpec]) -> dict[str, TraitSpec]:
    """The traits that may be wished for: who somebody is can be a must or a quota, never points."""
    return {key: spec for key, spec in traits.items() if never_scored(key) is None}


def _surveyed(library: Library, language: Language) -> dict[str, tuple[str, bool]]:
    """The page on which each trait is asked, with its survey's name, and whether that page is private."""
    return {key: (f"{one.title.pick(language)} · {(page.title or one.title).pick(language)}",
                  page.name in PRIVATE_PAGES)
            for one in library for page in one.pages for question in page.elements for key in question.daren.traits}
