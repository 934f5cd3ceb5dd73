"""How addresses, mobile numbers and handles are compared: written alike where they mean the same."""

import re
import unicodedata

PARTS = ("province", "city", "district", "detail")
NOISE = re.compile(r"[\s\-_.,;:#/()（），。、；：·]+")
PICK_UP = re.compile(
    r"宿舍|寝室|驿站|自提|快递柜|丰巢|代收|前台|公司|写字楼|dormitory|\bdorm\b|pick-?up|locker|front desk|\boffice\b",
    re.IGNORECASE)
MAINLAND = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")


def plain_address(province: str, city: str, district: str, detail: str) -> str:
    """One address in one line without spaces and signs, in narrow letters."""
    return "|".join(NOISE.sub("", unicodedata.normalize("NFKC", part)).casefold()
                    for part in (province, city, district, detail))


def plain_phone(number: str) -> str:
    """A phone number in E.164 where it is a mainland mobile or begins with +; else its digits."""
    narrow = unicodedata.normalize("NFKC", number)
    digits = re.sub(r"\D", "", narrow)
    mainland = MAINLAND.fullmatch(digits)
    if mainland:
        return "+86" + mainland[1]
    return "+" + digits if narrow.strip().startswith("+") else digits


def split_extension(number: str) -> tuple[str, str | None]:
    """A virtual number and its extension: '17012345678-1234' or '17012345678转1234'."""
    narrow = unicodedata.normalize("NFKC", number).strip()
    found = re.fullmatch(r"(\+?[0-9][0-9 ]{9,17})\s*(?:-|转|ext\.?|#)\s*([0-9]{1,6})", narrow)
    return (found[1].strip(), found[2]) if found else (narrow, None)


def looks_shared(detail: str) -> bool:
    """Whether an address reads like a place that several people share: a dormitory, an office, a pick-up point."""
    return PICK_UP.search(detail) is not None


def plain_handle(handle: str) -> str:
    """A handle without the leading @ and the spaces around it."""
    return unicodedata.normalize("NFKC", handle).strip().removeprefix("@").strip()
