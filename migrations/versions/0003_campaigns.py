"""Campaigns with wants, quotas, offers, deliverables, briefs, pauses and holidays."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "holidays",
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_holidays")),
        sa.UniqueConstraint("id", name=op.f("uq_holidays_id")),
    )
    op.create_table(
        "campaigns",
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("objective", sa.String(length=12), nullable=False),
        sa.Column("external_ref", sa.String(length=120), nullable=True),
        sa.Column("follows_id", sa.String(length=40), nullable=True),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("fulfilment", sa.String(length=10), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posts_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("trial_days", sa.Integer(), nullable=False),
        sa.Column("days_online", sa.Integer(), nullable=False),
        sa.Column("gift_cap_days", sa.Integer(), nullable=False),
        sa.Column("brand_cap_days", sa.Integer(), nullable=False),
        sa.Column("waitlist_share", sa.Double(), nullable=False),
        sa.Column("reserve_share", sa.Double(), nullable=False),
        sa.Column("needs_verified_account", sa.Boolean(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("musts", sa.JSON(), nullable=False),
        sa.Column("must_nots", sa.JSON(), nullable=False),
        sa.Column("screener", sa.String(length=60), nullable=True),
        sa.Column("measures_lift", sa.Boolean(), nullable=False),
        sa.Column("hold_out_share", sa.Double(), nullable=False),
        sa.Column("newcomer_share", sa.Double(), nullable=False),
        sa.Column("control_share", sa.Double(), nullable=False),
        sa.Column("freight_cost", sa.Integer(), nullable=False),
        sa.Column("fee", sa.Integer(), nullable=False),
        sa.Column("change_note", sa.String(length=2000), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("fulfilment IN ('parcel', 'code', 'visit')", name=op.f("ck_campaigns_fulfilment")),
        sa.CheckConstraint("objective IN ('advocacy', 'amplify', 'sales')", name=op.f("ck_campaigns_objective")),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'changes_requested', 'approved', 'live', 'completed', 'archived', 'cancelled')",
            name=op.f("ck_campaigns_state"),
        ),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_campaigns_brand_id")),
        sa.ForeignKeyConstraint(["follows_id"], ["campaigns.id"], name=op.f("fk_campaigns_follows_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("brand_id", "external_ref", name=op.f("uq_campaigns_brand_id_external_ref")),
        sa.UniqueConstraint("id", name=op.f("uq_campaigns_id")),
    )
    op.create_index(op.f("ix_campaigns_brand_id"), "campaigns", ["brand_id"], unique=False)
    op.create_index(op.f("ix_campaigns_state"), "campaigns", ["state"], unique=False)
    op.create_table(
        "briefs",
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("ask", sa.JSON(), nullable=False),
        sa.Column("avoid", sa.JSON(), nullable=False),
        sa.Column("product_words", sa.JSON(), nullable=False),
        sa.Column("shop_link", sa.String(length=500), nullable=True),
        sa.Column("terms_version", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_briefs_campaign_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_briefs")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_briefs_campaign_id_number")),
        sa.UniqueConstraint("id", name=op.f("uq_briefs_id")),
    )
    op.create_index(op.f("ix_briefs_campaign_id"), "briefs", ["campaign_id"], unique=False)
    op.create_table(
        "campaign_platforms",
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("platform", sa.String(length=30), nullable=False),
        sa.Column("need", sa.String(length=12), nullable=False),
        sa.Column("filing_number", sa.String(length=60), nullable=True),
        sa.CheckConstraint("need IN ('required', 'preferred', 'accepted')", name=op.f("ck_campaign_platforms_need")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_platforms_campaign_id")),
        sa.PrimaryKeyConstraint("campaign_id", "platform", name=op.f("pk_campaign_platforms")),
    )
    op.create_table(
        "deliverables",
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(length=30), nullable=True),
        sa.Column("format", sa.String(length=20), nullable=False),
        sa.Column("posts_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posting_days", sa.Integer(), nullable=False),
        sa.Column("least_characters", sa.Integer(), nullable=True),
        sa.Column("least_pictures", sa.Integer(), nullable=True),
        sa.Column("hashtags", sa.JSON(), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_deliverables_campaign_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_deliverables")),
        sa.UniqueConstraint("id", name=op.f("uq_deliverables_id")),
    )
    op.create_index(op.f("ix_deliverables_campaign_id"), "deliverables", ["campaign_id"], unique=False)
    op.create_table(
        "offers",
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("choice", sa.String(length=12), nullable=False),
        sa.Column("trait_rule", sa.JSON(), nullable=True),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.CheckConstraint("choice IN ('chosen', 'by_trait', 'fixed')", name=op.f("ck_offers_choice")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_offers_campaign_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_offers")),
        sa.UniqueConstraint("id", name=op.f("uq_offers_id")),
    )
    op.create_index(op.f("ix_offers_campaign_id"), "offers", ["campaign_id"], unique=False)
    op.create_table(
        "pauses",
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_pauses_campaign_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_pauses")),
        sa.UniqueConstraint("id", name=op.f("uq_pauses_id")),
    )
    op.create_index(op.f("ix_pauses_campaign_id"), "pauses", ["campaign_id"], unique=False)
    op.create_table(
        "quotas",
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("of", sa.JSON(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_quotas_campaign_id")),
        sa.PrimaryKeyConstraint("campaign_id", "position", name=op.f("pk_quotas")),
    )
    op.create_table(
        "wants",
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("want", sa.JSON(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_wants_campaign_id")),
        sa.PrimaryKeyConstraint("campaign_id", "position", name=op.f("pk_wants")),
    )
    op.create_table(
        "offer_lines",
        sa.Column("offer_id", sa.String(length=40), nullable=False),
        sa.Column("variant_id", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_offer_lines_offer_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_offer_lines_variant_id")),
        sa.PrimaryKeyConstraint("offer_id", "variant_id", name=op.f("pk_offer_lines")),
    )


def downgrade() -> None:
    op.drop_table("offer_lines")
    op.drop_table("wants")
    op.drop_table("quotas")
    op.drop_table("pauses")
    op.drop_table("offers")
    op.drop_table("deliverables")
    op.drop_table("campaign_platforms")
    op.drop_table("briefs")
    op.drop_table("campaigns")
    op.drop_table("holidays")
