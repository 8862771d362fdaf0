"""Files that somebody sends: safe names for them, and zip archives unpacked within bounds."""

import contextlib
import errno
import re
import stat
import time
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from companion.errors import StorageError, UsageError
from companion.settings import Settings
from companion.texts.reading import Failure

CHUNK = 1024 * 1024
HARMLESS = 20 * 1024 * 1024  # an archive that unpacks to no more is never out of proportion

_COMPONENT = 180  # bytes of a name; file systems hold 255, and a suffix or a number may still be put to it
_DEPTH = 8
_FORBIDDEN = re.compile(r'[<>:"|?*\\/]')  # on some file system or other
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")  # names of devices, on Windows
_LITTER = ("__macosx", "thumbs.db", "desktop.ini", "catalog.csv")
_UTF8 = 0x800  # the flag of a member whose name is UTF-8
_ENCRYPTED = 0x1
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


@dataclass(frozen=True)
class Bounds:
    """How much may be sent at once, and what an archive may become."""

    bytes: int  # of everything sent
    files: int
    file_bytes: int  # of one file
    unpacked: int  # bytes of all files of an archive
    ratio: int  # times the archive's own size
    seconds: int  # spent unpacking

    @classmethod
    def of(cls, settings: Settings) -> "Bounds":
        return cls(
            settings.upload_megabytes * CHUNK,
            settings.upload_files,
            settings.file_megabytes * CHUNK,
            settings.unpacked_megabytes * CHUNK,
            settings.unpacked_ratio,
            settings.upload_seconds,
        )


def safe_path(name: str) -> str | None:
    """A name from outside as a path below a folder, with forward slashes; None where nothing usable is left of it.

    Its components hold no characters that a file system, a spreadsheet or a reader could take for anything but a name.
    """
    parts = []
    for part in name.replace("\\", "/").split("/"):
        part = "".join(one for one in unicodedata.normalize("NFC", part) if unicodedata.category(one)[0] != "C")
        part = " ".join(_FORBIDDEN.sub("_", part).split()).lstrip("=+-@.~_ \t").rstrip(". ")
        if _RESERVED.fullmatch(part):
            part = f"文件-{part}"
        if part:
            parts.append(_short(part))
    return "/".join(parts[-_DEPTH:]) or None


def _short(part: str) -> str:
    suffix = PurePosixPath(part).suffix[:20]
    stem = part.removesuffix(suffix)
    while len(stem.encode()) + len(suffix.encode()) > _COMPONENT:
        stem = stem[:-1]
    return stem + suffix


def unpack(
    archive: Path, folder: Path, bounds: Bounds, clock: Callable[[], float] = time.monotonic
) -> tuple[Failure, ...]:
    """Unpack the files of a zip into ``folder``, under their safe paths; what was left out, and why.

    Litter of operating systems and hidden files are passed over. Raises UsageError for an archive that is damaged, has
    a password, or is beyond a bound: of such a one nothing should be kept.
    """
    until = clock() + bounds.seconds
    left_out: list[Failure] = []
    total = 0
    try:
        with zipfile.ZipFile(archive) as opened:
            members = list(_members(opened, archive.name, bounds))
            for member, path in members:
                if refused := _refused(member, path):
                    left_out.append(Failure(path, None, *refused))
                    continue
                file = folder / path
                if file.exists():
                    left_out.append(
                        Failure(
                            path,
                            None,
                            "压缩包里有两个同名的文件，只用了前一个。",
                            "The archive holds two files of this name; the first was used.",
                        )
                    )
                    continue
                file.parent.mkdir(parents=True, exist_ok=True)
                size = 0
                with opened.open(member) as source, file.open("wb") as target:
                    while chunk := source.read(CHUNK):
                        size += len(chunk)
                        total += len(chunk)
                        _check(archive, total, bounds)
                        if clock() > until:
                            raise _too_much(
                                archive.name,
                                f"解压用了 {bounds.seconds} 秒还没有完（COMPANION_UPLOAD_SECONDS）",
                                f"took more than {bounds.seconds} seconds to unpack (COMPANION_UPLOAD_SECONDS)",
                            )
                        if size > bounds.file_bytes:
                            break
                        target.write(chunk)
                if size > bounds.file_bytes:
                    file.unlink()
                    left_out.append(Failure(path, None, *too_large(path, bounds)))
    except _DAMAGE as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES):
            raise unwritable(folder, error) from error
        raise UsageError(
            f"压缩包“{archive.name}”已损坏或不是 zip，请重新压缩后再传。",
            f"The archive “{archive.name}” is damaged or no zip; please pack it anew.",
        ) from error
    return tuple(left_out)


