"""What latent tastes say of a person's answers: loadings of scales, and what each taste buys and wishes."""

TASTES = ("style", "table", "nest", "move", "tech", "mind", "pets")
LOADINGS: dict[str, dict[str, float]] = {
    "interest:skincare": {"style": 1.1, "mind": 0.2}, "interest:makeup": {"style": 1.2},
    "interest:fashion": {"style": 1.0, "move": 0.1}, "interest:food": {"table": 1.0},
    "interest:cooking": {"table": 0.9, "nest": 0.5}, "interest:home": {"nest": 1.0, "style": 0.2},
    "interest:parenting": {"nest": 0.9}, "interest:pets": {"pets": 1.4}, "interest:fitness": {"move": 1.1},
    "interest:outdoors": {"move": 1.0, "tech": -0.1}, "interest:gadgets": {"tech": 1.2},
    "interest:reading": {"mind": 1.1}, "interest:travel": {"move": 0.6, "mind": 0.3, "style": 0.2},
    "interest:cars": {"tech": 0.8, "move": 0.2}, "interest:games": {"tech": 0.9, "nest": -0.3},
    "interest:wellness": {"mind": 0.7, "move": 0.5}, "habit:tries_new": {"style": 0.4, "table": 0.4, "tech": 0.4},
    "habit:reads_reviews": {"tech": 0.4, "mind": 0.4}, "habit:recommends": {"style": 0.5, "table": 0.3},
    "habit:photographs": {"style": 0.8, "table": 0.3}, "habit:plans": {"mind": 0.6, "nest": 0.4},
    "habit:price_first": {"style": -0.4, "nest": 0.3}, "habit:stays_loyal": {"nest": 0.4, "tech": -0.2},
    "habit:reads_ingredients": {"mind": 0.6, "table": 0.4}, "habit:sustainability": {"mind": 0.7},
    "habit:domestic_brands": {"nest": 0.3}, "habit:impulse": {"style": 0.4, "mind": -0.5},
    "wish:surprises": {"style": 0.3, "tech": 0.2}, "share:shows_face": {"style": 0.7},
}
FIRST_PAGES = frozenset(
    {"interest:skincare", "interest:fashion", "interest:food", "interest:home", "interest:gadgets"})
"""The scales that everybody answers."""

GOODS: dict[str, tuple[str, ...]] = {
    "style": ("skincare", "makeup", "fragrance", "clothing", "shoes_bags", "jewellery", "hair_care"),
    "table": ("snacks", "tea_coffee", "kitchenware"), "nest": ("home_decor", "cleaning", "baby", "personal_care"),
    "move": ("sports_outdoors", "supplements"), "tech": ("electronics", "small_appliances", "car_accessories"),
    "mind": ("books_stationery", "tea_coffee"), "pets": ("pet_supplies",),
}
RANKED: dict[str, tuple[str, ...]] = {
    "style": ("skincare", "fashion", "makeup"), "table": ("food", "cooking"), "nest": ("home", "parenting"),
    "move": ("fitness", "outdoors", "travel"), "tech": ("gadgets", "games", "cars"), "mind": ("reading", "wellness"),
    "pets": ("pets",),
}
TOPICS: dict[str, str] = {"style": "beauty", "table": "food", "nest": "home", "move": "fitness", "tech": "tech",
                          "mind": "books_films", "pets": "pets"}
BRANDS: dict[str, tuple[str, ...]] = {
    "style": ("lumina_skin",), "table": ("tofu_and_tea", "yuncha"), "nest": ("mutou_home",),
    "move": ("bergquell", "nordlicht"), "tech": ("qingfeng",), "mind": ("yuncha",), "pets": ("pawly",),
}
STAGES = ((23, "university"), (28, "starting_out"), (33, "settled"), (40, "young_family"), (50, "growing_family"))
NETWORKS = ("xiaohongshu", "weibo", "douyin", "bilibili")
BANDS = ("under_300", "300_1000", "1000_5000", "5000_20000", "20000_50000")
REACH = {"under_300": 120, "300_1000": 500, "1000_5000": 2_000, "5000_20000": 8_000, "20000_50000": 24_000}
"""How many people a post of an author with so many followers reaches in the end."""
PLACES: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("310000", "上海市", "上海市", ("徐汇区", "静安区", "浦东新区")),
    ("110000", "北京市", "北京市", ("朝阳区", "海淀区")),
    ("440100", "广东省", "广州市", ("天河区", "越秀区")), ("440300", "广东省", "深圳市", ("南山区", "福田区")),
    ("330100", "浙江省", "杭州市", ("西湖区", "滨江区")), ("510100", "四川省", "成都市", ("锦江区", "武侯区")),
    ("320100", "江苏省", "南京市", ("鼓楼区", "玄武区")), ("420100", "湖北省", "武汉市", ("武昌区", "洪山区")),
    ("500000", "重庆市", "重庆市", ("渝中区", "江北区")), ("610100", "陕西省", "西安市", ("雁塔区", "碑林区")),
)
"""Region code, province, city, districts."""
SURNAMES = "林陈王李张刘杨黄赵周吴徐孙马朱胡郭何高罗"
GIVEN = "安宁可欣雨桐子墨思远若溪乐天明月一诺清扬小满知夏"
