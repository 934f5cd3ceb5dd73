"""Parcels, lots, movements and troubles; reviews, checks and snapshots."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "parcel_exports",
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_parcel_exports_campaign_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_parcel_exports")),
        sa.UniqueConstraint("id", name=op.f("uq_parcel_exports_id")),
    )
    op.create_index(op.f("ix_parcel_exports_campaign_id"), "parcel_exports", ["campaign_id"], unique=False)
    op.create_table(
        "lots",
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("variant_id", sa.String(length=40), nullable=False),
        sa.Column("batch", sa.String(length=60), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_lots_campaign_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_lots_variant_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_lots")),
        sa.UniqueConstraint("id", name=op.f("uq_lots_id")),
    )
    op.create_index(op.f("ix_lots_campaign_id"), "lots", ["campaign_id"], unique=False)
    op.create_table(
        "parcels",
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("seat_id", sa.String(length=40), nullable=False),
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("consumer_id", sa.String(length=40), nullable=False),
        sa.Column("replaces_id", sa.String(length=40), nullable=True),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("export_id", sa.String(length=40), nullable=True),
        sa.Column("recipient_sealed", sa.Text(), nullable=True),
        sa.Column("mobile_sealed", sa.Text(), nullable=True),
        sa.Column("extension_sealed", sa.Text(), nullable=True),
        sa.Column("province", sa.String(length=60), nullable=True),
        sa.Column("city", sa.String(length=60), nullable=True),
        sa.Column("district", sa.String(length=60), nullable=True),
        sa.Column("detail_sealed", sa.Text(), nullable=True),
        sa.Column("carrier", sa.String(length=40), nullable=True),
        sa.Column("tracking_sealed", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("exported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('pending', 'exported', 'shipped', 'in_transit', 'delivered', 'confirmed', 'cancelled')",
            name=op.f("ck_parcels_state"),
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_parcels_campaign_id")),
        sa.ForeignKeyConstraint(["consumer_id"], ["consumers.id"], name=op.f("fk_parcels_consumer_id")),
        sa.ForeignKeyConstraint(["export_id"], ["parcel_exports.id"], name=op.f("fk_parcels_export_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["parcels.id"], name=op.f("fk_parcels_replaces_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_parcels_seat_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_parcels")),
        sa.UniqueConstraint("id", name=op.f("uq_parcels_id")),
        sa.UniqueConstraint("number", name=op.f("uq_parcels_number")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_parcels_replaces_id")),
    )
    op.create_index("ix_parcels_campaign_state", "parcels", ["campaign_id", "state"], unique=False)
    op.create_index(op.f("ix_parcels_consumer_id"), "parcels", ["consumer_id"], unique=False)
    op.create_index(op.f("ix_parcels_export_id"), "parcels", ["export_id"], unique=False)
    op.create_index(op.f("ix_parcels_seat_id"), "parcels", ["seat_id"], unique=False)
    op.create_table(
        "reviews",
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("seat_id", sa.String(length=40), nullable=False),
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.Column("consumer_id", sa.String(length=40), nullable=False),
        sa.Column("deliverable_id", sa.String(length=40), nullable=False),
        sa.Column("pseudonym", sa.String(length=16), nullable=False),
        sa.Column("asked_platform", sa.String(length=30), nullable=True),
        sa.Column("is_gifted", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("platform", sa.String(length=30), nullable=True),
        sa.Column("post_id", sa.String(length=200), nullable=True),
        sa.Column("post_index", sa.String(length=64), nullable=True),
        sa.Column("link_sealed", sa.Text(), nullable=True),
        sa.Column("url", sa.String(length=500), nullable=True),
        sa.Column("author_sealed", sa.Text(), nullable=True),
        sa.Column("post_text", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=True),
        sa.Column("picture", sa.String(length=64), nullable=True),
        sa.Column("stars", sa.Integer(), nullable=True),
        sa.Column("is_on_other_network", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("online_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("fixes", sa.JSON(), nullable=False),
        sa.Column("rejection", sa.String(length=30), nullable=True),
        sa.Column("withheld_reason", sa.String(length=20), nullable=True),
        sa.Column("withheld_by", sa.String(length=40), nullable=True),
        sa.Column("withheld_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("views", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("likes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("comments", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("saves", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("shares", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("measured_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("measured_how", sa.String(length=14), nullable=True),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("misses_in_a_row", sa.Integer(), nullable=False),
        sa.Column("next_look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("etag", sa.String(length=200), nullable=True),
        sa.Column("last_modified", sa.String(length=60), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "rejection IS NULL OR rejection IN ('not_this_product', 'not_your_account', 'posted_before_sample', 'copied_text', 'not_public', 'illegal_content', 'third_party_data')",
            name=op.f("ck_reviews_rejection"),
        ),
        sa.CheckConstraint(
            "state IN ('awaited', 'submitted', 'checking', 'verified', 'needs_fix', 'rejected', 'missed', 'waived', 'changed', 'removed', 'unreachable', 'closed')",
            name=op.f("ck_reviews_state"),
        ),
        sa.CheckConstraint(
            "withheld_reason IS NULL OR withheld_reason IN ('illegal', 'third_party_data', 'safety_claim', 'author_wish')",
            name=op.f("ck_reviews_withheld_reason"),
        ),
        sa.CheckConstraint("is_gifted", name=op.f("ck_reviews_is_gifted")),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_reviews_brand_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_reviews_campaign_id")),
        sa.ForeignKeyConstraint(["consumer_id"], ["consumers.id"], name=op.f("fk_reviews_consumer_id")),
        sa.ForeignKeyConstraint(["deliverable_id"], ["deliverables.id"], name=op.f("fk_reviews_deliverable_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_reviews_seat_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_reviews")),
        sa.UniqueConstraint("id", name=op.f("uq_reviews_id")),
        sa.UniqueConstraint("post_index", name=op.f("uq_reviews_post_index")),
        sa.UniqueConstraint("seat_id", "deliverable_id", name=op.f("uq_reviews_seat_id_deliverable_id")),
    )
    op.create_index(op.f("ix_reviews_brand_id"), "reviews", ["brand_id"], unique=False)
    op.create_index("ix_reviews_campaign_state", "reviews", ["campaign_id", "state"], unique=False)
    op.create_index(op.f("ix_reviews_consumer_id"), "reviews", ["consumer_id"], unique=False)
    op.create_index(op.f("ix_reviews_seat_id"), "reviews", ["seat_id"], unique=False)
    op.create_table(
        "parcel_lines",
        sa.Column("parcel_id", sa.String(length=40), nullable=False),
        sa.Column("variant_id", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_parcel_lines_lot_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcels.id"], name=op.f("fk_parcel_lines_parcel_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_parcel_lines_variant_id")),
        sa.PrimaryKeyConstraint("parcel_id", "variant_id", name=op.f("pk_parcel_lines")),
    )
    op.create_table(
        "review_checks",
        sa.Column("review_id", sa.String(length=40), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("evidence_sealed", sa.Text(), nullable=True),
        sa.Column("to_add", sa.JSON(), nullable=True),
        sa.Column("rule_version", sa.String(length=20), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.CheckConstraint("name IN ('network', 'author', 'label', 'date')", name=op.f("ck_review_checks_name")),
        sa.CheckConstraint("outcome IN ('passed', 'failed', 'unknown')", name=op.f("ck_review_checks_outcome")),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_review_checks_review_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_review_checks")),
        sa.UniqueConstraint("id", name=op.f("uq_review_checks_id")),
    )
    op.create_index(op.f("ix_review_checks_review_id"), "review_checks", ["review_id"], unique=False)
    op.create_table(
        "snapshots",
        sa.Column("review_id", sa.String(length=40), nullable=False),
        sa.Column("measured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(length=14), nullable=False),
        sa.Column("views", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("likes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("comments", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("saves", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("shares", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("has_fallen", sa.Boolean(), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "source IN ('api', 'page', 'screenshot', 'self_reported', 'manual')", name=op.f("ck_snapshots_source")
        ),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_snapshots_review_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_snapshots")),
        sa.UniqueConstraint("id", name=op.f("uq_snapshots_id")),
    )
    op.create_index(op.f("ix_snapshots_review_id"), "snapshots", ["review_id"], unique=False)
    op.create_table(
        "stock_movements",
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("variant_id", sa.String(length=40), nullable=False),
        sa.Column("lot_id", sa.String(length=40), nullable=True),
        sa.Column("parcel_id", sa.String(length=40), nullable=True),
        sa.Column("seat_id", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "kind IN ('planned', 'taken', 'returned', 'resent', 'spoiled', 'moved')",
            name=op.f("ck_stock_movements_kind"),
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_stock_movements_campaign_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_stock_movements_lot_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcels.id"], name=op.f("fk_stock_movements_parcel_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_stock_movements_seat_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_stock_movements_variant_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_stock_movements")),
        sa.UniqueConstraint("id", name=op.f("uq_stock_movements_id")),
    )
    op.create_index(op.f("ix_stock_movements_campaign_id"), "stock_movements", ["campaign_id"], unique=False)
    op.create_table(
        "troubles",
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("parcel_id", sa.String(length=40), nullable=False),
        sa.Column("seat_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("note_sealed", sa.Text(), nullable=True),
        sa.Column("photos", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('address', 'lost', 'damaged', 'wrong_item', 'incomplete', 'expired', 'refused', 'returned')",
            name=op.f("ck_troubles_kind"),
        ),
        sa.CheckConstraint("state IN ('open', 'resent', 'resolved', 'given_up')", name=op.f("ck_troubles_state")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcels.id"], name=op.f("fk_troubles_parcel_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_troubles_seat_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_troubles")),
        sa.UniqueConstraint("id", name=op.f("uq_troubles_id")),
    )
    op.create_index(op.f("ix_troubles_parcel_id"), "troubles", ["parcel_id"], unique=False)
    op.create_index(op.f("ix_troubles_seat_id"), "troubles", ["seat_id"], unique=False)
    op.create_index(op.f("ix_troubles_state"), "troubles", ["state"], unique=False)


def downgrade() -> None:
    op.drop_table("troubles")
    op.drop_table("stock_movements")
    op.drop_table("snapshots")
    op.drop_table("review_checks")
    op.drop_table("parcel_lines")
    op.drop_table("reviews")
    op.drop_table("parcels")
    op.drop_table("lots")
    op.drop_table("parcel_exports")
