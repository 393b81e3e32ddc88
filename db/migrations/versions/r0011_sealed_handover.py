"""Keys for what is sealed, and who received it; pictures of other windows; when the clock was measured."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "office_key",
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("office_name", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("since", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_office_key")),
    )
    with op.batch_alter_table("office_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_office_key_office"), ["office"], unique=False)
    op.create_table(
        "own_sealing_key",
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("private_key", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("since", sa.String(length=32), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_own_sealing_key")),
    )
    op.create_table(
        "sealed_handover",
        sa.Column("matter_id", sa.String(), nullable=False),
        sa.Column("over_head", sa.Boolean(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("settled_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.matter_id"], name=op.f("fk_sealed_handover_matter_id_matter")
        ),
        sa.PrimaryKeyConstraint("matter_id", name=op.f("pk_sealed_handover")),
    )
    with op.batch_alter_table("sealed_handover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sealed_handover_key_id"), ["key_id"], unique=False)
    op.create_table(
        "sealed_received",
        sa.Column("matter_id", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("reg_no", sa.String(), nullable=False),
        sa.Column("visit_no", sa.String(), nullable=False),
        sa.Column("from_office", sa.String(), nullable=False),
        sa.Column("from_name", sa.String(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("matter_id", "key_id", name=op.f("pk_sealed_received")),
    )
    op.create_table(
        "hub_picture",
        sa.Column("attachment_id", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachment.attachment_id"],
            name=op.f("fk_hub_picture_attachment_id_attachment"),
        ),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_hub_picture")),
    )
    with op.batch_alter_table("hub_picture", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hub_picture_sha256"), ["sha256"], unique=False)
    op.add_column("hub_binding", sa.Column("offset_boot", sa.String(), nullable=False, server_default=""))
    op.add_column("hub_binding", sa.Column("offset_base_s", sa.Double(), nullable=False, server_default="0"))
    op.add_column("hub_binding", sa.Column("directory_key", sa.String(), nullable=False, server_default=""))
    op.drop_column("hub_binding", "sealing_keys")
