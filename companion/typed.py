"""What people type into a form: required or not, and no longer than there is room for."""

from companion.errors import UsageError


def bounded(text: str, zh: str, en: str, most: int, *, needed: bool = True) -> str:
    """``text`` without white space around it. Raises UsageError, naming it ``zh`` or ``en``, where it is empty though ``needed``,
    or has more than ``most`` characters."""
    text = text.strip()
    if needed and not text:
        raise UsageError(f"请写上{zh}。", f"Please write a {en}.")
    if len(text) > most:
        raise UsageError(
            f"{zh}有 {len(text)} 个字，最多 {most} 个，请缩短。",
            f"The {en} has {len(text)} characters; the most is {most}. Please shorten it.",
        )
    return text
