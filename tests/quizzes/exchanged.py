"""Items of every kind with texts that are hard to write down, for the round trips."""

import dataclasses

from hypothesis import strategies as st

from companion.quizzes.exchange.drafts import Draft, draft_of, fault, true_false_options
from companion.quizzes.items import Item, Kind
from companion.texts.documents import Citation

SPECIAL = "~=#{}:;\\%*-><&\"'[]()/|,，。；：“”《》（）$@+_ \u3000\n\t"
LETTERS = "党员教师应当每学期谈心2次ABab一二1９é😀"
PIECES = [*SPECIAL, *LETTERS, "->", "//", "::", "####", "\\n", "</b>", "&lt;", "]]>", "ANSWER: A", "A. ", "=1", "%50%", "[html]", "要点："]


def texts(most: int = 25) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(PIECES) | st.characters(), min_size=1, max_size=most).map(lambda pieces: "题" + "".join(pieces) + "。")


@st.composite
def items(draw: st.DrawFn, kinds: tuple[Kind, ...] = tuple(Kind)) -> Item:
    kind = draw(st.sampled_from(kinds))
    language = draw(st.sampled_from(["zh", "en"]))
    many = draw(st.lists(texts(8), min_size=2, max_size=6, unique_by=lambda text: text.strip()))
    options: tuple[str, ...] = tuple(many)
    match kind:
        case Kind.TRUE_FALSE:
            options = true_false_options(language)
            key = (draw(st.sampled_from(options)),)
        case Kind.SINGLE_CHOICE:
            key = (draw(st.sampled_from(options)),)
        case Kind.MULTIPLE_CHOICE:
            key = tuple(option for option in options[: draw(st.integers(1, len(options)))])
        case Kind.ORDERING:
            key = tuple(draw(st.permutations(options)))
        case Kind.CLOZE if draw(st.booleans()):
            key = options[: draw(st.integers(1, len(options) - 1))]
        case _:
            key, options = options, ()
    cited = Citation("办法.md", draw(texts(4)), draw(texts(4)), 2, draw(st.integers(2, 3)), draw(texts()))
    where = draw(st.sampled_from([cited, Citation("", "", "", 0, 0, "")]))
    post = draw(st.sampled_from(["", "teacher"]))
    return Item(draw(texts(3)), kind, draw(texts()), options, key, draw(texts() | st.just("")), where, language, post)


def carried(item: Item) -> Draft:
    """What a format that carries everything reads back, whatever line it stood at; the steps of an ordering in no order."""
    return settled(draft_of(item))


def settled(draft: Draft) -> Draft:
    options = tuple(sorted(draft.options)) if draft.kind is Kind.ORDERING else draft.options
    return dataclasses.replace(draft, line=0, options=options)


def sound(item: Item) -> bool:
    return fault(draft_of(item, 1)) is None
