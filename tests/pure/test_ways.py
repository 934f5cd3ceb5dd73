"""The networks on which a post may stand: those asked for, else all but blogs; a person's own come first."""

from app.platforms.known import Networks
from app.platforms.registry import networks
from app.web.consumer.ways import Way, labels_of, ways_to_post

KNOWN = Networks(networks(None))


def ways(asked=(), theirs=(), **more) -> tuple[Way, ...]:
    return ways_to_post(asked, theirs, KNOWN, "en", **{"has_shop_link": False} | more)


def named(found: tuple[Way, ...], *, near: bool) -> list[str]:
    return [way.network.pick("en") for way in found if way.is_near == near]


def test_what_is_asked_for_is_near_and_ones_own_among_it_nearer() -> None:
    assert named(ways(["weibo"]), near=True) == ["Weibo"]
    both = ways(["weibo", "bilibili"], ["bilibili", "douyin"])
    assert (named(both, near=True), named(both, near=False)) == (["Bilibili"], ["Weibo"])


def test_where_any_will_do_a_blog_is_named_only_by_who_has_one() -> None:
    everywhere = named(ways(), near=False)
    assert ("Blog" in everywhere, "Weibo" in everywhere, named(ways(), near=True)) == (False, True, [])
    own = ways(theirs=["blog"])
    assert (named(own, near=True), len(own)) == (["Blog"], len(everywhere) + 1)


def test_a_network_that_is_not_known_here_leaves_every_other_one() -> None:
    assert ways(["myspace"]) == ways()


def test_each_label_is_told_once_with_its_networks_and_a_shop_link_asks_for_more() -> None:
    found = labels_of(ways(["weibo", "bilibili", "instagram"]))
    assert [(label.words, len(label.networks)) for label in found] == [("#赠品体验 #gifted", 2), ("#gifted", 1)]
    assert labels_of(ways(["weibo"], has_shop_link=True))[0].words != labels_of(ways(["weibo"]))[0].words
