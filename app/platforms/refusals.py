"""Why a pasted link is not taken, said so that the person knows which one to paste instead."""

from dataclasses import dataclass
from typing import Any, ClassVar

from app.core.errors import Invalid
from app.core.i18n import Language, Text, counting


@dataclass(eq=False)
class LinkRefused(Invalid):
    """A link that cannot be taken; its one fault stands at the `field` that it came in."""

    field: ClassVar[str] = "link"

    def __post_init__(self) -> None:
        self.stands_at(self.field)

    def facts(self) -> dict[str, Any]:
        """The facts that clients may read; texts in both languages."""
        return {name: v.as_json() if isinstance(v, Text) else v for name, v in super().facts().items()}

    def sentence(self, language: Language = "en") -> str:
        """The refusal in words, each text in the language asked for."""
        words = {name: v.pick(language) if isinstance(v, Text) else v for name, v in Invalid.facts(self).items()}
        return (self.zh if language == "zh-cn" else self.message).format(**counting(words))

    def __str__(self) -> str:
        return self.sentence()


@dataclass(eq=False, kw_only=True)
class NoLink(LinkRefused):
    """Nothing in the pasted text is a link."""

    message = "There is no link in this. Please paste the link of your post. {wanted}"
    zh = "没有找到链接，请粘贴你发布的内容的链接。{wanted}"
    wanted: Text


@dataclass(eq=False, kw_only=True)
class OnlyACode(LinkRefused):
    """What an app shares for itself: a code, an address or a mini program that no browser opens."""

    message = "This opens in the {network} app alone; it is no link that we could follow. {wanted}"
    zh = "这是只能在{network}里打开的口令或小程序，不是网页链接，我们打不开。{wanted}"
    network: Text
    wanted: Text


@dataclass(eq=False, kw_only=True)
class TooMuchPasted(LinkRefused):
    """The pasted text is longer than anything that an app copies."""

    message = "This is more than {most:character/characters}. Please paste only what the app has copied. {wanted}"
    zh = "内容超过 {most} 个字，请只粘贴应用复制的内容。{wanted}"
    most: int
    wanted: Text


@dataclass(eq=False, kw_only=True)
class UnknownNetwork(LinkRefused):
    """The link leads to a place that is none of our networks."""

    message = "{host} is not a network we can read. Please paste a link from one of these: {known}. {wanted}"
    zh = "暂不支持来自 {host} 的链接，请粘贴以下平台的链接：{known}。{wanted}"
    host: str
    known: Text
    wanted: Text

    def facts(self) -> dict[str, Any]:
        """The networks as a list."""
        return super().facts() | {"known": self.known.default.split(", ")}


@dataclass(eq=False, kw_only=True)
class UnusualPort(LinkRefused):
    """The link names a port, which is where somebody tries something out, never where readers find a post."""

    message = "This link names a port (:{port}), which links of posts never do. Please take it out. {wanted}"
    zh = "这个链接带有端口号（:{port}），内容链接一般没有端口，请去掉后再试。{wanted}"
    port: str
    wanted: Text


@dataclass(eq=False, kw_only=True)
class NotAPost(LinkRefused):
    """The link leads to the right network, but to no single post."""

    message = "This link leads to {network}, but not to one post. {wanted}"
    zh = "这是{network}的链接，但不是某一篇内容的链接。{wanted}"
    network: Text
    wanted: Text


@dataclass(eq=False, kw_only=True)
class NoSuchNetwork(LinkRefused):
    """A network was named that we do not know."""

    message = "There is no network called {slug}. The nearest name is {nearest}."
    zh = "没有名为 {slug} 的平台，最接近的是 {nearest}。"
    field = "platform"
    slug: str
    nearest: str

    def sentence(self, language: Language = "en") -> str:
        """The refusal in words; without the guess where there is none."""
        if self.nearest:
            return super().sentence(language)
        return f"没有名为 {self.slug} 的平台。" if language == "zh-cn" else f"There is no network called {self.slug}."
