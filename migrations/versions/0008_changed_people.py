"""Triggers that note who has changed, in the order of commits; bodies are packed by whoever reads."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TOLD = ("state", "birth_month", "gender", "region_code", "works_for", "refuses_automatic")
"""What a snapshot holds of a consumer's own row."""
BELONGING = ("traits", "consents", "social_accounts")

SQLITE_OWN = """CREATE TRIGGER changed_consumers_NAME AFTER EVENT ON consumers BEGIN
INSERT INTO packed_people (consumer_seq, changed_in)
VALUES (new.seq, (SELECT coalesce(max(changed_in), 0) + 1 FROM packed_people))
ON CONFLICT (consumer_seq) DO UPDATE SET changed_in = excluded.changed_in; END"""
"""SQLite has one writer at a time, so the next number is the next to be committed."""
SQLITE_BELONGING = """CREATE TRIGGER changed_TABLE_NAME AFTER EVENT ON TABLE BEGIN
INSERT INTO packed_people (consumer_seq, changed_in)
SELECT seq, (SELECT coalesce(max(changed_in), 0) + 1 FROM packed_people) FROM consumers WHERE id = ROW.consumer_id
ON CONFLICT (consumer_seq) DO UPDATE SET changed_in = excluded.changed_in; END"""

POSTGRESQL = (
    """CREATE FUNCTION changed_consumer() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
INSERT INTO packed_people (consumer_seq, changed_in) VALUES (new.seq, pg_current_xact_id()::text::bigint)
ON CONFLICT (consumer_seq) DO UPDATE SET changed_in = excluded.changed_in
WHERE packed_people.changed_in <> excluded.changed_in;
RETURN NULL; END $$""",
    """CREATE FUNCTION changed_belonging() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
INSERT INTO packed_people (consumer_seq, changed_in) SELECT seq, pg_current_xact_id()::text::bigint FROM consumers
WHERE id = CASE WHEN tg_op = 'DELETE' THEN old.consumer_id ELSE new.consumer_id END
ON CONFLICT (consumer_seq) DO UPDATE SET changed_in = excluded.changed_in
WHERE packed_people.changed_in <> excluded.changed_in;
RETURN NULL; END $$""",
    """CREATE TRIGGER changed_consumers AFTER INSERT OR UPDATE OF TOLD ON consumers
FOR EACH ROW EXECUTE FUNCTION changed_consumer()""",
)
"""Transactions are numbered as they begin to write; readers stop at the oldest that is still open."""
POSTGRESQL_BELONGING = """CREATE TRIGGER changed_TABLE AFTER INSERT OR UPDATE OR DELETE ON TABLE
FOR EACH ROW EXECUTE FUNCTION changed_belonging()"""


def upgrade() -> None:
    op.drop_column("packed_people", "body")
    op.create_index("ix_consents_until", "consents", ["until"], sqlite_where=sa.text("until IS NOT NULL"),
                    postgresql_where=sa.text("until IS NOT NULL"))
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql():
        op.execute(statement)


def _sqlite() -> list[str]:
    own = [("insert", "INSERT"), ("update", "UPDATE OF " + ", ".join(TOLD))]
    rows = [("insert", "new"), ("update", "new"), ("delete", "old")]
    return [SQLITE_OWN.replace("NAME", name).replace("EVENT", event) for name, event in own] + [
        SQLITE_BELONGING.replace("TABLE", table).replace("NAME", name).replace("EVENT", name.upper()).replace("ROW", row)
        for table in BELONGING for name, row in rows]


def _postgresql() -> list[str]:
    return [one.replace("TOLD", ", ".join(TOLD)) for one in POSTGRESQL] + [
        POSTGRESQL_BELONGING.replace("TABLE", table) for table in BELONGING]


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for statement in _sqlite():
            op.execute("DROP TRIGGER " + statement.split()[2])
    else:
        for table in ("consumers", *BELONGING):
            op.execute(f"DROP TRIGGER changed_{table} ON {table}")
        op.execute("DROP FUNCTION changed_consumer()")
        op.execute("DROP FUNCTION changed_belonging()")
    op.drop_index("ix_consents_until", table_name="consents")
    op.add_column("packed_people", sa.Column("body", sa.LargeBinary(), nullable=False, server_default=""))
