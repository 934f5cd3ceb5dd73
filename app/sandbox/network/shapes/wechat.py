"""WeChat's answers: the page of an article with its numbers in a script, and the notice where one is gone."""

from base64 import b64encode

from app.sandbox.network.posts import SimulatedPost
from app.sandbox.network.shapes import shape
from app.sandbox.network.shapes.shape import Asked, Numbers, Page, Shape

_ACCOUNT = "3000000000"


def account_of(post: SimulatedPost) -> str:
    """The number of the public account, as links spell it."""
    return b64encode((post.author_id or _ACCOUNT).encode()).decode()


def _shows(post: SimulatedPost, numbers: Numbers, asked: Asked) -> Page:
    said = (f'var biz = "" || "{account_of(post)}"; var mid = "" || "" || "{post.id}"; var idx = "" || "" || "1";\n'
            f'var ct = "{shape.seconds(post.published_at)}";')
    named = "" if post.hides_author else f'\nvar nickname = htmlDecode("{shape.quoted(post.author)}");'
    paragraphs = "".join(f"<p>{shape.quoted(line)}</p>" for line in post.text.splitlines())
    shown = shape.quoted(shape.picture_of(post) or "")
    pictures = f'<p><img data-src="{shown}"></p>' * post.pictures
    return shape.page(
        "", shape.meta(og_title=shape.heading(post), og_type="article"), shape.script(said + named),
        f'<div class="rich_media_content" id="js_content">{paragraphs}{pictures}</div>', shape.script("var end = 1;"))


def _notice(words: str) -> Page:
    return shape.page("", f'<div class="weui-msg"><div class="weui-msg__title warn">{words}</div></div>')


SHAPE = Shape(
    slug="wechat",
    hosts=frozenset({"mp.weixin.qq.com"}),
    number=lambda chance, at: shape.digits(chance, 10, "26"),
    link=lambda post: f"https://mp.weixin.qq.com/s?__biz={account_of(post)}&mid={post.id}&idx=1&sn=0123abcd#rd",
    shows=_shows,
    gone=lambda asked: _notice("该内容已被发布者删除"), private=lambda asked: _notice("请在微信客户端打开链接"),
    short="mp.weixin.qq.com/s/", is_named_by_page=True, shared="{title} {link}",
)
