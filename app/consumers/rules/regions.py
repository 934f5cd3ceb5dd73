"""Regions: what a code of GB/T 2260 is called, and which tier its city has in the market."""

from app.core.i18n import Language, Text, text

FIRST, NEW_FIRST, SECOND, FURTHER, UNKNOWN = 1, 2, 3, 4, 0
ELSEWHERE = "000000"
PROVINCES: dict[str, tuple[str, str]] = {
    "11": ("Beijing", "北京"), "12": ("Tianjin", "天津"), "13": ("Hebei", "河北"), "14": ("Shanxi", "山西"),
    "15": ("Inner Mongolia", "内蒙古"), "21": ("Liaoning", "辽宁"), "22": ("Jilin", "吉林"),
    "23": ("Heilongjiang", "黑龙江"), "31": ("Shanghai", "上海"), "32": ("Jiangsu", "江苏"),
    "33": ("Zhejiang", "浙江"), "34": ("Anhui", "安徽"), "35": ("Fujian", "福建"), "36": ("Jiangxi", "江西"),
    "37": ("Shandong", "山东"), "41": ("Henan", "河南"), "42": ("Hubei", "湖北"), "43": ("Hunan", "湖南"),
    "44": ("Guangdong", "广东"), "45": ("Guangxi", "广西"), "46": ("Hainan", "海南"), "50": ("Chongqing", "重庆"),
    "51": ("Sichuan", "四川"), "52": ("Guizhou", "贵州"), "53": ("Yunnan", "云南"), "54": ("Tibet", "西藏"),
    "61": ("Shaanxi", "陕西"), "62": ("Gansu", "甘肃"), "63": ("Qinghai", "青海"), "64": ("Ningxia", "宁夏"),
    "65": ("Xinjiang", "新疆"), "71": ("Taiwan", "台湾"), "81": ("Hong Kong", "香港"), "82": ("Macao", "澳门"),
}

CITIES: dict[str, tuple[str, str]] = {
    "1301": ("Shijiazhuang", "石家庄"), "1302": ("Tangshan", "唐山"), "1304": ("Handan", "邯郸"),
    "1306": ("Baoding", "保定"), "1310": ("Langfang", "廊坊"), "1401": ("Taiyuan", "太原"),
    "1501": ("Hohhot", "呼和浩特"), "1502": ("Baotou", "包头"), "2101": ("Shenyang", "沈阳"),
    "2102": ("Dalian", "大连"), "2201": ("Changchun", "长春"), "2202": ("Jilin City", "吉林市"),
    "2301": ("Harbin", "哈尔滨"), "2306": ("Daqing", "大庆"), "3201": ("Nanjing", "南京"), "3202": ("Wuxi", "无锡"),
    "3203": ("Xuzhou", "徐州"), "3204": ("Changzhou", "常州"), "3205": ("Suzhou", "苏州"),
    "3206": ("Nantong", "南通"), "3209": ("Yancheng", "盐城"), "3210": ("Yangzhou", "扬州"),
    "3301": ("Hangzhou", "杭州"), "3302": ("Ningbo", "宁波"), "3303": ("Wenzhou", "温州"),
    "3304": ("Jiaxing", "嘉兴"), "3306": ("Shaoxing", "绍兴"), "3307": ("Jinhua", "金华"),
    "3310": ("Taizhou", "台州"), "3401": ("Hefei", "合肥"), "3402": ("Wuhu", "芜湖"), "3501": ("Fuzhou", "福州"),
    "3502": ("Xiamen", "厦门"), "3505": ("Quanzhou", "泉州"), "3506": ("Zhangzhou", "漳州"),
    "3601": ("Nanchang", "南昌"), "3607": ("Ganzhou", "赣州"), "3701": ("Jinan", "济南"), "3702": ("Qingdao", "青岛"),
    "3703": ("Zibo", "淄博"), "3706": ("Yantai", "烟台"), "3707": ("Weifang", "潍坊"), "3708": ("Jining", "济宁"),
    "3713": ("Linyi", "临沂"), "4101": ("Zhengzhou", "郑州"), "4103": ("Luoyang", "洛阳"), "4201": ("Wuhan", "武汉"),
    "4205": ("Yichang", "宜昌"), "4206": ("Xiangyang", "襄阳"), "4301": ("Changsha", "长沙"),
    "4302": ("Zhuzhou", "株洲"), "4307": ("Changde", "常德"), "4401": ("Guangzhou", "广州"),
    "4403": ("Shenzhen", "深圳"), "4404": ("Zhuhai", "珠海"), "4405": ("Shantou", "汕头"), "4406": ("Foshan", "佛山"),
    "4407": ("Jiangmen", "江门"), "4408": ("Zhanjiang", "湛江"), "4413": ("Huizhou", "惠州"),
    "4419": ("Dongguan", "东莞"), "4420": ("Zhongshan", "中山"), "4501": ("Nanning", "南宁"),
    "4502": ("Liuzhou", "柳州"), "4503": ("Guilin", "桂林"), "4601": ("Haikou", "海口"), "4602": ("Sanya", "三亚"),
    "5101": ("Chengdu", "成都"), "5107": ("Mianyang", "绵阳"), "5201": ("Guiyang", "贵阳"), "5203": ("Zunyi", "遵义"),
    "5301": ("Kunming", "昆明"), "5401": ("Lhasa", "拉萨"), "6101": ("Xi'an", "西安"), "6104": ("Xianyang", "咸阳"),
    "6201": ("Lanzhou", "兰州"), "6301": ("Xining", "西宁"), "6401": ("Yinchuan", "银川"),
    "6501": ("Ürümqi", "乌鲁木齐"),
}
_TIERS: dict[int, str] = {
    FIRST: "11 31 4401 4403",
    NEW_FIRST: "12 50 5101 3301 4201 3205 6101 3201 4301 4101 4419 3202 3302 3702 3401",
    SECOND: "4406 5301 2101 3701 3502 3501 3303 3204 2102 1301 4501 2301 3307 3601 2201 3206 3505 5201 3304 1401 4413 "
            "3203 3306 4420 3310 3706 4404 1306 3707 6201",
}
"""Prefixes of codes by tier, as Chinese media group cities by their commerce; it is looked at anew each year."""
TIERS: dict[str, int] = {prefix: tier for tier, prefixes in _TIERS.items() for prefix in prefixes.split()}


