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
DAYS: dict[Language, tuple[str, ...]] = {
    "en": (
        "We live on the fifth floor without a lift, so every parcel is a small expedition.",
        "My mother was visiting and gave her opinion without being asked.",
        "It rained from Monday to Thursday, which made the testing easier.",
        "I kept notes in the back of my calendar, in pencil, like my teacher taught me.",
        "The children wanted to know everything about the box before I had opened it.",
        "I tried to forget the price and the pretty drawing on the front.",
        "On Sunday two friends came over and each of them saw it differently.",
        "My flat is eleven square metres of kitchen, bed and bicycle.",
        "I work nights, so my mornings begin at four in the afternoon.",
        "The cat inspected it first, as she does with every new thing.",
        "There was no leaflet, only a card with a handwritten greeting.",
        "I compared it with the one that my sister has bought for years.",
        "Half of the photos show my thumb, I will practise.",
        "Between two business trips I had exactly nine quiet evenings for it.",
        "My grandfather would have called all of this newfangled nonsense.",
        "I asked the neighbour's daughter to guess what it was, she failed three times.",
        "The first try went wrong because I had not read the small print.",
        "I used it at the same hour each day, with the radio on.",
        "Our balcony faces north, so the pictures are bluer than life.",
        "I wrote this on the train between two tunnels, forgive the commas.",
        "A colleague swears by something older and we argued over lunch.",
        "The wrapping went straight into the paper bin, not much of it.",
        "I had a cold for three of the days and left those out.",
        "My partner did the second half of the test and agrees with most of it.",
        "Winter is the honest season for things like this, I find.",
        "The shop downstairs sells three of its cousins, so I know the family.",
        "I set an alarm and still forgot it twice.",
        "After a week I moved it from the cupboard to the table, which says something.",
    ),
    "zh-cn": (
        "家住五楼没有电梯，每次取快递都像一场小小的远征。",
        "正好妈妈来住了几天，没等我问就发表了意见。",
        "从周一一直下雨到周四，反倒方便我待在家里慢慢试。",
        "我用铅笔记在日历背面，小时候老师教的老办法。",
        "孩子们在我拆开之前就把盒子研究了个遍。",
        "试的时候尽量不去想价格，也不看包装上好看的插画。",
        "周日来了两位朋友，两个人的看法完全不一样。",
        "我的出租屋只有十一平米，厨房、床和自行车挤在一起。",
        "我上夜班，所以我的早晨从下午四点开始。",
        "家里的猫照例第一个验收，闻了半天才走开。",
        "里面没有说明书，只有一张手写的小卡片。",
        "拿姐姐用了好多年的那一款放在旁边做了对比。",
        "一半的照片都拍到了我的大拇指，下次好好练。",
        "两次出差中间刚好空出九个安静的晚上。",
        "要是爷爷还在，一定会说这都是年轻人的花样。",
        "让邻居家的小姑娘猜这是什么，她猜了三次都没猜中。",
        "第一次没看小字，用错了方法，算我的。",
        "每天固定同一个钟点，开着收音机用。",
        "阳台朝北，照片比实物偏蓝一些，请见谅。",
        "这段话是在地铁换乘的时候写的，标点随意了点。",
        "有位同事坚持老牌子，中午为这个争了半顿饭。",
        "外包装直接进了纸箱回收，不算多。",
        "中间感冒了三天，那几天的感受没有算进去。",
        "后半段是另一半帮忙测的，大部分意见一致。",
        "我总觉得冬天最能看出这类东西的真本事。",
        "楼下小店卖它的三个同类，所以心里大概有数。",
        "定了闹钟，还是忘了两回，只能说我记性不好。",
        "一周之后我把它从柜子里挪到了桌上，算是一种态度吧。",
    ),
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
    days = chance.sample(DAYS[language], 4)
    parts = [chance.choice(OPENINGS[language]).format(name=name), *days[:2], *body, *days[2:],
             chance.choice(CLOSINGS[language])]
    text = (" " if language == "en" else "").join(parts)
    return f"{LABELS[language]} {text}" if label else text
