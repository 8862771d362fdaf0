"""The round trip: a reader given stem, options and the passage, but neither key nor quotation, has to come to the key.

After Alberti et al. 2019 (round-trip consistency), with a reader that needs no model: it finds the stem's own words in
the passage and reads what stands beside them.
"""

import re
from collections.abc import Iterator, Sequence

from companion.quizzes.candidates import CHOICE_BLANK, CLOZE_BLANK, FALSE, FALSE_EN, TRUE, TRUE_EN
from companion.quizzes.items import Kind
from companion.texts.numerals import canonical

_SOURCE = re.compile(r"^(?:根据|按照|依据)?《[^》]*》(?:的?规定)?[，,：:]?|^According to “[^”]*”:\s*")
_TITLE = re.compile(r"《[^》]*》")
_SENTENCE = re.compile(r"[^。！？]+")
_LEAD = re.compile(r"[^\n。；：:]*[：:](?=\s*(?:\n|[（(①]))")
_ARTICLE = re.compile(r"\n\s*第[一二三四五六七八九十百千\d]+条")
_START = re.compile(r"[。！？：:；“]|所称的?|第[一二三四五六七八九十百千\d]+条|[（(][一二三四五六七八九十\d]+[）)]|[①-⑳]|(?<!\d)\d{1,2}[.．、](?!\d)")
_REACH = 40  # characters beside a blank that are looked for
_WIDEST = 60  # of what may stand in a blank
_KNOWN = 0.6  # the share of a stem's pairs that the passage must hold
_LED = 0.5  # the share of a lead's pairs that a statement about its list holds
_HELD = 0.7  # the share of a key point's pairs that the passage must hold


def read_back(kind: Kind, stem: str, options: Sequence[str], text: str) -> tuple[str, ...]:
    """The reply that ``text`` alone gives to the question; empty if it gives none, or does not settle it.

    For short_answer, what stands where the stem's words do. Looks for words, not for their sense: a key that only follows
    from the text is found if it shares most words with it.
    """
    stem = _SOURCE.sub("", stem)
    if kind is Kind.TRUE_FALSE:
        true = holds(stem, text)
        return tuple(option for option in options if option in ((TRUE, TRUE_EN) if true else (FALSE, FALSE_EN)))
    blank = next((mark for mark in (CHOICE_BLANK, CLOZE_BLANK) if mark in stem), None)
    if blank is not None:
        left, right = map(_line, stem.split(blank, 1))
        return _filled(left, right, options, _line(text))
    under = _under(stem, text)
    if kind is Kind.SHORT_ANSWER:
        return (under if under == text else f"{under}\n{_nearest(stem, text)}",)
    places = [(found, option) for option in options if (found := _line(under).find(_line(option))) >= 0]
    if kind is Kind.ORDERING:
        return tuple(option for _, option in sorted(places)) if len(places) == len(options) else ()
    if kind is Kind.MULTIPLE_CHOICE:
        return tuple(option for _, option in places)
    return (places[0][1],) if len(places) == 1 else () if places else _likeliest(stem, options, text)


def comes_back(kind: Kind, stem: str, options: Sequence[str], key: Sequence[str], text: str) -> bool:
    """Whether the reader, given ``text``, comes to the key."""
    reply = read_back(kind, stem, options, text)
    if kind is Kind.SHORT_ANSWER:
        return covers(reply[0], key)
    if kind is Kind.ORDERING:
        return reply == tuple(key)
    if options:
        return bool(reply) and set(reply) == set(key)
    return bool(reply) and canonical(reply[0]) in {canonical(one) for one in key}


def covers(reply: str, points: Sequence[str]) -> bool:
    """Whether ``reply`` holds most of each point's words."""
    found = _pairs(reply)
    return all(len(_pairs(point) & found) >= _HELD * len(_pairs(point)) for point in points)


def leads_to(stem: str, words: Sequence[str], text: str) -> bool:
    """Whether the sentences of the text that have most in common with the stem hold the words: for a key that follows
    from them by a little thought (how many are left, whether a limit is kept), which this reader does not have."""
    wanted = _pairs(_TITLE.sub("", stem))
    found = {sentence: len(wanted & _pairs(sentence)) for sentence in _SENTENCE.findall(_line(text))}
    most = max(found.values(), default=0)
    return most > 0 and all(_line(word) in sentence for sentence, shared in found.items() if shared == most for word in words)


def holds(statement: str, text: str) -> bool:
    """Whether the text says the statement: in one run, or a list's lead and one of its points each in one run.

    Texts name themselves otherwise (本办法), so titles in the statement may stand for anything short.
    """
    said, text = _line(statement).rstrip("。.；;"), _line(text)
    parts = [part for part in _TITLE.split(said) if part]
    if said in text or (parts and re.search(r".{0,12}?".join(map(re.escape, parts)), text)):
        return True
    point, lead = _point_and_lead(said)
    return bool(point) and any(_led_to(lead, text[: found.start()]) for found in re.finditer(re.escape(point), text))


