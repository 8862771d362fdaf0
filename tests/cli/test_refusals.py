"""What the command line says when it cannot go on: a sentence, the right exit status, and nothing made meanwhile."""

import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from companion.assemble import is_empty
from companion.cli.main import main
from companion.settings import read_settings
from companion.ui.server import listen

ROOT = Path(__file__).parents[2]


def companion(*arguments: object, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return run("-m", "companion", *arguments, folder=folder, **settings)


def run(*arguments: object, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Python with these arguments, and every folder of ours below ``folder``."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COMPANION_")}
    environment |= {f"COMPANION_{name.upper()}": str(folder / name) for name in ("corpus", "indexes", "home", "cache")}
    environment |= {f"COMPANION_{name.upper()}": value for name, value in settings.items()}
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)


def refused(done: subprocess.CompletedProcess[str], status: int, *words: str) -> None:
    assert (done.returncode, done.stdout) == (status, ""), done.stderr
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


@pytest.mark.parametrize("words", [[], ["nonsense"], ["search", "问", "--k", "x"], ["quiz", "make", "--kind", "essay"]])
def test_a_command_that_is_not_well_formed_is_refused_in_chinese_too(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert "命令没有写对" in capsys.readouterr().err


def test_a_batch_file_nested_too_deep_is_refused(tmp_path: Path) -> None:
    batch = tmp_path / "deep.jsonl"
    batch.write_text("[" * 100_000, "utf-8")
    refused(companion("search", "--batch", batch, folder=tmp_path), 2, "第 1 行")


def test_serving_without_an_index_says_so_and_makes_no_records(tmp_path: Path) -> None:
    with listen("127.0.0.1", 0) as probe:
        free = probe.getsockname()[1]
    refused(companion("serve", "--port", free, folder=tmp_path), 1, "companion index")
    assert not (tmp_path / "home").exists()


def test_the_doctor_names_the_weights_that_are_missing(tmp_path: Path) -> None:
    done = companion("doctor", folder=tmp_path)
    assert done.returncode == 1
    assert "models pull" in done.stdout


def test_a_folder_without_texts_is_told_and_indexed_as_empty(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    done = companion("index", "--json", folder=tmp_path)
    assert (done.returncode, done.stdout[:1]) == (0, "{")
    assert f"{tmp_path / 'corpus'} 里没有能读的材料" in done.stderr


def test_an_installation_without_accounts_is_empty_though_its_records_are_there(tmp_path: Path) -> None:
    """A roster tried out with --dry-run does not end the demonstration."""
    book = openpyxl.Workbook()
    book.active.append(["账号", "姓名", "支部"])  # type: ignore[union-attr]
    book.active.append(["linmo", "林默", "一支部"])  # type: ignore[union-attr]
    book.save(tmp_path / "roster.xlsx")
    settings = read_settings({"COMPANION_HOME": str(tmp_path / "home")}, tmp_path)
    for options, empty in ((["--dry-run"], True), ([], False)):
        assert companion("members", "import", tmp_path / "roster.xlsx", *options, folder=tmp_path).returncode == 0
        assert settings.database.exists()
        assert is_empty(settings) is empty


@pytest.mark.parametrize("program", [("app.py",), ("-m", "companion", "doctor")])
def test_settings_that_are_wrong_are_told(tmp_path: Path, program: tuple[str, ...]) -> None:
    refused(run(*program, folder=tmp_path, language="fr"), 2, "COMPANION_LANGUAGE")
