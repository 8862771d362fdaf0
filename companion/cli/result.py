"""What a command gives back: one JSON document, and the same for a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Result:
    document: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    status: int = 0
