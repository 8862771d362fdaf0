"""``index``, ``search`` and ``models`` as another program calls them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from companion.cli.main import main

ROOT = Path(__file__).parents[2]


def companion(*arguments: object, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """The command, with every folder but that of the weights below ``folder``."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COMPANION_")}
    environment |= {"COMPANION_CORPUS": str(folder / "corpus"), "COMPANION_INDEXES": str(folder / "indexes")}
    environment |= {f"COMPANION_{name.upper()}": value for name, value in settings.items()}
    return subprocess.run(
        [sys.executable, "-m", "companion", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment,
    )


@pytest.mark.model
def test_a_folder_is_indexed_searched_and_found_unchanged(tmp_path: Path) -> None:
    corpus, index = tmp_path / "texts", tmp_path / "made"
    corpus.mkdir()
    (corpus / "考勤.md").write_text("# 考勤办法\n\n## 请假\n\n因公缺席的，应当在七日内补学。\n", "utf-8")
    (corpus / "图书馆.txt").write_text("图书馆开放到晚上十点。\n", "gb18030")
    (corpus / "坏.pdf").write_bytes(b"not a pdf")
    done = companion("index", "--corpus", corpus, "--index", index, "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert {name: report[name] for name in ("documents", "pages", "added", "removed", "unchanged")} == {
        "documents": 2,
        "pages": 2,
        "added": 2,
        "removed": 0,
        "unchanged": 0,
    }
    assert report["passages"] >= 2
    assert [(one["file"], one["page"]) for one in report["failed"]] == [("坏.pdf", None)]
    assert report["failed"][0]["reason"]
    assert report["seconds"] > 0

    batch = tmp_path / "questions.jsonl"
    batch.write_text('{"id": 7, "question": "几点闭馆？"}\n\n{"id": "b", "question": "没来怎么补？", "more": 1}\n', "utf-8")
    done = companion("search", "--batch", batch, "--k", 1, "--index", index, "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    one, two = json.loads(done.stdout)["results"]
    assert (one["id"], one["question"], one["hits"][0]["document"]) == ("7", "几点闭馆？", "图书馆.txt")
    assert (two["id"], len(two["hits"])) == ("b", 1)
    hit = two["hits"][0]
    assert hit.keys() == {"document", "first_page", "last_page", "heading", "text", "score"}
    assert hit["document"] == "考勤.md"
    assert "七日内补学" in hit["text"]

    code = "import sys; from companion.cli.main import main; status = main(sys.argv[1:]); sys.exit(status or 10 * len("
    code += "{'torch', 'chromadb', 'llama_index', 'transformers', 'sentence_transformers'} & sys.modules.keys()))"
    again = subprocess.run(
        [sys.executable, "-c", code, "index", "--corpus", corpus, "--index", index, "--json"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["unchanged"] == 2


def test_without_an_index_search_says_what_to_do(tmp_path: Path) -> None:
    done = companion("search", "学习", folder=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "companion index" in done.stderr


def test_without_a_corpus_index_says_what_to_do(tmp_path: Path) -> None:
    done = companion("index", folder=tmp_path)
    assert done.returncode == 1
    assert str(tmp_path / "corpus") in done.stderr


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('{"id": "1", "question": "学习"}\n{"id": "2"', "第 2 行"),
        ('{"id": "1"}', "第 1 行"),
        ('["学习"]', "第 1 行"),
        ('{"id": "1", "question": "？！"}', "第 1 行"),
        ('{"id": "1", "question": ""}', "第 1 行"),
        ('{"id": "1", "question": "%s"}' % ("长" * 501), "501"),
        ("\n", "没有问题"),
    ],
)
def test_a_batch_that_is_not_well_formed_names_the_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lines: str, said: str
) -> None:
    monkeypatch.setenv("COMPANION_INDEXES", str(tmp_path / "indexes"))
    file = tmp_path / "batch.jsonl"
    file.write_text(lines, "utf-8")
    assert main(["search", "--batch", str(file)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err


@pytest.mark.parametrize(
    "arguments", [["search"], ["search", ""], ["search", "学习", "--k", "0"], ["search", "学" * 40_000], ["models", "pull", "x"]]
)
def test_usage_errors_exit_with_two(tmp_path: Path, arguments: list[str]) -> None:
    done = companion(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_models_that_are_not_here_are_listed_and_fail_to_verify(tmp_path: Path) -> None:
    cache = str(tmp_path / "cache")
    done = companion("models", "list", "--json", folder=tmp_path, cache=cache)
    models = json.loads(done.stdout)["models"]
    assert all(model.keys() == {"name", "file", "bytes", "licence", "sha256", "present", "path"} for model in models)
    assert ("multilingual-e5-small", "MIT") in {(model["name"], model["licence"]) for model in models}
    assert not any(model["present"] for model in models)
    done = companion("models", "verify", folder=tmp_path, cache=cache)
    assert done.returncode == 1
    assert "models pull" in done.stderr
