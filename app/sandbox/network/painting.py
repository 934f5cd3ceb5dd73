"""The pictures of made-up posts: a few shapes in colours of the post's own name, painted when somebody looks."""

from io import BytesIO

from PIL import Image, ImageDraw

from app.sandbox.network.posts import SimulatedPost

SIZE = (480, 360)


def painted(post: SimulatedPost) -> bytes:
    """A post's picture as JPEG; that of a video has a mark to play it."""
    back, front, spot = (f"#{(int(post.short[1:], 16) * factor) % 0xFFFFFF:06x}" for factor in (1, 7919, 104729))
    image = Image.new("RGB", SIZE, back)
    draw = ImageDraw.Draw(image)
    draw.rectangle((60, 180, 420, 330), fill=front)
    draw.ellipse((150, 60, 330, 240), fill=spot)
    if post.has_video:
        draw.polygon(((215, 115), (215, 185), (275, 150)), fill="white")
    written = BytesIO()
    image.save(written, "JPEG")
    return written.getvalue()
