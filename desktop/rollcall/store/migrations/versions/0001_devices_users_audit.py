"""The first tables: known devices, their users as last read, what was done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "device",
        sa.Column("uid", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("port", sa.Integer, nullable=False),
        sa.Column("https", sa.Boolean, nullable=False),
        sa.Column("pin", sa.Text),
        sa.Column("keyed", sa.Boolean, nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("uid", name="pk_device"),
    )
    op.create_table(
        "device_user",
        sa.Column("device_uid", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("privilege", sa.Text, nullable=False),
        sa.Column("face", sa.Boolean),
        sa.Column("fingers", sa.Integer),
        sa.Column("palms", sa.Integer),
        sa.Column("card", sa.Boolean),
        sa.Column("password", sa.Boolean),
        sa.PrimaryKeyConstraint("device_uid", "id", name="pk_device_user"),
        sa.ForeignKeyConstraint(
            ["device_uid"],
            ["device.uid"],
            name="fk_device_user_device_uid_device",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "audit",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            sa.Identity(always=True),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("device_uid", sa.Text),
        sa.Column("device_name", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
