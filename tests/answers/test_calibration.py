"""What calibration promises: the same index gives the same threshold, within bounds, from held-back sentences alone."""

from companion.answers.abstain import BY_WORDS
from companion.answers.calibration import HELD_BACK, LEAST, MOST, calibrate
from companion.search.memory import CharacterEncoder, MemoryIndex
from companion.search.retrieval import Retriever
from companion.texts.documents import Document, Entry, Page
from companion.texts.splitting import split

TOPICS = "谈心谈话 读书会 图书馆借阅 实验室安全 差旅报销 学术诚信 志愿服务 党费收缴 职称评审 课程思政".split()


def retriever(*texts: str) -> Retriever:
    index, encoder = MemoryIndex(), CharacterEncoder()
    for number, text in enumerate(texts):
        document = Document(Entry(f"{number}.md", f"第{number}号"), str(number), (Page(1, text),))
        passages = split(document)
        index.replace(document, passages, encoder.encode_passages([passage.context for passage in passages]))
    return Retriever(index, encoder)


def test_texts_that_say_other_things_let_held_back_sentences_not_through() -> None:
    different = [f"{topic}工作由{topic}小组负责，每学期检查{number}次。\n" for number, topic in enumerate(TOPICS, 2)]
    found = calibrate(retriever(*different), BY_WORDS)
    assert (found.threshold, found.held_back) == (LEAST, len(TOPICS))
    assert found.refused >= 0.5
    assert calibrate(retriever(*different), BY_WORDS) == found


def test_texts_that_say_the_same_over_again_ask_for_more() -> None:
    same = ["谈心谈话工作由学院负责，每学期检查两次，记录存档三年。\n"] * 60
    found = calibrate(retriever(*same), BY_WORDS)
    assert (found.threshold, found.held_back) == (MOST, HELD_BACK)


def test_a_single_text_leaves_the_gate_as_it_is() -> None:
    for texts in ((), ("谈心谈话工作由学院负责，每学期检查两次。\n",)):
        found = calibrate(retriever(*texts), BY_WORDS)
        assert (found.threshold, found.held_back) == (BY_WORDS.threshold, 0)
