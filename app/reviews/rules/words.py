"""How checks, reasons, sources and decisions are called by people, in both languages."""

from app.core.i18n import Text, text
from app.core.states import MOVES_IN_WORDS
from app.reviews.rules import REVIEW

CHECK_WORDS: dict[str, Text] = {
    "network": text("Network", "平台"),
    "account": text("Whose account it is", "账号归属"),
    "author": text("Your account", "发布账号"),
    "date": text("Date of the post", "发布时间"),
    "label": text("Gift label", "赠品标注"),
    "product": text("Name of the product", "产品名称"),
    "hashtags": text("Hashtags", "话题"),
    "length": text("Length of the text", "文字长度"),
    "pictures": text("Pictures", "图片"),
    "format": text("Kind of post", "内容形式"),
    "own_words": text("Your own words", "原创文字"),
}
CHECK_WORDS_OF_OPS: dict[str, Text] = CHECK_WORDS | {
    "author": text("Author", "发布账号"), "own_words": text("Own words", "原创文字")}
"""The same for those who look at posts of others."""
CHANGE_WORDS: dict[str, Text] = CHECK_WORDS | {
    "words": text("The words", "文字"),
    "shop_link": text("A link to a shop", "购物链接"),
    "author": text("The account", "发布账号"),
}
"""What can be found changed about a post that was verified."""
OUTCOME_WORDS: dict[str, Text] = {
    "passed": text("All well", "没问题"),
    "apart": text("Counts all the same", "同样有效"),
    "failed": text("To mend", "需要修改"),
    "unknown": text("A person is looking", "人工核对中"),
}
OUTCOME_WORDS_OF_OPS: dict[str, Text] = OUTCOME_WORDS | {
    "passed": text("In order", "符合"), "apart": text("On another network, counted apart", "在其他平台，单独统计"),
    "failed": text("Not in order", "不符合"),
    "unknown": text("To look at", "待核对"),
}
REJECTION_WORDS: dict[str, Text] = {
    "not_this_product": text("The post is not about this product.", "内容与该产品无关。"),
    "not_your_account": text("The post is not by your account.", "内容不是由你的账号发布的。"),
    "posted_before_sample": text("The post is older than the sample.", "内容在收到样品之前就已发布。"),
    "copied_text": text("The text was copied from elsewhere.", "文字复制自其他来源。"),
    "not_public": text("The post is not public.", "内容没有公开。"),
    "illegal_content": text("The post holds something that the law forbids.", "内容含有违法信息。"),
    "third_party_data": text("The post shows somebody else's personal data.", "内容含有他人的个人信息。"),
}
TAKING_WORDS: dict[str, Text] = {
    "not_this_account": text("It is by an account that is not this person's", "由他人的账号发布"),
    "proven_by_another": text("Its author has proven that the account is theirs", "发布者已证明账号归属"),
}
TAKEN_AWAY: dict[str, Text] = {
    "not_this_account": text(
        "We looked once more: this post is by an account that is not yours, so it cannot count for you. Please paste "
        "the link of your own post.",
        "我们重新核对后发现，这篇内容不是由你的账号发布的，因此不能计入。请粘贴你自己发布的内容的链接。"),
    "proven_by_another": text(
        "Somebody else has shown that this post is by their account, so it cannot count for you. Please paste the link "
        "of your own post.",
        "另一位用户已证明这篇内容由其账号发布，因此不能计入你的名下。请粘贴你自己发布的内容的链接。"),
}
"""What is said to the person from whom a verified post was taken."""
WITHHOLDING_WORDS: dict[str, Text] = {
    "illegal": text("Unlawful content", "含有违法信息"),
    "third_party_data": text("Somebody else's personal data", "含有他人的个人信息"),
    "safety_claim": text("A claim about safety or health", "涉及安全或健康的说法"),
    "author_wish": text("The author asked for it", "作者本人要求"),
}
SOURCE_WORDS: dict[str, Text] = {
    "api": text("network's interface", "平台接口"), "page": text("public page", "公开页面"),
    "screenshot": text("screenshot", "截图"), "self_reported": text("told by the person", "本人填写"),
    "manual": text("entered by hand", "人工录入"),
}
DECISION_WORDS: dict[str, Text] = {
    "verify": text("Verify", "核实通过"), "ask_fix": text("Ask for a fix", "请对方修改"),
    "reject": text("Reject", "不予通过"), "recheck": text("In order again", "恢复为已核实"),
    "take_away": text("Take the post away", "取消内容归属"),
    "acknowledge": text("Noted, leave it so", "知道了，保持现状"),
    "accept_picture": text("The screenshot shows it", "截图属实"),
    "refuse_picture": text("The screenshot does not show it", "截图不符"),
    "numbers_in_order": text("Numbers in order", "数据正常"),
    "numbers_left_out": text("Leave the numbers out", "数据不计入"),
    "withhold": text("Withhold from display", "停止展示"),
    "look": text("Look now", "立即查看"),
}
"""What ops decide about a review."""
MOVES_IN_WORDS.update({(REVIEW.noun, decision): words for decision, words in DECISION_WORDS.items()})
