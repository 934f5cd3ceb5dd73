"""Who is answered what by each route of the API: one row a route, six callers, against the small world."""

from dataclasses import dataclass
from typing import Any

from tests.arrange_campaigns import SPRING
from tests.arrange_world import CALLERS, NEW_PRODUCT, World, shot
from tests.people import ADDRESS, FIRST


@dataclass(frozen=True)
class Row:
    """The statuses for the callers in their order, where and what is asked."""

    statuses: str
    ids: dict[str, str]
    query: dict[str, str]
    sent: dict[str, Any]

    @property
    def expected(self) -> dict[str, int]:
        """The status by caller."""
        return dict(zip(CALLERS, map(int, self.statuses.split()), strict=True))

    @property
    def welcome(self) -> str:
        """The caller who is let in; of several the last."""
        return [caller for caller, status in self.expected.items() if status < 300][-1]

    def known(self, world: World) -> dict[str, str]:
        """The ids of the address in this world."""
        return {name: world.ids.get(wanted, wanted) for name, wanted in self.ids.items()}

    def path(self, template: str, world: World) -> str:
        """The address in this world."""
        return template.format_map(self.known(world))

    def request(self, world: World) -> dict[str, Any]:
        """The query and the body in this world."""
        sent = dict(self.sent)
        if "json" in sent:
            sent["json"] = {
                name: world.ids.get(value, value) if name == "variant_id"
                else [world.ids[one] for one in value] if name == "campaigns" else value
                for name, value in sent["json"].items()}
        return sent | {"params": {name: world.ids.get(wanted, wanted) for name, wanted in self.query.items()}}


def row(statuses: str, body: Any = None, query: dict[str, str] | None = None, csv: str | None = None,
        files: Any = None, **ids: str) -> Row:
    """A row; ids are named as the world names them."""
    plain = {"content": csv, "headers": {"content-type": "text/csv"}} if csv else {} if body is None else {"json": body}
    sent = {"files": files} if files else plain
    return Row(statuses, ids, query or {}, sent)


# anonymous, another person, the person whose it is, another brand, the brand whose it is, ops
EVERYBODY, OWN_ACCOUNT, OWN_POINT = "200 200 200 200 200 200", "401 200 200 404 404 200", "401 404 200 404 404 404"
SIGNED_IN, PERSONS, PERSON = "401 200 200 200 200 200", "401 200 200 403 403 403", "401 404 200 403 403 403"
PERSON_OR_OPS, PERSONS_OR_OPS = "401 404 200 403 403 200", "401 200 200 403 403 200"
BRAND, BRANDS, BRAND_NOT_OPS = "401 403 403 404 200 200", "401 403 403 200 200 200", "401 403 403 404 200 403"
ALL_BUT_PERSONS, OPS = "401 404 200 404 200 200", "401 403 403 403 403 200"
MADE_BY_OPS, MADE_BY_BRAND = "401 403 403 403 403 201", "401 403 403 404 201 201"
POINT, CAMPAIGN, SEAT = "/account/contact-points/{point_id}", "/campaigns/{campaign_id}", "/invitations/{seat_id}"
OPEN = "/open-campaigns/{campaign_id}"
LOT, MOVE = {"batch": "B", "units": 2, "variant_id": "pending_variant"}, {"variant_id": "pending_variant", "units": 1}

