"""Who was erased on purpose, as keyed hashes, and removals that are to erase."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the table and add the column."""
    op.create_table(
        "tombstone",
        sa.Column("person", sa.LargeBinary, nullable=False),
        sa.Column("user_id", sa.LargeBinary, nullable=False),
        sa.Column("name", sa.LargeBinary, nullable=False),
        sa.Column("key", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_tombstone"),
    )
    op.add_column(
        "removal", sa.Column("is_erasure", sa.Boolean, nullable=False, server_default=sa.false())
    )
