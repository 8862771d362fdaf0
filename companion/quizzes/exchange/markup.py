"""The plain text of what other programs write as HTML."""

import re
from html.parser import HTMLParser

_LOOKS_LIKE_HTML = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);")
_BLOCK = "\v"  # between paragraphs; no text has it once it is tidy


def plain_text(text: str) -> tuple[str, bool]:
    """The text with its line breaks, and whether pictures or sound were lost. Text without tags stays as it is."""
    if not _LOOKS_LIKE_HTML.search(text):
        return text, False
    stripper = _Stripper()
    stripper.feed(text)
    stripper.close()
    joined = re.sub(rf"[ \t]*{_BLOCK}[{_BLOCK}\s]*", "\n", "".join(stripper.parts))
    return joined.strip(), stripper.lost


class _Stripper(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.lost = False
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in ("script", "style"):
            self._silent += 1
        elif tag in ("img", "audio", "video", "object", "svg", "math"):
            self.lost = True
        elif tag == "br":
            self.parts.append("\n")
        elif tag in _BLOCKS:
            self.parts.append(_BLOCK)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self.parts.append(_BLOCK)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data.replace("\n", " "))


_BLOCKS = frozenset("p div li ul ol tr table blockquote pre h1 h2 h3 h4 h5 h6".split())