TABLE: dict[tuple[str, str], Row] = {
    ("GET", "/account"): row(OWN_ACCOUNT),
    ("PATCH", "/account"): row(OWN_ACCOUNT, {"name": "Lin"}),
    ("PUT", "/account/password"): row(OWN_ACCOUNT, {"password": "a short sentence"}),
    ("POST", "/account/contact-points"): row("401 201 201 404 404 201", {"contact": "new@example.test"}),
    ("POST", POINT + "/link"): row("401 404 202 404 404 404", point_id="point"),
    ("PUT", POINT + "/opt-outs"): row(OWN_POINT, {"purposes": ["offer"]}, point_id="point"),
    ("DELETE", POINT): row(OWN_POINT, point_id="point"),
    ("GET", "/brands"): row(BRANDS),
    ("POST", "/brands"): row(MADE_BY_OPS, {"name": "Third"}),
    ("GET", "/brands/{brand_id}"): row(BRAND, brand_id="brand"),
    ("GET", "/brands/{brand_id}/members"): row(BRAND, brand_id="brand"),
    ("POST", "/brands/{brand_id}/members"): row(MADE_BY_BRAND, {"email": "new@example.test"}, brand_id="brand"),
    ("GET", "/campaigns"): row(BRANDS),
    ("POST", "/campaigns"): row(MADE_BY_BRAND, SPRING, {"brand": "brand"}),
    ("GET", CAMPAIGN): row(BRAND, campaign_id="draft"),
    ("PATCH", CAMPAIGN): row(BRAND, {"name": "Summer"}, campaign_id="draft"),
    ("PUT", CAMPAIGN + "/brief"): row(OPS, {"about": "Say what you think."}, campaign_id="live"),
    ("POST", CAMPAIGN + "/request-changes"): row(OPS, {"note": "Fewer words."}, campaign_id="submitted"),
    ("POST", CAMPAIGN + "/submit"): row(BRAND, campaign_id="draft"),
    ("POST", CAMPAIGN + "/reopen"): row(BRAND, campaign_id="sent_back"),
    ("POST", CAMPAIGN + "/approve"): row(OPS, campaign_id="submitted"),
    ("POST", CAMPAIGN + "/go-live"): row(OPS, campaign_id="approved"),
    ("POST", CAMPAIGN + "/pause"): row(BRAND, campaign_id="live"),
    ("POST", CAMPAIGN + "/resume"): row(OPS, campaign_id="paused"),
    ("POST", CAMPAIGN + "/complete"): row(OPS, campaign_id="live"),
    ("POST", CAMPAIGN + "/archive"): row(OPS, campaign_id="completed"),
    ("POST", CAMPAIGN + "/cancel"): row(BRAND, campaign_id="live"),
    ("GET", CAMPAIGN + "/summary"): row(BRAND, campaign_id="live"),
    ("GET", CAMPAIGN + "/weeks"): row(BRAND, campaign_id="live"),
    ("GET", CAMPAIGN + "/forecast"): row(BRAND, query={"reviews": "2"}, campaign_id="draft"),
    ("GET", CAMPAIGN + "/reasons"): row(BRAND, campaign_id="live"),
    ("POST", "/forecast"): row(BRAND, SPRING, {"brand": "brand"}),
    ("GET", CAMPAIGN + "/lift"): row(BRAND, query={"outcome": "purchase"}, campaign_id="drawn_campaign"),
    ("POST", "/cases"): row("401 201 201 403 403 403", {"words": "Is it vegan?"}),
    ("GET", "/cases"): row(PERSONS_OR_OPS),
    ("GET", "/cases/{case_id}"): row(PERSON_OR_OPS, case_id="case"),
    ("POST", "/cases/{case_id}/messages"): row("401 404 201 403 403 201", {"words": "Thanks."}, case_id="case"),
    ("POST", "/cases/{case_id}/close"): row(OPS, case_id="case"),
    ("GET", "/tasks"): row(OPS),
    ("POST", "/consumers"): row("202 202 202 403 403 403", {"answers": FIRST, "contact": "new@example.test"}),
    ("GET", "/consumers/{consumer_id}/data"): row(OPS, consumer_id="consumer"),
    ("DELETE", "/consumers/{consumer_id}"): row("401 403 403 403 403 204", consumer_id="consumer"),
    ("GET", "/invitations"): row(PERSONS),
    ("GET", SEAT): row(PERSON, seat_id="offered_seat"),
    ("POST", SEAT + "/accept"): row(PERSON, seat_id="offered_seat"),
    ("POST", SEAT + "/decline"): row(PERSON, seat_id="offered_seat"),
    ("POST", SEAT + "/step-back"): row(PERSON, seat_id="pending_seat"),
    ("POST", SEAT + "/reaction"): row(PERSON, seat_id="shipped_seat"),
    ("GET", "/open-campaigns"): row(PERSONS),
    ("GET", OPEN): row(PERSONS, campaign_id="live"),
    ("PUT", OPEN + "/interest"): row(PERSONS, campaign_id="live"),
    ("DELETE", OPEN + "/interest"): row(PERSON, campaign_id="matched"),
    ("GET", OPEN + "/why"): row(PERSON, campaign_id="matched"),
    ("POST", "/keys"): row("401 201 201 201 201 201", {"name": "third"}),
    ("GET", "/keys"): row(SIGNED_IN),
    ("DELETE", "/keys/{key_id}"): row("401 404 200 404 404 200", key_id="key"),
    ("GET", "/matches/{match_id}"): row(OPS, match_id="proposed_match"),
    ("POST", "/matches/{match_id}/approve"): row(OPS, match_id="proposed_match"),
    ("POST", "/matches/{match_id}/reject"): row(OPS, {"reason": "unreachable"}, match_id="proposed_match"),
    ("POST", "/matches/{match_id}/replace"): row(OPS, match_id="approved_match"),
    ("GET", "/me"): row(PERSONS),
    ("PATCH", "/me"): row(PERSONS, {"state": "away"}),
    ("DELETE", "/me"): row("401 204 204 403 403 403"),
    ("GET", "/me/data"): row(PERSONS),
    ("GET", "/me/answers/{slug}"): row(PERSONS, slug="sign-up"),
    ("PUT", "/me/answers/{slug}"): row(PERSONS, {"answers": FIRST}, slug="sign-up"),
    ("GET", "/me/address"): row(PERSONS),
    ("PUT", "/me/address"): row("401 200 409 403 403 403", ADDRESS),
    ("GET", "/me/accounts"): row(PERSONS),
    ("POST", "/me/accounts/{platform}/look"): row("401 404 202 403 403 403", platform="weibo"),
    ("GET", "/me/consents"): row(PERSONS),
    ("POST", "/me/consents"): row("401 201 201 403 403 403", {"purpose": "reuse"}),
    ("DELETE", "/me/consents/{purpose}"): row(PERSONS, purpose="matching"),
    ("GET", "/me/surveys"): row(PERSONS),
    ("PUT", "/me/surveys/{campaign_id}/{when}"): row(
        PERSON, {"answers": {"view:intent": 4}}, campaign_id="drawn_campaign", when="before"),
    ("GET", "/messages"): row(OPS),
    ("GET", "/messages/{message_id}"): row(OPS, message_id="message"),
    ("POST", "/messages/{message_id}/send-again"): row("401 403 403 403 403 202", message_id="message"),
    ("POST", CAMPAIGN + "/parcel-exports"): row("401 403 403 403 403 201", campaign_id="pending_campaign"),
    ("GET", CAMPAIGN + "/parcel-exports"): row(OPS, campaign_id="shipped_campaign"),
    ("GET", "/parcel-exports/{export_id}.csv"): row(OPS, export_id="export"),
    ("POST", CAMPAIGN + "/tracking"): row(OPS, csv="parcel number,carrier,tracking number\nP1,SF,SF1\n",
                                          campaign_id="shipped_campaign"),
    ("GET", CAMPAIGN + "/lots"): row(OPS, campaign_id="pending_campaign"),
    ("POST", CAMPAIGN + "/lots"): row("401 403 403 403 403 201", LOT, campaign_id="pending_campaign"),
    ("PUT", "/lots/{lot_id}"): row(OPS, {"batch": "B2", "units": 3}, lot_id="lot"),
    ("DELETE", "/lots/{lot_id}"): row(OPS, lot_id="lot"),
    ("GET", "/parcels"): row(PERSONS_OR_OPS),
    ("GET", "/parcels/{parcel_id}"): row(PERSON_OR_OPS, parcel_id="shipped_parcel"),
    ("POST", "/parcels/{parcel_id}/confirm"): row(PERSON, parcel_id="shipped_parcel"),
    ("POST", "/parcels/{parcel_id}/troubles"): row("401 404 201 403 403 201", {"kind": "lost"},
                                                   parcel_id="shipped_parcel"),
    ("GET", "/products"): row(BRANDS),
    ("POST", "/products"): row(MADE_BY_BRAND, NEW_PRODUCT, {"brand": "brand"}),
    ("GET", "/products/{product_id}"): row(BRAND, product_id="product"),
    ("PUT", "/products/{product_id}"): row(BRAND, NEW_PRODUCT, product_id="product"),
    ("POST", "/products/{product_id}/archive"): row(BRAND, product_id="product"),
    ("POST", "/products/{product_id}/restore"): row(BRAND, product_id="archived_product"),
    ("GET", "/questionnaires"): row(EVERYBODY),
    ("GET", "/questionnaires/{slug}"): row(EVERYBODY, slug="sign-up"),
    ("GET", "/reviews"): row(SIGNED_IN),
    ("GET", "/reviews/{review_id}"): row(ALL_BUT_PERSONS, review_id="verified_review"),
    ("GET", "/reviews/{review_id}/snapshots"): row(ALL_BUT_PERSONS, review_id="verified_review"),
    ("POST", "/reviews/{review_id}/submission"): row(PERSON, {"link": "http://127.0.0.1:8137/posts/new"},
                                                     review_id="awaited_review"),
    ("POST", "/reviews/{review_id}/take-back"): row(PERSON, review_id="checking_review"),
    ("POST", "/reviews/{review_id}/verify"): row(OPS, review_id="checking_review"),
    ("POST", "/reviews/{review_id}/ask-fix"): row(
        OPS, {"fixes": [{"check": "label", "message": "Add #gifted."}]}, review_id="checking_review"),
    ("POST", "/reviews/{review_id}/reject"): row(OPS, {"reason": "not_public"}, review_id="checking_review"),
    ("POST", "/reviews/{review_id}/look"): row(OPS, review_id="changed_review"),
    ("POST", "/reviews/{review_id}/recheck"): row(OPS, review_id="changed_review"),
    ("POST", "/reviews/{review_id}/display"): row(OPS, {"withheld": "illegal"}, review_id="verified_review"),
    ("POST", "/reviews/{review_id}/account-facts"): row(OPS, {"followers": 40}, review_id="verified_review"),
    ("POST", "/reviews/{review_id}/numbers-judgement"): row(
        OPS, {"verdict": "in_order", "grounds": "real_people"}, review_id="doubted_review"),
    ("POST", "/reviews/{review_id}/numbers"): row(OPS, {"views": 9}, review_id="verified_review"),
    ("POST", "/reviews/{review_id}/take-away"): row(
        OPS, {"reason": "not_this_account"}, review_id="verified_review"),
    ("POST", "/reviews/{review_id}/acknowledge"): row(OPS, review_id="changed_review"),
    ("GET", "/reviews/{review_id}/screenshots"): row(PERSON_OR_OPS, review_id="checking_review"),
    ("POST", "/reviews/{review_id}/screenshots"): row("401 404 201 403 403 403", files=shot(),
                                                      review_id="checking_review"),
    ("GET", "/screenshots/{screenshot_id}"): row(PERSON_OR_OPS, screenshot_id="screenshot"),
    ("GET", "/screenshots/{screenshot_id}/file"): row(PERSON_OR_OPS, screenshot_id="screenshot"),
    ("POST", "/screenshots/{screenshot_id}/judgement"): row(
        OPS, {"is_accepted": False, "lacks": [{"check": "picture_label"}]}, screenshot_id="screenshot"),
    ("GET", CAMPAIGN + "/runs"): row(OPS, campaign_id="matched"),
    ("POST", CAMPAIGN + "/runs"): row("401 403 403 403 403 201", campaign_id="together"),
    ("GET", "/runs/{run_id}"): row(OPS, run_id="run"),
    ("GET", "/runs/{run_id}/replay"): row(OPS, run_id="run"),
    ("GET", "/runs/{run_id}/assignment"): row(OPS, run_id="run"),
    ("GET", "/runs/{run_id}/people/{consumer_id}"): row(OPS, run_id="run", consumer_id="consumer"),
    ("POST", "/runs/{run_id}/people/{consumer_id}/pick"): row(
        "401 403 403 403 403 201", {"reason": "asked_us"}, run_id="run", consumer_id="unpicked"),
    ("POST", "/runs/{run_id}/what-if"): row(OPS, {"weights": {"interest:cooking": 5}}, run_id="run"),
    ("POST", "/rounds"): row("401 403 403 403 403 201", body={"campaigns": ["together"]}),
    ("GET", "/rounds"): row(OPS),
    ("GET", "/models"): row(OPS),
    ("POST", "/models/learn"): row(OPS),
    ("GET", "/rounds/{round_id}"): row(OPS, round_id="round"),
    ("GET", "/rounds/{round_id}/assignment"): row(OPS, round_id="round"),
    ("GET", "/runs/{run_id}/matches"): row(OPS, run_id="run"),
    ("POST", "/runs/{run_id}/approve"): row(OPS, run_id="run"),
    ("GET", "/seats"): row(OPS),
    ("GET", "/seats/{seat_id}"): row(OPS, seat_id="offered_seat"),
    ("POST", "/seats/{seat_id}/told"): row(OPS, seat_id="untold_seat"),
    ("POST", "/seats/{seat_id}/withdraw"): row(OPS, seat_id="offered_seat"),
    ("POST", "/seats/{seat_id}/excuse"): row(OPS, {"reason": "illness"}, seat_id="pending_seat"),
    ("POST", "/seats/{seat_id}/extend"): row(OPS, {"days": 2}, seat_id="shipped_seat"),
    ("GET", CAMPAIGN + "/stock"): row(OPS, campaign_id="pending_campaign"),
    ("POST", CAMPAIGN + "/stock/move"): row(OPS, MOVE, campaign_id="pending_campaign"),
    ("POST", "/sign-in-links"): row("202 202 202 202 202 202", {"contact": "lin@example.test"}),
    ("GET", "/troubles"): row(PERSONS_OR_OPS),
    ("GET", "/troubles/{trouble_id}"): row(PERSON_OR_OPS, trouble_id="trouble"),
    ("GET", "/troubles/{trouble_id}/photos/{place}"): row(PERSON_OR_OPS, trouble_id="trouble", place="0"),
    ("POST", "/troubles/{trouble_id}/resend"): row("401 403 403 403 403 201", trouble_id="trouble"),
    ("POST", "/troubles/{trouble_id}/resolve"): row(OPS, trouble_id="trouble"),
    ("POST", "/troubles/{trouble_id}/give-up"): row(OPS, trouble_id="trouble"),
}
