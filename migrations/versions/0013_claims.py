"""Posts that two people say are theirs, and posts in order on another network: their check says `apart`, not `failed`."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

CLAIMED = sa.text("post_id IS NOT NULL AND post_index IS NULL")
BEFORE = "outcome IN ('passed', 'failed', 'unknown')"
NOW = "outcome IN ('passed', 'apart', 'failed', 'unknown')"
RULE = "ck_review_checks_outcome"
CHECKS = sa.table("review_checks", sa.column("name"), sa.column("outcome"))


def upgrade() -> None:
    op.create_index("ix_reviews_claims", "reviews", ["post_id"], sqlite_where=CLAIMED, postgresql_where=CLAIMED)
    _say_outcomes(BEFORE, NOW)
    op.execute(sa.update(CHECKS).where(CHECKS.c.name == "network", CHECKS.c.outcome == "failed").values(
        outcome="apart"))


def downgrade() -> None:
    op.execute(sa.update(CHECKS).where(CHECKS.c.outcome == "apart").values(outcome="failed"))
    _say_outcomes(NOW, BEFORE)
    op.drop_index("ix_reviews_claims", "reviews")


def _say_outcomes(before: str, now: str) -> None:
    """Let `review_checks` hold these outcomes; SQLite takes a new rule only with a new table."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f(RULE), "review_checks", type_="check")
        op.create_check_constraint(op.f(RULE), "review_checks", now)
        return
    made = op.get_bind().scalar(sa.text("SELECT sql FROM sqlite_master WHERE name = 'review_checks'"))
    op.rename_table("review_checks", "review_checks_before")
    op.drop_index(op.f("ix_review_checks_review_id"), "review_checks_before")
    op.execute(made.replace(before, now))
    op.execute("INSERT INTO review_checks SELECT * FROM review_checks_before")
    op.drop_table("review_checks_before")
    op.create_index(op.f("ix_review_checks_review_id"), "review_checks", ["review_id"])
