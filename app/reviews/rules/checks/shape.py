"""What a post is made of: pictures and moving pictures, where the brief asks for them."""

from app.core.i18n import Count, text
from app.platforms.found import Post
from app.reviews.rules.checks.verdict import Asked, Verdict

NO_VIDEO = text(
    "A video was asked for, and this post shows none. Please publish one and paste its link.",
    "约定的是视频，这篇内容里没有视频。请发布视频后粘贴它的链接。")
NO_PHOTO = text(
    "A post with photos was asked for, and this one shows none. Please add a photo.",
    "约定的是图文内容，这篇里没有图片。请补充图片。")


def check_pictures(post: Post, asked: Asked) -> Verdict | None:
    """Whether as many pictures are there as the brief asks for; None where it asks for none."""
    least = asked.least_pictures
    if not least:
        return None
    if post.pictures is None:
        return Verdict("pictures", "unknown")
    if post.pictures >= least:
        return Verdict("pictures", "passed", str(post.pictures))
    return Verdict("pictures", "failed", str(post.pictures), text(
        f"Your post shows {post.pictures} of the {Count(least):picture/pictures} asked for. "
        f"Please add {_more(least, post)}.",
        f"约定至少 {least} 张图片，这篇有 {post.pictures} 张，请再补充 {least - post.pictures} 张。"))


def _more(least: int, post: Post) -> str:
    lacking = least - (post.pictures or 0)
    return "one more" if lacking == 1 else f"{lacking} more"


def check_format(post: Post, asked: Asked) -> Verdict | None:
    """Whether a video is one and a photo post shows photos; None where any kind of post will do."""
    if asked.format == "video":
        if post.has_video is None:
            return Verdict("format", "unknown")
        return Verdict("format", "passed", "video") if post.has_video else Verdict("format", "failed", None, NO_VIDEO)
    if asked.format != "photo":
        return None
    if post.pictures:
        return Verdict("format", "passed", str(post.pictures))
    if post.pictures is None:
        return Verdict("format", "unknown")
    return Verdict("format", "failed", "video" if post.has_video else None, NO_PHOTO)
