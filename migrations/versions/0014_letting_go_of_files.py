"""Work that waits to delete files: three kinds of it became one."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

JOBS = sa.table("jobs", sa.column("name"))
NOW = "file.drop"
BEFORE = ("review.drop_picture", "social_account.drop_picture", "photo.delete")


def upgrade() -> None:
    op.execute(sa.update(JOBS).where(JOBS.c.name.in_(BEFORE)).values(name=NOW))


def downgrade() -> None:
    op.execute(sa.update(JOBS).where(JOBS.c.name == NOW).values(name=BEFORE[0]))
