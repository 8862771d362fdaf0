"""What a language model's reading of items catches: ``python -m benchmarks.reading_back [--model local|URL] [--items N] [--data DIR]``.

Items of the sample that ships, or of a folder of texts, are read by the model as in quizzes/modelreader.py. Each reply is held
against the item's key, and against a wrong key: a distractor, or the key of another item of its kind. Of the first the model
should come to as many as it can, of the second to none.
"""

import argparse
import dataclasses
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from companion.assemble import open_model, read_for_quiz
from companion.quizzes.generate import make_items
from companion.quizzes.items import Item, Kind
from companion.quizzes.modelreader import agrees, direct, reading
from companion.settings import read_settings
from companion.texts.splitting import split

KINDS = (Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE, Kind.CLOZE, Kind.SHORT_ANSWER, Kind.TRUE_FALSE)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="local", metavar="local|URL")
    parser.add_argument("--items", type=int, default=8, help="of each kind")
    parser.add_argument("--data", type=Path, help="folder of texts")
    wanted = parser.parse_args()
    settings = dataclasses.replace(read_settings(), llm=wanted.model)
    model = open_model(settings)
    if model is None:
        parser.error("--model off reads nothing")
    documents = read_for_quiz(settings, wanted.data).documents
    passages = [passage for document in documents for passage in split(document)]
    made = make_items(passages, [document.entry for document in documents]).items
    say, chance = direct(model), random.Random(1)
    for kind in KINDS:
        own = [item for item in made if item.kind is kind]
        right, wrong, begun = 0, 0, time.monotonic()
        asked = chance.sample(own, min(wanted.items, len(own)))
        for item in asked:
            text = next(one.text for one in passages if one.document == item.citation.document and item.citation.quote in one.text)
            reply = say(reading(item, text))
            right += agrees(item, reply)
            wrong += agrees(dataclasses.replace(item, key=wrong_key(item, own, chance)), reply)
        seconds = (time.monotonic() - begun) / max(1, len(asked))
        line(f"{kind:16} right keys come to {right}/{len(asked)}, wrong keys let through {wrong}/{len(asked)}, {seconds:.1f} s an item")
    return 0


def wrong_key(item: Item, others: Sequence[Item], chance: random.Random) -> tuple[str, ...]:
    """One that is not the item's: another option in the place of one of the key's, or another item's key."""
    if item.options:
        other = chance.choice([option for option in item.options if option not in item.key])
        return tuple(other if key == item.key[0] else key for key in item.key)
    return chance.choice([one.key for one in others if not set(one.key) & set(item.key)])


def line(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
