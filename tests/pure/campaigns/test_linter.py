"""The brief linter, case by case: what it refuses, and what it lets stand."""

import pytest

from app.campaigns.rules.linter import lint

REFUSED = [
    ("stars", "Please give us 5 stars."),
    ("stars", "Leave a five-star review on the shop page"),
    ("stars", "Rate it 5/5 when you post."),
    ("stars", "We expect the highest rating from everybody."),
    ("stars", "Add ⭐⭐⭐⭐⭐ to the title."),
    ("stars", "Ｇｉｖｅ　５ ｓｔａｒｓ"),
    ("stars", "Not sure? Give 5 stars anyway."),
    ("stars", "请给五星。"),
    ("stars", "记得打 5 星"),
    ("stars", "发布后请打满分"),
    ("praise", "Your review must be positive."),
    ("praise", "Positive reviews only, please."),
    ("praise", "Please leave a glowing review on your page."),
    ("praise", "Only positive feedback should be published."),
    ("praise", "Make sure your post is positive and cheerful."),
    ("praise", "Write a great review."),
    ("praise", "Tell your followers how much you love it."),
    ("praise", "You need not hurry, but the review must be positive."),
    ("praise", "You must recommend it to friends."),
    ("praise", "请给好评"),
    ("praise", "晒图好评"),
    ("praise", "不强制发图，但请给好评"),
    ("praise", "欢迎给我们好评"),
    ("praise", "好 评 越多越好"),
    ("praise", "只写优点"),
    ("praise", "内容必须是正面评价。"),
    ("praise", "一定要推荐给朋友"),
    ("praise", "好\u200b评哦"),
    ("silenced", "Do not mention negatives."),
    ("silenced", "Don’t mention any flaws of the bottle."),
    ("silenced", "Avoid negative words."),
    ("silenced", "There should be no negative comments in the post."),
    ("silenced", "Never talk about the downsides."),
    ("silenced", "Please keep criticism to yourself."),
    ("silenced", "不要提缺点"),
    ("silenced", "不得出现负面内容"),
    ("silenced", "避免负面评价"),
    ("silenced", "请勿差评"),
    ("paid_praise", "Get a $10 refund for a positive review."),
    ("paid_praise", "Five stars earn you a coupon."),
    ("paid_praise", "We pay for praise."),
    ("paid_praise", "好评返现 5 元"),
    ("paid_praise", "五星好评有礼"),
    ("engagement", "Like and save our post."),
    ("engagement", "You must like, share and follow."),
    ("engagement", "Please follow our account before you post."),
    ("engagement", "Don't forget to like our page."),
    ("engagement", "发布前请点赞收藏"),
    ("engagement", "需关注店铺并点赞"),
    ("engagement", "记得一键三连"),
]
ALLOWED = [
    "Say what you honestly think, good or bad.",
    "You need not be positive.",
    "Your review does not have to be positive.",
    "We never ask for, expect or reward positive reviews.",
    "A positive review is not required.",
    "Please do not give 5 stars just to please us.",
    "Both positive and negative reviews help us.",
    "Tell us what you would like and what you would change.",
    "It looks like a small lamp; share a photo of it in use.",
    "Show it on your kitchen table in good light.",
    "Do not mention the price.",
    "Tell us about problems too; do not hide them.",
    "Feel free to mention the downsides.",
    "You may like and save our post if you wish.",
    "The hotel next door has a five-minute walk to the sea.",
    "Write in your own words about how you used it for a week.",
    "请写下真实感受，好坏都可以。",
    "我们不要求好评。",
    "无需好评，请如实评价。",
    "好评差评都可以，真实就好。",
    "不索要五星，也不返现。",
    "优点和不足都请写一写。",
    "本活动拒绝好评返现。",
    "无需点赞收藏。",
    "欢迎自愿收藏，不作要求。",
    "这款燕麦奶广受好评，想听听你的看法。",
    "请不要提及价格。",
    "请拍一张早餐的照片。",
    "有问题请直接写出来。",
]


@pytest.mark.parametrize(("rule", "words"), REFUSED, ids=[words for _, words in REFUSED])
def test_a_brief_that_asks_for_more_than_honesty_is_refused(rule: str, words: str) -> None:
    assert rule in {finding.rule for finding in lint(words)}


@pytest.mark.parametrize("words", ALLOWED)
def test_a_brief_that_asks_for_an_honest_view_stands(words: str) -> None:
    assert lint(words) == ()


def test_a_finding_quotes_the_words_in_both_languages() -> None:
    [finding] = lint("Use it for a week. Then give us 5 stars! Thank you.")
    assert finding.quote == "5 stars"
    assert finding.message.default == "“5 stars”: A number of stars may not be asked for."
    assert finding.message.pick("zh-cn") == "“5 stars”：不能要求星级或评分。"


def test_each_demand_is_found_once_a_sentence() -> None:
    rules = [finding.rule for finding in lint("请给五星好评，并点赞收藏。不要提缺点。")]
    assert sorted(rules) == ["engagement", "praise", "silenced", "stars"]


def test_a_long_hostile_brief_is_read_quickly() -> None:
    assert lint("must must " * 20_000) == ()
    assert lint("like, " * 20_000)[0].rule == "engagement"
