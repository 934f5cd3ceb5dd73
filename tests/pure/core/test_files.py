"""Files are kept under their hash; photos are painted anew, and what is no photo is refused with a sentence."""

import hashlib
import resource
import struct
import tempfile
import threading
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from app.core.errors import NotFound
from app.core.files import MOST_BYTES, Files, FileTooLarge, NotAnImage, PictureRefused, StoredFile, TooManyPixels

ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825
PAINT = {"RGB": (200, 30, 60), "RGBA": (200, 30, 60, 90), "L": 120, "P": 3, "I;16": 40_000}


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "files")


def picture(form: str, mode: str = "RGB", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    image = Image.new(mode, size, PAINT[mode])
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def telling_photo(form: str) -> bytes:
    """A photo that says where and with what it was taken, and lies on its side."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "TellingCamera"
    exif.get_ifd(GPS)[2] = (31.0, 14.0, 0.0)
    return picture(form, exif=exif, comment=b"taken at home") if form == "JPEG" else picture(form, exif=exif)


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes whose header promises many pixels."""
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def opened(files: Files, stored: StoredFile) -> Image.Image:
    return Image.open(BytesIO(files.open(stored.sha256)))


@pytest.mark.parametrize(("form", "mode", "media_type"), [
    ("JPEG", "RGB", "image/jpeg"), ("JPEG", "L", "image/jpeg"), ("PNG", "RGB", "image/png"), ("PNG", "P", "image/png"),
    ("PNG", "RGBA", "image/png"), ("WEBP", "RGB", "image/jpeg"), ("WEBP", "RGBA", "image/png"),
])
def test_a_photo_comes_back_as_jpeg_or_png_with_its_measures(files, form, mode, media_type):
    stored = files.save_image(picture(form, mode))
    body = files.open(stored.sha256)
    assert stored == StoredFile(hashlib.sha256(body).hexdigest(), media_type, len(body), 40, 30)
    assert opened(files, stored).get_format_mimetype() == media_type


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_forgets_place_camera_and_comment_and_stands_upright(files, form):
    data = telling_photo(form)
    assert b"TellingCamera" in data
    stored = files.save_image(data)
    image, body = opened(files, stored), files.open(stored.sha256)
    assert (stored.width, stored.height) == image.size == (30, 40)
    assert dict(image.getexif()) == {}
    assert b"TellingCamera" not in body
    assert b"taken at home" not in body


def test_the_colours_stay(files):
    red, green, blue = opened(files, files.save_image(picture("JPEG"))).getpixel((20, 15))
    assert abs(red - 200) < 5
    assert abs(green - 30) < 5
    assert abs(blue - 60) < 5
    assert opened(files, files.save_image(picture("PNG", "I;16"))).getpixel((20, 15)) == (156, 156, 156)


def test_the_see_through_parts_of_a_png_stay_see_through(files):
    assert opened(files, files.save_image(picture("PNG", "RGBA"))).getpixel((1, 1)) == (200, 30, 60, 90)


def test_a_see_through_picture_too_large_as_png_becomes_a_jpeg_on_white(tmp_path):
    files = Files(tmp_path, most_bytes=100_000)
    noise = Image.effect_noise((200, 200), 90)
    seen = Image.new("L", noise.size, 255)
    seen.paste(0, (0, 0, 80, 80))
    out = BytesIO()
    Image.merge("RGBA", (noise, noise.rotate(90), noise.rotate(180), seen)).save(out, "WEBP", quality=50)
    stored = files.save_image(out.getvalue())
    assert stored.media_type == "image/jpeg"
    assert stored.size < 100_000
    assert opened(files, stored).getpixel((40, 40)) == (255, 255, 255)


@pytest.mark.parametrize("data", [
    b"", b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n",
    b"GIF89a" + bytes(40), picture("JPEG")[:200], picture("PNG")[:60], picture("WEBP")[:40], picture("GIF"),
    picture("BMP"), png_that_claims(0, 10), b"RIFF\xff\xff\xff\xffWEBPVP8 ",
])
def test_what_is_no_photo_is_refused_and_leaves_nothing_behind(files, data):
    with pytest.raises(NotAnImage) as refused:
        files.save_image(data)
    assert "JPEG, PNG or WebP" in refused.value.sentence()
    assert "请选择" in refused.value.sentence("zh-cn")
    assert not files.folder.exists()


@pytest.mark.parametrize(("width", "height"), [(5_001, 5_000), (60_000, 60_000), (10_000, 10_000), (2**30, 1)])
def test_a_picture_that_promises_too_many_pixels_is_refused_before_it_is_unpacked(files, width, height):
    with pytest.raises(TooManyPixels) as refused:
        files.save_image(png_that_claims(width, height))
    assert refused.value.facts() == {"most_megapixels": 25}


def test_a_file_of_too_many_bytes_is_refused_unread(files):
    with pytest.raises(FileTooLarge, match="up to 8 MiB"):
        files.save_image(picture("JPEG") + bytes(MOST_BYTES))
    assert issubclass(FileTooLarge, PictureRefused)


def test_the_same_photo_twice_is_stored_once(files):
    assert files.save_image(picture("PNG")) == files.save_image(picture("PNG"))
    assert len([path for path in files.folder.rglob("*") if path.is_file()]) == 1


def test_files_lie_two_folders_deep_and_are_for_the_owner_only(files):
    stored = files.save_image(picture("PNG"))
    path = files.folder / stored.sha256[:2] / stored.sha256[2:4] / stored.sha256
    assert path.read_bytes() == files.open(stored.sha256)
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("sha256", ["", "abc", "../" * 20 + "etc/passwd", "A" * 64, "0" * 63 + "\n", "0" * 64])
def test_what_is_not_there_is_not_found_and_no_path_can_be_smuggled_in(files, sha256):
    with pytest.raises(NotFound):
        files.open(sha256)


def test_a_deleted_file_is_gone_and_may_be_deleted_again(files):
    stored = files.save_image(picture("PNG"))
    files.delete(stored.sha256)
    files.delete(stored.sha256)
    with pytest.raises(NotFound):
        files.open(stored.sha256)
    with pytest.raises(NotFound):
        files.delete("../x")


def test_a_write_that_fails_halfway_leaves_no_half_a_file(files):
    was = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20, was[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            files.save_image(picture("PNG"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, was)
    assert [path for path in files.folder.rglob("*") if path.is_file()] == []
    stored = files.save_image(picture("PNG"))
    assert len(files.open(stored.sha256)) == stored.size


def test_a_folder_that_is_no_folder_is_no_missing_file(tmp_path):
    (tmp_path / "files").write_text("a file stands where the folder should be")
    with pytest.raises(NotADirectoryError):
        Files(tmp_path / "files").open("0" * 64)


def test_many_threads_storing_the_same_bytes_leave_one_whole_file():
    with tempfile.TemporaryDirectory() as folder:
        files, data = Files(Path(folder)), picture("PNG")
        threads = [threading.Thread(target=files.save_image, args=(data,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found = [path for path in Path(folder).rglob("*") if path.is_file()]
        assert [path.read_bytes() for path in found] == [data]
