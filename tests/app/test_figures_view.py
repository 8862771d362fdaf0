"""试题统计 and the files of 题库 as views: the picture and the table say the same, and other people's text stays text."""

import dataclasses
import re

import pytest

from companion.exchange import Imported
from companion.itembank import Figured, Listed
from companion.people.members import Branch
from companion.quizzes.exchange.drafts import Remark
from companion.quizzes.items import Item, Kind
from companion.quizzes.statistics import Doubt, ItemStatistics, OptionCount
from companion.texts.documents import Citation
from companion.ui.bankfiles import NAMED, exchange_fold, imported_view
from companion.ui.figures import SHOWN, figures_view
from companion.ui.plot import BOTTOM, LEFT, RIGHT, TOP, Point, scatter
from companion.ui.words import speaker
from tests.app.test_views import TAGS, Seen

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
BRANCH = Branch(HOSTILE, HOSTILE)
DRAWN = {"figure", "figcaption", "g", "path", "circle", "text", "title", "b"}
zh, en = speaker("zh"), speaker("en")


def figured(id: str, facility: float | None = 0.5, discrimination: float | None = 0.3, doubt: Doubt | None = None) -> Figured:
    item = Item(id, Kind.SINGLE_CHOICE, HOSTILE + id, (HOSTILE, "乙"), (HOSTILE,), "", Citation("a", "a", "", 1, 1, "a"))
    counts = (OptionCount(HOSTILE, True, 12, 5, 2), OptionCount("乙", False, 12, 1, 4))
    figures = ItemStatistics(id, 24, facility, 0.5, 0.25, 0.2, 0.19, discrimination, discrimination, counts, 6, 6, 31.4, 12)
    return Figured(Listed(item), figures, doubt)


@pytest.mark.parametrize("say", [zh, en])
def test_what_people_and_texts_contain_stays_text(say: object) -> None:
    items = [figured("1", doubt=Doubt.NEGATIVE), figured("2", None, None), figured("3", 1.0, -1.0)]
    found = Imported(2, 1, 1, {"no_source": 1, HOSTILE: 2}, (Remark(1, HOSTILE, HOSTILE),))
    views = [
        figures_view([BRANCH, BRANCH], BRANCH, items, say),  # type: ignore[arg-type]
        figures_view([BRANCH], BRANCH, [], say),  # type: ignore[arg-type]
        exchange_fold(BRANCH, say),  # type: ignore[arg-type]
        imported_view(found, "zh"),
        imported_view(found, "en"),
    ]
    for view in views:
        seen = Seen(view)
        assert seen.tags <= TAGS | DRAWN, seen.tags - TAGS
        assert not seen.scripts and not any(name.startswith("on") for name in seen.attributes)
        assert all(link.startswith(("#", "/items?", "/look/icons.svg#")) for link in seen.links)
    assert views[0].count("alert(1)") and HOSTILE not in "".join(views)


def test_dubious_items_come_first_with_glyph_and_word_and_the_number_they_have_in_the_picture() -> None:
    items = [figured("a"), figured("b", doubt=Doubt.INEFFICIENT, discrimination=0.05), figured("c", discrimination=0.1)]
    view = figures_view([BRANCH], BRANCH, items, zh)
    rows = view.split("<tbody>", 1)[1].split('<td class="number">')[1:]
    assert [row[0] for row in rows] == ["1", "2", "3"]
    assert ["▲" in row and "存疑" in row for row in rows] == [True, False, False]
    assert re.findall(r'<g class="doubted">.*?<text [^>]*>(\d+)</text>', view) == ["1"]
    assert view.count("<circle") == 2
    assert "−" in figures_view([BRANCH], BRANCH, [figured("a", discrimination=-0.2)], zh)


def test_every_point_lies_within_the_picture() -> None:
    ends = [Point(facility, discrimination, "", number) for facility in (0, 1) for discrimination in (-1, 1) for number in (None, 7)]
    picture = scatter(ends, zh)
    for x, y in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', picture):
        assert LEFT <= float(x) <= RIGHT and TOP <= float(y) <= BOTTOM
    assert picture.count("<circle") == picture.count('<g class="doubted">') == 4
    assert 'role="img"' in picture and "4 道存疑" in picture


def test_long_lists_are_cut_and_say_so() -> None:
    many = [figured(str(n)) for n in range(SHOWN + 3)]
    assert "另有 3 道" in figures_view([BRANCH], BRANCH, many, zh)
    remarks = tuple(Remark(n, "一句。", "One.") for n in range(NAMED + 4))
    assert "另有 4 条" in imported_view(Imported(0, 0, 0, {}, remarks), "zh")
    none = dataclasses.replace(figured("1").statistics, discrimination=None)
    assert "图先不画" in figures_view([BRANCH], BRANCH, [dataclasses.replace(figured("1"), statistics=none)], zh)
