"""Model cards for ops: what each version learned from whom, how it did, and whether it took over or why it did not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.brands import queries as brands
from app.campaigns.rules.traits import titles, traits_of
from app.core.i18n import Text, text
from app.core.paging import Ask
from app.matching.engine.learning.anchored import learnt
from app.matching.engine.learning.cards import AGAINST, parse
from app.matching.engine.learning.measures import calibration_error
from app.matching.models import ModelCard
from app.matching.queries import learning
from app.matching.rules import READ
from app.matching.rules.ranking import OF_BRAND
from app.web.brand.products import CATEGORY_WORDS
from app.web.doors import Working, opens
from app.web.screen import Screen, Showing

router = APIRouter(prefix="/ops/models")
A_PAGE = 20
ROUGH = 0.1
"""Chances that lie off by more than this on average are told as rough."""


@dataclass(frozen=True, slots=True)
class TrialRow:
    """How far a version's chances lay from what happened on the latest outcomes, and each tenth's count, chance told
    and share of yes."""

    calibration: float
    deciles: tuple[tuple[int, float, float], ...]


@dataclass(frozen=True, slots=True)
class CardRow:
    """One version in words; `fit_log_odds`: of a standard deviation of the fit."""

    id: str
    scope: Text
    number: int
    made_at: datetime
    is_used: bool
    outcomes: int
    positives: int
    why: Text
    tested: TrialRow | None
    fit_log_odds: float | None
    learned: tuple[Text, ...]
    warning: Text | None

    @property
    def is_rough(self) -> bool:
        """Whether it ranks though its chances lie far from what happened: its order holds, its numbers do not."""
        return self.is_used and self.tested is not None and self.tested.calibration > ROUGH


@dataclass(frozen=True, slots=True)
class ModelsPage:
    """The present version of each brand and kind of product, a row each; and the campaigns that hold people out."""

    cards: tuple[CardRow, ...]
    compared: tuple[tuple[str, Text], ...]
    zone: str


@dataclass(frozen=True, slots=True)
class ModelPage:
    """One version in full, and those before it."""

    card: CardRow
    earlier: tuple[CardRow, ...]
    more: str | None
    zone: str


@router.get("", **opens(READ))
async def index(screen: Showing, work: Working) -> HTMLResponse:
    """The present version for each brand and kind of product; the older ones are behind it."""
    found = await work.read(learning.present, screen.viewer)
    measured = await work.read(learning.compared, screen.viewer, shape=lambda rows: tuple(
        (row.id, Text.model_validate(row.name)) for row in rows))
    return screen.show("ops/models.html", ModelsPage(await _rows(found, screen, work), measured, screen.zone))


@router.get("/{card_id}", **opens(READ))
async def one(card_id: str, screen: Showing, work: Working) -> HTMLResponse:
    """One version, with those before it."""
    card = await work.read(learning.get, screen.viewer, card_id)
    asked = Ask(screen.request.query_params.get("after"), A_PAGE)
    found = await work.read(learning.earlier_page, screen.viewer, card, asked)
    shown, *earlier = await _rows([card, *found.items], screen, work)
    more = f"/ops/models/{card_id}?after={found.next_cursor}#earlier" if found.next_cursor else None
    return screen.show("ops/model.html", ModelPage(shown, tuple(earlier), more, screen.zone))


async def _rows(cards: list[ModelCard], screen: Screen, work: Working) -> tuple[CardRow, ...]:
    ids = [card.scope.removeprefix(OF_BRAND) for card in cards if card.scope.startswith(OF_BRAND)]
    names = await work.read(brands.names_of, screen.viewer, ids)
    named = titles(traits_of(screen.request.app.state.house.questionnaires))
    return tuple(_row(card, _scope(card.scope, names), named) for card in cards)


def _scope(scope: str, names: Mapping[str, str]) -> Text:
    """Whose outcomes these are: a brand's by its name, or a kind of product's."""
    kind, _, of = scope.partition(":")
    if kind == "brand":
        return text(names.get(of, of))
    words = CATEGORY_WORDS.get(of, text(of))
    return text(f"Kind of product: {words.default}", f"品类：{words.pick('zh-cn')}")


def _row(row: ModelCard, scope: Text, titles: Mapping[str, Text]) -> CardRow:
    card = parse(row.card)
    tested = None if card.tested is None else TrialRow(
        calibration_error(card.tested.deciles),
        tuple((one.count, one.predicted, one.observed) for one in card.tested.deciles))
    return CardRow(
        row.id, scope, row.number, row.made_at, row.is_used, card.n, card.positives, card.why, tested,
        card.model.fit_weight if card.model else None,
        tuple(one.sentence for one in learnt(card.model, titles)) if card.model else (),
        AGAINST if card.is_against_brief else None)
