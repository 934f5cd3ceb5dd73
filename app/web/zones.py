"""Time zones as people choose them: those that most of us live in first, then each part of the world's own."""

from functools import cache
from itertools import groupby
from zoneinfo import ZoneInfo

from babel.core import get_global
from babel.dates import get_timezone_location

from app.core.i18n import Language

USUAL = ("Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "Asia/Tokyo", "Europe/London",
         "Europe/Berlin", "Europe/Paris", "America/New_York", "America/Los_Angeles", "Australia/Sydney")
PARTS: dict[str, tuple[str, str]] = {
    "Africa": ("Africa", "非洲"), "America": ("America", "美洲"), "Antarctica": ("Antarctica", "南极洲"),
    "Arctic": ("Arctic", "北极"), "Asia": ("Asia", "亚洲"), "Atlantic": ("Atlantic", "大西洋"),
    "Australia": ("Australia", "澳大利亚"), "Europe": ("Europe", "欧洲"), "Indian": ("Indian Ocean", "印度洋"),
    "Pacific": ("Pacific", "太平洋"),
}
Choice = tuple[str, str]
_LOCALE = {"en": "en_GB", "zh-cn": "zh_CN"}


def offered(present: str, language: Language) -> tuple[tuple[str, object], ...]:
    """The zones in groups, each zone once under its present name; a present choice that is none of them comes first."""
    listed = _listed(language)
    known = {zone for _, zones in listed for zone, _ in zones}
    return listed if present in known else ((present, present.replace("_", " ")), *listed)


@cache
def _listed(language: Language) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    place = 1 if language == "zh-cn" else 0
    others = sorted(zone for zone in get_global("zone_territories") if zone.partition("/")[0] in PARTS
                    and zone not in USUAL and zone not in get_global("zone_aliases"))
    groups = [(PARTS[part][place], tuple(sorted(((zone, _city(zone, language)) for zone in zones), key=lambda c: c[1])))
              for part, zones in groupby(others, key=lambda zone: zone.partition("/")[0])]
    usual = tuple((zone, _city(zone, language)) for zone in USUAL)
    return ((("Most used", "常用")[place], usual), *groups)


def _city(zone: str, language: Language) -> str:
    """The zone's city as people call it, with the country where it is not clear."""
    if zone == "Asia/Shanghai":
        return "中国（北京时间）" if language == "zh-cn" else "China (Beijing time)"
    return get_timezone_location(ZoneInfo(zone), locale=_LOCALE[language], return_city=False)
