"""Data that a page or an answer carries along: cut out without reading the rest, and walked without trust."""

import html
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from json import JSONDecoder
from typing import Any

import orjson

_READ = JSONDecoder().raw_decode
_MOST_PLACES = 8
_MOST_BETWEEN = 32
_START = re.compile(r"""[\s=:(]*+(?=[{\["])""")
_BREAK = re.compile(r"<(?:br|/p|/div|/section|/li|/h[1-6])\b[^>]{0,200}>", re.IGNORECASE)
_SILENT = re.compile(r"<(script|style|noscript|template)\b")
_TAG = re.compile(r"<[^>]*>?")


def states(markup: str, *marks: str) -> Iterator[Any]:
    """Each JSON value that stands after all these marks, in this order and in one script of the page.

    Only the value itself is read, never the page or the state around it. What another person wrote cannot pose as the
    state: inside a script's text quotes are escaped, and outside a script nothing is looked at. Time grows with length.
    """
    first, *others = marks
    place = 0
    for _ in range(_MOST_PLACES):
        place = markup.find(first, place)
        if place < 0:
            return
        script = _script(markup, place)
        place += len(first)
        if script is not None:
            yield from _values(markup, place, script, others)


def state(markup: str, *marks: str) -> Any:
    """The first such value, or None."""
    return next(states(markup, *marks), None)


def _script(markup: str, place: int) -> int | None:
    """Where the script that holds this place ends; None where it stands in no script."""
    opened = markup.rfind("<script", 0, place)
    if opened < 0 or markup.find("</script", opened, place) >= 0:
        return None
    end = markup.find("</script", place)
    return len(markup) if end < 0 else end


def _values(markup: str, place: int, end: int, marks: list[str]) -> Iterator[Any]:
    for mark in marks[:-1]:
        place = markup.find(mark, place, end)
        if place < 0:
            return
        place += len(mark)
    for _ in range(_MOST_PLACES if marks else 1):
        if marks:
            place = markup.find(marks[-1], place, end)
            if place < 0:
                return
            place += len(marks[-1])
        start = _START.match(markup, place, min(end, place + _MOST_BETWEEN))
        if start is None:
            continue
        try:
            yield _READ(markup, start.end())[0]
        except (ValueError, RecursionError):
            continue


def answer(body: bytes) -> Any:
    """An answer's JSON, or None where it is none."""
    try:
        return orjson.loads(body.removeprefix(BOM_UTF8))
    except orjson.JSONDecodeError:
        return None


def at(said: Any, *steps: str | int) -> Any:
    """What lies at the end of these steps into lists and objects; None where one of them leads nowhere."""
    for step in steps:
        if isinstance(said, dict) and isinstance(step, str):
            said = said.get(step)
        elif isinstance(said, list) and isinstance(step, int) and -len(said) <= step < len(said):
            said = said[step]
        else:
            return None
    return said


def each(said: Any, *steps: str | int) -> list[Any]:
    """The list at the end of these steps, at most 200 of it; empty where there is none."""
    found = at(said, *steps)
    return found[:200] if isinstance(found, list) else []


def id_of(said: Any) -> str | None:
    """An id as text, whether it was said as text or as a number."""
    if isinstance(said, bool) or not isinstance(said, str | int) or said in ("", 0):
        return None
    return str(said)[:100] if not isinstance(said, int) or said.bit_length() < 200 else None


def plain(markup: Any) -> str | None:
    """The words of a piece of markup, line by line: tags, scripts and empty lines go, entities are read."""
    if not isinstance(markup, str):
        return None
    broken = _BREAK.sub("\n", "".join(_spoken(markup)))
    lines = (line.strip() for line in html.unescape(_TAG.sub("", broken)).splitlines())
    return "\n".join(line for line in lines if line)


def _spoken(markup: str) -> Iterator[str]:
    place = 0
    while silent := _SILENT.search(markup, place):
        yield markup[place : silent.start()]
        end = markup.find(f"</{silent[1]}", silent.end())
        if end < 0:
            return
        place = end
    yield markup[place:]
