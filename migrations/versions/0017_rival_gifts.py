"""How many days a campaign waits after somebody took a rival's gift."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("campaigns", sa.Column("rival_cap_days", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("campaigns", "rival_cap_days")
