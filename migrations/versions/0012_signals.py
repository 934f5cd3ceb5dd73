"""Signals of bought engagement: what was flagged, what is known of the account, what ops found."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ADDED = ("flags", "account_facts", "judgement", "numbers_held_at")


def upgrade() -> None:
    for name, empty in (("flags", "[]"), ("account_facts", "{}"), ("judgement", "{}")):
        op.add_column("reviews", sa.Column(name, sa.JSON(), nullable=False, server_default=empty))
    op.add_column("reviews", sa.Column("numbers_held_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in reversed(ADDED):
        op.drop_column("reviews", name)
