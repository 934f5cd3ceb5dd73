"""What a brand picks traits from: families, the private ones apart, and for each row how its trait is answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.campaigns.rules.traits import never_scored
from app.core.i18n import Language, Text, text
from app.questionnaires.loading import Library
from app.questionnaires.traits import TraitKind, TraitSpec
from app.web.brand.campaign_typed import answers_of

Options = tuple[tuple[str, str], ...]
GROUPS: dict[str, Text] = {
    "interest": text("Interests", "兴趣"), "habit": text("Habits", "习惯"), "about": text("About them", "基本情况"),
    "bought": text("Bought lately", "近期购买"), "wish": text("Wishes", "心愿"), "share": text("Sharing", "分享"),
}
PRIVATE = text("Private (told by few; only where the product needs it)", "较私密（填写者较少，产品确有需要时再用）")
PRIVATE_PAGES = frozenset({"fears_places", "fears_more", "health", "self_conscience", "self_life", "about_body",
                           "about_home"})
"""Pages of surveys whose answers are nobody's business unless the product makes them so."""
CHOICES = (TraitKind.SINGLE, TraitKind.MULTIPLE)


@dataclass(frozen=True, slots=True)
class TraitRow:
    """One row of wanted traits: the kind of the trait chosen there (empty: none yet), what can be picked and is."""

    kind: str
    options: Options
    picked: tuple[str, ...]


def rows_of(count: int, shown: Mapping[str, str], traits: Mapping[str, TraitSpec],
            language: Language) -> tuple[TraitRow, ...]:
    """The rows of a form as it is shown."""
    return tuple(_row(f"traits.{place}", shown, traits, language) for place in range(count))


def _row(at: str, shown: Mapping[str, str], traits: Mapping[str, TraitSpec], language: Language) -> TraitRow:
    spec = traits.get(shown.get(f"{at}.trait", ""))
    if spec is None:
        return TraitRow("", (), ())
    if spec.kind not in CHOICES:
        return TraitRow("number" if spec.kind == TraitKind.NUMBER else "scale", (), ())
    return TraitRow("choice", tuple((choice, spec.say(choice).pick(language)) for choice in spec.choices),
                    tuple(answers_of(shown.get(f"{at}.answers"), spec)))


def groups(traits: Mapping[str, TraitSpec], library: Library, language: Language) -> tuple[tuple[str, Options], ...]:
    """Every trait once: the families of signing up, then surveys page by page, then what is private."""
    found: dict[str, list[tuple[str, str]]] = {words.pick(language): [] for words in GROUPS.values()}
    surveyed = _surveyed(library, language)
    last = PRIVATE.pick(language)
    for key, spec in traits.items():
        family = GROUPS.get(key.partition(":")[0])
        page, is_private = surveyed.get(key, (text("Others", "其他").pick(language), False))
        name = last if spec.sensitive or is_private else family.pick(language) if family else page
        found.setdefault(name, []).append((key, spec.title.pick(language)))
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


def choice_traits(traits: Mapping[str, TraitSpec], language: Language) -> Iterable[tuple[str, str, Options]]:
    """Every trait with choices: title, key, and its answers."""
    for key, spec in traits.items():
        if spec.choices:
            yield spec.title.pick(language), key, tuple((choice, spec.say(choice).pick(language))
                                                        for choice in spec.choices)
