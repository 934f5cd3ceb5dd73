"""The host of a blog, from however a person or a link writes it."""

from urllib.parse import urlsplit

import idna


def ascii_of(host: str) -> str:
    """A host in the letters that the web uses; one that no browser would take stays as it is, which is a stranger's."""
    try:
        return host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except ValueError:
        return host


def host_of(said: str) -> str | None:
    """The host in the letters that the web uses, without the www. that most blogs answer to as well: from a bare name,
    a name with a path, or a whole link; None where there is none."""
    try:
        named = urlsplit(said.strip() if "://" in said else f"//{said.strip()}").hostname or ""
        host = idna.encode(named.removesuffix("."), uts46=True).decode("ascii").removeprefix("www.")
    except ValueError:
        return None
    return host if "." in host else None
