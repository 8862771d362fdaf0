"""Who issued a text, its number and its date: taken from where official texts say so, and from nowhere else."""

import datetime as dt
from pathlib import Path

import pytest

from companion.texts.catalog import read_catalog
from companion.texts.documents import Entry
from companion.texts.imprint import Imprint, imprint
from companion.texts.reading import Limits, read_document, read_plain

BODY = (
    "一、总体要求\n各支部要按照《教育部关于加强学习的意见》（教党〔2020〕1号）和2020年5月6日会议的要求，组织好学习。\n"
)
DAY = dt.date(2026, 3, 1)

TEXTS = {
    "a notice with head and signature": (
        "中共某某大学委员会文件\n某大党发〔2026〕3号\n关于开展学习的通知\n各党支部：\n"
        + BODY
        + "中共某某大学委员会\n2026年3月1日\n",
        Imprint("中共某某大学委员会", "某大党发〔2026〕3号", DAY),
    ),
    "brackets as they are typed, spaces, a date in Chinese": (
        "通知\n某大党 [2026] 第3号\n" + BODY + "某某大学党委组织部（盖章）\n二〇二六年三月一日\n",
        Imprint("某某大学党委组织部", "某大党[2026]第3号", DAY),
    ),
    "two who sign, and an annex behind": (
        "通知\n" + BODY + "教育部\n财政部\n2026年3月1日\n附件1\n填表单位：某处\n2027年1月1日\n",
        Imprint("教育部、财政部", "", DAY),
    ),
    "signature and date on one line": ("通知\n" + BODY + "某某大学 2026年3月1日印发\n", Imprint("某某大学", "", DAY)),
    "fields of a web page": (
        "发文机关：国务院办公厅\n发文字号：国办发〔2026〕9号\n成文日期：2026-03-01\n关于某事的意见\n" + BODY,
        Imprint("国务院办公厅", "国办发〔2026〕9号", DAY),
    ),
    "a law, amended": (
        "中华人民共和国教育法\n1995年3月18日 第八届全国人民代表大会第三次会议通过\n（根据2009年8月27日第十一届全国人民代表大会"
        "常务委员会第十次会议《关于修改部分法律的决定》第一次修正　2026年3月1日第十四届全国人民代表大会常务委员会第二十次会议"
        "《关于修改〈教育法〉的决定》第二次修正）\n第一条 为了发展教育事业，制定本法。\n",
        Imprint("全国人民代表大会", "", DAY),
    ),
    "a decree": (
        "规定\n（2026年3月1日教育部令第53号公布 自2026年5月1日起施行）\n第一条 略。\n",
        Imprint("教育部", "教育部令第53号", DAY),
    ),
    "full-width digits": ("规定\n２０２６年３月１日 某市人民政府发布\n第一条 略。\n", Imprint("某市人民政府", "", DAY)),
    "nothing but a text that speaks of others": ("学习心得\n" + BODY * 3, Imprint()),
    "a day that is none": ("通知\n" + BODY + "某某大学\n2026年2月30日\n", Imprint()),
    "a line that ends with a date but is no signature": (
        "通知\n" + BODY + "报名截止时间为2026年3月1日\n请于2026年3月1日\n",
        Imprint(),
    ),
    "an empty text": ("", Imprint()),
}


@pytest.mark.parametrize("what", TEXTS)
def test_the_imprint_of(what: str) -> None:
    text, expected = TEXTS[what]
    assert imprint(text) == expected


def test_the_catalog_wins_and_the_text_fills_what_it_leaves_empty(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXTS["a notice with head and signature"][0], "utf-8")
    entry = Entry("a.txt", "通知", issuer="党委组织部", date=dt.date(2026, 2, 2))
    read = read_document(tmp_path, entry, {".txt": read_plain}, Limits())[0].entry
    assert (read.issuer, read.number, read.date) == ("党委组织部", "某大党发〔2026〕3号", dt.date(2026, 2, 2))


def test_the_imprints_of_the_sample_texts_agree_with_their_catalog() -> None:
    from companion.engines.readers import READERS

    folder = Path(__file__).parents[2] / "corpus"
    for entry in read_catalog(folder).entries:
        if entry.number:
            bare = Entry(entry.path, entry.title)
            read = read_document(folder, bare, READERS, Limits())[0].entry
            assert (read.issuer, read.number, read.date) == (entry.issuer, entry.number, entry.date)
