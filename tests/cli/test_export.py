"""``export`` as a person calls it."""

import json
import zipfile
from pathlib import Path

import pytest

from companion.cli.main import main


def test_a_member_is_exported_into_a_new_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "data"))
    assert main(["members", "add", "linmo", "--name", "林默", "--branch", "一支部"]) == 0
    assert main(["export", "member", "LinMo", "--to", "a.zip"]) == 0
    with zipfile.ZipFile("a.zip") as archive:
        document = json.loads(archive.read("data.json"))
        assert archive.namelist() == ["data.json", "data.xlsx", "xapi.json"]
    assert (document["member"]["name"], document["about"][0]["kind"]) == ("林默", "member_changed")
    capsys.readouterr()
    assert main(["export", "member", "linmo", "--to", "a.zip"]) == 1
    assert "a.zip" in capsys.readouterr().err
    assert main(["export", "member", "nobody", "--to", "b.zip"]) == 1
    assert not Path("b.zip").exists()
