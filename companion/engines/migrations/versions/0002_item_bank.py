"""The bank of quiz items."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "items",
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
    )
