"""Consumers with their answers, brands with their catalogue."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "brands",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_brands")),
        sa.UniqueConstraint("id", name=op.f("uq_brands_id")),
        sa.UniqueConstraint("name", name=op.f("uq_brands_name")),
    )
    op.create_table(
        "questionnaire_files",
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("slug", "version", name=op.f("pk_questionnaire_files")),
    )
    op.create_table(
        "brand_members",
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.CheckConstraint("role IN ('owner', 'editor', 'reader')", name=op.f("ck_brand_members_role")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_brand_members_account_id")),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_brand_members_brand_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_brand_members")),
        sa.UniqueConstraint("brand_id", "account_id", name=op.f("uq_brand_members_brand_id_account_id")),
        sa.UniqueConstraint("id", name=op.f("uq_brand_members_id")),
    )
    op.create_index(op.f("ix_brand_members_account_id"), "brand_members", ["account_id"], unique=False)
    op.create_index(op.f("ix_brand_members_brand_id"), "brand_members", ["brand_id"], unique=False)
    op.create_table(
        "consumers",
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=True),
        sa.Column("external_source", sa.String(length=60), nullable=True),
        sa.Column("external_id", sa.String(length=120), nullable=True),
        sa.Column("birth_month", sa.Integer(), nullable=True),
        sa.Column("gender", sa.String(length=20), nullable=True),
        sa.Column("region_code", sa.String(length=6), nullable=True),
        sa.Column("works_for", sa.JSON(), nullable=False),
        sa.Column("refuses_automatic", sa.Boolean(), nullable=False),
        sa.Column("hold_reason", sa.String(length=60), nullable=True),
        sa.Column("phone_index", sa.String(length=64), nullable=True),
        sa.Column("address_index", sa.String(length=64), nullable=True),
        sa.Column("is_address_shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("member_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('active', 'away', 'held', 'erased')", name=op.f("ck_consumers_state")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_consumers_account_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_consumers")),
        sa.UniqueConstraint("account_id", name=op.f("uq_consumers_account_id")),
        sa.UniqueConstraint("external_source", "external_id", name=op.f("uq_consumers_external_source_external_id")),
        sa.UniqueConstraint("id", name=op.f("uq_consumers_id")),
    )
    op.create_index(op.f("ix_consumers_address_index"), "consumers", ["address_index"], unique=False)
    op.create_index(op.f("ix_consumers_phone_index"), "consumers", ["phone_index"], unique=False)
    op.create_table(
        "products",
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("contraindications", sa.JSON(), nullable=False),
        sa.Column("external_ref", sa.String(length=120), nullable=True),
        sa.Column("picture", sa.String(length=64), nullable=True),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "category IN ('skincare', 'makeup', 'fashion', 'food', 'drink', 'cooking', 'home', 'parenting', 'pets', 'fitness', 'outdoors', 'gadgets', 'reading', 'travel', 'cars', 'games', 'wellness', 'alcohol', 'health', 'other')",
            name=op.f("ck_products_category"),
        ),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_products_brand_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_products")),
        sa.UniqueConstraint("brand_id", "external_ref", name=op.f("uq_products_brand_id_external_ref")),
        sa.UniqueConstraint("id", name=op.f("uq_products_id")),
    )
    op.create_index(op.f("ix_products_brand_id"), "products", ["brand_id"], unique=False)
    op.create_table(
        "addresses",
        sa.Column("consumer_id", sa.String(length=40), nullable=False),
        sa.Column("recipient_sealed", sa.Text(), nullable=True),
        sa.Column("mobile_sealed", sa.Text(), nullable=True),
        sa.Column("extension_sealed", sa.Text(), nullable=True),
        sa.Column("province", sa.String(length=60), nullable=False),
        sa.Column("city", sa.String(length=60), nullable=False),
        sa.Column("district", sa.String(length=60), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=True),
        sa.Column("detail_sealed", sa.Text(), nullable=True),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["consumer_id"], ["consumers.id"], name=op.f("fk_addresses_consumer_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_addresses")),
        sa.UniqueConstraint("consumer_id", name=op.f("uq_addresses_consumer_id")),
        sa.UniqueConstraint("id", name=op.f("uq_addresses_id")),
    )
    op.create_table(
        "consents",
        sa.Column("consumer_id", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("recipient", sa.String(length=60), nullable=True),
        sa.Column("subject_id", sa.String(length=40), nullable=True),
        sa.Column("text_version", sa.String(length=40), nullable=False),
        sa.Column("evidence", sa.String(length=300), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["consumer_id"], ["consumers.id"], name=op.f("fk_consents_consumer_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_consents")),
        sa.UniqueConstraint("id", name=op.f("uq_consents_id")),
    )
    op.create_index("ix_consents_consumer_purpose", "consents", ["consumer_id", "purpose"], unique=False)
    op.create_table(
        "drafts",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("consumer_id", sa.String(length=40), nullable=True),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("questionnaire_version", sa.Integer(), nullable=False),
        sa.Column("answers_sealed", sa.Text(), nullable=True),
        sa.Column("pages_done", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["consumer_id"], ["consumers.id"], name=op.f("fk_drafts_consumer_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_drafts")),
        sa.UniqueConstraint("id", name=op.f("uq_drafts_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_drafts_token_hash")),
    )
    op.create_index(op.f("ix_drafts_consumer_id"), "drafts", ["consumer_id"], unique=False)
    op.create_table(
        "responses",
        sa.Column("consumer_id", sa.String(length=40), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("questionnaire_version", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.String(length=40), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("answers_hash", sa.String(length=64), nullable=True),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('sign_up', 'screener', 'before', 'after', 'panel')", name=op.f("ck_responses_purpose")
        ),
        sa.ForeignKeyConstraint(["consumer_id"], ["consumers.id"], name=op.f("fk_responses_consumer_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_responses")),
        sa.UniqueConstraint("id", name=op.f("uq_responses_id")),
    )
    op.create_index("ix_responses_consumer_slug", "responses", ["consumer_id", "slug"], unique=False)
    op.create_table(
        "social_accounts",
        sa.Column("consumer_id", sa.String(length=40), nullable=False),
        sa.Column("platform", sa.String(length=30), nullable=False),
        sa.Column("handle_sealed", sa.Text(), nullable=True),
        sa.Column("handle_index", sa.String(length=64), nullable=True),
        sa.Column("follower_band", sa.String(length=20), nullable=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["consumer_id"], ["consumers.id"], name=op.f("fk_social_accounts_consumer_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_social_accounts")),
        sa.UniqueConstraint("consumer_id", "platform", name=op.f("uq_social_accounts_consumer_id_platform")),
        sa.UniqueConstraint("id", name=op.f("uq_social_accounts_id")),
    )
    op.create_index(op.f("ix_social_accounts_consumer_id"), "social_accounts", ["consumer_id"], unique=False)
    op.create_index(op.f("ix_social_accounts_handle_index"), "social_accounts", ["handle_index"], unique=False)
    op.create_index(
        "uq_social_accounts_verified",
        "social_accounts",
        ["platform", "handle_index"],
        unique=True,
        sqlite_where=sa.text("verified_at IS NOT NULL"),
        postgresql_where=sa.text("verified_at IS NOT NULL"),
    )
    op.create_table(
        "traits",
        sa.Column("consumer_id", sa.String(length=40), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("response_id", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("earlier", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["consumer_id"], ["consumers.id"], name=op.f("fk_traits_consumer_id")),
        sa.PrimaryKeyConstraint("consumer_id", "slug", name=op.f("pk_traits")),
    )
    op.create_table(
        "variants",
        sa.Column("product_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("external_ref", sa.String(length=120), nullable=True),
        sa.Column("retail_value", sa.Integer(), nullable=False),
        sa.Column("unit_cost", sa.Integer(), nullable=False),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_variants_product_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_variants")),
        sa.UniqueConstraint("id", name=op.f("uq_variants_id")),
        sa.UniqueConstraint("product_id", "external_ref", name=op.f("uq_variants_product_id_external_ref")),
    )
    op.create_index(op.f("ix_variants_product_id"), "variants", ["product_id"], unique=False)


def downgrade() -> None:
    op.drop_table("variants")
    op.drop_table("traits")
    op.drop_table("social_accounts")
    op.drop_table("responses")
    op.drop_table("drafts")
    op.drop_table("consents")
    op.drop_table("addresses")
    op.drop_table("products")
    op.drop_table("consumers")
    op.drop_table("brand_members")
    op.drop_table("questionnaire_files")
    op.drop_table("brands")
