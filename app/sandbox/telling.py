"""What a play tells of its matching, line by line: what came of it in numbers, or plainly why it was not played."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.matching.engine.learning.choice import ENOUGH
from app.sandbox.comparing import ENOUGH_PEOPLE
from app.sandbox.judging import ANCHORED

Line = tuple[str, str]
MOST_WAVES = 8
LEARNS = 2000
"""People of a world, the one of a plain `daren demo`, in which a brand has outcomes enough to learn from."""


def told(matching: Mapping[str, Any], names: Mapping[str, str], people: int) -> list[Line]:
    """Joint rounds, what they fought over, a run to run again, scarce seats, waves, those who wait, interest, models,
    lifts; `names` of campaigns by their keys."""
    return [*_rounds(matching["rounds"]), *_contest(matching["contest"], names),
            *_replay(matching["replay"]), *_scarce(matching["scarce"], names), *_waves(matching["waves"], names),
            *_interest(matching["interest"], names), *_models(matching["models"], people),
            *_lifts(matching["lift"], people)]


def _rounds(made: list[dict[str, Any]]) -> Iterator[Line]:
    most = max((one["campaigns"] for one in made), default=0)
    together = (f"the largest over {most} campaigns at once" if most > 1 else
                "no two campaigns had free units at the same time")
    yield f"{len(made)} joint rounds", (
        f"{together}; at most {max((one['gap'] for one in made), default=0):.4%} from the best possible, proven; "
        f"{sum(one['milliseconds'] for one in made)} ms in all")


def _contest(contest: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Line]:
    if contest:
        several = f"{contest['people']} people would have been picked by more than one, and each was given to one"
        yield "wanted by several", (
            f"{', '.join(names[key] for key in contest['keys'])}: {contest['units']} seats; "
            f"{several if contest['people'] else 'nobody would have been picked by more than one'}")
        dearest = contest["dearest"]
        yield "what bound them", (
            f"one seat more would be worth most to {names[dearest['key']]}: {dearest['price']:.2f} expected reviews; "
            f"each campaign got at least {contest['share']:.1%} of what it could get alone")


def _replay(replay: Mapping[str, str] | None) -> Iterator[Line]:
    if replay:
        yield "run again", f"daren matching replay {replay['run']} gives the same picks, byte for byte"
    else:
        yield "run again", "no run gives the same bytes: somebody who was in each has left since"


def _scarce(scarce: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Line]:
    for key, one in scarce.items():
        left = f"{one['free']} still free" if one["free"] else "none is left"
        yield f"scarce: {names[key]}", f"{one['units']} units for {one['eligible']} people whom it suits; {left}"
        yield f"waiting for {names[key]}", (
            f"{one['waited']} said yes when all was taken; {one['promoted']} of them got a unit that came free"
            if one["waited"] else "nobody had to wait: fewer said yes than there are units")


def _waves(waves: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Line]:
    for key, sent in waves.items():
        sizes = ", ".join(f"{wave['offers']}{'' if wave['why'] == 'in_time' else ' (late: a few more)'}"
                          for wave in sent[:MOST_WAVES])
        if sent:
            yield f"waves of {names[key]}", f"{sizes}{' …' if len(sent) > MOST_WAVES else ''}"


def _interest(interest: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Line]:
    for key, one in interest.items():
        open_now = "; open for interest now" if one["is_open"] else ""
        yield f"interest in {names[key]}", (
            f"{one['shown']} want it; {one['picked']} of them were candidates with the picks{open_now}")


def _models(models: list[dict[str, Any]], people: int) -> Iterator[Line]:
    """Each model once: one of a category all of whose outcomes are one brand's is told with that brand's."""
    named: dict[str, list[str]] = {}
    for one in models:
        named.setdefault(_came_of(one), []).append(f"the {one['of']} {one['scope']}")
    for words, owners in named.items():
        yield f"model of {' and of '.join(owners)}", words
    if not models:
        more = f"; a world of {LEARNS} people, as by default, learns one" if people < LEARNS else ""
        yield "models", f"none: no brand or category has {ENOUGH} outcomes yet, so the cold score stays{more}"
    elif not any(one["first_used"] for one in models):
        yield "models", "none took over from the cold score in this world"
    elif not any(fell_back(one) for one in models):
        yield "models", "none fell back to the cold score in this world"


def fell_back(model: Mapping[str, Any]) -> bool:
    """Whether a model was learned and tried on held-out outcomes, and the cold score serves all the same."""
    return bool(model["kind"] != ANCHORED and model["tested"])


def _came_of(model: Mapping[str, Any]) -> str:
    """Whether a model serves, has served, or never did, and why."""
    first, now = model["first_used"], f"{model['outcomes']} outcomes: {model['why']}"
    if first is None and fell_back(model):
        return f"fell back to the cold score before it served, with {now}"
    if first is None:
        return f"has never served, the cold score stays; {now}"
    began = f"took over from the cold score with {first['outcomes']} outcomes: {first['why']}"
    if model["kind"] != ANCHORED:
        return f"{began} Withdrawn, so that the cold score serves again, with {now}"
    return began if model["outcomes"] == first["outcomes"] else f"{began} Serves still with {now}"


def _lifts(lifts: Mapping[str, Any], people: int) -> Iterator[Line]:
    for by_outcome in lifts.values():
        for one in by_outcome.values():
            yield "lift", one["says"]
    if not lifts:
        yield "lift", (f"not measured: of {people} people too few would fit to hold some out; "
                       f"a world of {ENOUGH_PEOPLE} or more measures it")
