"""Imprint: who issued an official text, under which number and when, as the text itself says at its head and its end.

Only what stands where such texts say it is taken: a line that is the number, “中共某大学委员会文件”, the note below the
title of a law (“2021年9月30日 某省人民代表大会常务委员会通过”), fields like “发文机关：”, and the lines of who signs above
the date. A number or a date that is only spoken of in the text is not.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from companion.texts.cleaning import HAN
from companion.texts.documents import Document
from companion.texts.structure import number_of

_HEAD = 15  # lines
_SIGNERS = 4
_LONGEST = 60  # characters of a line that is a number, a name or a field

_NUMBER = re.compile(
    rf"[{HAN}]{{1,14}}\s?[〔\[［【（(〖]\s?(?:19|20)\d\d\s?(?:年度?)?[〕\]］】）)〗]\s?第?\s?\d{{1,5}}\s?号|[{HAN}]{{2,20}}令\s?第\s?[\d〇零一二三四五六七八九十百]{{1,6}}\s?号"
)
_NUMBER_FIELD = re.compile(r"(?:发文字号|发文号|文\s?号|字\s?号)\s?[:：]\s?")
_ISSUER_FIELD = re.compile(r"(?:发文机关|发文单位|发布机关|制定机关|印发单位|发布单位)\s?[:：]\s?(\S.{1,40})")
_DATE_FIELD = re.compile(r"(?:成文日期|发文日期|印发日期|发布日期|公布日期|日期|时间)\s?[:：]\s?(\S.{5,20})")
_DATE = re.compile(
    r"((?:19|20)\d\d)\s?(?:年|[-/.])\s?(\d{1,2})\s?(?:月|[-/.])\s?(\d{1,2})\s?日?"
    r"|([一二][〇零○Ｏ0九][〇零○Ｏ0一二三四五六七八九]{2})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_ORGANISATION = re.compile(
    rf"[{HAN}、（）()]{{1,30}}(?:委员会|代表大会|党委|党组|总支|支部|大学|学院|学校|中学|小学|幼儿园|部|局|厅|署|办公室|办公厅|政府|国务院|中央|协会"
    r"|学会|联合会|工会|团委|党校|处|科|室|研究院|研究所|博物馆|图书馆|中心|公司|法院|检察院|编辑部|领导小组|秘书处)"
)
_RED_HEAD = re.compile(rf"((?:中共|中国)?[{HAN}]{{3,30}}?)文\s?件")
_ENACTED = re.compile(
    rf"(?:(?P<by>[{HAN}（）0-9]{{2,40}}?)(?:第[0-9一二三四五六七八九十百]{{1,5}}次(?:全体)?(?:会议|代表大会))?)?"
    r"(?:《[^》]{1,60}》(?:的决定》)?)?(?:第[一二三四五六七八九十]次)?(?:通过|公布|发布|颁布|印发|批准|修订|修正|修改)"
)
_TERM = re.compile(r"第[0-9一二三四五六七八九十]{1,3}届")
_DECREE = re.compile(rf"([{HAN}]{{2,20}}?)令第[\d〇零一二三四五六七八九十百]{{1,6}}号")
_LATIN = str.maketrans("〇零○Ｏ一二三四五六七八九", "0000123456789")


@dataclass(frozen=True)
class Imprint:
    """What a text says of itself; "" and None where it does not."""

    issuer: str = ""
    number: str = ""
    date: dt.date | None = None


def with_imprint(document: Document) -> Document:
    """The document with what its catalog entry leaves empty filled from the text; what the catalog says stays."""
    entry = document.entry
    if entry.language != "zh" or (entry.issuer and entry.number and entry.date):
        return document
    found = imprint(document.text)
    filled = replace(
        entry,
        issuer=entry.issuer or found.issuer,
        number=entry.number or found.number,
        date=entry.date or found.date,
    )
    return replace(document, entry=filled)


def imprint(text: str) -> Imprint:
    """Issuer, number and date of an official text, as far as it says them itself."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    head = lines[:_HEAD]
    number = _number(head)
    signed = next(_signatures(lines), ("", None))
    enacted = _enacted(head)
    issuer = _field(_ISSUER_FIELD, head) or signed[0] or enacted[0] or _red_head(head)
    told = _field(_DATE_FIELD, head)
    date = (date_in(told) if told else None) or enacted[1] or signed[1]
    return Imprint(issuer, number or enacted[2], date)


