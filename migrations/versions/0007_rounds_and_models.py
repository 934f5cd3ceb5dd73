"""Rounds of joint matching, model cards, hold-outs, packed people, flags of answers."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _row() -> list[sa.Column]:
    return [sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
            sa.Column("id", sa.String(length=40), nullable=False)]


def upgrade() -> None:
    op.create_table(
        "rounds",
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=12), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("bound", sa.Double(), nullable=False),
        sa.Column("gap", sa.Double(), nullable=False),
        sa.Column("floor_share", sa.Double(), nullable=True),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *_row(),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_rounds")),
        sa.UniqueConstraint("id", name=op.f("uq_rounds_id")),
    )
    op.create_table(
        "model_cards",
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("is_used", sa.Boolean(), nullable=False),
        sa.Column("outcomes", sa.Integer(), nullable=False),
        sa.Column("card", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *_row(),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_model_cards")),
        sa.UniqueConstraint("id", name=op.f("uq_model_cards_id")),
        sa.UniqueConstraint("scope", "number", name=op.f("uq_model_cards_scope_number")),
    )
    op.create_table(
        "hold_outs",
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("consumer_id", sa.String(length=40), nullable=False),
        sa.Column("run_id", sa.String(length=40), nullable=False),
        sa.Column("is_held_out", sa.Boolean(), nullable=False),
        sa.Column("propensity", sa.Double(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        *_row(),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_hold_outs_campaign_id")),
        sa.ForeignKeyConstraint(["consumer_id"], ["consumers.id"], name=op.f("fk_hold_outs_consumer_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_hold_outs")),
        sa.UniqueConstraint("id", name=op.f("uq_hold_outs_id")),
        sa.UniqueConstraint("campaign_id", "consumer_id", name=op.f("uq_hold_outs_campaign_id_consumer_id")),
    )
    op.create_index(op.f("ix_hold_outs_consumer_id"), "hold_outs", ["consumer_id"])
    op.create_table(
        "run_inputs",
        sa.Column("run_id", sa.String(length=40), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_run_inputs_run_id")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_run_inputs")),
    )
    op.create_table(
        "packed_people",
        sa.Column("consumer_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("changed_in", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("consumer_seq", name=op.f("pk_packed_people")),
    )
    op.create_index(op.f("ix_packed_people_changed_in"), "packed_people", ["changed_in"])
    op.add_column("runs", sa.Column("round_id", sa.String(length=40), nullable=True))
    op.add_column("runs", sa.Column("facts", sa.JSON(), nullable=False, server_default="{}"))
    op.create_index(op.f("ix_runs_round_id"), "runs", ["round_id"])
    op.add_column("matches", sa.Column("facts", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("traits", sa.Column("flags", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("traits", "flags")
    op.drop_column("matches", "facts")
    op.drop_index(op.f("ix_runs_round_id"), table_name="runs")
    op.drop_column("runs", "facts")
    op.drop_column("runs", "round_id")
    for table in ("packed_people", "run_inputs", "hold_outs", "model_cards", "rounds"):
        op.drop_table(table)
