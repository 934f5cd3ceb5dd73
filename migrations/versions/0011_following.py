"""Following posts: lanes of politeness, what hosts ask of readers, what was seen, pictures shown by authors."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAY = "CHECK (verified_how IS NULL OR verified_how IN ('read', 'screenshot', 'ops'))"
ADDED = ("author_index", "text_from", "earlier_text_sealed", "has_shop_link", "changes", "verified_how")


def upgrade() -> None:
    op.create_table(
        "lanes",
        sa.Column("name", sa.String(length=280), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("gap", sa.Double(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("strikes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lanes")),
    )
    op.add_column("jobs", sa.Column("lane", sa.String(length=280), nullable=True))
    op.drop_index("ix_jobs_state_due_at", table_name="jobs")
    _index("ix_jobs_free", "jobs", ["state", "due_at"], "lane IS NULL")
    _index("ix_jobs_in_lane", "jobs", ["lane", "state", "due_at"], "lane IS NOT NULL")
    _index("ix_jobs_leased", "jobs", ["lease_until"], "state = 'leased'")
    op.create_table(
        "robots",
        sa.Column("origin", sa.String(length=280), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_robots")),
    )
    for column in (
        sa.Column("author_index", sa.String(length=64), nullable=True),
        sa.Column("text_from", sa.String(length=60), nullable=True),
        sa.Column("earlier_text_sealed", sa.Text(), nullable=True),
        sa.Column("has_shop_link", sa.Boolean(), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False, server_default="[]"),
    ):
        op.add_column("reviews", column)
    # In the column's own words: SQLite can add and drop a check only together with its column.
    op.execute(f"ALTER TABLE reviews ADD COLUMN verified_how VARCHAR(10) CONSTRAINT ck_reviews_verified_how {WAY}")
    op.add_column("snapshots", sa.Column("sources", sa.JSON(), nullable=False, server_default="{}"))
    _pictures()


def _pictures() -> None:
    op.create_table(
        "review_pictures",
        sa.Column("review_id", sa.String(length=40), nullable=False),
        sa.Column("moment", sa.String(length=10), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in ("asked_at", "shown_at", "missed_at")),
        sa.Column("picture", sa.String(length=64), nullable=True),
        sa.Column("post_index", sa.String(length=64), nullable=True),
        sa.Column("seed", sa.BigInteger(), nullable=True),
        sa.Column("share", sa.Double(), nullable=True),
        sa.Column("is_drawn", sa.Boolean(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("judged_by", sa.String(length=40), nullable=True),
        sa.Column("is_accepted", sa.Boolean(), nullable=True),
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.CheckConstraint("moment IN ('submission', 'day_7', 'day_30')", name=op.f("ck_review_pictures_moment")),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_review_pictures_review_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_review_pictures")),
        sa.UniqueConstraint("id", name=op.f("uq_review_pictures_id")),
    )
    op.create_index(op.f("ix_review_pictures_review_id"), "review_pictures", ["review_id"])
    op.create_index(op.f("ix_review_pictures_picture"), "review_pictures", ["picture"])
    _index("ix_review_pictures_open", "review_pictures", ["due_at"], "shown_at IS NULL")


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    op.drop_table("review_pictures")
    op.drop_column("snapshots", "sources")
    for column in ADDED:
        op.drop_column("reviews", column)
    op.drop_table("robots")
    for name in ("ix_jobs_free", "ix_jobs_in_lane", "ix_jobs_leased"):
        op.drop_index(name, table_name="jobs")
    op.drop_column("jobs", "lane")
    op.create_index("ix_jobs_state_due_at", "jobs", ["state", "due_at"])
    op.drop_table("lanes")
