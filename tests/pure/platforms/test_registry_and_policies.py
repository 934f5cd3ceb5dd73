"""Every network has a name, a way to copy its link and a policy; an unknown one is refused with the nearest name."""

from datetime import timedelta

import pytest

from app.matching.engine.packed.layout import Layout
from app.platforms import registry
from app.platforms.labels import find_label
from app.platforms.policies import POLICIES, policy
from app.platforms.refusals import NoSuchNetwork

ALL = registry.networks("http://127.0.0.1:8137")


def test_networks_stand_in_the_order_people_see_them():
    places = [network.place for network in registry.NETWORKS]
    assert places == sorted(set(places)), "each has a place of its own"
    assert [network.slug for network in registry.NETWORKS][:3] == ["xiaohongshu", "weibo", "douyin"]


def test_every_network_has_exactly_one_policy():
    assert list(POLICIES) == [network.slug for network in ALL]


@pytest.mark.parametrize("network", ALL, ids=lambda network: network.slug)
def test_every_network_speaks_both_languages(network):
    assert network.name.zh_cn
    assert network.how_to_copy.default.endswith(".")
    assert network.how_to_copy.zh_cn.endswith("。")


def test_every_network_has_its_own_name_and_place():
    assert len({network.slug for network in ALL}) == len({network.place for network in ALL}) == len(ALL)


def test_matching_has_room_for_every_network_where_people_have_followers():
    followed = tuple(network.slug for network in ALL if network.has_followers)
    assert Layout({}, followed).record["declared"].itemsize * 8 >= len(followed)


def test_no_host_belongs_to_two_networks():
    hosts = [host for network in ALL for host in (*network.hosts, *network.short_hosts)]
    assert len(hosts) == len(set(hosts))


@pytest.mark.parametrize("find", [registry.get, policy])
@pytest.mark.parametrize(("slug", "nearest"), [("instagramm", "instagram"), ("TikTok", "tiktok"), ("weebo", "weibo")])
def test_an_unknown_name_is_refused_with_the_nearest(find, slug, nearest):
    with pytest.raises(NoSuchNetwork) as refused:
        find(slug)
    assert refused.value.nearest == nearest
    assert nearest in refused.value.sentence("zh-cn")
    assert refused.value.faults[0].pointer == "/platform"


@pytest.mark.parametrize("slug", ["", "x" * 10_000, "{slug}"])
def test_a_senseless_name_is_refused_too(slug):
    with pytest.raises(NoSuchNetwork) as refused:
        policy(slug)
    assert len(refused.value.sentence()) < 200


def test_xiaohongshu_asks_for_filing_and_what_only_members_see_cannot_be_read():
    assert [slug for slug, row in POLICIES.items() if row.filing_required] == ["xiaohongshu"]
    assert [slug for slug, row in POLICIES.items() if not row.anonymous_read] == [
        "xiaohongshu", "douyin", "wechat_channels", "dianping", "taobao", "jd",
    ]


@pytest.mark.parametrize("row", POLICIES.values(), ids=POLICIES)
def test_looks_go_forward_and_cover_the_promised_days(row):
    assert list(row.look_after) == sorted(set(row.look_after))
    assert row.look_after[-1] == timedelta(days=row.days_online)
    assert len(row.look_after) == (7 if row.anonymous_read else 3)


@pytest.mark.parametrize("row", POLICIES.values(), ids=POLICIES)
@pytest.mark.parametrize("language", ["en", "zh-cn"])
def test_the_label_to_copy_passes_its_own_check(row, language):
    assert find_label(f"{row.label_to_copy.pick(language)} my serum", row, has_shop_link=False).found
    assert find_label(f"{row.shop_label_to_copy.pick(language)} my serum", row, has_shop_link=True).found
