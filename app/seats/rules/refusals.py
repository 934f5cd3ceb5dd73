"""Why an offer, a gift or a parcel cannot be moved as asked."""

from dataclasses import dataclass
from typing import Any, ClassVar

from app.core.errors import Conflict
from app.core.i18n import Language, Text


@dataclass(eq=False)
class VariantGone(Conflict):
    """The chosen offer is taken, others are left; nothing has changed."""

    message = "{variant} is gone; still free: {others}."
    zh = "{variant}已经没有了，还可以选择：{others}。"
    variant: Text
    others: tuple[Text, ...]
    offer_ids: tuple[str, ...]

    def facts(self) -> dict[str, Any]:
        """The names in the default language, and the offers that may still be chosen."""
        return {"variant": self.variant.default, "others": [name.default for name in self.others],
                "offer_ids": list(self.offer_ids)}

    def sentence(self, language: Language = "en") -> str:
        """The refusal with the names as the reader knows them."""
        words = self.zh if language == "zh-cn" else self.message
        comma = "、" if language == "zh-cn" else ", "
        return words.format(variant=self.variant.pick(language),
                            others=comma.join(name.pick(language) for name in self.others))


@dataclass(eq=False)
class GiftCapReached(Conflict):
    """As many gifts as one person, phone or household may have in their window."""

    message = "You have had your gift for now; from {free_on} on you may take another one."
    zh = "你近期已经领取过礼物，{free_on} 之后可以再次领取。"
    key: str
    free_on: str


@dataclass(eq=False)
class ProductHad(Conflict):
    """The person took a gift of the same product from another campaign."""

    message = "You have had {product} from us already; everybody is given a product once."
    zh = "你已经领取过{product}，同一款产品每人只送一次。"
    product: Text

    def facts(self) -> dict[str, Any]:
        """The product's name in the default language."""
        return {"product": self.product.default}

    def sentence(self, language: Language = "en") -> str:
        """The refusal with the product as the reader knows it."""
        words = self.zh if language == "zh-cn" else self.message
        return words.format(product=self.product.pick(language))


@dataclass(eq=False)
class AlreadySeated(Conflict):
    """One person has one seat in a campaign, for ever."""

    noun: ClassVar[str] = "seat"
    message = "This person has a seat in this campaign already, marked “{state}”."
    zh = "此人在该活动中已有名额（{state}）。"
    state: str
    seat_id: str


@dataclass(eq=False)
class CampaignClosedToOffers(Conflict):
    """Offers leave only in a live campaign that is not paused."""

    noun: ClassVar[str] = "campaign"
    message = "Nothing can be offered or sent now: the campaign is marked “{state}”."
    zh = "现在不能发放：活动状态为“{state}”。"
    state: str


@dataclass(eq=False)
class AlreadyExported(Conflict):
    """The parcel is being packed; what follows goes through its troubles or a case."""

    message = "The parcel has been handed over for packing; please ask us instead."
    zh = "包裹已经交付打包，请直接联系我们。"
    seat_id: str


@dataclass(eq=False)
class AddressFrozen(Conflict):
    """A parcel is on its way to the old address."""

    message = "A parcel is on its way to this address; you can change it once you have received the parcel."
    zh = "有包裹正寄往该地址，您收到之后即可修改。"
    seat_id: str


@dataclass(eq=False)
class AddressHadGift(Conflict):
    """Somebody else with this phone or at this address has a gift that counts."""

    message = "Somebody with the same {key} has had a gift lately, so we cannot send this one there."
    zh = "该电话或地址近期已有人领取过礼物，因此无法寄往此处。"
    key: str


@dataclass(eq=False)
class NothingReserved(Conflict):
    """The reserve for resends is used up."""

    message = "Nothing is left in the reserve for {variant_id}."
    zh = "补寄备用的样品已用完（{variant_id}）。"
    variant_id: str
