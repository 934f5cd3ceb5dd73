"""What proves a post: more checks with what to copy, and how an account is shown to be a person's own."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BEFORE = "name IN ('network', 'author', 'label', 'date')"
NOW = ("name IN ('network', 'account', 'author', 'date', 'label', 'product', 'hashtags', 'length', 'pictures', "
       "'format', 'own_words')")
SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PROOFS = ("author_id_sealed", "proof_asked_at", "proof_outcome", "proof_picture")


def upgrade() -> None:
    _say_names(NOW)
    op.add_column("review_checks", sa.Column("to_copy", sa.JSON(), nullable=True))
    op.add_column("social_accounts", sa.Column("author_id_sealed", sa.Text(), nullable=True))
    op.add_column("social_accounts", sa.Column("proof_asked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("social_accounts", sa.Column("proof_outcome", sa.String(length=12), nullable=True))
    op.add_column("social_accounts", sa.Column("proof_picture", sa.String(length=64), nullable=True))


def downgrade() -> None:
    for name in reversed(PROOFS):
        op.drop_column("social_accounts", name)
    op.drop_column("review_checks", "to_copy")
    checks = sa.table("review_checks", sa.column("name"))
    op.execute(sa.delete(checks).where(checks.c.name.not_in(("network", "author", "label", "date"))))
    _say_names(BEFORE)


def _say_names(rule: str) -> None:
    """Let `review_checks` hold these names; SQLite takes a new rule only with a new table."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_review_checks_name"), "review_checks", type_="check")
        op.create_check_constraint(op.f("ck_review_checks_name"), "review_checks", rule)
        return
    names = [column["name"] for column in sa.inspect(op.get_bind()).get_columns("review_checks")]
    op.rename_table("review_checks", "review_checks_before")
    op.drop_index(op.f("ix_review_checks_review_id"), "review_checks_before")
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
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.CheckConstraint(rule, name=op.f("ck_review_checks_name")),
        sa.CheckConstraint("outcome IN ('passed', 'failed', 'unknown')", name=op.f("ck_review_checks_outcome")),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_review_checks_review_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_review_checks")),
        sa.UniqueConstraint("id", name=op.f("uq_review_checks_id")),
    )
    op.create_index(op.f("ix_review_checks_review_id"), "review_checks", ["review_id"], unique=False)
    before, after = (sa.table(name, *map(sa.column, names)) for name in ("review_checks_before", "review_checks"))
    op.execute(sa.insert(after).from_select(names, sa.select(before)))
    op.drop_table("review_checks_before")
