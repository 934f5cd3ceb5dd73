"""The brief linter: finds what no brief may ask, in English and Chinese, and is not fooled by its denial."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from app.core.i18n import Text, text

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufe0f\ufeff]")
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff])[ \t]+(?=[\u3400-\u9fff0-9])|(?<=[0-9])[ \t]+(?=[\u3400-\u9fff])")
_SENTENCE_END = re.compile(r"[.!?;。！？；\n]+(?=\s|$|[\u3400-\u9fff\"”’'])|[。！？；\n]+")
_CLAUSE_END = re.compile(
    r"[:，：（）()—–]|,(?= (?:but|so|just|please|then|you|make|give|leave|write|only|instead|always|we)\b)"
    r"|\bbut\b|但是?|不过|而是|只要|只需")

_ENGAGING = r"(?:like|save|bookmark|favou?rite|follow|share|repost|upvote|thumbs[ -]up)"
_GOOD = r"(?:positive|favou?rable|glowing|great|good|rave|nice|excellent|flattering|enthusiastic|perfect)"
_SAYING = r"(?:reviews?|ratings?|comments?|feedback|testimonials?|posts?|words?|things|opinions?|experiences?)"
_BAD = r"(?:negatives?|negative\w*|critic\w*|flaws?|downsides?|drawbacks?|cons|complain\w*|weakness\w*|bad|problems?" \
       r"|disadvantages?|shortcomings?|dislike\w*|defects?)"
_PAID = r"(?:pay|paid|payment|money|cash(?:back)?|refunds?|bonus(?:es)?|rewards?|rewarded|gift ?cards?|discounts?" \
        r"|coupons?|vouchers?|commission|earn|extra samples?|prizes?|compensat\w+)"
_STARS_ZH = r"(?:五颗?星|5颗?星|满分|最高分|全五星|全5星|打满星|⭐{5}|★{5})"
_GOOD_ZH = r"(?:好评|正面(?:评价|评论|反馈|测评|内容)|积极(?:评价|评论|反馈)|赞美|夸奖|好话|夸一?夸|优点)"
_BAD_ZH = r"(?:负面|缺点|不足|差评|问题|瑕疵|坏话|不好|吐槽|批评|消极|中评)"
_NOT_ZH = r"不要|不能|不得|不可以?|不许|禁止|避免|请勿|切勿|勿|别|不准|严禁|杜绝|隐瞒|回避"
_SAY_ZH = r"(?:提及?到?|说|写|出现|发布?|讲|谈|给|包含|涉及|展示|暴露|有|打)"
_PAID_ZH = r"(?:返现|返利|返红包|红包|现金|报酬|奖励|奖金|有礼|送礼|优惠券|退款|加赠|抽奖|酬劳|佣金|免单)"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a brief may not ask: the rule, the words that ask it, and the sentence for the writer."""

    rule: str
    quote: str
    message: Text


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    asks: re.Pattern[str]
    why: tuple[str, str]
    is_denial: bool = False
    """Whether the rule's own words deny ("do not mention"), so that a denial before them does not clear them."""


def _asks(*forms: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{form})" for form in forms))


