"""A pasted link, in whatever dress, is one post of one network; everything else is refused with the mend."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import Invalid
from app.platforms import registry
from app.platforms.links import recognise
from app.platforms.network import Link
from app.platforms.networks import bilibili, weibo
from app.platforms.refusals import NoLink, NotAPost, UnknownNetwork

ORIGIN = "http://127.0.0.1:8137"
ALL = registry.networks(ORIGIN)
XHS, WB, DY = "65a1b2c3000000001e00abcd", "4600000000000010", "7300000000000000001"
IG, TT, YT, SIM = "C1a2B3-_xyz", "7300000000000000002", "aB3-_xYz019", "post_01"

POSTS = {
    ("xiaohongshu", XHS): (
        f"https://www.xiaohongshu.com/explore/{XHS}",
        f"https://www.xiaohongshu.com/explore/{XHS}?xsec_token=AB_cd-EF%3D&xsec_source=pc_feed",
        f"https://www.xiaohongshu.com/discovery/item/{XHS}?app_platform=ios&share_from_user_hidden=true",
        f"HTTPS://WWW.XIAOHONGSHU.COM/explore/{XHS}/",
        f"http://xiaohongshu.com/discovery/item/{XHS}#comments",
        f"https://www.xiaohongshu.com/user/profile/5f00000000000000000000aa/{XHS}?xsec_token=x",
        f"30 我的面霜日记，快来看 😆 https://www.xiaohongshu.com/explore/{XHS}，复制本条信息，打开【小红书】App查看！",
        f"【链接：https://www.xiaohongshu.com/explore/{XHS}】",
        f"\u200bhttps://www.xiao\u200bhongshu.com/explore/{XHS}\ufeff",
        f"https：／／www.xiaohongshu.com/explore/{XHS}。",
        f"www.xiaohongshu.com/explore/{XHS}",
        f"https://www.rednote.com/explore/{XHS.upper()}",
    ),
    ("weibo", WB): (
        f"https://m.weibo.cn/detail/{WB}",
        f"https://m.weibo.cn/status/{WB}?jumpfrom=weibocom",
        "https://m.weibo.cn/status/K0000000a",
        "https://weibo.com/1234567890/K0000000a",
        "https://www.weibo.com/1234567890/K0000000a?refer_flag=1001030103_&type=comment#_rnd1",
        f"https://weibo.com/1234567890/{WB}",
        f"https://weibo.com/detail/{WB}/",
        f"https://share.api.weibo.cn/share/376783217,{WB}.html?weibo_id={WB}",
        f"https://share.api.weibo.cn/share/376783217.html?weibo_id={WB}",
        f"【我的微博】https://m.weibo.cn/detail/{WB}（分享自微博）",
        f"M.WEIBO.CN/detail/{WB}".replace("M.WEIBO.CN", "https://M.Weibo.CN"),
        f"m.weibo.cn/1234567890/{WB}",
    ),
    ("douyin", DY): (
        f"https://www.douyin.com/video/{DY}",
        f"https://www.douyin.com/note/{DY}?previous_page=app_code_link",
        f"https://www.iesdouyin.com/share/video/{DY}/?region=CN&mid=1&u_code=x",
        f"https://www.iesdouyin.com/share/note/{DY}/",
        f"https://www.iesdouyin.com/share/slides/{DY}",
        f"https://m.douyin.com/share/video/{DY}",
        f"https://www.douyin.com/discover?modal_id={DY}",
        f"https://www.douyin.com/user/MS4wLjABAAAAx?from_tab_name=main&modal_id={DY}",
        f"http://WWW.DOUYIN.COM/video/{DY}#a",
        f"看看我的作品：https://www.douyin.com/video/{DY}！真的不错",
        f"douyin.com/video/{DY}/",
    ),
    ("bilibili", "BV17x411w7KC"): (
        "https://www.bilibili.com/video/BV17x411w7KC",
        "https://www.bilibili.com/video/BV17x411w7KC/?spm_id_from=333.999&vd_source=0f",
        "https://www.bilibili.com/video/av170001",
        "https://www.bilibili.com/video/AV170001/?p=2#reply1",
        "https://m.bilibili.com/video/BV17x411w7KC.",
        "https://b23.tv/BV17x411w7KC",
        "https://b23.tv/av170001?share_medium=ios",
        "【好物体验】 https://www.bilibili.com/video/BV17x411w7KC/?share_source=copy_web，一起看",
        "https://www.bilibili.com/list/watchlater?bvid=BV17x411w7KC&oid=170001",
        "HTTP://BILIBILI.COM/video/bv17x411w7KC",
        "bilibili.com/video/BV17x411w7KC",
    ),
    ("bilibili", "opus900000000000000001"): (
        "https://www.bilibili.com/opus/900000000000000001",
        "https://t.bilibili.com/900000000000000001?tab=2",
        "https://m.bilibili.com/dynamic/900000000000000001",
    ),
    ("bilibili", "cv1234567"): (
        "https://www.bilibili.com/read/cv1234567",
        "https://www.bilibili.com/read/cv1234567/?from=search",
    ),
    ("instagram", IG): (
        f"https://www.instagram.com/p/{IG}/",
        f"https://www.instagram.com/p/{IG}?igsh=MzRlODBiNWFlZA==",
        f"https://www.instagram.com/reel/{IG}/?utm_source=ig_web_copy_link",
        f"https://instagram.com/reels/{IG}",
        f"https://www.instagram.com/tv/{IG}/",
        f"https://www.instagram.com/some.body/p/{IG}/",
        f"https://www.instagram.com/some.body/reel/{IG}/#x",
        f"HTTPS://Instagram.COM/p/{IG}",
        f"https://instagr.am/p/{IG}/",
        f"My review (https://www.instagram.com/p/{IG}/).",
        f"instagram.com/p/{IG}",
        f"https://www.instagram.com:443/p/{IG}/",
    ),
    ("tiktok", TT): (
        f"https://www.tiktok.com/@some.body/video/{TT}",
        f"https://www.tiktok.com/@some.body/video/{TT}?is_from_webapp=1&sender_device=pc",
        f"https://www.tiktok.com/@some.body/photo/{TT}/",
        f"https://www.tiktok.com/%40some.body/video/{TT}",
        f"https://m.tiktok.com/v/{TT}.html?u_code=1",
        f"https://www.tiktok.com/embed/v2/{TT}",
        f"https://www.tiktok.com/player/v1/{TT}",
        f"HTTP://TIKTOK.COM/@some.body/video/{TT}#a",
        f"look! https://www.tiktok.com/@some.body/video/{TT}, thanks",
        f"tiktok.com/@some.body/video/{TT}",
    ),
    ("youtube", YT): (
        f"https://www.youtube.com/watch?v={YT}",
        f"https://www.youtube.com/watch?feature=share&amp;v={YT}",
        f"https://youtube.com/watch?list=PL1&v={YT}&t=10s",
        f"https://m.youtube.com/watch?v={YT}#comments",
        f"https://youtu.be/{YT}?si=abc",
        f"https://youtu.be/{YT}.",
        f"https://www.youtube.com/shorts/{YT}?feature=share",
        f"https://www.youtube.com/live/{YT}",
        f"https://www.youtube.com/embed/{YT}",
        f"https://WWW.YouTube-nocookie.com/embed/{YT}",
        f"“https://youtu.be/{YT}”",
        f"youtu.be/{YT}",
    ),
    ("simulated", SIM): (
        f"{ORIGIN}/posts/{SIM}",
        f"{ORIGIN}/posts/{SIM}/",
        f"{ORIGIN}/posts/{SIM}?utm_source=app",
        f"{ORIGIN}/posts/{SIM}#top",
        f"HTTP://127.0.0.1:8137/posts/{SIM}",
        f"我的体验：{ORIGIN}/posts/{SIM}，请看",
        f"My post {ORIGIN}/posts/{SIM}.",
        f"https://simulated.example/p/{SIM}",
        f"https://SIMULATED.example/p/{SIM}/?x=1",
        f"simulated.example/p/{SIM}",
    ),
}
SHORT = {
    "xiaohongshu": (
        "http://xhslink.com/a/AbC123dEf", "8 发了一篇笔记 http://xhslink.com/o/9x8y7z 复制后打开【小红书】查看",
    ),
    "weibo": ("http://t.cn/A6AbCdEf",),
    "douyin": ("7.43 pda:/ 我的面霜体验  https://v.douyin.com/L5pbfdP/ 复制此链接，打开Dou音搜索，直接观看视频！",),
    "bilibili": ("https://b23.tv/aB3dE5f", "【标题-哔哩哔哩】 https://b23.tv/aB3dE5f"),
    "instagram": ("https://www.instagram.com/share/reel/BAB1cD2eF3/", "https://www.instagram.com/share/p/BAB1cD2eF3"),
    "tiktok": ("https://vm.tiktok.com/ZMabc123/", "https://vt.tiktok.com/ZSabc123/", "https://www.tiktok.com/t/ZTabc123/"),
}
NOT_POSTS = {
    "xiaohongshu": ("https://www.xiaohongshu.com/explore", "https://www.xiaohongshu.com/user/profile/" + XHS,
                    "https://www.xiaohongshu.com/explore/123"),
    "weibo": ("https://weibo.com/u/1234567890", "https://weibo.com/1234567890", "https://m.weibo.cn/", "https://t.cn/"),
    "douyin": ("https://www.douyin.com/user/MS4wLjABAAAAx", "https://v.douyin.com/", "https://www.douyin.com/video/12"),
    "bilibili": ("https://www.bilibili.com/", "https://www.bilibili.com/video/BV10000000OI", "https://b23.tv",
                 "https://www.bilibili.com/video/av99999999999999999", "https://www.bilibili.com/read/mobile"),
    "instagram": ("https://www.instagram.com/some.body/", "https://www.instagram.com/stories/some.body/1234567890/",
                  "https://www.instagram.com/p/"),
    "tiktok": ("https://www.tiktok.com/@some.body", "https://www.tiktok.com/foryou", "https://vm.tiktok.com"),
    "youtube": ("https://www.youtube.com/@somebody", "https://www.youtube.com/watch?v=short", "https://youtu.be/"),
    "simulated": (f"{ORIGIN}/", f"{ORIGIN}/api/posts/{SIM}", f"{ORIGIN}/posts/a/b", f"https://simulated.example/posts/{SIM}"),
}


@pytest.mark.parametrize(("network", "post_id", "pasted"), [(*k, p) for k, all_ in POSTS.items() for p in all_])
def test_a_pasted_link_names_its_post(network, post_id, pasted):
    link = recognise(pasted, ALL)
    assert (link.platform, link.post_id, link.kind) == (network, post_id, "post")


@pytest.mark.parametrize("network", [n.slug for n in ALL])
def test_every_network_is_tried_in_at_least_ten_dresses(network):
    assert sum(len(pasted) for (slug, _), pasted in POSTS.items() if slug == network) >= 10


@pytest.mark.parametrize(("network", "pasted"), [(n, p) for n, all_ in SHORT.items() for p in all_])
def test_a_short_link_is_known_but_names_no_post_yet(network, pasted):
    link = recognise(pasted, ALL)
    assert (link.platform, link.post_id, link.kind) == (network, "", "short")
    assert registry.get(network, ALL).fetch_url(link).startswith("https://")


@pytest.mark.parametrize(("network", "pasted"), [(n, p) for n, all_ in NOT_POSTS.items() for p in all_])
def test_a_page_that_is_no_post_is_refused_with_how_to_copy_the_right_link(network, pasted):
    with pytest.raises(NotAPost) as refused:
        recognise(pasted, ALL)
    known = registry.get(network, ALL)
    assert (refused.value.network, refused.value.wanted) == (known.name, known.how_to_copy)
    assert known.how_to_copy.pick("zh-cn") in refused.value.sentence("zh-cn")


@pytest.mark.parametrize("pasted", [
    f"https://www.instagram.com.evil.example/p/{IG}/",
    f"https://evil-instagram.com/p/{IG}/",
    f"https://instagram.com@evil.example/p/{IG}/",
    f"https://evil.example@www.instagram.com/p/{IG}/",
    f"https://www.instagram.com:x@evil.example/p/{IG}",
    f"https://www.instagram.com%2eevil.example/p/{IG}",
    f"https://evil.example\\@www.instagram.com/p/{IG}",
    f"https://evil.example/https://www.instagram.com/p/{IG}/",
    f"https://evil.example/?to=www.instagram.com/p/{IG}/",
    f"https://evil.example#@www.instagram.com/p/{IG}/",
    f"https://www.instagram.com:8443/p/{IG}/",
    f"http://www.instagram.com:443/p/{IG}/",
    f"https://www.іnstagram.com/p/{IG}/",
    f"http://127.0.0.1:8138/posts/{SIM}",
    f"https://127.0.0.1:8137/posts/{SIM}",
    f"http://127.0.0.1/posts/{SIM}",
    "https://[::1]/posts/1",
])
def test_a_look_alike_host_is_no_network_of_ours(pasted):
    with pytest.raises(UnknownNetwork) as refused:
        recognise(pasted, ALL)
    assert "小红书" in refused.value.sentence("zh-cn")
    assert "Instagram" in refused.value.sentence("en")


@pytest.mark.parametrize("pasted", [
    "", "   ", "你好", "my post is online!", "https://", "http://[broken/p/x", "https://x:99999/p",
    f"ftp://www.instagram.com/p/{IG}/", f"javascript://www.instagram.com/p/{IG}", f"file:///p/{IG}",
    f"mailto:me@www.instagram.com/p/{IG}", "data:text/html,hello", "instagram.com", "evil.example/p/abc", "\x00\ud800",
])
def test_a_text_without_a_link_is_told_which_link_is_wanted(pasted):
    wanted = registry.get("instagram")
    with pytest.raises(NoLink) as refused:
        recognise(pasted, ALL, wanted)
    assert wanted.how_to_copy.default in str(refused.value)


def test_a_refusal_stands_at_its_field_in_both_languages():
    with pytest.raises(Invalid) as refused:
        recognise("nothing here", ALL)
    fault = refused.value.faults[0]
    assert (fault.pointer, fault.code) == ("/link", "no_link")
    assert fault.message.default == refused.value.sentence("en")
    assert fault.message.zh_cn == refused.value.sentence("zh-cn")
    assert set(refused.value.facts()) == {"wanted"}


def test_a_host_with_braces_breaks_no_sentence():
    refusal = UnknownNetwork(host="{known}", known=registry.NETWORKS[0].name)
    assert refusal.sentence().startswith("{known} is not")


def test_a_post_goes_before_a_strangers_link_and_before_a_short_one():
    link = recognise(f"https://shop.example/x https://v.douyin.com/L5pbfdP/ https://youtu.be/{YT}", ALL)
    assert (link.platform, link.post_id) == ("youtube", YT)


def test_the_right_network_is_named_even_when_a_strangers_link_comes_first():
    with pytest.raises(NotAPost):
        recognise("https://shop.example/x https://www.tiktok.com/@some.body", ALL)


def test_the_link_is_kept_whole_with_its_token_and_fetched_over_https():
    pasted = f"http://www.xiaohongshu.com/explore/{XHS}?xsec_token=AB%3D&b=1#c"
    link = recognise(f"看 {pasted} 吧", ALL)
    assert link.url == pasted
    assert registry.get("xiaohongshu").fetch_url(link) == pasted.replace("http:", "https:")


def test_the_simulated_post_is_fetched_from_its_origin_whatever_was_pasted():
    network = registry.get("simulated", ALL)
    assert network.fetch_url(recognise(f"https://simulated.example/p/{SIM}", ALL)) == f"{ORIGIN}/api/posts/{SIM}"


def test_the_simulated_network_is_unknown_where_it_has_no_origin():
    with pytest.raises(UnknownNetwork) as refused:
        recognise(f"{ORIGIN}/posts/{SIM}", registry.networks(None))
    assert "Simulated" not in str(refused.value)


@pytest.mark.parametrize("origin", ["ftp://127.0.0.1", "127.0.0.1:8137", "http://127.0.0.1:8137/x", ""])
def test_what_is_no_origin_cannot_be_simulated(origin):
    with pytest.raises(ValueError, match="no origin"):
        registry.networks(origin)


def test_a_simulated_network_may_answer_on_ipv6():
    url = "http://[::1]:9000/posts/a"
    assert recognise(url, registry.networks("http://[::1]:9000/")) == Link("simulated", "a", url, "post")


@pytest.mark.parametrize(("slug", "post_id"), POSTS)
def test_the_canonical_link_names_the_same_post(slug, post_id):
    assert recognise(registry.get(slug, ALL).canonical(post_id), ALL).post_id == post_id


@given(st.integers(4 * 10**15, 6 * 10**15))
@settings(max_examples=50)
def test_a_weibo_number_and_its_short_name_are_one_post(number):
    digits, name = str(number), ""
    for end in range(len(digits), 0, -7):
        group, letters = int(digits[max(0, end - 7) : end]), ""
        for _ in range(4):
            group, rest = divmod(group, 62)
            letters = weibo._ALPHABET[rest] + letters
        name = letters + name
    assert weibo.number_of(name.lstrip("0")) == digits


@pytest.mark.parametrize(("av", "name"), [(170001, "BV17x411w7KC"), (111298867365120, "BV1L9Uoa9EUx"), (1 << 51, None)])
def test_a_bilibili_av_number_has_its_documented_name(av, name):
    assert bilibili.name_of(av) == name


@given(st.text(max_size=200) | st.sampled_from(sum(POSTS.values(), ())).flatmap(
    lambda link: st.tuples(st.text(max_size=30), st.just(link), st.text(max_size=30)).map("".join)))
@settings(max_examples=200)
def test_any_text_is_a_link_or_a_refusal_in_both_languages(pasted):
    try:
        link = recognise(pasted, ALL)
    except Invalid as refused:
        said = [refused.sentence("en"), refused.sentence("zh-cn")]
    else:
        said = [link.kind, link.post_id or link.url]
    assert all(said)
