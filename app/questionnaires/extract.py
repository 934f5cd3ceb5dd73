"""What checked answers hold for places of their own: social accounts, region, address, consents."""

from collections.abc import Iterator, Mapping
from typing import TypedDict

from app.questionnaires.questionnaire import Questionnaire
from app.questionnaires.schema import Answer, Store
from app.questionnaires.stores import ACCOUNT, ADDRESS_PARTS


class SocialAccount(TypedDict):
    """An account that a person named; followers are the answer as given, a band's value or a number."""

    platform: str
    handle: str
    followers: str | int | float | None


def _kept_in(
    questionnaire: Questionnaire, store: Store, answers: Mapping[str, Answer],
) -> Iterator[tuple[str, Answer]]:
    for name, question in questionnaire.questions.items():
        if question.store == store and name in answers:
            yield name, answers[name]


def social_accounts(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> list[SocialAccount]:
    """The accounts whose handle was given, in the order of the questions."""
    found: dict[str, dict[str, Answer]] = {}
    for name, answer in _kept_in(questionnaire, "social_account", answers):
        match = ACCOUNT.fullmatch(name)
        if match:
            found.setdefault(match["platform"], {})[match["part"]] = answer
    return [SocialAccount(platform=platform, handle=str(parts["handle"]), followers=_plain(parts.get("followers")))
            for platform, parts in found.items() if "handle" in parts]


def _plain(answer: Answer | None) -> str | int | float | None:
    return None if isinstance(answer, list) else answer


def region(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> str | None:
    """The six digits of the region (GB/T 2260; 000000 is elsewhere), None where it was not answered."""
    return next((str(answer) for _, answer in _kept_in(questionnaire, "region", answers)), None)


def address(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> dict[str, str] | None:
    """The answered parts of the address (recipient, mobile, province, city, district, detail), None without any."""
    given = dict(_kept_in(questionnaire, "address", answers))
    parts = {part: str(given[f"address:{part}"]) for part in ADDRESS_PARTS if f"address:{part}" in given}
    return parts or None


def consents(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> dict[str, bool]:
    """Yes or no for each purpose that was answered."""
    return {name.partition(":")[2]: answer is True for name, answer in _kept_in(questionnaire, "consent", answers)}
