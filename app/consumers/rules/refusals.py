"""What a consumer is told when something cannot be done."""

from dataclasses import dataclass, field

from app.core.errors import Conflict, NotFound


@dataclass(eq=False)
class TooYoung(Conflict):
    """Under fourteen, or perhaps still under: nothing is kept."""

    message = (
        "You can join from the age of {youngest}. We have kept nothing of what you told us; "
        "come back when you are old enough, you will be welcome."
    )
    zh = "年满 {youngest} 周岁才能加入。您刚才填写的内容没有保存，等您到了年龄，欢迎再来。"
    youngest: int


@dataclass(eq=False)
class AlreadyMember(Conflict):
    """The account has signed up before."""

    message = "You are a member already. Your answers can be changed under My answers."
    zh = "您已经是会员了，可以在“我的回答”里修改。"


@dataclass(eq=False)
class NoDraft(NotFound):
    """Nothing was saved yet, or it was kept too long."""

    message = "We could not find your saved answers. They are kept for {days:day/days}; please begin again."
    zh = "找不到您保存的回答（保留 {days} 天），请重新开始。"
    noun: str = field(default="draft", init=False)
    days: int = 0


@dataclass(eq=False)
class QuestionnaireChanged(Conflict):
    """The file of an answered questionnaire has other bytes than when it was first answered."""

    message = (
        "{slug}.v{version}.yaml has been answered and may not change any more. "
        "Put its old content back, or save the new one as {slug}.v{next_version}.yaml."
    )
    zh = "{slug}.v{version}.yaml 已有人作答，不能再修改。请恢复原内容，或另存为 {slug}.v{next_version}.yaml。"
    slug: str
    version: int
    next_version: int


@dataclass(eq=False)
class NotAgreed(Conflict):
    """There is no standing consent of this purpose to withdraw."""

    message = "You have not agreed to this ({purpose}), so there is nothing to withdraw."
    zh = "您没有同意过此项（{purpose}），无需撤回。"
    purpose: str


class AddressKept(Conflict):
    """There is an address already; answers do not change it."""

    message = "We have an address of yours already. Please change it on the page for your address."
    zh = "您已经填过地址，请在“收件地址”页面修改。"


class AccountTaken(Conflict):
    """Somebody else has shown this account to be his own."""

    message = "Somebody else has shown this account to be theirs."
    zh = "这个账号已被其他用户证明归其所有。"
