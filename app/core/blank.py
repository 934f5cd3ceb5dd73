"""Whether a picture shows anything at all, or is one colour from edge to edge."""

from io import BytesIO

from PIL import Image

from app.core.files import PictureRefused

WIDEST = 256
APART = 16
"""So many of 256 shades of grey away from the commonest one, a point is something."""
LEAST = 0.002
"""The share of points that must be something; the words of a picture with a single line of text are about 0.01."""


class NothingOnIt(PictureRefused):
    """The picture has (almost) nothing on it."""

    message = "There is nothing to be seen on this picture. Please take a screenshot of your post and add that."
    zh = "这张图片上几乎没有内容，请对发布的内容截图后再上传。"


def refuse_blank(stored: bytes) -> None:
    """Raises NothingOnIt where a stored picture is of one colour but for specks."""
    with Image.open(BytesIO(stored)) as image:
        grey = image.convert("L")
    grey.thumbnail((WIDEST, WIDEST), Image.Resampling.BOX)
    counts = grey.histogram()
    ground = max(range(len(counts)), key=counts.__getitem__)
    told = sum(many for shade, many in enumerate(counts) if abs(shade - ground) > APART)
    if told < LEAST * sum(counts):
        raise NothingOnIt
