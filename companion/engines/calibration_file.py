"""The gate's calibration, kept in a file beside the index it was made for."""

import json
from dataclasses import asdict
from pathlib import Path

from companion.answers.calibration import Calibration

NAME = "calibration.json"


def save_calibration(folder: Path, calibration: Calibration) -> None:
    new = folder / f"{NAME}.new"
    new.write_text(json.dumps(asdict(calibration)) + "\n", "utf-8")
    new.replace(folder / NAME)


def load_calibration(folder: Path) -> Calibration | None:
    """None where there is none that can be used: the gate then keeps its own threshold."""
    try:
        return Calibration(**json.loads((folder / NAME).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
