"""Run by Alembic. The connection, within a transaction that holds the file's write lock, comes from engines/sql.py."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
