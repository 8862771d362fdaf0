"""A study companion for a group that learns together a little every day."""

__version__ = "0.1.0"
