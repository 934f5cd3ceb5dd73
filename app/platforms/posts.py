"""A fetched answer to a Post, or to what it proves: gone, private, or nothing at all."""

from collections.abc import Mapping

from app.platforms import registry, simulated
from app.platforms.found import WHYS, Found, Gone, Post, Private, Unreachable
from app.platforms.looking import Request, names_of
from app.platforms.looking import read as read_request
from app.platforms.numbers import Numbers
from app.platforms.pages import PAGE
from app.platforms.policies import policy
from app.platforms.readings import Signs, Wanted

__all__ = ["WHYS", "Found", "Gone", "Numbers", "Post", "Private", "Unreachable", "read"]


def read(platform: str, status: int, headers: Mapping[str, str], body: bytes, asked: str) -> Found:
    """What a post's own page (the simulated network's answer) says of the asked post, whatever its bytes.

    Raises NoSuchNetwork for a platform that is none.
    """
    rule = policy(platform)
    if platform == simulated.SLUG:
        reading, wanted = simulated.ANSWER, Wanted(platform, asked, "", lambda said: None, Signs())
    else:
        network = registry.get(platform)
        reading = next((one for one in network.readings if one.name == "page"), PAGE)
        wanted = Wanted(platform, asked, "", names_of(network, asked), network.signs)
    request = Request("", {}, reading.name, reading.source, reading.knows, rule.anonymous_read, reading, wanted)
    return read_request(request, status, headers, body)
