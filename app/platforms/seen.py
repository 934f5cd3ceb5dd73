"""A post put together from what its network said of it; whatever is not as it should be is unknown."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from app.platforms.found import Post, clean, content_hash, named_tags, tags_in
from app.platforms.numbers import Numbers
from app.platforms.pictured import picture_at
from app.platforms.readings import Wanted
from app.platforms.states import id_of


def seen(
    wanted: Wanted,
    *,
    author: Any = None,
    author_id: Any = None,
    text: Any = None,
    published_at: datetime | None = None,
    edited_at: datetime | None = None,
    numbers: Numbers | None = None,
    pictures: int | None = None,
    has_video: bool | None = None,
    has_shop_link: bool | None = None,
    is_partial: bool = False,
    tags: Iterable[Any] | None = None,
    aliases: Iterable[Any] = (),
    text_from: str = "",
    image: Any = None,
) -> Post:
    """The asked post as it was seen; its hashtags are those that the network names, else those in its words."""
    words = clean(text)
    named = named_tags(tags or ())
    return Post(
        platform=wanted.platform,
        post_id=wanted.post_id,
        author=clean(author),
        author_id=clean(id_of(author_id)),
        text=words,
        published_at=published_at,
        edited_at=edited_at if edited_at and published_at and edited_at > published_at else None,
        numbers=numbers or Numbers(),
        pictures=pictures,
        has_video=has_video,
        has_shop_link=has_shop_link,
        content_hash=content_hash(words, has_shop_link),
        is_partial=is_partial,
        tags=named or tags_in(words),
        aliases=tuple(dict.fromkeys(name for name in map(clean, map(id_of, aliases)) if name)),
        text_from=text_from,
        image=picture_at(image, wanted.url),
    )
