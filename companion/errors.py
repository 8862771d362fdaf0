"""The tree of things we can say to a person: what is wrong, with which thing, what to do.

Every error carries its sentence in Chinese and in English; screens and the command line choose one with ``say``.
"""


class CompanionError(Exception):
    """Anything that stops an act and can be explained in a sentence."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.zh = zh
        self.en = en

    def say(self, language: str = "zh") -> str:
        """The sentence in ``language`` ("zh" or "en"; anything else gets Chinese)."""
        return self.en if language == "en" else self.zh


class UsageError(CompanionError):
    """What was asked for is not well formed: an empty question, an unknown option, a date that is none."""


class SettingError(UsageError):
    """A setting has an unknown name or an unusable value."""


class ReadingError(CompanionError):
    """A file, or one page of it, could not be read. ``page`` counts from 1; None means the whole file."""

    def __init__(self, zh: str, en: str, *, page: int | None = None) -> None:
        super().__init__(zh, en)
        self.page = page


class NotAllowed(CompanionError):
    """The person asking may not do this."""


class LoginRefused(NotAllowed):
    """Wrong name or password, or too many attempts; ``wait`` is the number of seconds before the next try counts."""

    def __init__(self, zh: str, en: str, *, wait: float = 0.0) -> None:
        super().__init__(zh, en)
        self.wait = wait


class NotFound(CompanionError):
    """The thing asked for does not exist, or no longer."""


class Conflict(CompanionError):
    """It has been done already, or something else stands in its place."""


class WeightsError(CompanionError):
    """Model weights could not be fetched, or are not what they should be."""


class IndexUnavailable(CompanionError):
    """There is no usable index for these texts and this encoder; running ``index`` makes one."""


class StorageError(CompanionError):
    """The disk or the database refused: full, read-only, locked."""


class ModelUnavailable(CompanionError):
    """A language model cannot be reached, or does not do what it should. The sentence names no address and no key."""
