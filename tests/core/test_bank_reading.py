"""With a language model configured, the bank's items are read back by it, when nobody waits for it."""

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from companion.itembank import ItemBank, Listed
from companion.language import Message, plain
from companion.quizzes.bank import MemoryBank
from companion.quizzes.items import Item, Kind
from companion.quizzes.marking import full_reply
from companion.quizzes.standing import Trouble
from companion.records.events import EventKind
from companion.records.readbacks import ENOUGH
from companion.search.memory import CharacterEncoder
from companion.texts.documents import Document, Entry, Page
from companion.texts.splitting import split
from tests.parts import Parts, make_parts

MORE = "".join(f"第{n}条 {who}每学期应当提交{what}{n + 2}份。\n" for n, (who, what) in enumerate([
    ("班主任", "家访记录"), ("辅导员", "谈话提纲"), ("教研员", "听课评语"), ("实验员", "安全日志"), ("图书员", "书目清单"),
    ("教务员", "调课报表"), ("组织委员", "考勤汇总"), ("宣传委员", "活动简报"), ("财务人员", "经费账册"), ("档案员", "归档目录"),
    ("值班员", "交接笔记"), ("校医", "体检统计"),
], 1))  # fmt: skip


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    parts = make_parts(tmp_path)
    document = Document(Entry("提交办法.md", "材料提交办法"), "1" * 64, (Page(1, MORE),))
    passages = split(document)
    vectors = CharacterEncoder().encode_passages([passage.context for passage in passages])
    parts.index.replace(document, passages, vectors, stamp=document.digest, failures=())
    return parts


def bank_of(parts: Parts, model: str = "m") -> ItemBank:
    return ItemBank(MemoryBank(), parts.ledger, parts.index, model)


class Unresting(threading.Event):
    """Does not wait between two items."""

    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002
        return self.is_set()


class Reader:
    """Knows all keys but those of ``otherwise``; is broken off the first ``busy`` times."""

    def __init__(self, bank: ItemBank, otherwise: Sequence[str] = (), busy: int = 0) -> None:
        self.items = [one.item for one in bank.listed("甲").values()]
        self.otherwise, self.busy, self.asked = otherwise, busy, list[Item]()

    def __call__(self, messages: tuple[Message, Message]) -> str | None:
        lines = messages[1].text.split("\n")
        item = next(one for one in self.items if plain(one.stem) == lines[2])
        if self.busy:
            self.busy -= 1
            return None
        self.asked.append(item)
        if item.id in self.otherwise:
            return "无"
        return "\n".join(item.key) if item.options else full_reply(item)[0]


def read_all(bank: ItemBank, reader: Reader, parts: Parts) -> None:
    bank.read_by(reader, lambda: parts.now, Unresting())


def of_kind(bank: ItemBank, kind: Kind) -> list[Listed]:
    return [one for one in bank.listed("甲").values() if one.item.kind is kind]


def test_what_the_model_reads_otherwise_goes_up_for_review_and_all_else_stays(parts: Parts) -> None:
    bank = bank_of(parts)
    before = {item.id for item in bank.settable("甲")}
    odd, *rest = max((of_kind(bank, kind) for kind in Kind), key=len)
    assert len(rest) >= ENOUGH
    reader = Reader(bank, [odd.item.id], busy=3)
    read_all(bank, reader, parts)
    assert {item.id for item in reader.asked} == set(bank.listed("甲")) and len(reader.asked) == len(bank.listed("甲"))
    assert (bank.one("甲", odd.item.id).trouble, bank.one("甲", odd.item.id).reply) == (Trouble.READ_OTHERWISE, "无")
    assert {item.id for item in bank.settable("甲")} == before - {odd.item.id}

    again = Reader(bank)
    read_all(bank_of(parts), again, parts)
    assert not again.asked, "what was read is known after a restart"
    assert bank_of(parts).one("甲", odd.item.id).trouble is Trouble.READ_OTHERWISE
    assert bank_of(parts, "").one("甲", odd.item.id).trouble is None, "without the model its word does not count"
    assert not {event.member + event.branch for event in parts.ledger.events(kinds={EventKind.ITEM_READ})} - {""}


def test_a_model_that_cannot_read_puts_nothing_up(parts: Parts) -> None:
    bank = bank_of(parts)
    read_all(bank, Reader(bank, list(bank.listed("甲"))), parts)
    assert not [one for one in bank.listed("甲").values() if one.trouble]


def test_stopped_it_keeps_what_was_read_and_goes_on_later(parts: Parts) -> None:
    bank = bank_of(parts)
    stop = Unresting()
    reader = Reader(bank)

    def some(messages: tuple[Message, Message]) -> str | None:
        if len(reader.asked) == 2:
            stop.set()
        return reader(messages)

    bank.read_by(some, lambda: parts.now, stop)
    assert len(reader.asked) == 3
    read_all(bank, reader, parts)
    assert len({item.id for item in reader.asked}) == len(reader.asked) == len(bank.listed("甲"))
