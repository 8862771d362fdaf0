"""The documents agree with the program and with one another."""

import re
from pathlib import Path

import pytest

from companion.cli.main import COMMANDS
from companion.settings import TABLE, table

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    file for file in ROOT.glob("**/*.md") if not set(file.relative_to(ROOT).parts) & {".venv", "corpus", "build"}
]


@pytest.mark.parametrize(("name", "language"), [("README.md", "zh"), ("README.en.md", "en")])
def test_the_settings_table_is_the_one_in_the_readme(name: str, language: str) -> None:
    assert table(language) in (ROOT / name).read_text("utf-8"), (
        f"paste companion.settings.table({language!r}) into {name}"
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_link_leads_to_a_file(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", document.read_text("utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("name", ["README.md", "README.en.md"])
def test_every_command_and_setting_named_in_a_readme_exists(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert set(re.findall(r"python -m companion (\w+)", text)) <= set(COMMANDS)
    assert set(re.findall(r"COMPANION_\w+", text)) <= {setting.variable for setting in TABLE}


@pytest.mark.parametrize("name", ["README.md", "README.en.md", "CONTRIBUTING.md"])
def test_every_make_target_named_in_a_document_exists(name: str) -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert set(re.findall(r"\bmake (\w+)", (ROOT / name).read_text("utf-8"))) - {"a", "sure"} <= targets