RULES: tuple[_Rule, ...] = (
    _Rule("paid_praise", _asks(
        rf"{_PAID}\b[^.!?]{{0,60}}\b(?:{_GOOD} {_SAYING}|5[ -]?stars?|five[ -]stars?|praise)",
        rf"(?:\b{_GOOD} {_SAYING}|\b5[ -]?stars?|\bfive[ -]stars?|\bpraise)\b[^.!?]{{0,60}}\b{_PAID}\b",
        rf"(?:{_GOOD_ZH}|{_STARS_ZH})[^。！？]{{0,12}}{_PAID_ZH}",
        rf"{_PAID_ZH}[^。！？]{{0,12}}(?:{_GOOD_ZH}|{_STARS_ZH})",
    ), ("Praise may not be rewarded.", "不能用报酬或奖励换取好评。")),
    _Rule("silenced", _asks(
        rf"\b(?:do not|don'?t|never|must not|mustn'?t|may not|should not|shouldn'?t|cannot|can'?t|avoid|refrain from"
        rf"|without|leave out|skip|hide|omit|no)\b(?: \w+){{0,3}}? {_BAD}\b",
        rf"\bnothing {_BAD}", rf"\bkeep (?:the )?{_BAD}[^.!?]{{0,20}}(?:out|away|to yourself)",
        rf"(?:{_NOT_ZH})(?:在[^，。]{{0,6}})?(?:再|去)?{_SAY_ZH}?[^，。！？]{{0,4}}{_BAD_ZH}",
    ), ("A reviewer may name what was not good.", "不能要求隐瞒缺点或负面感受。"), is_denial=True),
    _Rule("stars", _asks(
        r"\b(?:5|five|full|all|maximum|max|top|highest|4-5|4\+)[ -]?(?:out of (?:5|five)[ -]?)?(?:stars?|★|⭐)",
        r"\b5 ?/ ?5\b", r"\b(?:10 ?/ ?10)\b",
        r"\b(?:top|highest|best(?: possible)?|maximum|perfect) (?:rating|score|marks)\b",
        r"[★⭐]{4,}|5 ?[★⭐]", _STARS_ZH,
    ), ("A number of stars may not be asked for.", "不能要求星级或评分。")),
    _Rule("praise", _asks(
        rf"\b(?:must|has to|have to|should|needs? to|required to|be sure to|make sure|ensure|please|only|always|be)\b"
        rf"(?: \w+){{0,5}}? (?:positive\w*|{_GOOD} {_SAYING}|favou?rabl[ey])",
        rf"\b(?:leave|write|post|give|share|publish|say|submit|record|film)\b(?: \w+){{0,3}}? {_GOOD} {_SAYING}",
        rf"\b{_GOOD} {_SAYING} (?:only|required|is a must|are a must|expected|is expected|guaranteed|please)\b",
        rf"\bonly {_GOOD}\b", r"\bpositive[ -]only\b", r"\bpraise (?:the|our|this|it|us)\b",
        r"\b(?:say|tell)\b(?: \w+){0,4}? (?:you |how much you )(?:love|loved|adore|recommend)",
        r"\bmust recommend\b", r"好评", rf"(?:只|仅|都|必须|务必|一定|要|请|需要?|应)[^，。！？]{{0,6}}{_GOOD_ZH}",
        r"(?:必须|务必|一定要?|请|要|只能|需要?)[^，。！？]{0,6}(?:推荐|种草|夸|称赞|表扬|赞扬)",
    ), ("Praise may not be a condition; ask for an honest view.", "不能要求好评，请改为邀请真实感受。")),
    _Rule("engagement", _asks(
        rf"\b{_ENGAGING}(?:(?:,| and|,? &| \+|/|,? then)+ ?{_ENGAGING})+",
        rf"\b(?:please|must|have to|need to|required to|should|make sure to|be sure to|don'?t forget to|remember to)"
        rf"(?: also)? {_ENGAGING} (?:our|us\b|the brand|@|(?:this|the) (?:post|page|account|shop|store))",
        r"(?:点赞|点个赞|三连|收藏|关注|转发|加购|加粉)[^。！？，]{0,3}(?:点赞|收藏|关注|转发|评论|加购|三连)",
        r"(?:请|需要?|要|必须|务必|记得|一定|并|先)[^。！？，]{0,4}"
        r"(?:点赞|点个赞|一键三连|关注(?:我们|品牌|店铺|账号|官方)|收藏(?:店铺|我们|本))",
    ), ("Likes, saves and follows may not be a duty.", "不能把点赞、收藏、关注作为任务。")),
)

