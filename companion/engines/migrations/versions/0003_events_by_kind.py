"""Events found by member or branch, then kind, then day: what is asked is nearly always of few kinds, and most events are of others."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_index("ix_events_member_kind_day", "events", ["member", "kind", "day"])
    op.create_index("ix_events_branch_kind_day", "events", ["branch", "kind", "day"])
    op.drop_index("ix_events_member_day", "events")
    op.drop_index("ix_events_branch_day", "events")
