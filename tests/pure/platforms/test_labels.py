"""A label counts where it stands openly; a denial, a longer word or an ordinary sentence is none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.platforms.labels import find_label
from app.platforms.policies import policy

INSTAGRAM, XIAOHONGSHU = policy("instagram"), policy("xiaohongshu")

LABELLED = {
    "#gifted my new serum": "#gifted",
    "my new serum #Gifted": "#Gifted",
    "＃ＧＩＦＴＥＤ serum": "＃ＧＩＦＴＥＤ",
    "#gifted感谢品牌": "#gifted",
    "love it #skincare #ad": "#ad",
    "好用#gifted": "#gifted",
    "Gifted | three weeks with this serum": "Gifted",
    "[gifted] three weeks": "gifted",
    "Three weeks (Gifted) with it": "Gifted",
    "🎁 Gifted 🎁\nThree weeks": "Gifted",
    "Disclosure: gifted.": "gifted",
    "Ad: three weeks with it": "Ad",
    "Kindly  gifted by the brand": "Kindly  gifted",
    "I was gifted this serum": "was gifted",
    "Received this for free to try": "Received this for free",
    "今天分享面霜 ＃赠品体验": "＃赠品体验",
    "#赠品体验# 面霜": "#赠品体验",
    "#赠品体验[话题]# 面霜": "#赠品体验",
    "#面霜##赠品体验#": "#赠品体验",
    "#赠品\u200b体验 面霜": "#赠品\u200b体验",
    "【赠品】面霜三周": "赠品",
    "广告｜面霜三周": "广告",
    "面霜三周\n广告": "广告",
    "面霜三周 广告": "广告",
    "这款面霜由品牌方赠送，真实体验": "品牌方赠送",
    "本文不是广告，是赠品体验": "赠品体验",
    "Not sponsored, gifted by the brand": "gifted by",
    "not perfect but honest #gifted": "#gifted",
    "This is not an ad.\n#gifted": "#gifted",
    "Wish you all a great day #gifted": "#gifted",
    "If you wonder: this was gifted by the brand": "was gifted",
    "My cat drank it. Just kidding!\n#ad": "#ad",
    "希望大家喜欢，赠品体验": "赠品体验",
    "#赠品 体验不好": "#赠品",
    "#赠品体验# 不好": "#赠品体验",
    "这次赠品体验不好": "赠品体验",
}
UNLABELLED = [
    None, "", "   ", "I love this serum", "not gifted", "This was NOT #gifted", "isn't gifted by anyone",
    "isn’t #gifted", "non-gifted", "never gifted by a brand", "#notgifted", "this is not an ad", "not a paid #ad",
    "This isn't an #ad", "no #ad", "not sponsored or gifted by anyone", "ad-free", "#ad free", "AD free", "#ad-free",
    "#gifteducation", "#adventure", "#ads", "#gifted_child", "addition", "my gifted son loves it", "a gifted painter",
    "gifted, she sings", "@gifted is my friend", "gifted.example has it", "https://shop.example/#gifted",
    "https://shop.example/(gifted)", "see https://x.example/#ad", "#ad? no", "ungifted", "非广告", "不是广告",
    "并非广告", "这不是 #广告", "没有广告", "无广告", "零广告", "0广告", "不是什么商业广告", "没有收到任何赠品",
    "并不是品牌方赠送", "非赠品体验", "不是【赠品】", "广告牌下面", "户外广告公司", "看到广告就买了", "#广告人的日常",
    "买一送一的赠品很多", "#赠品体验馆", "wish this was gifted", "I wish this was #gifted",
    "if only it had been gifted",
    "If this serum was gifted I would say so", "wishing someone got me a gifted product", "要是品牌赠送就好了",
    "希望能收到品牌赠送", "如果是#赠品就好了", "just kidding #ad", "#ad just kidding", "#ad (jk)", "#广告 开玩笑的",
    "广告？才怪", "#赠品体验不好", "#赠品体验很好", "# gifted", "# gifted oat milk",
]


@pytest.mark.parametrize(("words", "evidence"), LABELLED.items())
def test_a_label_is_found_and_quoted_as_it_stands(words, evidence):
    verdict = find_label(words, INSTAGRAM, has_shop_link=False)
    assert (verdict.found, verdict.evidence, verdict.rule_version) == (True, evidence, "2026-3")
    assert evidence in words


@pytest.mark.parametrize("words", UNLABELLED)
def test_what_only_looks_like_a_label_is_none(words):
    verdict = find_label(words, INSTAGRAM, has_shop_link=False)
    assert (verdict.found, verdict.evidence) == (False, None)


def test_a_miss_says_exactly_what_to_add():
    wanted = find_label("面霜", XIAOHONGSHU, has_shop_link=None).wanted
    assert wanted.pick("zh-cn") == "请在正文开头加上“#赠品体验”。"
    assert "“#赠品体验 #gifted”" in wanted.pick("en")


@pytest.mark.parametrize(("words", "seen"), [
    ("# gifted oat milk", "# gifted"), ("oat milk ＃ Gifted", "＃ Gifted"), ("#gited oat milk", "#gited"),
    ("wish this was # gifted", None),
])
def test_a_hashtag_with_a_space_or_a_slip_is_quoted_with_what_to_write(words, seen):
    verdict = find_label(words, INSTAGRAM, has_shop_link=False)
    assert (verdict.found, verdict.seen) == (False, seen)
    told = (f"We read “{seen}”, which is not quite the label. Please write “#gifted” at the start of your post's text."
            if seen else "Please add “#gifted” at the start of your post's text.")
    assert verdict.wanted.default == told


@pytest.mark.parametrize(("words", "found"), [
    ("#gifted serum", False), ("#ad serum", True), ("#广告 面霜", True), ("Ad | x", True),
])
def test_a_shop_link_needs_the_word_advertisement(words, found):
    verdict = find_label(words, INSTAGRAM, has_shop_link=True)
    assert verdict.found is found
    assert "#ad #gifted" in verdict.wanted.default


@pytest.mark.parametrize(("words", "found"), [
    ("#赠品体验 面霜", False), ("#ad 面霜", False), ("#广告 面霜", True), ("非广告 面霜", False),
])
def test_a_shop_link_on_a_chinese_network_needs_the_chinese_word(words, found):
    assert find_label(words, XIAOHONGSHU, has_shop_link=True).found is found


def test_an_unknown_shop_link_asks_for_no_more_than_the_gift_label():
    assert find_label("#gifted", INSTAGRAM, has_shop_link=None).found


def test_a_long_text_is_read_quickly_and_its_label_found():
    assert find_label("not a " * 3000 + "\n#gifted", policy("youtube"), has_shop_link=False).evidence == "#gifted"


PIECES = ("not", "#ad", "gifted", "广告", "不是", "#", " ", "\n", "ß", "ﬁ", "İ", "赠品", "-", "是", "https://a")


@given(st.text(max_size=120) | st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@settings(max_examples=200)
def test_any_text_has_a_verdict_whose_evidence_stands_in_it(words):
    verdict = find_label(words, INSTAGRAM, has_shop_link=False)
    assert verdict.found == (verdict.evidence is not None)
    assert verdict.evidence is None or verdict.evidence in words
