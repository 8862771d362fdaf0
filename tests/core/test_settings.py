from pathlib import Path

import pytest

from companion.errors import SettingError
from companion.settings import TABLE, read_settings


def test_defaults_are_those_of_the_table(tmp_path: Path) -> None:
    settings = read_settings({}, tmp_path)
    for setting in TABLE:
        if setting.name not in ("corpus", "indexes", "home", "cache"):
            assert getattr(settings, setting.name) == setting.default
    assert settings.home == (tmp_path / "data").resolve()
    assert settings.corpus.is_absolute()


def test_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "companion.toml").write_text('port = 8000\nhome = "elsewhere"\n', "utf-8")
    settings = read_settings({"COMPANION_PORT": "9000", "HOME": "/nowhere"}, tmp_path)
    assert settings.port == 9000
    assert settings.home == (tmp_path / "elsewhere").resolve()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COMPANION_PORT", "abc"),
        ("COMPANION_PORT", "0"),
        ("COMPANION_PORT", "70000"),
        ("COMPANION_QUIZ_SIZE", "-1"),
        ("COMPANION_QUIZ_SIZE", "五"),
        ("COMPANION_LANGUAGE", "fr"),
        ("COMPANION_TIMEZONE", "Mars/Olympus"),
        ("COMPANION_TIMEZONE", "../etc"),
        ("COMPANION_PROT", "7860"),
    ],
)
def test_a_wrong_setting_is_named_in_both_languages(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError) as caught:
        read_settings({name: value}, tmp_path)
    assert name in caught.value.zh
    assert name in caught.value.en


def test_a_misspelt_setting_is_answered_with_the_near_one(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="COMPANION_PORT"):
        read_settings({"COMPANION_PROT": "7860"}, tmp_path)


@pytest.mark.parametrize("content", [b"port = ", b"nothing = 1\n", b"\xff\xfe"])
def test_a_broken_settings_file_is_a_sentence(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "companion.toml").write_bytes(content)
    with pytest.raises(SettingError):
        read_settings({}, tmp_path)


def test_an_empty_variable_means_the_default(tmp_path: Path) -> None:
    assert read_settings({"COMPANION_PORT": ""}, tmp_path).port == 7860
