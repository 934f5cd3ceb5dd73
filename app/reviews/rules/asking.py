"""What ops ask somebody to mend: the failed checks in their own words, and of open ones what would settle them."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from app.core.i18n import Text, text
from app.reviews.rules.checks import Fix

SETTLES: dict[str, Text] = {
    "network": text("Please paste the post's full link, as your browser shows it.",
                    "请粘贴作品的完整链接（浏览器地址栏中的链接）。"),
    "account": text("Please put the code from your page into your profile, so that we know the account is yours.",
                    "请把页面上的验证码放到个人简介里，以便我们确认账号是你的。"),
    "author": text("Please tell us the name of your account on this network, as it stands on your profile.",
                   "请在账号设置里填写你在该平台的账号名，与个人主页一致。"),
    "date": text("Please add a screenshot on which the date of your post can be read.",
                 "请补充一张能看到发布日期的截图。"),
    "label": text("Please add a screenshot on which the gift label can be read.", "请补充一张能看到赠品标注的截图。"),
    "product": text("Please name the product in your text.", "请在正文里写出产品名称。"),
    "hashtags": text("Please add a screenshot on which the hashtags can be read.", "请补充一张能看到话题的截图。"),
    "length": text("Please add a screenshot of your whole text.", "请补充一张能看到完整正文的截图。"),
    "pictures": text("Please add a screenshot on which your pictures can be seen.", "请补充一张能看到图片的截图。"),
    "format": text("Please post it in the form that was agreed on.", "请按约定的内容形式发布。"),
    "own_words": text("Please say it in your own words.", "请用自己的话来写。"),
}


class Checked(Protocol):
    """One check as it was kept."""

    name: Any
    outcome: Any
    to_add: Any


def to_ask(checks: Iterable[Checked]) -> tuple[Fix, ...]:
    """What may be asked for, the failed checks first, in their own words."""
    there = [check for check in checks if check.name in SETTLES]
    wrong = (check for check in there if check.outcome == "failed")
    failed = (Fix(check.name, _words(check.to_add)) for check in wrong if check.to_add)
    return (*failed, *(Fix(c.name, SETTLES[c.name]) for c in there if c.outcome == "unknown"))


def _words(to_add: Text | Mapping[str, Any]) -> Text:
    return to_add if isinstance(to_add, Text) else Text.model_validate(to_add)
