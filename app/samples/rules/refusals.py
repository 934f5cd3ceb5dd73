"""Why something about parcels cannot be done, in both languages."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.errors import Conflict, Invalid
from app.samples.rules import MOST_PHOTOS


@dataclass(eq=False)
class ExportsPaused(Conflict):
    """The campaign stands still, so nothing new goes out."""

    message = "This campaign is paused, so no parcel goes out. Resume it first."
    zh = "该活动已暂停，暂不能导出包裹，请先恢复活动。"


@dataclass(eq=False)
class NothingToExport(Conflict):
    """No pending parcel has an address to go to."""

    message = "There is no parcel to export; {waiting:waits/wait} for an address."
    zh = "目前没有可导出的包裹，另有 {waiting} 个在等待地址。"
    waiting: int


@dataclass(eq=False)
class TroubleIsOpen(Conflict):
    """One parcel has one open trouble at most."""

    message = "We know about this parcel and are looking after it."
    zh = "这个包裹的问题我们已经收到，正在处理。"
    trouble_id: str


@dataclass(eq=False)
class SentAgain(Conflict):
    """The parcel was replaced; only the last one counts."""

    message = "A new parcel, {number}, was made for this one. Please speak about that one."
    zh = "我们已为你补寄新包裹 {number}，请在新包裹中操作。"
    number: str


@dataclass(eq=False)
class SeatIsOver(Conflict):
    """The person is out of the campaign, so nothing is sent any more."""

    noun: ClassVar[str] = "seat"
    message = "The person's place in this campaign has ended ({state}), so nothing is sent again."
    zh = "该用户在本活动中的名额已结束（{state}），不再补寄。"
    state: str


@dataclass(eq=False)
class TooManyPhotos(Invalid):
    """More photos than a trouble keeps."""

    message = "Please choose at most {most:photo/photos}."
    zh = "最多上传 {most} 张图片。"
    most: int = MOST_PHOTOS

    def __post_init__(self) -> None:
        self.stands_at("photos")


@dataclass(eq=False)
class LotIsUsed(Conflict):
    """Parcels name this lot, so it stays as it is."""

    message = "Lot {batch} lies in {units:unit/units} of parcels already; it can have no fewer and cannot be removed."
    zh = "批次 {batch} 已用于 {units} 件样品，数量不能少于此数，也不能删除。"
    batch: str
    units: int


@dataclass(eq=False)
class ForeignVariant(Conflict):
    """The campaign does not give this variant."""

    message = "This campaign does not give that variant."
    zh = "该活动不包含这个规格。"


@dataclass(eq=False)
class NothingInReserve(Conflict):
    """The reserve for resends is used up; ops may still end the trouble."""

    message = ("The reserve has no unit left for a new parcel. Ask the brand for more units, "
               "resolve the trouble with the carrier, or give it up.")
    zh = "补寄备用样品已用完。可请品牌补充数量、与快递公司协商解决，或放弃补寄。"
    variant_id: str
