"""Photos, stored under the SHA-256 of their bytes; photos are painted anew, so nothing rides along."""

import hashlib
import os
import re
import struct
import tempfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from app.core.errors import Invalid, NotFound

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 25_000_000
JPEG_QUALITY = 88
THUMBNAIL = (320, 640)
"""The most pixels that a thumbnail is wide and high."""
FORMATS = ("JPEG", "PNG", "WEBP")
# What Pillow's readers raise on bytes that only begin like a picture.
BROKEN = (
    OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError,
    struct.error, zlib.error,
)

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(eq=False)
class PictureRefused(Invalid):
    """An upload was not taken as a photo; each kind of it says why, at the field `picture` where no other is named."""

    message = "This photo cannot be used."
    zh = "这张图片无法使用。"

    def __post_init__(self) -> None:
        self.stands_at("picture")


class NotAnImage(PictureRefused):
    """The bytes are no picture, or a broken one."""

    message = "This file is not a picture we can read. Please choose a JPEG, PNG or WebP photo."
    zh = "无法读取这个文件，请选择 JPEG、PNG 或 WebP 格式的图片。"


@dataclass(eq=False, kw_only=True)
class FileTooLarge(PictureRefused):
    """The file has too many bytes."""

    message = "This file is too large. A photo may have up to {most_mib} MiB."
    zh = "文件过大，图片不能超过 {most_mib} MiB。"
    most_mib: int


@dataclass(eq=False, kw_only=True)
class TooManyPixels(PictureRefused):
    """The picture is too wide and high to be painted safely."""

    message = "This picture is too large. It may have up to {most_megapixels} megapixels."
    zh = "图片尺寸过大，不能超过 {most_megapixels} 百万像素。"
    most_megapixels: int


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A stored picture: its size in bytes, its width and height in pixels."""

    sha256: str
    media_type: str
    size: int
    width: int
    height: int


class Files:
    """A folder of files, `ab/cd/abcd…`. Its methods block: call them in a thread."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self.folder, self.most_bytes = folder, most_bytes

    def save_image(self, data: bytes) -> StoredFile:
        """Store a JPEG, PNG or WebP photo as a fresh JPEG or PNG without place, camera or comment, or refuse it."""
        if len(data) > self.most_bytes:
            raise FileTooLarge(most_mib=self.most_bytes // 1024**2)
        image, came_as = _painted(data)
        fresh, media_type = _encoded(image, came_as, self.most_bytes)
        return StoredFile(self._write(fresh), media_type, len(fresh), image.width, image.height)

    def save_thumbnail(self, data: bytes) -> StoredFile:
        """Store a small copy of somebody else's picture as a fresh JPEG of at most 320 x 640 pixels, or refuse it."""
        if len(data) > self.most_bytes:
            raise FileTooLarge(most_mib=self.most_bytes // 1024**2)
        small = _on_white(_painted(data)[0])
        small.thumbnail(THUMBNAIL)
        out = BytesIO()
        small.save(out, "JPEG", quality=JPEG_QUALITY)
        fresh = out.getvalue()
        return StoredFile(self._write(fresh), "image/jpeg", len(fresh), small.width, small.height)

    def open(self, sha256: str) -> bytes:
        """The bytes stored under a hash, or NotFound."""
        try:
            return self._path(sha256).read_bytes()
        except FileNotFoundError:
            raise NotFound("file") from None

    def delete(self, sha256: str) -> None:
        """Remove the bytes for good; whoever calls knows that no other row names the same hash."""
        self._path(sha256).unlink(missing_ok=True)

    def _path(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise NotFound("file")
        return self.folder / sha256[:2] / sha256[2:4] / sha256

    def _write(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._path(sha256)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_whole(path, data)
        return sha256


def _write_whole(path: Path, data: bytes) -> None:
    """The file is there whole or not at all, also after a power cut."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as fresh:
            fresh.write(data)
            fresh.flush()
            os.fsync(fresh.fileno())
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    for folder in (path.parent, path.parent.parent, path.parent.parent.parent):
        _sync(folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _painted(data: bytes) -> tuple[Image.Image, str]:
    """The first frame, upright, as bare pixels, and its format; its size is judged before a pixel is unpacked."""
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise TooManyPixels(most_megapixels=MOST_PIXELS // 10**6)
            image.load()
            plain = ImageOps.exif_transpose(_eight_bit(image)).convert(_plain_mode(image))
            plain.info = {}
            return plain, str(image.format)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooManyPixels(most_megapixels=MOST_PIXELS // 10**6) from None
    except BROKEN:
        raise NotAnImage from None


def _plain_mode(image: Image.Image) -> str:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        return "RGBA"
    return "L" if image.mode in ("1", "L") else "RGB"


def _eight_bit(image: Image.Image) -> Image.Image:
    """Sixteen-bit grey scaled down; Pillow's own conversion would turn all but the darkest parts white."""
    return image.point(lambda level: level / 256) if image.mode.startswith("I;16") else image


def _encoded(image: Image.Image, came_as: str, most_bytes: int) -> tuple[bytes, str]:
    """JPEG for what came as a photo; PNG for what came as PNG or is see-through, unless that grows too large."""
    out = BytesIO()
    if came_as == "PNG" or image.mode == "RGBA":
        image.save(out, "PNG")
        if out.tell() <= most_bytes:
            return out.getvalue(), "image/png"
        out = BytesIO()
    _on_white(image).save(out, "JPEG", quality=JPEG_QUALITY)
    return out.getvalue(), "image/jpeg"


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper
