"""Thumbnails of posts: where the picture lies, what was kept of it and when, or why nothing was."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ADDED = (
    ("image_sealed", sa.Text()), ("image_index", sa.String(64)), ("thumbnail", sa.String(64)),
    ("thumbnail_at", sa.DateTime(timezone=True)), ("thumbnail_why", sa.String(20)),
)


def upgrade() -> None:
    for name, kind in ADDED:
        op.add_column("reviews", sa.Column(name, kind, nullable=True))
    op.create_index("ix_reviews_thumbnail", "reviews", ["thumbnail"])


def downgrade() -> None:
    op.drop_index("ix_reviews_thumbnail", "reviews")
    for name, _ in reversed(ADDED):
        op.drop_column("reviews", name)
