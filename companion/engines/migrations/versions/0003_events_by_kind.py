"""Events found by member, branch or all over, then kind, then day: what is asked is of few kinds, and most events of others."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_index("ix_events_member_kind_day", "events", ["member", "kind", "day"])
    op.create_index("ix_events_branch_kind_day", "events", ["branch", "kind", "day"])
    op.create_index("ix_events_kind", "events", ["kind"])  # each entry ends with the id: what came since a known event
    op.drop_index("ix_events_member_day", "events")
    op.drop_index("ix_events_branch_day", "events")
