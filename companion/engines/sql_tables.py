"""The tables of today. What brings an older database here stands in migrations/."""

import datetime as dt

import sqlalchemy as sa


class Instant(sa.TypeDecorator[dt.datetime]):
    """A moment, stored as UTC, given back as UTC."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:  # noqa: ARG002
        return None if value is None else value.replace(tzinfo=dt.UTC)


class Words(sa.TypeDecorator[str]):
    """Text. Half a surrogate pair, which UTF-8 cannot hold, becomes a question mark."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else value.encode(errors="replace").decode()


metadata = sa.MetaData()

branches = sa.Table(
    "branches",
    metadata,
    sa.Column("id", Words, primary_key=True),
    sa.Column("name", Words, nullable=False),
    sa.Column("timezone", Words, nullable=False),
    sa.Column("starts", sa.Date, nullable=False),
    sa.Column("weekdays", sa.JSON, nullable=False),
)

members = sa.Table(
    "members",
    metadata,
    sa.Column("username", Words, primary_key=True),
    sa.Column("name", Words, nullable=False),
    sa.Column("branch", Words, sa.ForeignKey("branches.id"), nullable=False, index=True),
    sa.Column("role", Words, nullable=False),
    sa.Column("group", Words, nullable=False),
    sa.Column("post", Words, nullable=False),
    sa.Column("joined", sa.Date, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("must_change_password", sa.Boolean, nullable=False),
    sa.Column("left", sa.Date),
    sa.Column("password_hash", Words, nullable=False),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("token_hash", Words, primary_key=True),
    sa.Column("username", Words, nullable=False, index=True),
    sa.Column("started", Instant, nullable=False),
    sa.Column("ends", Instant, nullable=False),
)

tries = sa.Table(
    "tries",
    metadata,
    sa.Column("subject", Words, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("last", Instant, nullable=False),
)

# Events name branch and member without a foreign key: a record outlives what it speaks of. Two triggers, made by the
# migration, refuse UPDATE and DELETE.
events = sa.Table(
    "events",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", Words, nullable=False),
    sa.Column("branch", Words, nullable=False),
    sa.Column("member", Words, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("payload", sa.JSON, nullable=False),
    sa.Column("key", Words, unique=True),  # NULL, of which there may be many, where an event has no key
    sa.Index("ix_events_member_kind_day", "member", "kind", "day"),
    sa.Index("ix_events_branch_kind_day", "branch", "kind", "day"),
    sa.Index("ix_events_kind", "kind"),
    sqlite_autoincrement=True,
)

# What may be thrown away at any time; see records.snapshots.
snapshots = sa.Table(
    "snapshots",
    metadata,
    sa.Column("name", Words, primary_key=True),
    sa.Column("make", Words, nullable=False),
    sa.Column("last", sa.Integer, nullable=False),
    sa.Column("state", sa.LargeBinary, nullable=False),  # JSON, deflated
)

drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("member", Words, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("text", Words, nullable=False),
)

items = sa.Table(
    "items",
    metadata,
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("id", Words, nullable=False, unique=True),
    sa.Column("content", sa.JSON, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
)
