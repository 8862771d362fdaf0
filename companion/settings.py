"""Settings: one table, read once from ``companion.toml`` and the environment (which wins)."""

import difflib
import os
import tomllib
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from companion.errors import SettingError


@dataclass(frozen=True)
class Setting:
    """One row of the table. The default's type is the setting's type; the environment name is COMPANION_<NAME>."""

    name: str
    default: str | int | float
    help_zh: str
    help_en: str
    least: float | None = None
    most: float | None = None

    @property
    def variable(self) -> str:
        return f"COMPANION_{self.name.upper()}"


TABLE = (
    Setting("corpus", "corpus", "材料所在的文件夹", "folder of the texts"),
    Setting("indexes", "indexes", "索引所在的文件夹；删去可重建", "folder of the indexes; can be deleted and rebuilt"),
    Setting(
        "home",
        "data",
        "成员记录所在的文件夹；不可重建，请备份",
        "folder of the members' records; cannot be rebuilt, back it up",
    ),
    Setting(
        "cache",
        "",
        "模型权重的缓存文件夹；空为用户缓存目录",
        "folder for model weights; empty: the user's cache folder",
    ),
    Setting("weights_from", "", "先从这个文件夹或网址取权重", "folder or URL where weights are looked for first"),
    Setting(
        "encoder",
        "multilingual-e5-small",
        "编码模型：内置名，或任一 sentence-transformers 模型名或文件夹",
        "encoder: the built-in name, or any sentence-transformers id or folder",
    ),
    Setting(
        "llm",
        "off",
        "语言模型：off；local 在本机运行一个小模型；或任一 OpenAI 兼容服务的网址",
        "language model: off; local for a small one on this machine; or the URL of any OpenAI-compatible server",
    ),
    Setting("llm_model", "", "该服务上的模型名；空为它的第一个", "the model's name there; empty: the server's first"),
    Setting("llm_key", "", "该服务的密钥", "the key for that server"),
    Setting("llm_seconds", 120, "写一个回答最多的秒数", "most seconds spent writing one answer", 5, 3600),
    Setting("llm_queue", 20, "等着写的最多几人", "most people waiting for theirs", 0, 1000),
    Setting("host", "127.0.0.1", "服务监听的地址", "address the web app listens on"),
    Setting("port", 7860, "服务监听的端口", "port the web app listens on", 1, 65535),
    Setting("language", "zh", "命令行与日志的语言：zh 或 en", "language of the command line and logs: zh or en"),
    Setting(
        "timezone",
        "Asia/Shanghai",
        "新建支部的时区，决定一天从何时起",
        "time zone of a new branch: when its day begins",
    ),
    Setting("quiz_size", 5, "每日答题的题数", "items in a day's quiz", 1, 50),
    Setting("make_up_days", 7, "错过的日课在几天之内可以补做，支部在考核里改过的以支部为准", "days within which a missed day can be made up, unless a branch has set its own", 0, 366),
    Setting(
        "webhook_origins",
        "",
        "除企业微信、钉钉、飞书外，还允许把提醒发往哪些地址（如 https://转发服务器:端口，逗号隔开）",
        "origins besides WeCom, DingTalk and Feishu that reminders may be sent to (such as https://relay:port, with commas)",
    ),
    Setting("session_hours", 12, "登录后多久须重新登录（小时）", "hours before a login ends", 1, 720),
    Setting("login_attempts", 5, "连续几次密码错误后须等待", "wrong passwords in a row before one has to wait", 1, 100),
    Setting("question_length", 500, "一个问题最多的字数", "most characters in a question", 10, 10000),
    Setting("reflection_length", 5000, "一篇心得最多的字数", "most characters in a reflection", 100, 100000),
    Setting("file_megabytes", 100, "单个材料文件的上限（MB）", "largest text file read, in MB", 1, 4096),
    Setting("file_pages", 3000, "单个材料的页数上限", "most pages read from one text", 1, 100000),
    Setting(
        "file_characters", 5_000_000, "单个材料的字数上限", "most characters read from one text", 1000, 100_000_000
    ),
    Setting("file_seconds", 120, "读一个文件最多的秒数", "most seconds spent reading one file", 1, 3600),
    Setting("upload_megabytes", 200, "一次上传的上限（MB）", "most MB sent in one upload", 1, 4096),
    Setting(
        "upload_files",
        200,
        "一次上传最多的文件数，压缩包里的也算",
        "most files in one upload, those in archives too",
        1,
        10000,
    ),
    Setting(
        "unpacked_megabytes", 1000, "一个压缩包解开后的上限（MB）", "most MB that one archive may unpack to", 1, 65536
    ),
    Setting(
        "unpacked_ratio",
        100,
        "压缩包解开后最多是原来的几倍",
        "how many times its size an archive may unpack to",
        2,
        10000,
    ),
    Setting("upload_seconds", 60, "解压一个压缩包最多的秒数", "most seconds spent unpacking one archive", 1, 3600),
)


