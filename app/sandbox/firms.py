"""The three invented brands of the demo world, and what they make. Money in fen."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Firm:
    """A brand: its name, who signs in for it, what it says of itself, and its catalogue as ProductIn's fields."""

    name: str
    email: str
    about: dict[str, str]
    products: tuple[dict[str, Any], ...]


def _said(english: str, chinese: str) -> dict[str, str]:
    return {"default": english, "zh-cn": chinese}


def _variant(ref: str, english: str, chinese: str, value: int, cost: int) -> dict[str, Any]:
    return {"external_ref": ref, "name": _said(english, chinese), "retail_value": value, "unit_cost": cost}


FIRMS: tuple[Firm, ...] = (
    Firm("Lumina Skin", "studio@lumina-skin.test", _said(
        "Three people, one small laboratory in Hangzhou, and creams with short lists of ingredients.",
        "三个人，一间杭州的小实验室，只做成分表很短的面霜。"), (
        {"external_ref": "LS-BARRIER", "category": "skincare", "aliases": ["barrier cream", "屏障霜"],
         "name": _said("Barrier cream", "屏障修护面霜"),
         "about": _said("Ceramides and squalane for dry days. It contains a little lavender oil.",
                        "含神经酰胺和角鲨烷，适合干燥的日子。含少量薰衣草精油。"),
         "contraindications": {"body:allergies": ["fragrance"]},
         "variants": [_variant("LS-BARRIER-LIGHT", "Light gel, 30 ml", "清爽凝露 30ml", 12900, 3100),
                      _variant("LS-BARRIER-RICH", "Rich cream, 30 ml", "滋润面霜 30ml", 13900, 3400)]},
        {"external_ref": "LS-SUN", "category": "skincare", "aliases": ["sun milk", "防晒乳"],
         "name": _said("Everyday sun milk", "日常防晒乳"),
         "about": _said("SPF 50, made for the way to work.", "SPF 50，为通勤路上设计。"),
         "variants": [_variant("LS-SUN-40", "40 ml", "40ml", 9900, 2300)]})),
    Firm("Tofu & Tea", "hello@tofu-and-tea.test", _said(
        "We roast soy beans and tea leaves side by side, in Chengdu.", "我们在成都，把黄豆和茶叶放在一起烘焙。"), (
        {"external_ref": "TT-SOY", "category": "drink", "aliases": ["soy milk tea", "豆乳茶"],
         "name": _said("Roasted soy milk tea", "烤豆乳茶"),
         "about": _said("Unsweetened soy milk with roasted tea; six cartons.", "无添加糖的豆乳加烘焙茶，六盒装。"),
         "contraindications": {"body:allergies": ["soy"]},
         "variants": [_variant("TT-SOY-OOLONG", "With oolong", "乌龙味", 5900, 1700),
                      _variant("TT-SOY-HOJICHA", "With hojicha", "焙茶味", 5900, 1700),
                      _variant("TT-SOY-BLACK", "With black tea", "红茶味", 5900, 1600)]},
        {"external_ref": "TT-COLD", "category": "drink", "aliases": ["cold brew", "冷泡茶"],
         "name": _said("Cold-brew tea bags", "冷泡茶包"),
         "about": _said("Twelve bags for cold water; ready in ten minutes.", "十二包，冷水十分钟即可。"),
         "variants": [_variant("TT-COLD-12", "Twelve bags", "十二包", 4900, 1100)]})),
    Firm("Mutou Home", "team@mutou-home.test", _said(
        "Small things of wood for small flats.", "给小房子的小木器。"), (
        {"external_ref": "MH-LAMP", "category": "home", "aliases": ["bedside lamp", "床头灯"],
         "name": _said("Beech bedside lamp", "榉木床头灯"),
         "about": _said("A lamp of beech that glows without dazzling; charged by USB-C.",
                        "榉木小灯，柔和不刺眼，USB-C 充电。"),
         "variants": [_variant("MH-LAMP-1", "Natural", "原木色", 25900, 8800)]},
        {"external_ref": "MH-TRAY", "category": "cooking", "aliases": ["drip tray", "沥水盘"],
         "name": _said("Bamboo drip tray", "竹制沥水盘"),
         "about": _said("Dries two cups and a bowl, and hides in a drawer.", "能晾两只杯子一只碗，收进抽屉不占地。"),
         "variants": [_variant("MH-TRAY-S", "Small", "小号", 6900, 1900),
                      _variant("MH-TRAY-L", "Large", "大号", 8900, 2400)]})),
)
