"""The last day that counts for somebody who has left; of those inactive before nobody knows it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("members", sa.Column("left", sa.Date))
