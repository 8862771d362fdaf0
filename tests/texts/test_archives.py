"""Names and archives from outside: nothing leaves its folder, nothing grows beyond its bounds."""

import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import UsageError
from companion.texts.archives import Bounds, safe_path, unpack

MB = 1024 * 1024
BOUNDS = Bounds(bytes=50 * MB, files=10, file_bytes=2 * MB, unpacked=30 * MB, ratio=100, seconds=60)


def packed(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., tuple[dict[str, bytes], list[str]]]:
    """Unpacks an archive and gives the files it became, by path, and the names of what was left out."""

    def run(data: bytes, bounds: Bounds = BOUNDS, **more: object) -> tuple[dict[str, bytes], list[str]]:
        archive, folder = tmp_path / "送来.zip", tmp_path / "in" / "side"
        archive.write_bytes(data)
        left_out = unpack(archive, folder, bounds, **more)  # type: ignore[arg-type]
        assert {one for one in tmp_path.rglob("*") if one.is_file()} == {
            archive,
            *(one for one in folder.rglob("*") if one.is_file()),
        }
        found = {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
        return found, [failure.file for failure in left_out]

    return run


@given(
    st.text(max_size=300) | st.sampled_from(["../../etc/passwd", "C:\\Windows\\x.txt", "a/../b", "/", "..", "con.txt"])
)
def test_a_name_from_outside_stays_below_its_folder(name: str) -> None:
    path = safe_path(name)
    if path is not None:
        parts = path.split("/")
        assert all(part and part[0] not in "=+-@._~ " and len(part.encode()) < 255 for part in parts)
        assert not Path(path).is_absolute() and ".." not in parts and "\\" not in path and ":" not in path
        assert path.isprintable() and safe_path(path) == path


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("通知/关于读书会的通知.docx", "通知/关于读书会的通知.docx"),
        ("../../etc/passwd", "etc/passwd"),
        ("C:\\文件\\a.pdf", "C_/文件/a.pdf"),
        ("=HYPERLINK(1).txt", "HYPERLINK(1).txt"),
        ("\u202efdp.exe.pdf", "fdp.exe.pdf"),
        ("NUL.txt", "文件-NUL.txt"),
        ("..", None),
    ],
)
def test_names_are_made_safe(name: str, safe: str | None) -> None:
    assert safe_path(name) == safe


def test_names_without_the_flag_for_utf_8_are_read_as_their_packer_wrote_them(
    opened: Callable[..., tuple[dict[str, bytes], list[str]]],
) -> None:
    data = packed(("AAAAAAAA.txt", b"one"), ("BBBBBBBBBBBB.txt", b"two"))
    data = data.replace(b"AAAAAAAA", "通知目录".encode("gbk")).replace(b"BBBBBBBBBBBB", "通知目录".encode())
    assert opened(data)[0] == {"通知目录.txt": b"one"}  # both spell one name: the first holds
    data = packed(("材料/第一讲.txt", b"three"))
    assert opened(data)[0]["材料/第一讲.txt"] == b"three"


def test_nothing_leaves_the_folder_and_litter_is_passed_over(
    opened: Callable[..., tuple[dict[str, bytes], list[str]]],
) -> None:
    link = zipfile.ZipInfo("链接.txt")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    found, left_out = opened(
        packed(
            ("../../外面.txt", b"1"),
            ("/etc/cron.txt", b"2"),
            ("..\\..\\win.txt", b"3"),
            ("__MACOSX/._a.txt", b"x"),
            (".DS_Store", b"x"),
            ("sub/Thumbs.db", b"x"),
            ("catalog.csv", b"x"),
            (link, b"/etc/passwd"),
            ("套娃.zip", packed(("a.txt", b"x"))),
        )
    )
    assert found == {"外面.txt": b"1", "etc/cron.txt": b"2", "win.txt": b"3"}
    assert sorted(left_out) == ["套娃.zip", "链接.txt"]


def test_a_member_over_the_limit_of_a_file_is_left_out_and_the_others_are_taken(
    opened: Callable[..., tuple[dict[str, bytes], list[str]]],
) -> None:
    found, left_out = opened(packed(("big.txt", bytes(3 * MB)), ("small.txt", b"x")))
    assert (list(found), left_out) == (["small.txt"], ["big.txt"])


@pytest.mark.parametrize(
    ("data", "bounds", "said"),
    [
        (packed(*((f"{n}.txt", bytes(3 * MB)) for n in range(10))), (30, 5), "RATIO"),
        (packed(*((f"{n}.txt", bytes(3 * MB)) for n in range(10))), (10, 100), "UNPACKED_MEGABYTES"),
        (packed(*((f"{n}.txt", b"x") for n in range(11))), (30, 100), "UPLOAD_FILES"),
        (b"PK\x03\x04 and nothing else", (30, 100), "damaged"),
        (packed(("a.txt", b"some text that is packed"))[:-30], (30, 100), "damaged"),
        (packed(("a.txt", b"A" * 5000)).replace(b"\x4b\x4c", b"\x00\x00", 1)[:60] + b"x" * 90, (30, 100), "damaged"),
        (b"", (30, 100), "damaged"),
    ],
    ids=["ratio", "bytes", "files", "no zip", "cut off", "overwritten", "empty"],
)
def test_an_archive_beyond_a_bound_or_damaged_is_refused_in_a_sentence(
    tmp_path: Path, data: bytes, bounds: tuple[int, int], said: str
) -> None:
    archive = tmp_path / "a.zip"
    archive.write_bytes(data)
    chosen = Bounds(50 * MB, 10, 3 * MB, bounds[0] * MB, bounds[1], 60)
    with pytest.raises(UsageError, match="“a") as refused:
        unpack(archive, tmp_path / "out", chosen)
    assert said in refused.value.en


def test_an_archive_that_takes_too_long_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    archive.write_bytes(packed(("a.txt", b"x"), ("b.txt", b"y")))
    ticks = iter(range(0, 1000, 40))
    with pytest.raises(UsageError, match="COMPANION_UPLOAD_SECONDS"):
        unpack(archive, tmp_path / "out", BOUNDS, lambda: next(ticks))


def test_an_archive_with_a_password_is_refused(tmp_path: Path) -> None:
    data = bytearray(packed(("a.txt", b"x")))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + place] |= 1
    archive = tmp_path / "a.zip"
    archive.write_bytes(bytes(data))
    with pytest.raises(UsageError, match="密码"):
        unpack(archive, tmp_path / "out", BOUNDS)
