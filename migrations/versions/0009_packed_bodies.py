"""People's packed bodies, kept with the change that made them: every other change takes the body away."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TOLD = ("state", "birth_month", "gender", "region_code", "works_for", "refuses_automatic")
"""What a body holds of a consumer's own row."""
BELONGING = ("traits", "consents", "social_accounts")
ALONE, WITH_BODY = "changed_in = excluded.changed_in", "changed_in = excluded.changed_in, body = NULL"

SQLITE_OWN = """CREATE TRIGGER changed_consumers_NAME AFTER EVENT ON consumers BEGIN
INSERT INTO packed_people (consumer_seq, changed_in)
VALUES (new.seq, (SELECT coalesce(max(changed_in), 0) + 1 FROM packed_people))
ON CONFLICT (consumer_seq) DO UPDATE SET CHANGE; END"""
SQLITE_BELONGING = """CREATE TRIGGER changed_TABLE_NAME AFTER EVENT ON TABLE BEGIN
INSERT INTO packed_people (consumer_seq, changed_in)
SELECT seq, (SELECT coalesce(max(changed_in), 0) + 1 FROM packed_people) FROM consumers WHERE id = ROW.consumer_id
ON CONFLICT (consumer_seq) DO UPDATE SET CHANGE; END"""
POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION changed_consumer() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
INSERT INTO packed_people (consumer_seq, changed_in) VALUES (new.seq, pg_current_xact_id()::text::bigint)
ON CONFLICT (consumer_seq) DO UPDATE SET CHANGE WHERE packed_people.changed_in <> excluded.changed_inOTHERWISE;
RETURN NULL; END $$""",
    """CREATE OR REPLACE FUNCTION changed_belonging() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
INSERT INTO packed_people (consumer_seq, changed_in) SELECT seq, pg_current_xact_id()::text::bigint FROM consumers
WHERE id = CASE WHEN tg_op = 'DELETE' THEN old.consumer_id ELSE new.consumer_id END
ON CONFLICT (consumer_seq) DO UPDATE SET CHANGE WHERE packed_people.changed_in <> excluded.changed_inOTHERWISE;
RETURN NULL; END $$""",
)
UNKNOWN_YET = """INSERT INTO packed_people (consumer_seq, changed_in) SELECT seq, NEXT FROM consumers
WHERE seq NOT IN (SELECT consumer_seq FROM packed_people)"""
"""Who came before changes were noted: from here on everybody has a row."""


def upgrade() -> None:
    op.add_column("packed_people", sa.Column("body", sa.LargeBinary()))
    if op.get_bind().dialect.name == "sqlite":
        op.execute(UNKNOWN_YET.replace("NEXT", "(SELECT coalesce(max(changed_in), 0) + 1 FROM packed_people)"))
        _replace_triggers(WITH_BODY)
    else:
        op.execute(UNKNOWN_YET.replace("NEXT", "pg_current_xact_id()::text::bigint"))
        _replace_functions(WITH_BODY, " OR packed_people.body IS NOT NULL")


def _replace_triggers(change: str) -> None:
    own = [("insert", "INSERT"), ("update", "UPDATE OF " + ", ".join(TOLD))]
    rows = [("insert", "new"), ("update", "new"), ("delete", "old")]
    made = [SQLITE_OWN.replace("NAME", name).replace("EVENT", event) for name, event in own] + [
        SQLITE_BELONGING.replace("TABLE", table).replace("NAME", name).replace("EVENT", name.upper()).replace("ROW", row)
        for table in BELONGING for name, row in rows]
    for statement in made:
        op.execute("DROP TRIGGER " + statement.split()[2])
        op.execute(statement.replace("CHANGE", change))


def _replace_functions(change: str, otherwise: str) -> None:
    for statement in POSTGRESQL:
        op.execute(statement.replace("CHANGE", change).replace("OTHERWISE", otherwise))


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _replace_triggers(ALONE)
    else:
        _replace_functions(ALONE, "")
    op.drop_column("packed_people", "body")