def _point_and_lead(said: str) -> tuple[str, str]:
    """A statement about a list in two: 有“……”情形的，…; “……”属于…; …包括：……; ……的，…."""
    lead, colon, point = said.partition("：")
    if colon:
        return point, lead
    quoted = re.search(r"“([^”]+)”(属于|(?=[^，。“”]{0,6}的，)|$)", said)
    if quoted:
        return quoted[1], said.replace(quoted[0], "")
    point, _, lead = said.rpartition("的，")
    return point, lead


def _led_to(lead: str, text: str) -> bool:
    """Whether the line that leads to points, in whose list the text ends, is the one ``lead`` is made of."""
    leads = re.findall(r"[^。；：:]+[：:](?=[（(\d①]|[^：:]*$)(?=[^。]*$)", text)
    wanted = _pairs(lead)
    return bool(leads) and len(wanted & _pairs(leads[-1])) >= _LED * len(wanted)


def _filled(left: str, right: str, options: Sequence[str], text: str) -> tuple[str, ...]:
    """What stands between the words before a blank and those after it, in the option's or the text's own words."""
    wanted = _pairs(_TITLE.sub("", left + right))
    if len(wanted & _pairs(text)) < _KNOWN * len(wanted):
        return ()
    best: dict[str, int] = {}
    for span, weight in _between(_TITLE.split(left)[-1], _TITLE.split(right)[0], text):
        form = canonical(span)
        for reply in [option for option in options if _fits(canonical(option), form)] if options else [span]:
            best[reply] = max(best.get(reply, 0), weight)
    most = max(best.values(), default=0)
    found = [reply for reply, weight in best.items() if weight == most]
    return (found[0],) if len({canonical(reply) for reply in found}) == 1 else ()


def _fits(option: str, span: str) -> bool:
    return option == span or (len(option) >= 2 and span.startswith(option) and not option[-1:].isdigit())


def _between(left: str, right: str, text: str) -> Iterator[tuple[str, int]]:
    """Spans of the text between what the left ends with and the right begins with, and how much of these they meet."""
    right = right.rstrip("。.；;")
    if not left.strip("“‘") or left.endswith("："):  # the blank begins the sentence, or a point of a list
        for end, reach in _ends(right, text, 0):
            start = max((found.end() for found in _START.finditer(text, 0, end)), default=0)
            yield text[start:end].strip("“”‘’，,"), reach
        return
    for size in range(min(_REACH, len(left)), 0, -1):
        starts = [found.end() for found in re.finditer(re.escape(left[-size:]), text)]
        spans = [(start, end, reach) for start in starts for end, reach in _ends(right, text, start)]
        if spans:
            for start, end, reach in spans:
                if not any(end == other and start < later for later, other, _ in spans):  # the innermost
                    yield text[start:end], size + reach
            return


def _ends(right: str, text: str, start: int) -> Iterator[tuple[int, int]]:
    if not right:
        stop = re.compile(r"[。；！？\n]|$").search(text, start)
        if stop:
            yield stop.start(), 1
        return
    reach = min(_REACH, len(right))
    window = text[start : start + _WIDEST + reach] if start else text
    for size in range(reach, 0, -1):
        found = [one.start() for one in re.finditer(re.escape(right[:size]), window)]
        if found:
            yield from ((start + at, size) for at in (found[:1] if start else found))
            return


def _under(stem: str, text: str) -> str:
    """The points under the line that has most in common with the stem; the whole text where there is no such line."""
    wanted = _pairs(stem)
    leads = list(_LEAD.finditer(text))
    if not leads:
        return text
    at = max(range(len(leads)), key=lambda n: len(wanted & _pairs(leads[n][0])))
    if len(wanted & _pairs(leads[at][0])) < 0.3 * len(wanted):
        return text
    end = leads[at + 1].start() if at + 1 < len(leads) else len(text)
    article = _ARTICLE.search(text, leads[at].end(), end)
    return text[leads[at].end() : article.start() if article else end]


def _likeliest(stem: str, options: Sequence[str], text: str) -> tuple[str, ...]:
    """The option that shares most words with the sentence most like the stem; none where two share as much."""
    near = _pairs(_nearest(stem, text))
    shares = {option: len(_pairs(option) & near) / len(_pairs(option)) for option in options}
    most = max(shares.values(), default=0.0)
    found = [option for option, value in shares.items() if value == most]
    return tuple(found) if len(found) == 1 and most >= 0.5 else ()


def _nearest(stem: str, text: str) -> str:
    """The sentence that has most in common with the stem."""
    wanted = _pairs(stem)
    return max(_SENTENCE.findall(text), key=lambda sentence: len(wanted & _pairs(sentence)), default="")


def _line(text: str) -> str:
    """On one line: white space beside anything but Latin letters and figures dropped."""
    return re.sub(r"(?<![A-Za-z\d,.;:])\s+|\s+(?![A-Za-z\d])", "", text)


def _pairs(text: str) -> set[str]:
    letters = re.sub(r"\W+", "", text)
    return {letters[at : at + 2] for at in range(len(letters) - 1)} or {letters}


