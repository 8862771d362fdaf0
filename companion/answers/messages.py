"""What is typed, pasted or dictated into the chat, made fit to be read."""

import unicodedata


def plain(message: str) -> str:
    """``message`` on one line, without what nobody sees: a word with a zero-width mark in it is the word again.

    Control characters become spaces. Format characters (zero-width, direction marks, soft hyphens) and halves of
    surrogate pairs are taken out.
    """
    seen = (_seen(character) for character in message)
    return " ".join("".join(seen).split())


def _seen(character: str) -> str:
    kind = unicodedata.category(character)
    if kind == "Cc":
        return " "
    return "" if kind in ("Cf", "Cs") else character
