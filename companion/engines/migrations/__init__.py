"""What turns a database of any older version into one of today, step by step (Alembic)."""
