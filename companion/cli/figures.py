"""Figures as the command line gives them: shares in JSON, rows as a table."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from companion.evaluation.figures import Share


def share_json(share: Share) -> dict[str, Any]:
    value = share.share
    return {"share": None if value is None else round(value, 4), **dataclasses.asdict(share)}


def table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """The rows with their columns in line."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