def too_large(name: str, bounds: Bounds) -> tuple[str, str]:
    most = bounds.file_bytes // CHUNK
    return (
        f"“{name}”超过单个文件 {most} MB 的上限（COMPANION_FILE_MEGABYTES），请拆分或调高上限。",
        f"“{name}” is over the limit of {most} MB a file (COMPANION_FILE_MEGABYTES); split it or raise the limit.",
    )


def unwritable(place: Path, error: OSError) -> StorageError:
    reason = error.strerror or error
    return StorageError(
        f"写不进 {place}（{reason}），请检查磁盘空间与权限。",
        f"{place} cannot be written to ({reason}); check the disk's free space and permissions.",
    )


def _members(opened: zipfile.ZipFile, name: str, bounds: Bounds) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """The members that may be texts, with their safe paths."""
    found = 0
    for member in opened.infolist():
        if member.is_dir():
            continue
        raw = _name_of(member)
        parts = raw.replace("\\", "/").split("/")
        if any((part.startswith((".", "~")) and part not in (".", "..")) or part.lower() in _LITTER for part in parts):
            continue
        found += 1
        if found > bounds.files:
            raise _too_much(
                name,
                f"里的文件多于 {bounds.files} 个（COMPANION_UPLOAD_FILES）",
                f"holds more than {bounds.files} files (COMPANION_UPLOAD_FILES)",
            )
        if member.flag_bits & _ENCRYPTED:
            raise UsageError(
                f"压缩包“{name}”有密码，请去掉密码后再传。",
                f"The archive “{name}” has a password; pack it without one.",
            )
        path = safe_path(raw)
        if path is not None:
            yield member, path


def _name_of(member: zipfile.ZipInfo) -> str:
    """The member's name. Without the flag for UTF-8 it is what its packer used: UTF-8 all the same, or GB18030."""
    if member.flag_bits & _UTF8:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    found = []
    for encoding in ("utf-8", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            found.append(raw.decode(encoding))
    # Two bytes of GB18030 often pass for one of UTF-8, but never for a Chinese character of it, which has three.
    if len(found) == 2 and all(one.isascii() or one < "\u0800" for one in found[0]):
        return found[1]
    return found[0] if found else member.filename


def _refused(member: zipfile.ZipInfo, path: str) -> tuple[str, str] | None:
    if stat.S_ISLNK(member.external_attr >> 16):
        return "压缩包里的链接没有读。", "Links in an archive are not read."
    if path.lower().endswith((".zip", ".rar", ".7z", ".gz", ".tar", ".tgz", ".bz2", ".xz")):
        return "压缩包里的压缩包没有读，请先解开。", "Archives inside an archive are not read; unpack them first."
    return None


def _check(archive: Path, total: int, bounds: Bounds) -> None:
    if total > bounds.unpacked:
        most = bounds.unpacked // CHUNK
        raise _too_much(
            archive.name,
            f"解开后超过 {most} MB（COMPANION_UNPACKED_MEGABYTES）",
            f"unpacks to more than {most} MB (COMPANION_UNPACKED_MEGABYTES)",
        )
    if total > max(HARMLESS, archive.stat().st_size * bounds.ratio):
        raise _too_much(
            archive.name,
            f"解开后是原来的 {bounds.ratio} 倍以上，大得反常（COMPANION_UNPACKED_RATIO）",
            f"unpacks to more than {bounds.ratio} times its size, which is out of proportion (COMPANION_UNPACKED_RATIO)",
        )


def _too_much(name: str, zh: str, en: str) -> UsageError:
    return UsageError(f"压缩包“{name}”{zh}，没有收下。", f"The archive “{name}” {en}; it was not taken.")