_DENIES = re.compile(
    r"\b(?:not|never|no need|needn'?t|don'?t(?! forget)|doesn'?t|isn'?t|aren'?t|won'?t|nor|neither|no one|nobody|cannot"
    r"|can'?t|refuse|reject|forbid\w*|rather than|instead of|whether|no matter|nothing to do with|regardless of"
    r"|unlike)\b|\bno\b"
    r"|不要求|不需要?|无需|无须|不必|不用|不索要|不强求|不强制|不追求|不求|不要(?!忘)|别(?!忘)|请勿|勿|切勿|严禁|禁止|拒绝|杜绝|不会"
    r"|不是|并非|绝不|从不|不得|没有|无论(?!如何)|不论|不管(?!怎)|不以|不接受|不因|不看|不为|而非|谢绝|抵制|广受|深受|备受|反对|不允许"
    r"|不能|不可|不设")
_LEAVES_FREE = re.compile(
    r"\b(?:optional|you may|feel free|if you like|if you wish|you can)\b|欢迎|可以|自愿|随意|可选|随心")
_DENIED_AFTER = re.compile(
    r"^[^.!?。！？]{0,40}?(?:\b(?:(?:is|are) (?:not|never)|isn'?t|aren'?t"
    r"|not (?:required|needed|necessary|expected|a condition)|(?:is|are) (?:optional|forbidden)|optional)\b"
    r"|不是必|并非|不作要求|都可以|都行|均可|都欢迎|皆可|不强制|不强求|非必|自愿|随意|可选|不要求)")
_BOTH_WAYS = re.compile(
    r"(?:good|positive|favou?rable)\W+(?:reviews?\W+)?(?:or|and|as well as|as much as)\W+(?:\w+\W+){0,2}"
    r"(?:bad|negative|critical|not)|(?:bad|negative|critical)\W+(?:or|and)\W+(?:good|positive)"
    r"|(?:positive|good)\b.{0,12}\bor not\b"
    r"|好评(?:、|和|与|或者?|还是|以及)?(?:中评)?(?:、|和|与|或者?|还是|以及)?差评|差评(?:、|和|与|或者?|还是)?好评"
    r"|优点(?:、|和|与|或者?|还是|以及)?(?:缺点|不足)|(?:缺点|不足)(?:、|和|与|或者?|还是|以及)?优点"
    r"|正面(?:、|和|与|或者?|还是)?负面|负面(?:、|和|与|或者?|还是)?正面")
_SILENCE_DENIED = re.compile(
    r"\b(?:not|never|no need to|needn'?t|don'?t|nobody|why)\b|不要求|无需|不必|不用|不会|从不|没有要求")


def lint(words: str) -> tuple[Finding, ...]:
    """Everything in some words that a brief may not ask, each rule at most once a sentence."""
    found = [finding for sentence in _SENTENCE_END.split(_plain(words)) for finding in _in_sentence(sentence.strip())]
    return tuple(dict.fromkeys(found))


def _plain(words: str) -> str:
    """Without case, width, invisible characters, and spaces between Han characters."""
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", words)).casefold().replace("’", "'").replace("‘", "'")
    return _BETWEEN_HAN.sub("", re.sub(r"[ \t\r\f\v]+", " ", folded))


def _in_sentence(sentence: str) -> Iterator[Finding]:
    for rule in RULES:
        for hit in rule.asks.finditer(sentence):
            if not _cleared(rule, sentence, hit):
                yield Finding(rule.name, hit[0].strip()[:80], text(
                    f"“{hit[0].strip()[:80]}”: {rule.why[0]}", f"“{hit[0].strip()[:80]}”：{rule.why[1]}"))
                break


def _cleared(rule: _Rule, sentence: str, hit: re.Match[str]) -> bool:
    """Whether the words are taken back by what stands before or behind them, or name both sides."""
    around = sentence[max(0, hit.start() - 24): hit.end() + 24]
    before = _CLAUSE_END.split(sentence[: hit.start()])[-1][-48:]
    if rule.is_denial:
        return bool(_SILENCE_DENIED.search(before))
    if _BOTH_WAYS.search(around) or _DENIES.search(before + hit[0]) or _DENIED_AFTER.search(sentence[hit.end():]):
        return True
    return rule.name == "engagement" and bool(_LEAVES_FREE.search(before + hit[0]))
