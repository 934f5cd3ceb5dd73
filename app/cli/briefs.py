"""A brief in a file: YAML to a campaign, every mistake told with its line and the nearest right name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.campaigns.rules.traits import keys_of_question, question_names, traits_of
from app.campaigns.schemas import CampaignIn
from app.campaigns.schemas import parts as shapes
from app.core.errors import Fault, Invalid, Refusal
from app.core.i18n import text
from app.core.shapes import In
from app.matching.engine.faults import nearest, unknown_choice
from app.questionnaires.lines import BrokenYaml, Lined, Place, read
from app.questionnaires.loading import Library
from app.questionnaires.refusals import no_such
from app.questionnaires.traits import TraitKind, TraitSpec
from app.web.faults import faults_of

IGNORED = ("held_out", "hit_at_least")
OF_TRAIT = ("question", "trait", "want", "weight")
WISHES = ("high", "low")
OWN = ("brand", "units")
LARGEST = 1 << 20
INNER: dict[str, type[In]] = {
    "audience": shapes.AudienceIn, "traits": shapes.WantIn, "musts": shapes.ConditionIn,
    "must_nots": shapes.ConditionIn, "quotas": shapes.QuotaIn, "platforms": shapes.PlatformIn,
    "offers": shapes.OfferIn, "lines": shapes.LineIn, "trait_rule": shapes.ConditionIn,
    "deliverables": shapes.DeliverableIn, "brief": shapes.BriefIn,
}


@dataclass(eq=False)
class BrokenBrief(Refusal):
    """A brief's file cannot be read as it stands: the mistakes, each with its line."""

    message = "{mistakes}"
    zh = "{mistakes}"
    mistakes: str


@dataclass(frozen=True)
class Entry:
    """One brief of a file: its plain values, where they lie, and what is not the campaign's own."""

    file: str
    lined: Lined
    base: Place
    values: dict[str, Any]
    brand: str | None
    units: int

    def campaign(self, more: Mapping[str, Any]) -> CampaignIn:
        """The brief as a campaign, what it leaves out taken from `more`."""
        try:
            return CampaignIn.model_validate({**more, **self.values})
        except ValidationError as error:
            found = faults_of(error.errors(include_url=False))
            raise self.broken([self._nearer(fault) for fault in found]) from error

    def broken(self, faults: Iterable[Fault]) -> BrokenBrief:
        """The refusal that tells these faults in the order of their lines."""
        told = sorted((self.lined.line_of((*self.base, *fault.where)), f"{fault.message.default} ({fault.pointer})")
                      for fault in faults)
        return BrokenBrief("\n".join(f"{self.file}:{line}: {words}" for line, words in told))

    def _nearer(self, fault: Fault) -> Fault:
        """An unknown field, told with the nearest that there is."""
        if fault.code != "extra_forbidden":
            return fault
        holder = next((INNER[str(step)] for step in reversed(fault.where[:-1]) if step in INNER), CampaignIn)
        return _unknown(fault.where, holder.model_fields)


def read_entry(file: Path, name: str | None, library: Library) -> Entry:
    """The one brief of a file, or the one of this name where the file is a list of them."""
    lined = _lined(file)
    base, values = _chosen(file.name, lined, name)
    entry = Entry(file.name, lined, base, {}, None, 0)
    values = {key: value for key, value in values.items() if key not in IGNORED}
    faults = [_unknown((key,), (*CampaignIn.model_fields, *OWN))
              for key in values if key not in CampaignIn.model_fields and key not in OWN]
    brand, units = values.pop("brand", None), values.pop("units", 50)
    if brand is not None and not (isinstance(brand, str) and brand.strip()):
        faults.append(Fault(("brand",), "brand", text("A brand is a name.", "品牌应为名称。")))
    if isinstance(units, bool) or not isinstance(units, int) or not 1 <= units <= shapes.MOST_UNITS:
        faults.append(Fault(("units",), "units", text("Units are a whole number from 1.", "数量应为正整数。")))
    if "traits" not in values:
        faults.append(Fault(("traits",), "missing", text(
            "A brief says whom it wants in traits; traits: [] takes anybody.",
            "请在 traits 中填写想要的人群；traits: [] 表示不限。")))
    values["traits"] = list(_traits(values.get("traits", []), library, faults))
    if faults:
        raise entry.broken([*faults, *_also_wrong(values, {fault.where for fault in faults})])
    return Entry(file.name, lined, base, values, brand, units)