@dataclass(frozen=True)
class Settings:
    """The values in force. Paths are absolute."""

    corpus: Path
    indexes: Path
    home: Path
    cache: Path
    weights_from: str
    encoder: str
    llm: str
    llm_model: str
    llm_key: str = field(repr=False)
    llm_seconds: int
    llm_queue: int
    host: str
    port: int
    language: str
    timezone: str
    quiz_size: int
    make_up_days: int
    webhook_origins: str
    session_hours: int
    login_attempts: int
    question_length: int
    reflection_length: int
    file_megabytes: int
    file_pages: int
    file_characters: int
    file_seconds: int
    upload_megabytes: int
    upload_files: int
    unpacked_megabytes: int
    unpacked_ratio: int
    upload_seconds: int

    @property
    def database(self) -> Path:
        return self.home / "companion.sqlite"


def read_settings(environ: Mapping[str, str] = os.environ, folder: Path | None = None) -> Settings:
    """Settings from ``folder``/companion.toml (default: the working folder), overridden by ``environ``.

    Raises SettingError naming the setting for an unknown name or an unusable value.
    """
    folder = (folder or Path.cwd()).resolve()
    given: dict[str, Any] = {}
    file = folder / "companion.toml"
    if file.is_file():
        try:
            given.update(tomllib.loads(file.read_text("utf-8-sig")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingError(
                f"{file.name} 不是有效的 TOML：{error}", f"{file.name} is not valid TOML: {error}"
            ) from error
        _refuse_unknown(given, {setting.name for setting in TABLE})
    variables = {name: value for name, value in environ.items() if name.startswith("COMPANION_")}
    _refuse_unknown(variables, {setting.variable for setting in TABLE})
    given.update({name.removeprefix("COMPANION_").lower(): value for name, value in variables.items()})
    values: dict[str, Any] = {setting.name: _value(setting, given.get(setting.name)) for setting in TABLE}
    for name in ("corpus", "indexes", "home"):
        values[name] = (folder / Path(values[name]).expanduser()).resolve()
    values["cache"] = (
        _cache_folder(environ) if not values["cache"] else (folder / Path(values["cache"]).expanduser()).resolve()
    )
    if values["language"] not in ("zh", "en"):
        raise SettingError(
            f"设置 COMPANION_LANGUAGE 应为 zh 或 en，现为“{values['language']}”。",
            f"The setting COMPANION_LANGUAGE should be zh or en, but is {values['language']!r}.",
        )
    try:
        zoneinfo.ZoneInfo(values["timezone"])
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingError(
            f"设置 COMPANION_TIMEZONE 的“{values['timezone']}”不是时区名，例如 Asia/Shanghai。",
            f"The setting COMPANION_TIMEZONE: {values['timezone']!r} is no time zone; an example is Asia/Shanghai.",
        ) from error
    return Settings(**values)


def _refuse_unknown(given: Mapping[str, Any], known: set[str]) -> None:
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            raise SettingError(
                f"没有名为 {name} 的设置" + (f"；是否想写 {near[0]}？" if near else "。"),
                f"There is no setting named {name}" + (f"; did you mean {near[0]}?" if near else "."),
            )


def _value(setting: Setting, given: object) -> str | int | float:
    if given is None or given == "":
        return setting.default
    kind = type(setting.default)
    try:
        value = kind(str(given))
    except ValueError as error:
        raise SettingError(
            f"设置 {setting.variable} 应为整数，现为“{given}”。",
            f"The setting {setting.variable} should be a whole number, but is {given!r}.",
        ) from error
    if isinstance(value, int) and not (setting.least or 0) <= value <= (setting.most or value):
        raise SettingError(
            f"设置 {setting.variable} 应在 {setting.least} 与 {setting.most} 之间，现为 {value}。",
            f"The setting {setting.variable} should lie between {setting.least} and {setting.most}, but is {value}.",
        )
    return value


def _cache_folder(environ: Mapping[str, str]) -> Path:
    base = environ.get("XDG_CACHE_HOME") or environ.get("LOCALAPPDATA") or str(Path.home() / ".cache")
    return Path(base) / "study-companion"


def table(language: str = "zh") -> str:
    """The settings as a Markdown table, for the README."""
    head = ("设置", "默认", "含义") if language == "zh" else ("setting", "default", "meaning")
    rows = [head, ("---",) * 3]
    rows += [
        (f"`{s.variable}`", f"`{s.default}`" if s.default != "" else "", s.help_zh if language == "zh" else s.help_en)
        for s in TABLE
    ]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
