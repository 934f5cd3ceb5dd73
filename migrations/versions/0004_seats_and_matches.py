"""Seats with stock, caps and stops; runs, matches and interest."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cap_rows",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_cap_rows")),
    )
    op.create_table(
        "interests",
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("consumer_id", sa.String(length=40), nullable=False),
        sa.Column("response_id", sa.String(length=40), nullable=True),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_interests_campaign_id")),
        sa.ForeignKeyConstraint(["consumer_id"], ["consumers.id"], name=op.f("fk_interests_consumer_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_interests")),
        sa.UniqueConstraint("campaign_id", "consumer_id", name=op.f("uq_interests_campaign_id_consumer_id")),
        sa.UniqueConstraint("id", name=op.f("uq_interests_id")),
    )
    op.create_index(op.f("ix_interests_consumer_id"), "interests", ["consumer_id"], unique=False)
    op.create_table(
        "runs",
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("hashes", sa.JSON(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("means", sa.JSON(), nullable=False),
        sa.Column("shortfalls", sa.JSON(), nullable=False),
        sa.Column("left_out", sa.LargeBinary(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("waitlist", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_runs_campaign_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_runs")),
        sa.UniqueConstraint("id", name=op.f("uq_runs_id")),
    )
    op.create_index(op.f("ix_runs_campaign_id"), "runs", ["campaign_id"], unique=False)
    op.create_table(
        "matches",
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("run_id", sa.String(length=40), nullable=False),
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("consumer_id", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("fit", sa.Double(), nullable=False),
        sa.Column("coverage", sa.Double(), nullable=False),
        sa.Column("is_on_waitlist", sa.Boolean(), nullable=False),
        sa.Column("contributions", sa.JSON(), nullable=False),
        sa.Column("must_confirm", sa.JSON(), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=True),
        sa.Column("rejection", sa.String(length=40), nullable=True),
        sa.Column("replaced_by", sa.String(length=40), nullable=True),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "rejection IS NULL OR rejection IN ('known_conflict', 'doubtful_answers', 'doubtful_account', 'household_already_served', 'brand_safety', 'unreachable', 'asked_not_to')",
            name=op.f("ck_matches_rejection"),
        ),
        sa.CheckConstraint("source IN ('picked', 'interested', 'fan', 'returning')", name=op.f("ck_matches_source")),
        sa.CheckConstraint(
            "state IN ('proposed', 'approved', 'rejected', 'superseded', 'used', 'replaced', 'lapsed')",
            name=op.f("ck_matches_state"),
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_matches_campaign_id")),
        sa.ForeignKeyConstraint(["consumer_id"], ["consumers.id"], name=op.f("fk_matches_consumer_id")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_matches_run_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_matches")),
        sa.UniqueConstraint("id", name=op.f("uq_matches_id")),
        sa.UniqueConstraint("run_id", "consumer_id", name=op.f("uq_matches_run_id_consumer_id")),
    )
    op.create_index("ix_matches_campaign_state_rank", "matches", ["campaign_id", "state", "rank"], unique=False)
    op.create_index(op.f("ix_matches_consumer_id"), "matches", ["consumer_id"], unique=False)
    op.create_table(
        "seats",
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("consumer_id", sa.String(length=40), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.Column("match_id", sa.String(length=40), nullable=True),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("pseudonym", sa.String(length=16), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waiting_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offer_id", sa.String(length=40), nullable=True),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("brief_number", sa.Integer(), nullable=True),
        sa.Column("terms_version", sa.String(length=20), nullable=True),
        sa.Column("retail_value", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("fulfilment", sa.String(length=10), nullable=False),
        sa.Column("phone_index", sa.String(length=64), nullable=True),
        sa.Column("address_index", sa.String(length=64), nullable=True),
        sa.Column("is_address_shared", sa.Boolean(), nullable=False),
        sa.Column("must_confirm", sa.JSON(), nullable=False),
        sa.Column("safety_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deliverable_count", sa.Integer(), nullable=False),
        sa.Column("verified_count", sa.Integer(), nullable=False),
        sa.Column("exported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_how", sa.String(length=12), nullable=True),
        sa.Column("trial_days", sa.Integer(), nullable=False),
        sa.Column("posting_days", sa.Integer(), nullable=False),
        sa.Column("extended_days", sa.Integer(), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "reason IS NULL OR reason IN ('reaction', 'unsuitable', 'not_delivered', 'recall', 'illness', 'campaign_cancelled', 'erased')",
            name=op.f("ck_seats_reason"),
        ),
        sa.CheckConstraint(
            "state IN ('offered', 'accepted', 'waiting', 'declined', 'expired', 'withdrawn', 'completed', 'no_show', 'released', 'excused')",
            name=op.f("ck_seats_state"),
        ),
        sa.CheckConstraint("verified_count <= deliverable_count", name=op.f("ck_seats_verified_count")),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_seats_brand_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_seats_campaign_id")),
        sa.ForeignKeyConstraint(["consumer_id"], ["consumers.id"], name=op.f("fk_seats_consumer_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_seats_offer_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_seats")),
        sa.UniqueConstraint("campaign_id", "consumer_id", name=op.f("uq_seats_campaign_id_consumer_id")),
        sa.UniqueConstraint("id", name=op.f("uq_seats_id")),
    )
    op.create_index(op.f("ix_seats_address_index"), "seats", ["address_index"], unique=False)
    op.create_index(op.f("ix_seats_brand_id"), "seats", ["brand_id"], unique=False)
    op.create_index("ix_seats_campaign_state", "seats", ["campaign_id", "state"], unique=False)
    op.create_index("ix_seats_consumer", "seats", ["consumer_id", "accepted_at"], unique=False)
    op.create_index(op.f("ix_seats_phone_index"), "seats", ["phone_index"], unique=False)
    op.create_table(
        "stock",
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("variant_id", sa.String(length=40), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("reserve", sa.Integer(), nullable=False),
        sa.Column("resent", sa.Integer(), nullable=False),
        sa.Column("spoiled", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "resent >= 0 AND spoiled >= 0 AND resent + spoiled <= reserve", name=op.f("ck_stock_reserve")
        ),
        sa.CheckConstraint("taken >= 0 AND taken <= units", name=op.f("ck_stock_units")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_stock_campaign_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_stock_variant_id")),
        sa.PrimaryKeyConstraint("campaign_id", "variant_id", name=op.f("pk_stock")),
    )
    op.create_table(
        "stops",
        sa.Column("seat_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("cause_id", sa.String(length=40), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.CheckConstraint("kind IN ('trouble', 'ops')", name=op.f("ck_stops_kind")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_stops_seat_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_stops")),
        sa.UniqueConstraint("id", name=op.f("uq_stops_id")),
    )
    op.create_index(op.f("ix_stops_seat_id"), "stops", ["seat_id"], unique=False)


def downgrade() -> None:
    op.drop_table("stops")
    op.drop_table("stock")
    op.drop_table("seats")
    op.drop_table("matches")
    op.drop_table("runs")
    op.drop_table("interests")
    op.drop_table("cap_rows")
