"""Settled people: the bodies of who has not changed lately, apart from the small table that changes are written to."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BACK = """INSERT INTO packed_people (consumer_seq, changed_in, body) SELECT consumer_seq, changed_in, body FROM settled_people
WHERE consumer_seq NOT IN (SELECT consumer_seq FROM packed_people)"""


def upgrade() -> None:
    op.create_table(
        "settled_people",
        sa.Column("consumer_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("changed_in", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("consumer_seq", name=op.f("pk_settled_people")),
    )
    op.create_index(op.f("ix_settled_people_changed_in"), "settled_people", ["changed_in"])


def downgrade() -> None:
    op.execute(BACK)
    op.drop_table("settled_people")
