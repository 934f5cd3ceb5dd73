"""Whether the post says openly that the product was a gift, as the network's policy row asks."""

from app.platforms.found import Post
from app.platforms.labels import find_label
from app.platforms.policies import Policy
from app.reviews.rules.checks.shops import leads_to_shop
from app.reviews.rules.checks.verdict import Asked, Verdict


def check_label(post: Post, asked: Asked, rule: Policy) -> Verdict:
    """Whether the post says that the product was a gift; a text of which only a part was seen proves no absence.

    A way to a shop, in the words or beside them, makes the word advertisement necessary.
    """
    if post.text is None:
        return Verdict("label", "unknown", rule_version=rule.rule_version)
    said = words_of(post)
    with_link = asked.has_shop_link if post.has_shop_link is None else post.has_shop_link
    label = find_label(said, rule, with_link or leads_to_shop(said) is not None)
    if label.found:
        return Verdict("label", "passed", label.evidence, rule_version=label.rule_version)
    if post.is_partial:
        return Verdict("label", "unknown", label.seen, rule_version=label.rule_version)
    return Verdict("label", "failed", label.seen, label.wanted, label.rule_version, label.to_copy)


def words_of(post: Post) -> str:
    """The words of a post with the topics that its network keeps beside them."""
    tags = [f"#{tag.lstrip('#')}" for tag in post.tags]
    missing = [tag for tag in tags if tag.casefold() not in (post.text or "").casefold()]
    return "\n".join([post.text or "", *missing])