def _also_wrong(values: dict[str, Any], told: set[tuple[str | int, ...]]) -> list[Fault]:
    """What the rest of the brief gets wrong too, so that all of it is told at once."""
    try:
        CampaignIn.model_validate({key: value for key, value in values.items() if key != "offers"})
    except ValidationError as error:
        found = faults_of(error.errors(include_url=False))
        return [fault for fault in found if all(fault.where[:len(place)] != place for place in told)]
    return []


def retold(entry: Entry, refusal: Invalid) -> BrokenBrief:
    """The faults that the product found, at the lines of the file."""
    return entry.broken(refusal.faults)


def _lined(file: Path) -> Lined:
    try:
        content = file.read_bytes()[: LARGEST + 1]
        if len(content) > LARGEST:
            raise BrokenBrief(f"{file.name}: the file is too large")
        return read(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BrokenBrief(f"{file.name}: the file is not UTF-8") from error
    except BrokenYaml as error:
        raise BrokenBrief(f"{file.name}:{error.line}: {error.what.default}") from error


def _chosen(file: str, lined: Lined, name: str | None) -> tuple[Place, dict[str, Any]]:
    found = lined.value
    if isinstance(found, list):
        names = [str(one.get("name")) for one in found if isinstance(one, dict)]
        if name is None:
            raise BrokenBrief(f"{file} holds a list of briefs; name one with --entry: {', '.join(names)}")
        for place, one in enumerate(found):
            if isinstance(one, dict) and one.get("name") == name:
                return (place,), one
        raise BrokenBrief(f"{file}: {no_such(name, names).default}")
    if not isinstance(found, dict):
        raise BrokenBrief(f"{file}:1: a brief is a mapping with a name and traits")
    if name is not None and found.get("name") != name:
        raise BrokenBrief(f"{file}: {no_such(name, [str(found.get('name'))]).default}")
    return (), found


def _traits(entries: object, library: Library, faults: list[Fault]) -> Iterable[Any]:
    """Wanted traits with each question told as its trait."""
    if not isinstance(entries, list):
        faults.append(Fault(("traits",), "list_type", text("Traits are a list.", "特征应为列表。")))
        return
    for place, entry in enumerate(entries):
        where: Place = ("traits", place)
        if not isinstance(entry, dict) or ("question" in entry) == ("trait" in entry):
            faults.append(Fault(where, "trait", text(
                "A wanted trait names a question or a trait, what is wanted, and a weight.",
                "请填写问题或特征、想要的答案和权重。")))
            continue
        faults.extend(_unknown((*where, key), OF_TRAIT) for key in entry if key not in OF_TRAIT)
        want = entry.get("want")
        key = entry["trait"] if "trait" in entry else _key(entry["question"], where, library, faults)
        if isinstance(want, str) and want not in WISHES:
            faults.append(_no_such_want((*where, "want"), want, traits_of(library).get(str(key))))
        wanted = {key: value for key, value in entry.items() if key in OF_TRAIT and key != "question"}
        yield wanted | {"trait": key}


def _no_such_want(where: Place, want: str, spec: TraitSpec | None) -> Fault:
    """A word that is no want; of a question with choices all of them are told, with how a choice is written."""
    if spec is None or not spec.choices:
        return Fault(where, "unknown_want", no_such(want, WISHES))
    near = nearest(want, spec.choices) or spec.choices[0]
    like = f'{{any_of: ["{near}"]}}' if spec.kind == TraitKind.MULTIPLE else f'{{table: {{"{near}": 1}}}}'
    told = "" if want in spec.choices else unknown_choice(where, want, spec.choices).message.default + " "
    told_zh = "" if want in spec.choices else unknown_choice(where, want, spec.choices).message.pick("zh-cn")
    return Fault(where, "unknown_want", text(f"{told}Write it as want: {like}", f"{told_zh}请写成 want: {like}"))


def _key(question: object, where: Place, library: Library, faults: list[Fault]) -> str:
    keys = keys_of_question(library, str(question))
    if not keys:
        faults.append(Fault((*where, "question"), "unknown_question", no_such(question, question_names(library))))
    elif len(keys) > 1:
        faults.append(Fault((*where, "question"), "ambiguous_question", text(
            f"“{question}” tells several traits ({', '.join(keys)}); name one with trait:",
            f"“{question}”对应多个特征（{'、'.join(keys)}），请用 trait: 指明。")))
    return keys[0] if keys else "?"


def _unknown(where: Place, known: Iterable[str]) -> Fault:
    return Fault(where, "unknown_field", no_such(where[-1], known))
