"""A pasted link, in whatever dress, is one post of one network; everything else is refused with the mend."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import Invalid
from app.platforms import registry
from app.platforms.known import Networks
from app.platforms.links import named_in, recognise
from app.platforms.network import Link
from app.platforms.networks import bilibili, weibo
from app.platforms.refusals import NoLink, NotAPost, OnlyACode, UnknownNetwork, UnusualPort

ORIGIN = "http://127.0.0.1:8137"
ALL = registry.networks(ORIGIN)
BLOG = registry.get("blog")
CASES = Path(__file__).parent / "cases"
TABLES = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(CASES.glob("*.yaml"))}
POSTS = [(slug, post_id, pasted) for slug, table in TABLES.items()
         for post_id, spellings in table["post"].items() for pasted in spellings]
SHORT = [(slug, pasted) for slug, table in TABLES.items() for pasted in table.get("short", ())]
REFUSED = [(slug, code, pasted) for slug, table in TABLES.items()
           for code, spellings in table["refused"].items() for pasted in spellings]
XHS, IG, YT, SIM = "65a1b2c3000000001e00abcd", "C1a2B3-_xyz", "aB3-_xYz019", "post_01"


def read(pasted, slug=None):
    """The link as somebody hands it in whose post belongs on a network; only a blog has to have been agreed."""
    return recognise(pasted, ALL, agreed=[BLOG] if slug == "blog" else ())


def test_every_network_has_a_table_of_at_least_a_dozen_cases():
    sizes = {slug: sum(row[0] == slug for row in (*POSTS, *SHORT, *REFUSED)) for slug in TABLES}
    assert set(sizes) == {network.slug for network in ALL}
    assert min(sizes.values()) >= 12


@pytest.mark.parametrize(("slug", "post_id", "pasted"), POSTS)
def test_a_pasted_link_names_its_post(slug, post_id, pasted):
    link = read(pasted, slug)
    assert (link.platform, link.post_id, link.kind) == (slug, post_id, "post")


@pytest.mark.parametrize(("slug", "pasted"), SHORT)
def test_a_short_link_is_known_but_names_no_post_yet(slug, pasted):
    link = read(pasted)
    assert (link.platform, link.post_id, link.kind) == (slug, "", "short")
    assert registry.get(slug).fetch_url(link).startswith("https://")


@pytest.mark.parametrize(("slug", "code", "pasted"), REFUSED)
def test_what_is_no_post_is_refused_with_what_is_wanted_instead(slug, code, pasted):
    known = registry.get(slug, ALL)
    with pytest.raises(Invalid) as refused:
        recognise(pasted, ALL, wanted=known)
    assert refused.value.code() == code
    assert all(known.how_to_copy.pick(language) in refused.value.sentence(language) for language in ("en", "zh-cn"))


@pytest.mark.parametrize(("slug", "post_id"), {row[:2]: None for row in POSTS})
def test_the_canonical_link_names_the_same_post(slug, post_id):
    assert read(registry.get(slug, ALL).canonical(post_id), slug).post_id == post_id


DRESSES = (
    "{}", "  {}\n", "看看我的这篇：{}，谢谢支持", "【我的分享】{}】", "（{}）", "“{}”。", "My post: {}.", "<{}>",
    "{} 😆😆", "\u200b{}\ufeff",
)


@pytest.mark.parametrize("slug", TABLES)
@pytest.mark.parametrize("dress", DRESSES)
def test_no_dress_changes_which_post_is_meant(slug, dress):
    for post_id in TABLES[slug]["post"]:
        plain = registry.get(slug, ALL).canonical(post_id)
        tracked = plain if "#" in plain else f"{plain}{'&' if '?' in plain else '?'}utm_source=share&spm=1.2#top"
        shouted = plain.replace("https://", "HTTPS://", 1).replace("http://", "HTTP://", 1)
        wide = plain.replace("://", "：／／", 1)
        assert {read(dress.format(one), slug).post_id for one in (plain, tracked, shouted, wide)} == {post_id}


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
    f"https://evil.example/?to=https%3A%2F%2Fwww.instagram.com%2Fp%2F{IG}",
    f"https://evil.example#@www.instagram.com/p/{IG}/",
    f"https://www.іnstagram.com/p/{IG}/",
    f"http://127.0.0.1:8138/posts/{SIM}",
    f"https://127.0.0.1:8137/posts/{SIM}",
    f"http://127.0.0.1/posts/{SIM}",
    "https://[::1]/posts/1",
    "https://mei.example/2026/03/oat-drink",
])
def test_a_look_alike_host_is_no_network_of_ours(pasted):
    with pytest.raises(UnknownNetwork) as refused:
        recognise(pasted, ALL)
    assert "小红书" in refused.value.sentence("zh-cn")
    assert "Instagram" in refused.value.sentence("en")
    assert "Blog" not in refused.value.facts()["known"]


@pytest.mark.parametrize("pasted", [
    "", "   ", "你好", "my post is online!", "https://", "http://[broken/p/x", "https://x:99999/p",
    f"ftp://www.instagram.com/p/{IG}/", f"javascript://www.instagram.com/p/{IG}", f"file:///p/{IG}",
    f"mailto:me@www.instagram.com/p/{IG}", "data:text/html,hello", "instagram.com", "evil.example/p/abc", "\x00\ud800",
    "https%3A%2F%2F", "https%3A%2F%2F%5Bbroken",
])
def test_a_text_without_a_link_is_told_which_link_is_wanted(pasted):
    wanted = registry.get("instagram")
    with pytest.raises(NoLink) as refused:
        recognise(pasted, ALL, wanted)
    assert wanted.how_to_copy.default in str(refused.value)


@pytest.mark.parametrize(("pasted", "slug"), [
    ("复制本条信息，打开【小红书】App查看精彩内容！", "xiaohongshu"), ("￥AbCdEf￥ 打开淘宝看看", "taobao"),
    ("It is in the TikTok App", "tiktok"), ("复制此消息，打开【抖音短视频】直接观看", "douyin"),
])
def test_words_that_name_their_app_are_told_how_to_copy_there(pasted, slug):
    with pytest.raises(NoLink) as refused:
        recognise(pasted, ALL)
    assert refused.value.wanted == registry.get(slug).how_to_copy


@pytest.mark.parametrize(("pasted", "asked", "says"), [
    ("0.0 hihi:/￥AbCdEf1GhIj￥ 看看我的评价", None, "只能在淘宝里打开"),
    ("##AbCdEfG12##[抖音口令]", "weibo", "只能在抖音里打开"),
    ("！AbCdEfGhIj1！ 打开京东App", None, "只能在京东里打开"),
])
def test_a_code_of_an_app_is_called_one_beside_how_the_wanted_link_is_copied(pasted, asked, says):
    wanted = registry.get(asked) if asked else None
    with pytest.raises(OnlyACode) as refused:
        recognise(pasted, ALL, wanted)
    assert says in refused.value.sentence("zh-cn")
    assert refused.value.wanted == (wanted.how_to_copy if wanted else refused.value.wanted)


@pytest.mark.parametrize("pasted", [f"https://www.instagram.com:8443/p/{IG}/", f"http://www.instagram.com:443/p/{IG}/"])
def test_a_port_is_named_with_what_to_do_about_it(pasted):
    with pytest.raises(UnusualPort) as refused:
        recognise(f"https://shop.example/x {pasted}", ALL)
    assert registry.get("instagram").how_to_copy.default in str(refused.value)
    assert ":8443" in refused.value.sentence("zh-cn") or ":443" in refused.value.sentence("zh-cn")


@pytest.mark.parametrize(("pasted", "code"), [("我" * 5000, "too_much_pasted"), ("", "no_link"), (" \n", "no_link"),
                                             ("http://127.0.0.1", "unknown_network"), ("好看", "no_link")])
@pytest.mark.parametrize("asked", ["xiaohongshu", None])
def test_every_refusal_says_how_the_wanted_link_is_copied(pasted, code, asked):
    wanted = registry.get(asked) if asked else None
    with pytest.raises(Invalid) as refused:
        recognise(pasted, ALL, wanted)
    assert refused.value.code() == code
    assert (wanted.how_to_copy.zh_cn if wanted else "点“分享”，再点“复制链接”") in refused.value.sentence("zh-cn")
    assert [fault.pointer for fault in refused.value.faults] == ["/link"]


A, B, SHORT_A, SHORT_B = (f"https://www.instagram.com/p/{IG}/", f"https://www.youtube.com/watch?v={YT}",
                          "https://xhslink.com/a/AbC1", "https://xhslink.com/a/AbC2")


@pytest.mark.parametrize(("pasted", "named"), [
    (f"{A} {B}", [IG, YT]), (f"{B} 或 {A}", [YT, IG]), (f"{A} {A}?igsh=1", [IG]), (f"{SHORT_A} {B}", [YT]),
    (f"{SHORT_A} {SHORT_B} {SHORT_A}", ["", ""]), (f"https://shop.example/x {A}", [IG]), ("nothing", []),
])
def test_several_posts_in_one_paste_are_known_and_the_first_is_taken(pasted, named):
    found = named_in(pasted, ALL)
    assert [link.post_id for link in found] == named
    assert not found or recognise(pasted, ALL) == found[0]


def test_a_refusal_stands_at_its_field_in_both_languages():
    with pytest.raises(Invalid) as refused:
        recognise("nothing here", ALL)
    fault = refused.value.faults[0]
    assert (fault.pointer, fault.code) == ("/link", "no_link")
    assert fault.message.default == refused.value.sentence("en")
    assert fault.message.zh_cn == refused.value.sentence("zh-cn")
    assert set(refused.value.facts()) == {"wanted"}


def test_a_host_with_braces_breaks_no_sentence():
    refusal = UnknownNetwork(host="{known}", known=registry.NETWORKS[0].name, wanted=registry.NETWORKS[0].how_to_copy)
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


def test_a_blog_is_taken_where_it_is_wanted_or_the_host_is_said_to_be_theirs_and_nowhere_else():
    pasted = "https://notes.mei.example/oat-drink"
    assert recognise(pasted, ALL, wanted=BLOG).post_id == "notes.mei.example/oat-drink"
    assert recognise(pasted, ALL, agreed=[registry.get("weibo"), BLOG]).platform == "blog"
    for said in ("mei.example", "https://www.Mei.example/about", "notes.mei.example"):
        assert recognise(pasted, ALL, own_hosts=[said]).platform == "blog"
    for said in ("ei.example", "example", "other.example", ""):
        with pytest.raises(UnknownNetwork):
            recognise(pasted, ALL, own_hosts=[said])
    with pytest.raises(UnknownNetwork):
        recognise(pasted, ALL, wanted=registry.get("weibo"))


@pytest.mark.parametrize(("letters", "is_taken"), [(50, True), (60, False), (200, False)])
def test_an_address_that_is_too_long_to_keep_is_refused_whatever_its_letters(letters, is_taken):
    try:
        found = recognise(f"https://mei.example/{'燕' * letters}", ALL, wanted=BLOG).kind
    except NotAPost:
        found = ""
    assert (found == "post") is is_taken


def test_a_link_in_raw_letters_is_fetched_as_browsers_write_it():
    link = recognise("https://例子.example/日记/燕麦饮?标签=奶", ALL, wanted=BLOG)
    assert link.url == ("https://xn--fsqu00a.example/%E6%97%A5%E8%AE%B0/%E7%87%95%E9%BA%A6%E9%A5%AE"
                        "?%E6%A0%87%E7%AD%BE=%E5%A5%B6")


@pytest.mark.parametrize("host", ["xiaohongshu.com.evil.example", "www.xiaohongshu.com.evil.example",
                                  "instagram.com.evil.example"])
def test_a_host_that_poses_as_a_network_is_no_blog(host: str):
    for more in ({"agreed": [BLOG]}, {"wanted": BLOG}, {"own_hosts": [host]}):
        with pytest.raises(UnknownNetwork):
            recognise(f"https://{host}/explore/65f0a1b2c3d4e5f60718293a", ALL, **more)


def test_a_known_networks_page_is_never_a_blog():
    with pytest.raises(NotAPost) as refused:
        recognise("https://www.instagram.com/some.body/", ALL, wanted=BLOG, own_hosts=["instagram.com"])
    assert refused.value.network.default == "Instagram"


def test_a_blog_is_fetched_as_it_was_pasted():
    pasted = "http://mei.example/oat-drink?utm_source=weibo"
    assert BLOG.fetch_url(recognise(pasted, ALL, wanted=BLOG)) == pasted


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


PASTED = st.text(max_size=200) | st.sampled_from([row[-1] for row in (*POSTS, *SHORT, *REFUSED)]).flatmap(
    lambda link: st.tuples(st.text(max_size=30), st.just(link), st.text(max_size=30)).map("".join))


def test_a_network_that_is_wanted_and_agreed_is_named_once():
    weibo, bilibili = registry.get("weibo", ALL), registry.get("bilibili", ALL)
    with pytest.raises(Invalid) as refused:
        recognise("https://shop.example/p/1", ALL, wanted=weibo, agreed=[bilibili, weibo])
    for language in ("en", "zh-cn"):
        assert [refused.value.sentence(language).count(one.name.pick(language)) for one in (weibo, bilibili)] == [1, 1]


@given(PASTED, st.booleans())
@settings(max_examples=300)
def test_any_text_is_a_link_or_a_refusal_in_both_languages(pasted, is_blog_agreed):
    try:
        link = recognise(pasted, ALL, agreed=[BLOG] if is_blog_agreed else ())
    except Invalid as refused:
        said = [refused.sentence("en"), refused.sentence("zh-cn")]
    else:
        said = [link.kind, link.post_id or link.url]
        assert len(link.post_id) <= 200
        if link.kind == "post":
            address = registry.get(link.platform, ALL).canonical(link.post_id)
            assert len(address) <= 500
            again = recognise(address, ALL, agreed=[BLOG])
            assert (again.platform, again.post_id) == (link.platform, link.post_id)
    assert all(said)


ARTICLE = b"""<meta property="og:title" content="x"><script>var biz = "" || "MzA3MDA5Mjk2MQ==";
var sn = "" || "" || "0f0e"; var mid = "" || "" || "2650000001"; var idx = "" || "" || "2";</script>"""


def test_a_followed_short_link_is_the_post_where_it_ended():
    known, short = Networks(ALL), Link("douyin", "", "https://v.douyin.com/L5pbfdP/", "short")
    post = known.followed(short, "https://www.iesdouyin.com/share/video/7300000000000000001/?region=CN", b"")
    assert (post.platform, post.post_id) == ("douyin", "7300000000000000001")
    signing_in = f"https://www.xiaohongshu.com/login?redirectPath=https%3A%2F%2Fwww.xiaohongshu.com%2Fexplore%2F{XHS}"
    assert known.followed(Link("xiaohongshu", "", "http://xhslink.com/a/b", "short"), signing_in, b"").post_id == XHS
    for astray in ("https://www.douyin.com/", "https://shop.example/p/1", "https://mei.example/post", "", "::", "http://[x"):
        assert known.followed(short, astray, ARTICLE) is None


def test_an_articles_short_link_is_known_by_what_its_page_says():
    known, url = Networks(ALL), "https://mp.weixin.qq.com/s/aB3dE5fG7hI9jK1lM3nO5w"
    short = known.recognise(url)
    assert known.followed(short, url, ARTICLE) == Link("wechat", "3070092961_2650000001_2", url, "post")
    hostile = (ARTICLE.replace(b"MzA3", b"!!!!"), ARTICLE.replace(b"2650000001", b"x"), b'var biz = "' * 9999)
    for page in (b"", b"var biz = ;", *hostile):
        assert known.followed(short, url, page) is None
