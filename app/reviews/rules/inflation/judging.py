"""What ops may find of numbers that were flagged, and on what grounds; nothing follows for the person by itself."""

from app.core.i18n import Text, text

IN_ORDER, LEFT_OUT = "in_order", "left_out"
GROUNDS: dict[str, dict[str, Text]] = {
    IN_ORDER: {
        "went_round": text("The network or a well-known account showed it to many", "平台推荐或知名账号转发"),
        "misread": text("A number was read wrongly", "数据读取有误"),
        "real_people": text("Looked through: real people, real interest", "已人工查看，互动真实"),
    },
    LEFT_OUT: {
        "bought": text("The numbers were bought", "数据系购买"),
        "exchanged": text("Likes or comments were exchanged", "互赞互评"),
        "withdrawn": text("The network has taken them back", "平台已清除"),
    },
}
VERDICT_WORDS: dict[str, Text] = {
    IN_ORDER: text("Numbers in order", "数据正常"), LEFT_OUT: text("Numbers left out of the sums", "数据不计入合计"),
}