TIER_NAMES: dict[int, Text] = {
    FIRST: text("Tier 1", "一线"), NEW_FIRST: text("New tier 1", "新一线"), SECOND: text("Tier 2", "二线"),
    FURTHER: text("Tier 3 and smaller", "三线及以下"), UNKNOWN: text("no tier", "未分级")}


def tier_of(code: str | None) -> int:
    """The tier of a six-digit code: 1 first, 2 new first, 3 second, 4 third and further; 0 where it is not known."""
    if not code or code[:2] not in PROVINCES:
        return UNKNOWN
    return TIERS.get(code[:2]) or TIERS.get(code[:4]) or FURTHER


def area(code: str) -> str:
    """The digits that all places in a region share: 320000 is the province, so 32; 320500 the city, so 3205."""
    while len(code) > 2 and code.endswith("00"):
        code = code[:-2]
    return code


def tiers_in(code: str) -> frozenset[int]:
    """The tiers of all places in a region, of which the code has two to six digits."""
    prefix = area(code)
    cities = {city: tier for city, tier in TIERS.items() if len(city) > len(prefix) and city.startswith(prefix)}
    own = tier_of(prefix)
    return frozenset({own, *cities.values()})


def name_of(code: str | None, language: Language) -> str | None:
    """A code in words: 'Suzhou, Jiangsu', '江苏 苏州'; the province where the city is not listed; None if unknown."""
    at = 1 if language == "zh-cn" else 0
    if code == ELSEWHERE:
        return ("Outside mainland China", "中国大陆以外")[at]
    province, city = PROVINCES.get((code or "")[:2]), CITIES.get((code or "")[:4])
    if province is None:
        return None
    if city is None:
        return province[at]
    return f"{province[1]} {city[1]}" if at else f"{city[0]}, {province[0]}"


def place_of(code: str) -> Text | None:
    """What the province or city of exactly this code is called; None of any other code."""
    found = PROVINCES.get(code) or CITIES.get(code)
    return text(*found) if found else None


def code_of(name: str) -> str | None:
    """The code of a province or city called so in either language; None where none is."""
    said = name.strip().casefold()
    return next((code for code, names in (PROVINCES | CITIES).items() if said in map(str.casefold, names)), None)
