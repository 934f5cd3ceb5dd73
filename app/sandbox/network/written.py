"""The words and markup of the page on which posts are written by hand: plain, and nothing like the product."""

from collections.abc import Mapping, Sequence

from app.core.i18n import LANGUAGES, Language, Text, html_lang, text
from app.sandbox.network.posts import SimulatedPost
from app.sandbox.network.shapes.shape import quoted

STYLE = (
    "body{max-width:34rem;margin:2rem auto;padding:0 1rem;font:16px/1.6 ui-monospace,monospace;color:#123;"
    "background:#eef3f7}textarea,input,select,button{font:inherit;box-sizing:border-box}textarea,input,select"
    "{width:100%;padding:.4rem;border:1px solid #345}label{display:block;margin-top:1rem}button{margin-top:1rem;"
    "padding:.4rem 1rem}.fault{border-left:4px solid #a40000;padding-left:.6rem}code{overflow-wrap:anywhere}")
TITLE = text("Write a post", "写一条内容")
ABOUT = text("This is the simulated network of the demo. Nothing written here leaves this machine.",
             "这是演示用的模拟平台，在这里写的内容不会离开这台电脑。")
WORDS = {
    "author": text("Account name, as declared in daren", "账号名（与在 daren 填写的一致）"),
    "platform": text("Network", "平台"), "words": text("What you want to say", "想说的话"),
    "publish": text("Publish", "发布"), "save": text("Save the new words", "保存修改"),
    "delete": text("Delete this post", "删除这条内容"), "hide": text("Make it private", "设为私密"),
    "show": text("Make it public", "设为公开"),
    "copy": text("Copy this, and hand it in:", "复制下面这段，交给 daren："),
    "saved": text("Saved.", "已保存。"),
    "gone": text("This post is deleted.", "这条内容已删除。"), "private": text("Only you can see it.", "仅自己可见。"),
    "before": text("Written here before", "之前写过的"), "another": text("Write another one", "再写一条"),
}
OTHER = {"en": "English", "zh-cn": "中文"}


def form(language: Language, networks: Mapping[str, Text], said: Mapping[str, object], faults: Sequence[Text],
         before: Sequence[SimulatedPost]) -> str:
    """The form with what was typed, what is missing, and the posts written before."""
    options = "".join(
        f'<option value="{slug}"{" selected" if said.get("platform") == slug else ""}>{name.pick(language)}</option>'
        for slug, name in networks.items())
    shelf = "".join(f'<li><a href="/write/{post.id}?lang={language}">@{quoted(post.author)}: {quoted(post.text[:40])}'
                    f'</a></li>' for post in reversed(before))
    return _page(
        language, "".join(f'<p class="fault" role="alert">{fault.pick(language)}</p>' for fault in faults),
        f'<form method="post" action="/write?lang={language}">', _label(language, "platform"),
        f'<select id="platform" name="platform">{options}</select>', _label(language, "author"),
        f'<input id="author" name="author" maxlength="40" value="{_typed(said, "author")}">', _label(language, "words"),
        f'<textarea id="words" name="words" rows="8">{_typed(said, "words")}</textarea>',
        f'<button>{WORDS["publish"].pick(language)}</button></form>',
        f'<h2>{WORDS["before"].pick(language)}</h2><ul>{shelf}</ul>' if shelf else "")


def post(language: Language, written: SimulatedPost, network: Text, copied: str, fault: Text | None,
         is_saved: bool) -> str:
    """A post's page: what to copy, and its words to edit; of a deleted one only that it is gone."""
    another = f'<p><a href="/write?lang={language}">{WORDS["another"].pick(language)}</a></p>'
    name = f"<h2>@{quoted(written.author)}, {network.pick(language)}</h2>"
    if written.is_gone:
        return _page(language, name, f'<p>{WORDS["gone"].pick(language)}</p>', another)
    return _page(
        language, name, f'<p>{WORDS["private"].pick(language)}</p>' if written.is_private else "",
        f'<p class="fault" role="alert">{fault.pick(language)}</p>' if fault else "",
        f'<p role="status">{WORDS["saved"].pick(language)}</p>' if is_saved else "",
        f'<p>{WORDS["copy"].pick(language)}<br><code>{quoted(copied)}</code></p>',
        f'<form method="post" action="/write/{written.id}?lang={language}">', _label(language, "words"),
        f'<textarea id="words" name="words" rows="8">{quoted(written.text)}</textarea>',
        _button(language, "save", "save"), _button(language, "hide", "show" if written.is_private else "hide"),
        _button(language, "delete", "delete"), "</form>", another)


def notice(language: Language, words: Text) -> str:
    """A page with one sentence."""
    return _page(language, f"<p>{words.pick(language)}</p>",
                 f'<p><a href="/write?lang={language}">{TITLE.pick(language)}</a></p>')


def _label(language: Language, name: str) -> str:
    return f'<label for="{name}">{WORDS[name].pick(language)}</label>'


def _button(language: Language, act: str, words: str) -> str:
    return f' <button name="act" value="{act}">{WORDS[words].pick(language)}</button>'


def _typed(said: Mapping[str, object], name: str) -> str:
    return quoted(str(said.get(name, "")))


def _page(language: Language, *parts: str) -> str:
    others = " ".join(f'<a href="?lang={one}" lang="{html_lang(one)}">{OTHER[one]}</a>' for one in LANGUAGES
                      if one != language)
    title = TITLE.pick(language)
    return (f'<!doctype html><html lang="{html_lang(language)}"><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
            f"<style>{STYLE}</style><main><p>{others}</p><h1>{title}</h1><p>{ABOUT.pick(language)}</p>"
            f"{''.join(parts)}</main></html>")
