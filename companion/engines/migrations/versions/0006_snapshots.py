"""What folds of the events have put down, to go on from at the next start."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "snapshots",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("make", sa.Text, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("state", sa.LargeBinary, nullable=False),
    )
