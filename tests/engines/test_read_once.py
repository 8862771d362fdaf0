from pathlib import Path

from companion.engines.read_once import reading_once
from companion.texts.reading import Draft, Limits, read_plain


def test_a_file_is_read_once_for_two_in_a_row_and_anew_when_it_changes(tmp_path: Path) -> None:
    read: list[str] = []

    def reader(file: Path, limits: Limits) -> Draft:
        read.append(file.name)
        return read_plain(file, limits)

    once = reading_once({".txt": reader})[".txt"]
    for name, text in (("a.txt", "甲"), ("b.txt", "甲"), ("c.txt", "乙"), ("a.txt", "丙")):
        (tmp_path / name).write_text(text, "utf-8")
        assert once(tmp_path / name, Limits()).pages[0].text == f"{text}\n"
    assert read == ["a.txt", "c.txt", "a.txt"]  # b.txt has the bytes of a.txt
    once(tmp_path / "b.txt", Limits())
    assert read[-1] == "b.txt"  # kept for one more reading, not for ever
