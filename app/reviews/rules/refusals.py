"""Why something about a review is not done, said so that the person knows what to do instead."""

from dataclasses import dataclass

from app.core.errors import Conflict
from app.core.i18n import Language
from app.reviews.rules.words import DECISION_WORDS


@dataclass(eq=False)
class PostAlreadyCounted(Conflict):
    """The post stands for a review already; a post counts once, ever."""

    message = ("This post has been handed in before. Please paste the link of another post. If it is yours, show us "
               "first that its account is (“My answers”, “My accounts”), then paste it again.")
    zh = ("这篇内容已经提交过了，请粘贴另一篇内容的链接。如果它是你发布的，请先在“我的回答”—“我的账号”里"
          "证明账号归属，再重新粘贴。")
    platform: str


@dataclass(eq=False)
class CountsElsewhere(Conflict):
    """The post of a review that ops would verify counts for another one already."""

    message = "This post counts for another review already ({review})."
    zh = "这篇内容已计入另一条评价（{review}）。"
    review: str


class CampaignOver(Conflict):
    """The campaign has ended, and with it the time for late reviews."""

    message = "This campaign is over; it takes no more reviews."
    zh = "这个活动已经结束，不再接收评价。"


class PostNotKnown(Conflict):
    """A short link that nobody could follow yet: which post it is cannot be said, so it cannot be counted."""

    message = "We do not know yet which post this link leads to. Please ask for the post's full link."
    zh = "还不清楚这个短链接指向哪一篇内容，请让对方提供完整链接。"


class NobodyMayLook(Conflict):
    """A look was asked for at a post that only people who have signed in can see."""

    message = ("This network shows posts only to people who have signed in, so we do not look ourselves. Open the "
               "post, or wait for its author's next screenshot.")
    zh = "该平台的内容需要登录才能查看，系统不会自动打开。请打开原文查看，或等待作者的下一张截图。"


@dataclass(eq=False)
class StillPlanned(Conflict):
    """Another decision on this review waits to be carried out; it can be undone first."""

    message = "A decision on this review is about to be carried out ({decision}). Undo it first."
    zh = "该评价有一个即将执行的决定（{decision}），请先撤销。"
    decision: str

    def sentence(self, language: Language = "en") -> str:
        """The refusal in words, the decision by the name that it has for people."""
        words = DECISION_WORDS[self.decision].pick(language)
        return (self.zh if language == "zh-cn" else self.message).format(decision=words)
