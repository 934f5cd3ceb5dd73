"""What is wrong with a brief, in words: the faults that wanted traits, conditions and quotas share."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches

from app.core.errors import Fault
from app.core.i18n import Language, Text, text
from app.matching.engine.kinds import Kind, Multiple, Number, Scale, Single

Where = tuple[str | int, ...]

KIND_WORDS: dict[type, tuple[str, str]] = {
    Scale: ("a scale", "量表题"), Single: ("a single choice", "单选题"),
    Multiple: ("a multiple choice", "多选题"), Number: ("a number", "数字题"),
}

QUOTED = re.compile("“([^“”]+)”")
MOST_LISTED = 12
"""Choices that a sentence lists."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that looks most like a mistyped one."""
    spelt = {candidate.lower(): candidate for candidate in sorted(known, reverse=True)}
    close = get_close_matches(name.lower(), spelt, n=1, cutoff=0.5)
    return spelt[close[0]] if close else None


def unknown_trait(where: Where, key: str, specs: Mapping[str, Kind]) -> Fault:
    """Nobody was ever asked this; names the nearest trait."""
    near = nearest(key, specs)
    english = f"There is no trait “{key}”" + (f"; did you mean “{near}”?" if near else ".")
    chinese = f"没有“{key}”这个特征" + (f"，是不是想填“{near}”？" if near else "。")
    return Fault(where, "unknown_trait", text(english, chinese))


def by_title(fault: Fault, titles: Mapping[str, Text]) -> Fault:
    """The fault with its traits as `titled` calls them; one on a mistyped trait keeps the keys, of which one is
    wanted."""
    return fault if fault.code == "unknown_trait" else replace(fault, message=titled(fault.message, titles))


def titled(words: Text, titles: Mapping[str, Text]) -> Text:
    """Words with each trait called by its title and each choice (“key=choice”) as people read it."""
    def called(language: Language) -> str:
        return QUOTED.sub(lambda found: f"“{called_by(found[1], titles).pick(language)}”", words.pick(language))
    return text(called("en"), called("zh-cn"))


def called_by(name: str, titles: Mapping[str, Text]) -> Text:
    """A trait's title, or the words of a choice; the bare name where neither is known."""
    return titles.get(name) or text(name.partition("=")[2] or name)


def nobody_answered(where: Where, key: str) -> Fault:
    """A want or a must on what nobody has told yet."""
    return Fault(where, "nobody_answered", text(
        f"Nobody has answered “{key}” yet, so nobody can be matched by it; leave it out until somebody has.",
        f"还没有人回答过“{key}”，无法据此匹配，请先去掉这一项。"))


def unknown_choice(where: Where, choice: object, choices: tuple[str, ...]) -> Fault:
    """The question has no such choice; names the nearest one, and all."""
    near = nearest(str(choice), choices)
    listed = choices[:MOST_LISTED]
    more, more_zh = ("", "") if len(listed) == len(choices) else (", …", "……")
    english = (f"“{choice}” is not one of the choices" + (f"; did you mean “{near}”?" if near else ".")
               + f" The choices are: {', '.join(f'“{one}”' for one in listed)}{more}.")
    chinese = (f"选项中没有“{choice}”" + (f"，是不是想填“{near}”？" if near else "。")
               + f"可选：{'、'.join(f'“{one}”' for one in listed)}{more_zh}。")
    return Fault(where, "unknown_choice", text(english, chinese))


def does_not_fit(where: Where, what: str, kind: Kind, instead: str, example: str = "") -> Fault:
    """The want or condition cannot be asked of this kind of question; names what can, with an example."""
    english, chinese = KIND_WORDS[type(kind)]
    like, like_zh = (f", for example {example}", f"，例如 {example}") if example else ("", "")
    return Fault(where, "does_not_fit", text(
        f"“{what}” cannot be asked of {english}; use {instead}{like}.",
        f"{chinese}不能使用“{what}”，请改用 {instead}{like_zh}。"))


def off_scale(where: Where, kind: Scale) -> Fault:
    """The value lies outside the scale."""
    return Fault(where, "off_scale", text(
        f"Please give a whole number from {kind.low} to {kind.high}.", f"请填写 {kind.low} 到 {kind.high} 的整数。",
    ))


def ages_fall(where: Where, low: int, high: int) -> Fault:
    """The lowest age lies above the highest."""
    return Fault(where, "range_falls", text(
        f"The ages must rise: make it {high} to {low}.", f"年龄范围应从小到大：请改为 {high} 到 {low}。"))


def bands_fall(where: Where, low: int, high: int) -> Fault:
    """The lowest follower band lies above the highest."""
    return Fault(where, "range_falls", text(
        f"The follower bands must rise: make it {high} to {low}.", f"粉丝级别应从小到大：请改为 {high} 到 {low}。"))


def not_a_region(where: Where) -> Fault:
    """No code of a province, city or district."""
    return Fault(where, "not_a_region", text(
        "A region is two to six digits, such as 11 or 310101.", "地区代码为二到六位数字，例如 11 或 310101。"))


def malformed(where: Where, english: str, chinese: str) -> Fault:
    """The entry does not have the shape that is asked for."""
    return Fault(where, "malformed", text(english, chinese))
