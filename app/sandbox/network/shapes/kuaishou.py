"""Kuaishou's answers: a page with __APOLLO_STATE__, and its words for what is deleted or private."""

from app.sandbox.network.posts import SimulatedPost
from app.sandbox.network.shapes import shape
from app.sandbox.network.shapes.shape import Asked, Numbers, Page, Shape


def _shows(post: SimulatedPost, numbers: Numbers, asked: Asked) -> Page:
    photo = {"id": post.id, "caption": post.text, "timestamp": shape.seconds(post.published_at) * 1000,
             "photoUrl": "https://v.example/a.mp4", "coverUrl": shape.picture_of(post),
              "likeCount": str(numbers["likes"]),
             "realLikeCount": numbers["likes"], "viewCount": str(numbers["views"]), "commentCount": numbers["comments"]}
    author = {"id": post.author_id, "name": shape.author_of(post)}
    state = shape.spelt({"defaultClient": {f"VisionVideoDetailPhoto:{post.id}": photo,
                                     f"VisionVideoDetailAuthor:{post.author_id}": author}})
    return shape.page("快手", shape.script(f"window.__APOLLO_STATE__={state};"))


SHAPE = Shape(
    slug="kuaishou",
    hosts=frozenset({"www.kuaishou.com", "v.kuaishou.com"}),
    number=lambda chance, at: "3x" + shape.letters(chance, 13, "0123456789abcdefghijkmnpqrstuvwxyz"),
    link=lambda post: f"https://www.kuaishou.com/short-video/{post.id}?fid=12&cc=share_copylink",
    shows=_shows,
    gone=lambda asked: shape.page("快手", "<h1>作品已被删除</h1>"),
    private=lambda asked: shape.page("快手", "<h1>作品已设为私密</h1>"),
    short="v.kuaishou.com/", shared="{title} {link} 复制此消息，打开【快手】直接观看！",
)
