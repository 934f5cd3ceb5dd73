"""Posts that two people say are theirs: the claims beside the one who holds it."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

CLAIMED = sa.text("post_id IS NOT NULL AND post_index IS NULL")


def upgrade() -> None:
    op.create_index("ix_reviews_claims", "reviews", ["post_id"], sqlite_where=CLAIMED, postgresql_where=CLAIMED)


def downgrade() -> None:
    op.drop_index("ix_reviews_claims", "reviews")
