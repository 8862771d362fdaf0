"""What stands where on a PDF's pages: columns, side bars and tables are read as a person reads them."""

from pathlib import Path

import pytest

from companion.engines.readers import READERS
from companion.texts.documents import Document, Entry
from companion.texts.reading import Limits, read_document
from companion.texts.reading_order import Printed, Sheet, lines_of
from tests.engines.pdf_files import Line, Rule, page_of, pdf

LEFT = "学校坚持把立德树人作为根本任务，坚持师范为本、质量为先、服务基层、开放协同，走内涵发展的道路，不断提高人才培养的质量和水平。"
RIGHT = "教师党支部每个工作日组织一次日课，内容包括学习、践行、感悟、分享四个环节，时间由支部自行安排，记入学期考核的成绩，每月公布。"


def read(folder: Path, data: bytes) -> Document:
    file = folder / "a.pdf"
    file.write_bytes(data)
    return read_document(folder, Entry(file.name, file.stem, language=""), READERS, Limits())[0]


def column(text: str, x: float, y: float, wide: int, size: float = 12, leading: float = 18) -> list[Line]:
    return [(text[at : at + wide], x, y - leading * (at // wide), size) for at in range(0, len(text), wide)]


def test_two_columns_below_a_title_and_above_a_full_line(tmp_path: Path) -> None:
    left, right = column(LEFT, 60, 720, 16), column(RIGHT, 300, 720, 16)
    rows = [line for pair in zip(left, right, strict=False) for line in pair]  # as they stand side by side
    foot = ("以上内容自发布之日起施行，由学校党委组织部负责解释，此前的有关规定同时废止。", 60, 560.0, 12.0)
    page = [("关于开展党建日课的通知", 180.0, 770.0, 22.0), *rows, *left[len(right) :], *right[len(left) :], foot]
    assert read(tmp_path, pdf([page])).text == f"关于开展党建日课的通知\n{LEFT}\n{RIGHT}\n{foot[0]}\n"


def test_a_side_bar_of_another_size_stays_by_itself(tmp_path: Path) -> None:
    bar = column(RIGHT, 50, 742, 12, size=9, leading=13)
    main = column(LEFT * 2, 190, 745, 28)
    page = sorted((*bar, *main), key=lambda line: -line[2])
    assert read(tmp_path, pdf([page])).text == f"{RIGHT}\n{LEFT * 2}\n"


def test_english_columns_are_joined_over_hyphens(tmp_path: Path) -> None:
    left = [
        "Reading together a little every",
        "day is what keeps a group learn-",
        "ing through the term, and the",
        "record is kept by the programme.",
    ]
    right = [
        "The second column begins when",
        "the first one has come to its",
        "end, and never before that, so",
        "nobody reads across the gutter.",
    ]
    page = [(text, x, 740 - 16 * row, 8.0) for row in range(4) for text, x in ((left[row], 60), (right[row], 330))]
    assert read(tmp_path, pdf([page])).text.split("\n")[:2] == [
        "Reading together a little every day is what keeps a group learning through the term, and the record is kept by the programme.",
        "The second column begins when the first one has come to its end, and never before that, so nobody reads across the gutter.",
    ]  # fmt: skip


def grid(xs: list[float], ys: list[float]) -> list[Rule]:
    return [(xs[0], y, xs[-1], y) for y in ys] + [(x, ys[0], x, ys[-1]) for x in xs]


def test_a_ruled_table_gives_a_line_a_row_with_wrapped_cells_whole(tmp_path: Path) -> None:
    cells: list[Line] = [
        ("项目", 70, 700, 12), ("要求", 170, 700, 12), ("分值", 420, 700, 12),
        ("学", 70, 670, 12), ("每个工作日学习一课，由支部书记", 170, 680, 12), ("统一安排，月底公布。", 170, 664, 12), ("40分", 420, 670, 12),
        ("做", 70, 640, 12), ("每月两条践行记录", 170, 640, 12), ("20分", 420, 640, 12),
    ]  # fmt: skip
    page = [*page_of("以下是考核办法。"), *cells]
    data = pdf([page], grid([60, 160, 410, 520], [625, 655, 692, 715]))
    assert read(tmp_path, data).text.split("\n") == [
        "以下是考核办法。",
        "项目 | 要求 | 分值",
        "学 | 每个工作日学习一课，由支部书记统一安排，月底公布。 | 40分",
        "做 | 每月两条践行记录 | 20分",
        "",
    ]


def test_a_cell_over_several_rows_stands_in_the_first(tmp_path: Path) -> None:
    cells: list[Line] = [
        ("学习", 70, 665, 12),
        ("每日一课", 170, 680, 12),
        ("每周一测", 170, 650, 12),
        ("践行", 70, 620, 12),
        ("每月两条", 170, 620, 12),
    ]
    rules = [
        (60, 700, 300, 700),
        (160, 670, 300, 670),
        (60, 640, 300, 640),
        (60, 600, 300, 600),
        (60, 600, 60, 700),
        (160, 600, 160, 700),
        (300, 600, 300, 700),
    ]
    assert read(tmp_path, pdf([cells], rules)).text == "学习 | 每日一课\n每周一测\n践行 | 每月两条\n"


def test_a_table_without_rules_is_known_by_its_gaps(tmp_path: Path) -> None:
    rows = [
        ("指标", "2025年", "2030年"),
        ("在校生（人）", "21600", "22500"),
        ("专任教师（人）", "1420", "1600"),
        ("通过认证的专业（个）", "6", "12"),
    ]
    page = [
        (text, x, 700 - 20 * row, 12.0)
        for x, at in ((70, 0), (260, 1), (360, 2))
        for row, text in enumerate(line[at] for line in rows)
    ]
    assert read(tmp_path, pdf([page])).text == "".join(" | ".join(row) + "\n" for row in rows)


def test_who_signs_and_the_date_keep_lines_of_their_own(tmp_path: Path) -> None:
    page = [
        *page_of(LEFT, RIGHT, columns=36),
        ("澄江师范大学", 420.0, 500.0, 12.0),
        ("2026年3月16日", 414.0, 480.0, 12.0),
    ]
    assert read(tmp_path, pdf([page])).text == f"{LEFT}\n{RIGHT}\n澄江师范大学\n2026年3月16日\n"


def test_a_list_with_hanging_indents_is_joined_point_by_point(tmp_path: Path) -> None:
    page = []
    for number, text in enumerate((LEFT, RIGHT)):
        page += [("●", 72.0, 740.0 - 60 * number, 12.0), *column(text, 90, 740 - 60 * number, 36)]
    assert read(tmp_path, pdf([page])).text == f"● {LEFT}\n● {RIGHT}\n"


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_pages_that_are_turned_are_read_upright(tmp_path: Path, turned: int) -> None:
    cosine, sine = {90: (0, 1), 180: (-1, 0), 270: (0, -1)}[turned]
    wide = turned != 180

    def place(x: float, y: float) -> tuple[float, float]:
        return {90: (595 - y, x), 180: (595 - x, 842 - y), 270: (y, 842 - x)}[turned]

    page = (
        page_of(LEFT, "第二段到此为止。")
        if not wide
        else [(t, x, y - 250, s) for t, x, y, s in page_of(LEFT, "第二段到此为止。")]
    )
    data = pdf([[(text, *place(x, y), size) for text, x, y, size in page]])
    data = data.replace(b"Tf 1 0 0 1 ", b"Tf %d %d %d %d " % (cosine, sine, -sine, cosine))
    # The longer page and its text shift everything behind them; the cross-reference table is then built anew.
    data = data.replace(b"/MediaBox [0 0 595 842]", b"/MediaBox [0 0 595 842] /Rotate %d" % turned)
    assert read(tmp_path, data).text == f"{LEFT}\n第二段到此为止。\n"


def test_lines_keep_every_character_of_their_pieces() -> None:
    pieces = tuple(
        Printed(f"甲{n}", 40.0 + n * 37 % 400, 700.0 - n * 13 % 500, 8.0 + n % 5, 60.0 + n * 37 % 400)
        for n in range(200)
    )
    rules = (
        *((40.0, 100.0 + 50 * n, 400.0, 101.0 + 50 * n) for n in range(5)),
        (40.0, 100.0, 41.0, 301.0),
        (200.0, 100.0, 201.0, 301.0),
    )
    text = "".join(line.text for line in lines_of(Sheet(pieces, rules)))
    assert sorted(text.replace(" | ", "").replace(" ", "")) == sorted("".join(piece.text for piece in pieces))
