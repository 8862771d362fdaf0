"""Answer and Abstention: what comes back to a question."""

from dataclasses import dataclass

from companion.texts.documents import Citation


@dataclass(frozen=True)
class Answer:
    """The sentences that answer, verbatim, each a Citation, in the order they are numbered (from 1)."""

    question: str
    citations: tuple[Citation, ...]
    engine: str = "quotations"  # what wrote it: nothing, or a language model (see answers.writer)

    @property
    def text(self) -> str:
        """The quotations with their numbers, for places that show plain text."""
        return "\n".join(f"{citation.quote}[{n}]" for n, citation in enumerate(self.citations, 1))


@dataclass(frozen=True)
class Abstention:
    """The texts do not say. ``nearest`` are the passages that came closest, best first, offered for reading on.

    To a message that asks nothing, such as a greeting, ``remark`` is what to say instead, in Chinese and in English.
    """

    question: str
    nearest: tuple[Citation, ...]
    engine: str = "quotations"
    remark: tuple[str, str] | None = None
