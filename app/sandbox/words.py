"""What the people of the demo world write about products: honest words in two languages, kind, mixed and unkind."""

from random import Random

from app.core.i18n import Language

LABELS: dict[Language, str] = {"en": "#gifted", "zh-cn": "#赠品体验"}
OPENINGS: dict[Language, tuple[str, ...]] = {
    "en": (
        "A week with the {name}.",
        "So, the {name} arrived.",
        "I tried the {name} so that you know.",
        "Notes after ten days with the {name}.",
        "My honest view of the {name}.",
    ),
    "zh-cn": (
        "{name}用了一周，来说说。",
        "{name}到手，真实感受。",
        "试了十天的{name}，记录一下。",
        "认真用过{name}之后想说的话。",
        "{name}，值不值得？",
    ),
}
CLOSINGS: dict[Language, tuple[str, ...]] = {
    "en": (
        "Ask me anything.",
        "Your days may differ from mine.",
        "I will see how it goes next month.",
        "That is all I know so far.",
        "Make of it what you will.",
    ),
    "zh-cn": ("有问题可以问我。", "个人感受，仅供参考。", "下个月再来更新。", "目前就这些。", "每个人情况不同。"),
}
BODIES: dict[str, dict[Language, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]] = {
    "barrier": {
        "en": (
            (
                "My cheeks stopped feeling tight after two evenings.",
                "It sinks in quickly and sits well under make-up.",
                "A pea-sized bit is enough for the whole face.",
            ),
            (
                "Soft skin in the morning, but the lavender is strong for me.",
                "Good on dry patches, too much on my nose.",
            ),
            ("It pilled under my sunscreen every single day.", "I saw no difference, and the pump broke on day three."),
        ),
        "zh-cn": (
            ("涂了两晚，脸颊不再紧绷了。", "吸收快，后面上妆也不搓泥。", "黄豆大小就够全脸，挺耐用。"),
            ("早上皮肤是软的，但薰衣草味对我来说太浓。", "干的地方很舒服，鼻子上有点油。"),
            ("叠防晒每天都搓泥，放弃了。", "没看出区别，泵头第三天就坏了。"),
        ),
    },
    "soy": {
        "en": (
            (
                "It tastes of roasted beans, not of sugar.",
                "My new breakfast: one carton and a bun.",
                "Shaken over ice it is better than the shop on my corner.",
            ),
            ("The first sip is bitter, the third is lovely.", "Nice taste, but the carton leaks when you squeeze it."),
            ("Thin and a little chalky; I gave the rest away.", "For this price I expected more tea in it."),
        ),
        "zh-cn": (
            ("喝得到豆子的焦香，不甜腻。", "早餐一盒加个包子，刚刚好。", "加冰摇一摇，比楼下奶茶店清爽。"),
            ("第一口有点苦，第三口就喜欢上了。", "味道不错，就是盒子一捏就漏。"),
            ("偏稀，还有点粉感，剩下的送人了。", "这个价格，希望茶味再足一些。"),
        ),
    },
    "lamp": {
        "en": (
            (
                "I read two hours a night again, and nobody complains.",
                "The wood is sanded so well that I keep touching it.",
                "One charge lasted nine evenings.",
            ),
            ("Lovely light, but the switch is hard to find in the dark.", "Pretty; I wish it were a little brighter."),
            ("It flickered from the first evening on.", "The foot left a ring on my table."),
        ),
        "zh-cn": (
            ("睡前又能看两小时书，家人也不嫌亮。", "木头打磨得很细，忍不住总去摸。", "充一次电用了九个晚上。"),
            ("光很柔和，就是黑暗里找不到开关。", "好看，希望能再亮一点。"),
            ("第一晚开始就一直闪。", "灯座在桌上压出了一圈印子。"),
        ),
    },
    "tray": {
        "en": (
            (
                "Two cups, one bowl, no puddle.",
                "It fits exactly between my stove and the wall.",
                "After a week no dark spots on the bamboo.",
            ),
            ("Useful, though plates fall over in it.", "Dries well; the edges could be smoother."),
            ("A splinter on the first day.", "It warped after one night of wet dishes."),
        ),
        "zh-cn": (
            ("两只杯子一只碗，台面不再积水。", "刚好放进灶台和墙之间的缝。", "用了一周，竹子没有发黑。"),
            ("挺实用，就是盘子立不住。", "沥水快，边缘可以再打磨一下。"),
            ("第一天就被毛刺扎了手。", "放了一晚湿碗就变形了。"),
        ),
    },
    "cold": {
        "en": (
            (
                "Ten minutes, really, and no bitterness.",
                "I drink more water at work now.",
                "The smell of osmanthus is real.",
            ),
            ("Fine in a glass, weak in a big bottle.", "Good tea; too much foil around each bag."),
            ("Tastes of paper for the first half hour.", "Two bags were torn in the box."),
        ),
        "zh-cn": (
            ("真的十分钟就好，不涩。", "上班喝水变多了。", "桂花香很自然。"),
            ("杯子里刚好，大瓶子就淡了。", "茶不错，就是每包的包装太多。"),
            ("前半小时有股纸味。", "盒子里有两包是破的。"),
        ),
    },
}


def words(chance: Random, plan: str, language: Language, name: str, *, label: bool = True) -> str:
    """A post's text about a plan's product, with its label or, where somebody forgot, without it."""
    tone = chance.choices((0, 1, 2), (55, 28, 17))[0]
    said = BODIES[plan][language][tone]
    body = chance.sample(said, min(len(said), chance.randint(1, 2)))
    parts = [chance.choice(OPENINGS[language]).format(name=name), *body, chance.choice(CLOSINGS[language])]
    text = (" " if language == "en" else "").join(parts)
    return f"{LABELS[language]} {text}" if label else text
