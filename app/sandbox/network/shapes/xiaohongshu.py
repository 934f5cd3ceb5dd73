"""Xiaohongshu's answers: a wall to strangers; the note's state only where the link carries the token of its share."""

from app.sandbox.network.posts import SimulatedPost
from app.sandbox.network.shapes import shape
from app.sandbox.network.shapes.shape import Asked, Numbers, Page, Shape


def _shows(post: SimulatedPost, numbers: Numbers, asked: Asked) -> Page:
    note = {
        "noteId": post.id, "title": "", "desc": post.text, "type": "video" if post.has_video else "normal",
        "user": {"userId": post.author_id, "nickname": shape.author_of(post)},
        "time": shape.seconds(post.published_at) * 1000,
        "lastUpdateTime": shape.seconds(post.edited_at or post.published_at) * 1000, "tagList": [],
        "imageList": [{"url": "a.jpg"}] * post.pictures,
        "interactInfo": {"likedCount": str(numbers["likes"]), "collectedCount": str(numbers["saves"]),
                         "commentCount": str(numbers["comments"]), "shareCount": str(numbers["shares"])}}
    state = shape.spelt({"note": {"firstNoteId": post.id, "noteDetailMap": {post.id: {"note": note}}}})
    return shape.page("小红书", shape.script(f"window.__INITIAL_STATE__={state}"))


WALL = shape.wall("小红书 - 你的生活指南", "登录后查看更多内容")
SHAPE = Shape(
    slug="xiaohongshu",
    hosts=frozenset({"www.xiaohongshu.com", "xhslink.com"}),
    number=lambda chance, at: f"{shape.seconds(at):08x}" + shape.letters(chance, 16, "0123456789abcdef"),
    link=lambda post: f"https://www.xiaohongshu.com/discovery/item/{post.id}",
    shows=shape.to_holders("xsec_token", _shows, WALL), gone=WALL, private=WALL, short="xhslink.com/a/",
    shared="53 {author}发布了一篇小红书笔记，快来看吧！ 😆 {link}，复制本条信息，打开【小红书】App查看精彩内容！",
)
