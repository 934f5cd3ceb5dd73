"""Zhihu's answers: a page with js-initialData, its entities by kind and number, and a person's page."""

from app.sandbox.network.posts import SimulatedPost
from app.sandbox.network.shapes import shape
from app.sandbox.network.shapes.shape import Asked, Member, Numbers, Page, Shape

_STATE = "js-initialData"


def _shows(post: SimulatedPost, numbers: Numbers, asked: Asked) -> Page:
    shown = shape.quoted(shape.picture_of(post) or "")
    figures = f'<figure><img src="{shown}"></figure>' * post.pictures
    answer = {
        "id": post.id, "type": "answer", "content": f"<p>{shape.quoted(post.text)}</p>{figures}",
        "author": {"id": post.author_id, "urlToken": post.author, "name": shape.author_of(post)},
        "createdTime": shape.seconds(post.published_at),
        "updatedTime": shape.seconds(post.edited_at or post.published_at),
        "voteupCount": numbers["likes"], "commentCount": numbers["comments"], "favlibCount": numbers["saves"]}
    if post.hides_author:
        answer["author"] = {}
    state = shape.spelt({"initialState": {"entities": {"users": {}, "answers": {post.id: answer}}}})
    return shape.page("好用吗？ - 知乎", '<div id="root"></div>', shape.script(state, _STATE))


def _profile(member: Member) -> Page:
    user = {"id": member.author_id, "urlToken": member.handle, "name": member.handle, "headline": member.bio,
            "description": ""}
    state = shape.spelt({"initialState": {"entities": {"users": {member.handle: user}}}})
    return shape.page(f"{member.handle} - 知乎", shape.script(state, _STATE))


SHAPE = Shape(
    slug="zhihu",
    hosts=frozenset({"www.zhihu.com", "zhuanlan.zhihu.com"}),
    number=lambda chance, at: shape.digits(chance, 10, "3"),
    link=lambda post: f"https://www.zhihu.com/question/{post.id[::-1].replace('0', '1')}/answer/{post.id}?utm_psn=18",
    shows=_shows,
    gone=lambda asked: shape.page("知乎", "<h1>你似乎来到了没有知识存在的荒原</h1>", status=404),
    private=lambda asked: shape.page("安全验证 - 知乎", "<h1>请登录后查看</h1>", status=403),
    profile=_profile, shared="{title} - {author}的回答 - 知乎\n{link}",
)
