"""A handful of hostile questions by raw HTTP: a view or a sentence, never something unforeseen, and nothing but text."""

from collections.abc import Iterator

import pytest

from tests.answers.test_hostile_questions import HOSTILE
from tests.app.running import Running, running
from tests.app.test_views import TAGS, Seen

CHOSEN = (
    "null bytes in a question",
    "zero-width only",
    "right to left",
    "script",
    "an image",
    "sql in a question",
    "a template",
    "json",
    "many titles",
    "follow-ups in a row",
    "ten thousand characters",
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("hostile")) as served:
        yield served


def test_hostile_questions_get_a_view_or_a_sentence(app: Running) -> None:
    with app.client("member") as client:
        for name in CHOSEN:
            outcome = app.event(client, "ask", {"question": HOSTILE[name]}, session="one thread for all")
            assert outcome.status == 200 and bool(outcome.view) != bool(outcome.sentence), name
            assert "编号" not in outcome.sentence, name
            seen = Seen(outcome.view)
            assert seen.tags <= TAGS and not seen.images and not any(one.startswith("on") for one in seen.attributes), name