def date_in(text: str) -> dt.date | None:
    """The first day the text names, in digits or in Chinese."""
    found = _DATE.search(text)
    return _day(found) if found else None


def _day(found: re.Match[str]) -> dt.date | None:
    year, month, day = (part for part in found.groups() if part)
    numbers = int(year.translate(_LATIN)), number_of(month), number_of(day)
    try:
        return dt.date(*numbers)
    except ValueError:
        return None


def _field(pattern: re.Pattern[str], lines: Sequence[str]) -> str:
    return next((found[1].strip() for line in lines if len(line) <= _LONGEST and (found := pattern.match(line))), "")


def _number(head: Sequence[str]) -> str:
    """The number that is a line of its own, or stands beside who approves the text."""
    for line in head:
        line = _NUMBER_FIELD.sub("", line.strip("（）() "))
        found = _NUMBER.match(line)
        rest = line[found.end() :].strip("（）() ") if found else ""
        if found and len(line) <= _LONGEST and (not rest or rest.startswith(("签发人", "★", "|"))):
            return "".join(found[0].split())
    return ""


def _red_head(head: Sequence[str]) -> str:
    for line in islice(head, 4):
        found = _RED_HEAD.fullmatch("".join(line.split()))
        if found and _ORGANISATION.fullmatch(found[1]):
            return found[1]
    return ""


def _signatures(lines: Sequence[str]) -> Iterator[tuple[str, dt.date | None]]:
    """Who signs above a line that is a date, first to last; several who do are joined."""
    for at, line in enumerate(lines):
        found = _DATE.search(line) if len(line) <= _LONGEST else None
        if not found or line[found.end() :].strip("（）() 印发"):
            continue
        before = line[: found.start()].strip("（）() ")
        signers = [before] if before else []
        above = at - 1
        while not before and above >= 0 and len(signers) < _SIGNERS and _signs(lines[above]):
            signers.insert(0, lines[above])
            above -= 1
        signers = [_plain(signer) for signer in signers]
        if signers and all(_ORGANISATION.fullmatch(signer) for signer in signers) and (day := _day(found)):
            yield "、".join(dict.fromkeys(signers)), day


def _plain(signer: str) -> str:
    signer = re.sub(r"[（(](?:盖章|公章|印章|代章)[）)]", "", signer)
    return "、".join(part.strip() for part in re.split(r"\s{1,}|[|]", signer) if part.strip())


def _signs(line: str) -> bool:
    return len(line) <= _LONGEST and bool(_ORGANISATION.fullmatch(_plain(line)))


def _enacted(head: Sequence[str]) -> tuple[str, dt.date | None, str]:
    """From the note below a law's title: who passed it first, the last day it was passed or amended on, its decree."""
    issuer = decreed = number = ""
    days: list[dt.date] = []
    for line in head[1:]:
        if line.startswith("第") and len(line) > 20 and "条" in line[:8]:
            break  # the text begins
        note = re.sub(r"\s+", "", unicodedata.normalize("NFKC", line).strip("()"))
        for found in _DATE.finditer(note):
            following = _DATE.search(note, found.end())
            part = note[found.end() : following.start() if following else len(note)]
            act = _ENACTED.match(part)
            if act is None or (day := _day(found)) is None or (found.start() > 0 and len(note) > _LONGEST and not days):
                continue
            days.append(day)
            by = act["by"] or ""
            if decree := _DECREE.match(by):
                number = number or by
                decreed = decreed or decree[1]
            elif _ORGANISATION.fullmatch(passed := _TERM.sub("", by)):
                issuer = issuer or passed
    return decreed or issuer, max(days, default=None), number
