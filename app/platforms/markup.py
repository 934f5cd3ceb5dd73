"""The bytes of a page to the few pieces of markup that speak of its post, in time that grows only with their length."""

import codecs
import re
from collections.abc import Iterator

MOST_BYTES = 1 << 20
_ASCII = bytes(range(128))
_CERTAINTY = 30
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_CODECS = {
    "utf-8": "utf-8", "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs",
    "iso8859-1": "cp1252", "cp1252": "cp1252", "utf-16": "utf-16", "utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be",
    "shift_jis": "cp932", "euc_jp": "euc_jp", "euc_kr": "cp949",
}
_MOST_OF_A_TAG = 4096
_MOST_OF_A_HEADING = 500
_MOST_OF_TAGS = 1 << 17
_MOST_OF_SCRIPTS = 1 << 19
_MOST_OPENINGS = 3000
_NAMES = ("meta", "link", "title", "h1", "h2", "script", "style", "textarea", "template", "noscript")
# Both cases are spelt out, and two letters looked at before any name: nine times as quick as IGNORECASE.
_OPENING = re.compile(
    r"<(?=[!mltshnMLTSHN][-eEiIcCtToO12])(?:(!--)|("
    + "|".join("".join(f"[{letter}{letter.upper()}]" for letter in name) for name in _NAMES)
    + r")(?=[\s/>]))"
)
_REST_OF_TAG = re.compile(r"""(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>""")
_TAGS = re.compile(r"<[^>]*>?")
_ENDS = {
    name: re.compile(f"</{name}", re.IGNORECASE)
    for name in ("title", "h1", "h2", "script", "style", "textarea", "template", "noscript")
} | {"!--": re.compile("-->")}


def decode(content_type: str, body: bytes) -> str:
    """The page's letters: by byte order mark, header, meta tag, else UTF-8 where it is that, else GB 18030.

    Many servers say the same of every page: what is declared to be UTF-8 and mostly is not is tried as GB 18030, and
    what is flawless UTF-8 throughout is that whatever was declared.
    """
    body = body[:MOST_BYTES]
    if body.startswith(codecs.BOM_UTF8):
        return body.decode("utf-8-sig", errors="replace")
    for declared in (content_type, body[:4096].decode("latin-1")):
        found = _CHARSET.search(declared)
        codec = _codec(found[1]) if found else None
        if codec:
            return _declared(codec, body)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        cut_short = len(body) == MOST_BYTES and error.start > len(body) - 4
        return body.decode("utf-8" if cut_short else "gb18030", errors="replace")


def _declared(codec: str, body: bytes) -> str:
    if codec != "utf-8" and len(body.translate(None, _ASCII)) >= _CERTAINTY:
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            return body.decode(codec, errors="replace")
    told = body.decode(codec, errors="replace")
    return _mended(told, body) if codec == "utf-8" and "\ufffd" in told else told


def _mended(told: str, body: bytes) -> str:
    """The same page as GB 18030 where more than one in eight of its bytes beyond ASCII made no letter."""
    if told.count("\ufffd") * 8 <= len(body.translate(None, _ASCII)):
        return told
    try:
        return body.decode("gb18030")
    except UnicodeDecodeError:
        return told


def _codec(name: str) -> str | None:
    try:
        return _CODECS.get(codecs.lookup(name).name)
    except LookupError:
        return None


def essence(markup: str) -> str:
    """The meta and link tags, headings and JSON-LD of a page, and nothing else.

    A whole page is never given to the parser: its time grows with the square of the depth and of the attributes of a
    tag, so that one hostile MiB took it 107 s.
    """
    kept: list[str] = []
    room = {True: _MOST_OF_SCRIPTS, False: _MOST_OF_TAGS}
    for piece in _pieces(markup):
        is_script = piece.startswith("<script")
        room[is_script] -= len(piece)
        if room[is_script] >= 0:
            kept.append(piece)
    return "".join(kept)


def _pieces(markup: str) -> Iterator[str]:
    place = 0
    for _ in range(_MOST_OPENINGS):
        opening = _OPENING.search(markup, place)
        if opening is None:
            return
        name = (opening[1] or opening[2]).lower()
        rest = opening if opening[1] else _REST_OF_TAG.match(markup, opening.end(), opening.start() + _MOST_OF_A_TAG)
        place = (rest or opening).end()
        if rest is None:
            continue
        tag = markup[opening.start() : place]
        if name in ("meta", "link"):
            yield tag
        elif name in ("title", "h1", "h2"):
            yield _heading(name, markup, place)
        else:
            ending = _ENDS[name].search(markup, place)
            if ending is None:
                return
            if name == "script" and "ld+json" in tag.lower():
                yield f'<script type="application/ld+json">{markup[place : ending.start()]}</script>'
            place = ending.end()


def _heading(name: str, markup: str, place: int) -> str:
    inner = markup[place : place + _MOST_OF_A_HEADING]
    ending = _ENDS[name].search(inner)
    return f"<{name}>{_TAGS.sub('', inner[: ending.start()] if ending else inner)}</{name}>"
