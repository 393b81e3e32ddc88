"""What passes between the store and a hub: binding, feed as it came, proofs, tasks and advice."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "hub_alias",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("about_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("alias", sa.String(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_hub_alias")),
    )
    with op.batch_alter_table("hub_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hub_alias_about_id"), ["about_id"], unique=False)

    op.create_table(
        "hub_binding",
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("ca", sa.String(), nullable=False),
        sa.Column("hub", sa.String(), nullable=False),
        sa.Column("county", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("station_id", sa.String(), nullable=False),
        sa.Column("private_key", sa.LargeBinary(), nullable=False),
        sa.Column("person_key", sa.LargeBinary(), nullable=False),
        sa.Column("enrolled_at", sa.String(length=32), nullable=False),
        sa.Column("incarnation", sa.String(), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.Column("offset_ms", sa.Integer(), nullable=True),
        sa.Column("offset_at", sa.String(length=32), nullable=True),
        sa.Column("hello_at", sa.String(length=32), nullable=True),
        sa.Column("ok_at", sa.String(length=32), nullable=True),
        sa.Column("next_at", sa.String(length=32), nullable=True),
        sa.Column("failure", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("push_failures", sa.Integer(), nullable=False),
        sa.Column("sealing_keys", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_hub_binding")),
    )
    op.create_table(
        "hub_channel",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("head", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_hub_channel")),
    )
    op.create_table(
        "hub_claim",
        sa.Column("matter_id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("matter_id", "person", "claim_id", name=op.f("pk_hub_claim")),
    )
    op.create_table(
        "hub_event",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("fseq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("origin", sa.JSON(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "fseq", name=op.f("pk_hub_event")),
    )
    with op.batch_alter_table("hub_event", schema=None) as batch_op:
        batch_op.create_index("ix_hub_event_ref", ["ref"], unique=False)
        batch_op.create_index("ix_hub_event_state", ["state"], unique=False)

    op.create_table(
        "hub_fingerprint",
        sa.Column("fp", sa.String(), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("fp", "matter", name=op.f("pk_hub_fingerprint")),
    )
    op.create_table(
        "hub_parked",
        sa.Column("op_id", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("at_hub", sa.Boolean(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("seen_by", sa.String(), nullable=False),
        sa.Column("seen_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("op_id", name=op.f("pk_hub_parked")),
    )
    op.create_table(
        "hub_proof",
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("epoch", name=op.f("pk_hub_proof")),
    )
    op.create_table(
        "hub_suspect",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("reg_no", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("office_name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_hub_suspect")),
    )
    with op.batch_alter_table("hub_suspect", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hub_suspect_reg_no"), ["reg_no"], unique=False)

    op.create_table(
        "hub_task",
        sa.Column("task_id", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("done_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_hub_task")),
    )
    op.create_table(
        "hub_witness",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("incarnation", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("event", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_hub_witness")),
    )
    op.create_table(
        "op_moved",
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("op_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("epoch", "seq", name=op.f("pk_op_moved")),
    )
    with op.batch_alter_table("op_moved", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_op_moved_op_id"), ["op_id"], unique=False)
    op.create_table(
        "hub_blob",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("attachment_id", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("named_in", sa.String(), nullable=False),
        sa.Column("complete_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_hub_blob")),
    )
