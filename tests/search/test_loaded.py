"""What is loaded of an index follows it, and a slow change holds nobody up."""

import threading

from companion.search.loaded import Loader
from companion.search.memory import MemoryIndex
from companion.search.retrieval import Retriever
from tests.search.index_contract import ENCODER, TEXTS, document, put


class Held(MemoryIndex):
    """An index that can be kept from telling its marks, as a large one does for seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.free = threading.Event()
        self.free.set()

    def marks(self) -> dict[str, str]:
        self.free.wait()
        return super().marks()


def filled() -> Held:
    index = Held()
    for path, text in TEXTS.items():
        put(index, document(path, text))
    return index


def test_a_change_is_there_at_the_next_question() -> None:
    index = filled()
    retriever = Retriever(index, ENCODER)
    assert all("珊瑚" not in one.passage.text for one in retriever.retrieve("珊瑚"))
    put(index, document("水族馆.md", "珊瑚每周换水一次。\n"))
    assert retriever.retrieve("珊瑚换水")[0].passage.document == "水族馆.md"
    index.remove("水族馆.md")
    assert all(one.passage.document != "水族馆.md" for one in retriever.retrieve("珊瑚换水"))


def test_a_slow_change_holds_up_nobody_and_what_is_gone_is_not_found() -> None:
    index = filled()
    retriever = Retriever(index, ENCODER)
    first = retriever.retrieve("读书会每两周举行一次")[0].passage
    index.free.clear()
    index.remove("读书会.md")
    put(index, document("新.md", "党员每月参加集中学习。\n"))
    late = retriever.retrieve("读书会每两周举行一次")
    index.free.set()
    assert first.document == "读书会.md"
    assert late
    assert all(one.passage.document not in ("读书会.md", "新.md") for one in late)


def test_what_is_loaded_is_loaded_once() -> None:
    load = Loader(filled())
    assert load() is load()
