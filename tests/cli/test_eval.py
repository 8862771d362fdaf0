"""``eval`` on the sample that ships, with the real encoder."""

import json
from pathlib import Path

import pytest

from companion.cli.main import main

pytestmark = pytest.mark.model


def test_the_sample_is_measured_against_its_baselines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(__file__).parents[2])
    assert main(["eval", "retrieval", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    rows = {row["ranking"]: row for row in document["rows"]}
    assert set(rows) == {"fused", "encoder", "BM25 characters", "BM25 words"}
    assert rows["fused"]["questions"] == 60
    assert rows["fused"]["mrr@10"] > max(row["mrr@10"] for name, row in rows.items() if name != "fused")
    assert document["seconds"] < 60


def test_a_folder_without_data_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "answers", "--data", str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert str(tmp_path) in told.err
