"""One person of a run, explained to ops: where he stands, by what, which rules fail, what bound."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.i18n import Language, text
from app.matching.jobs import Looked
from app.matching.queries.explaining import MARK
from app.matching.rules.bounds import said
from app.matching.rules.whatif import Explained
from app.matching.rules.words import WORDS
from app.questionnaires.traits import TraitSpec


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person under a short mark, never a name; parts are (trait, points), they sum to `total`. `is_known`: the run's
    inputs tell of him."""

    consumer_id: str
    mark: str
    label: str
    match_id: str | None
    is_known: bool
    standing: str = ""
    fit: float = 0.0
    mean_fit: float = 0.0
    coverage: float = 0.0
    total: float = 0.0
    parts: tuple[tuple[str, float], ...] = ()
    guessed: tuple[str, ...] = ()
    to_confirm: tuple[str, ...] = ()
    chances: tuple[tuple[str, float], ...] = ()
    notes: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()
    bounds: tuple[str, ...] = ()


def mark_of(consumer_id: str) -> str:
    """The short mark of a person in a run's list."""
    return consumer_id[-MARK:]


def person_of(consumer_id: str, looked: Looked, eligible: int, traits: Mapping[str, TraitSpec],
              language: Language) -> PersonView:
    """What a run says of somebody, in the page's language."""
    label, found, match_id = looked.why.words.label.pick(language), looked.found, looked.why.match_id
    if found is None:
        return PersonView(consumer_id, mark_of(consumer_id), label, match_id, False)

    def titles(keys: Sequence[str]) -> tuple[str, ...]:
        return tuple(traits[key].title.pick(language) if key in traits else key for key in keys)
    points = zip(titles([part.key for part in found.parts]), (part.points for part in found.parts), strict=True)
    return PersonView(
        consumer_id, mark_of(consumer_id), label, match_id, True, _standing(found, eligible, language), found.fit,
        found.mean_fit, found.coverage, found.total, tuple(points),
        titles([part.key for part in found.parts if not part.is_answered]), titles(found.must_confirm),
        _chances(found, language), _notes(found, language),
        tuple(WORDS[code].label.pick(language) for code in found.codes),
        tuple(said(bound).pick(language) for bound in found.bounds))


def _standing(found: Explained, eligible: int, language: Language) -> str:
    """Where he stands in the order, and where the units ended."""
    if found.rank is None:
        return ""
    told = text("Rank {rank} of {eligible} who could be picked.", "在 {eligible} 名符合条件者中排第 {rank}。")
    ended = text(" The last unit went to rank {cutoff}.", " 最后一个名额排在第 {cutoff}。")
    words = told.pick(language) + (ended.pick(language) if found.cutoff_rank else "")
    return words.format(rank=found.rank, eligible=eligible, cutoff=found.cutoff_rank)


def _chances(found: Explained, language: Language) -> tuple[tuple[str, float], ...]:
    words = {"p_fit": text("Likes what is sent", "喜欢样品的概率"), "p_accept": text("Says yes", "接受邀请的概率"),
             "p_publish": text("Publishes", "发布的概率"), "value": text("Worth of the pick", "入选价值")}
    return tuple((label.pick(language), found.chances[name]) for name, label in words.items() if name in found.chances)


def _notes(found: Explained, language: Language) -> tuple[str, ...]:
    notes = []
    if found.is_thin:
        notes.append(text("Fewer than half of the weights are answered, so everybody better known comes first.",
                          "已回答的权重不足一半，排在了解更充分的人之后。"))
    if found.chances.get("is_newcomer"):
        notes.append(text("New: never held a seat.", "新人：从未参加过。"))
    return tuple(note.pick(language) for note in notes)
