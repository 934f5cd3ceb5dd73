"""Files that people send: photos are taken from a form, lists from a form or a bare body."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from app.core.errors import Invalid
from app.core.files import MOST_BYTES, Files, FileTooLarge
from app.core.i18n import Text, text
from app.platforms.numbers import MOST
from app.reviews.rules.looks import COUNTS
from app.web.screen import Form

LISTS = ("text/csv", "application/csv", "text/plain", "application/octet-stream", "application/vnd.ms-excel")
PICTURE_FORM = text("Please send multipart/form-data with the picture in its field “picture”.",
                    "请以 multipart/form-data 发送，图片放在字段“picture”中。")
LIST_FORM = text("Please send text/csv, or multipart/form-data with the list in its field “file”.",
                 "请发送 text/csv，或以 multipart/form-data 发送，名单放在字段“file”中。")
ONE_PICTURE = text("Please send one picture at a time.", "请一次只发送一张图片。")
MOST_PICTURES = 10
"""So many are read, so that who sends several is told so at the field."""
NO_FILE = text("Please choose a file.", "请选择文件。")


class WrongKind(HTTPException):
    """What came is of another kind than this address takes; it says which."""

    def __init__(self, wanted: Text) -> None:
        super().__init__(415)
        self.wanted = wanted


def _files(request: Request) -> Files:
    found: Files = request.app.state.house.files
    return found


Filing = Annotated[Files, Depends(_files)]


async def photos_of(form: Form) -> list[bytes]:
    """The photos of a form in the order of their fields; one too large is refused before it is read."""
    try:
        large = next((name for name in sorted(form.files) if (form.files[name].size or 0) > MOST_BYTES), None)
        if large is not None:
            raise FileTooLarge(most_mib=MOST_BYTES // 1024**2).stands_at(large)
        return [await form.files[name].read() for name in sorted(form.files)]
    finally:
        for upload in form.files.values():
            await upload.close()


async def list_of(form: Form) -> bytes:
    """The list that was sent with a form; raises Invalid at the field."""
    if "file" not in form.files:
        raise Invalid.at("file", NO_FILE, "missing")
    return await _read(form.files["file"])


async def _read(upload: UploadFile) -> bytes:
    try:
        return await upload.read()
    finally:
        await upload.close()


@dataclass(frozen=True, slots=True)
class Shot:
    """A screenshot that came in a request's body, and what was said beside it."""

    photo: bytes
    said: dict[str, str]


async def shot_of_body(request: Request) -> Shot:
    """The field `picture` of multipart/form-data with the words beside it; 415 for other kinds."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    # Read whole, so that it can be read again for the request's fingerprint.
    await request.body()
    if kind != "multipart/form-data":
        raise WrongKind(PICTURE_FORM)
    async with request.form(max_files=MOST_PICTURES, max_fields=10) as form:
        sent = form.get("picture")
        if not isinstance(sent, UploadFile):
            raise Invalid.at("picture", NO_FILE, "missing")
        if sum(isinstance(value, UploadFile) for _, value in form.multi_items()) > 1:
            raise Invalid.at("picture", ONE_PICTURE, "too_many")
        if (sent.size or 0) > MOST_BYTES:
            raise FileTooLarge(most_mib=MOST_BYTES // 1024**2)
        return Shot(await sent.read(), {name: value for name, value in form.items() if isinstance(value, str)})


async def list_of_body(request: Request) -> bytes:
    """The list in a request's body: bare CSV, or the field `file` of multipart/form-data; 415 for other kinds."""
    kind = request.headers.get("content-type", "text/csv").partition(";")[0].strip().lower()
    # Read whole, so that it can be read again for the request's fingerprint.
    body = await request.body()
    if kind in LISTS:
        return body
    if kind != "multipart/form-data":
        raise WrongKind(LIST_FORM)
    sent = (await request.form(max_files=1, max_fields=10)).get("file")
    if not isinstance(sent, UploadFile):
        raise Invalid.at("file", NO_FILE, "missing")
    return await _read(sent)


Shots = Annotated[Shot, Depends(shot_of_body)]
Sent = Annotated[bytes, Depends(list_of_body)]
SENT_BODY = {"requestBody": {"required": True, "content": {
    "text/csv": {"schema": {"type": "string", "format": "binary"}},
    "multipart/form-data": {"schema": {"type": "object", "required": ["file"], "properties": {
        "file": {"type": "string", "format": "binary"}}}}}}}
"""How such a body is described in OpenAPI."""
SHOT_BODY = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": {
    "type": "object", "required": ["picture"], "additionalProperties": False, "properties": {
        "picture": {"type": "string", "format": "binary", "description": "JPEG, PNG or WebP, at most 8 MiB."},
        **{name: {"type": "integer", "minimum": 0, "maximum": MOST} for name in COUNTS}}}}}}}
"""How a screenshot with the numbers read off it is described in OpenAPI."""
