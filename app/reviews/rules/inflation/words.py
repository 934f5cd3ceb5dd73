"""What a signal rests on, said plainly to ops: what was seen and measured, never what somebody did."""

from app.core.i18n import Count, Text, text
from app.reviews.rules.inflation.bands import OutOfBand
from app.reviews.rules.inflation.growth import Jump, Steady
from app.reviews.rules.inflation.series import Comments

NUMBER_WORDS: dict[str, Text] = {
    "views": text("views", "浏览"), "likes": text("likes", "点赞"), "comments": text("comments", "评论"),
    "saves": text("saves", "收藏"), "shares": text("shares", "分享"), "followers": text("followers", "粉丝"),
    "engagement": text("likes, comments, saves and shares", "点赞、评论、收藏和分享"),
}
SIGNAL_WORDS: dict[str, Text] = {
    "following": text("Follows far more than follow back", "关注数远高于粉丝数"),
    "jump": text("A jump", "数据突增"), "flat": text("Flat after a jump", "突增后停滞"),
    "steady": text("A pace that does not slow", "增速始终不变"),
    "band": text("Outside the usual band", "互动比例超出常见范围"),
    "comments": text("Comments repeat one another", "评论内容重复"),
    "linked": text("Many accounts at one address or phone", "多个账号使用同一地址或手机号"),
}


def _span(start: float, end: float) -> tuple[str, str]:
    """A stretch of time in words: in hours up to two days, then in days."""
    if end <= 48:
        return f"from hour {start:.0f} to hour {end:.0f}", f"发布后第 {start:.0f} 至 {end:.0f} 小时"
    return f"from day {start / 24:.1f} to day {end / 24:.1f}", f"发布后第 {start / 24:.1f} 至 {end / 24:.1f} 天"


def _both(name: str) -> tuple[str, str]:
    """One or several numbers ("comments+saves") in both languages."""
    said = [NUMBER_WORDS[one] for one in name.split("+")]
    return ", ".join(one.pick("en") for one in said), "、".join(one.pick("zh-cn") for one in said)


def jump(found: Jump) -> Text:
    """A gain that the other numbers do not explain."""
    (when, zh_when), (name, zh_name) = _span(found.start, found.end), _both(found.name)
    return text(f"{found.gain:,} {name} came {when}, at least {found.times:.1f} times what the pace and the other "
                "numbers of this post explain.",
                f"{zh_when}新增{zh_name} {found.gain:,}，至少是按该内容其他数据和增速推算的 {found.times:.1f} 倍。")


def flat(found: Jump) -> Text:
    """Hardly anything after a jump."""
    name, zh_name = _both(found.name)
    share = 100 * (found.share_after or 0.0)
    (_, _), hours = _span(found.start, found.end), found.end / 24
    return text(f"Since day {hours:.1f}, {name} have come at {share:.1f} % of the pace of the jump.",
                f"第 {hours:.1f} 天之后，{zh_name}的增速只有突增时的 {share:.1f}%。")


def steady(found: Steady) -> Text:
    """One pace over days."""
    (when, zh_when), (name, zh_name) = _span(found.start, found.end), _both(found.name)
    return text(f"{found.gain:,} {name} came {when} at nearly one pace, while the other numbers slowed down.",
                f"{zh_when}，{zh_name}以几乎不变的速度新增 {found.gain:,}，而其他数据的增速已经放缓。")


def out_of_band(found: OutOfBand) -> Text:
    """A share outside the band."""
    (when, zh_when), (per, zh_per), (of, zh_of) = _span(found.start, found.end), _both(found.per), _both(found.of)
    side, zh_side = ("below", "低于") if found.share < found.limit else ("above", "高于")
    return text(f"{per.capitalize()} were {100 * found.share:.2f} % of {found.gain:,} {of} {when}; this is {side} the "
                f"usual band, which ends at {100 * found.limit:.2f} %.",
                f"{zh_when}，{zh_per}占 {found.gain:,} {zh_of}的 {100 * found.share:.2f}%，{zh_side}常见范围的界限 "
                f"{100 * found.limit:.2f}%。")


def following(followers: int, followed: int) -> Text:
    """Follows many, is followed by few of them."""
    return text(f"The account follows {followed:,} and has {Count(followers):follower/followers}.",
                f"该账号关注了 {followed:,} 人，粉丝 {followers:,} 人。")


def comments(found: Comments) -> Text:
    """Comments that repeat one another."""
    return text(f"{found.alike} of {found.read} comments that were read nearly repeat another one.",
                f"读取的 {found.read} 条评论中，有 {found.alike} 条与其他评论几乎相同。")


def linked(others: int) -> Text:
    """Accounts at one place."""
    return text(f"{Count(others):other person here has/other people here have} the same address or phone; no shared "
                "address is counted.",
                f"另有 {others} 人使用相同的地址或手机号（多人共用的地址不计算在内）。")
