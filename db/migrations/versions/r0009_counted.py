"""What figures are added up from: a narrow row a visit and a matter, judged anew when something changes.

The triggers name what changed; whoever commits judges it. What is here already is judged when the store is
next opened for writing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_OF_MATTER = "SELECT visit_id FROM matter WHERE matter_id = NEW.matter_id"
_OF_PAPER = "SELECT visit_id FROM document WHERE paper_id = NEW.paper_id"
_CHANGES = (
    ("visit", "INSERT", "VALUES (NEW.visit_id)"),
    ("participant", "INSERT", "VALUES (NEW.visit_id)"),
    ("participant", "UPDATE", "VALUES (NEW.visit_id)"),
    ("visit", "UPDATE", "VALUES (NEW.visit_id)"),
    ("matter", "INSERT", "VALUES (NEW.visit_id)"),
    ("matter", "UPDATE", "VALUES (NEW.visit_id)"),
    ("matter_link", "INSERT", _OF_MATTER),
    ("matter_link", "UPDATE", _OF_MATTER),
    ("matter_event", "INSERT", _OF_MATTER),
    ("document", "UPDATE", "VALUES (NEW.visit_id)"),
    ("document_print", "INSERT", _OF_PAPER),
)


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "counted_visit",
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("window", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("visit_id", sa.String(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("represented", sa.Integer(), nullable=False),
        sa.Column("companions", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("noticed", sa.Boolean(), nullable=False),
        sa.Column("papered", sa.Boolean(), nullable=False),
        sa.Column("handled_s", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.visit_id"], name=op.f("fk_counted_visit_visit_id_visit")
        ),
        sa.PrimaryKeyConstraint("local_date", "window", "slot", "visit_id", name=op.f("pk_counted_visit")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_counted_visit_visit_id", "counted_visit", ["visit_id"], unique=True)
    op.create_table(
        "counted_matter",
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("matter_key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("visit_id", sa.String(), nullable=False),
        sa.Column("root", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("repeat", "own", "sealed")),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("purpose", "content_code", "target_unit", "reported_unit", "outcome")
        ),
        *(
            sa.Column(name, sa.Date(), nullable=True)
            for name in ("received_on", "told_on", "accepted_on", "extended_to", "closed_on", "ended_on")
        ),
        sa.Column("answer_owed", sa.Boolean(), nullable=False),
        sa.Column("opinion_owed", sa.Boolean(), nullable=False),
        sa.Column("passed_on", sa.String(), nullable=False),
        sa.Column("supervised", sa.Boolean(), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("rated_office", sa.String(), nullable=False),
        sa.Column("rated_unit", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["matter_key"], ["matter.key"], name=op.f("fk_counted_matter_matter_key_matter")
        ),
        sa.PrimaryKeyConstraint("local_date", "matter_key", name=op.f("pk_counted_matter")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_counted_matter_matter_key", "counted_matter", ["matter_key"], unique=True)
    op.create_index(
        "ix_counted_matter_root", "counted_matter", ["local_date", "root", "visit_id", "matter_key"]
    )
    op.create_index(
        "ix_counted_matter_answer",
        "counted_matter",
        ["received_on", "told_on", "ended_on"],
        sqlite_where=sa.text("answer_owed"),
    )
    op.create_index(
        "ix_counted_matter_opinion",
        "counted_matter",
        ["accepted_on", "extended_to", "closed_on", "ended_on"],
        sqlite_where=sa.text("opinion_owed"),
    )
    op.create_index(
        "ix_counted_matter_rated",
        "counted_matter",
        ["accepted_on", "rated_office", "rated_unit"],
        sqlite_where=sa.text("reachable"),
    )
    op.create_table(
        "uncounted_visit",
        sa.Column("visit_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_uncounted_visit")),
    )
    for table, change, visits in _CHANGES:
        op.execute(
            f"CREATE TRIGGER {table}_{change.lower()}_uncounted AFTER {change} ON {table}"
            f" BEGIN INSERT OR IGNORE INTO uncounted_visit (visit_id) {visits}; END"
        )
    op.execute("INSERT INTO uncounted_visit SELECT visit_id FROM visit")
