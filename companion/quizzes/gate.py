"""The gate: named rules that every candidate has to pass, wherever it came from.

A rule answers whether the candidate is sound by it. What a candidate fails is counted under the first rule it breaks.
"""

import re
from collections.abc import Callable

from companion.quizzes.candidates import CHOICE_BLANK, CLOZE_BLANK, Candidate
from companion.quizzes.corpus import Corpus
from companion.quizzes.cues import absolute_words, grammar_cues, longest_option
from companion.quizzes.guesser import sure
from companion.quizzes.items import Kind
from companion.quizzes.legible import clean_source, readable, stands_alone, sure_source
from companion.quizzes.roundtrip import comes_back, leads_to
from companion.texts.numerals import canonical

Rule = Callable[[Candidate, Corpus], bool]


def in_force(candidate: Candidate, corpus: Corpus) -> bool:
    """The text has not been superseded."""
    return candidate.passage.document not in corpus.superseded


def title_tells(candidate: Candidate, corpus: Corpus) -> bool:
    """No other text in force bears the same title, so that naming it says which is meant."""
    return len(corpus.namesakes[candidate.passage.title] - corpus.superseded) == 1


def quote_verbatim(candidate: Candidate, _: Corpus) -> bool:
    """The quotation stands in the passage, character for character."""
    return bool(candidate.quote) and candidate.quote in candidate.passage.text


def key_in_citation(candidate: Candidate, _: Corpus) -> bool:
    """What was to be filled in, or what the key follows from, stands in the quotation (a true_false has no such key)."""
    quote = _squeeze(candidate.quote)
    return candidate.kind is Kind.TRUE_FALSE or all(_squeeze(key) in quote for key in candidate.rests_on or _asked(candidate))


def key_number(candidate: Candidate, _: Corpus) -> bool:
    """Exactly one key in single_choice and true_false, at least one elsewhere; keys are among the options, of ordering all."""
    if not candidate.options:
        return bool(candidate.key)
    wanted = 2 if candidate.kind is Kind.MULTIPLE_CHOICE else 1
    if candidate.kind is Kind.ORDERING:
        return len(candidate.key) >= 3 and sorted(candidate.key) == sorted(candidate.options)
    few = len(candidate.key) >= wanted if wanted > 1 else len(candidate.key) == 1
    return few and set(candidate.key) <= set(candidate.options)


def options_distinct(candidate: Candidate, _: Corpus) -> bool:
    """No option equals or contains another, however it is written."""
    if candidate.kind is Kind.TRUE_FALSE:
        return True
    forms = [canonical(option) for option in candidate.options]
    if len(set(forms)) < len(forms) or (not all(forms) and bool(forms)):
        return False
    words = [form for form in forms if not re.search(r"\d", form)]
    return not any(one in other for one in words for other in words if one is not other)


def distractor_supported(candidate: Candidate, corpus: Corpus) -> bool:
    """No passage says what the item takes to be false."""
    return not any(corpus.states(claim, words) for claim, words in candidate.claims)


def stem_gives_key(candidate: Candidate, _: Corpus) -> bool:
    """The stem does not hold the key, nor half of a word of it that no distractor shares.

    Steps to be put in order, and key points, give nothing away by what they hold.
    """
    if candidate.kind in (Kind.TRUE_FALSE, Kind.ORDERING, Kind.SHORT_ANSWER):
        return True
    stem = canonical(candidate.stem)
    if candidate.kind is Kind.MULTIPLE_CHOICE:  # a word that every key shares with the stem, and no distractor
        echoes = [any(form[at : at + 2] in stem for at in range(len(form) - 1)) for form in map(canonical, candidate.options)]
        keyed = [option in candidate.key for option in candidate.options]
        return echoes != keyed
    for key in _asked(candidate):
        form = canonical(key)
        if re.search(rf"(?<!\d){re.escape(form)}(?!\d)", stem) and not (form.isdigit() and not candidate.options and len(form) < 2):
            return False
        if not re.search(r"\d", form) and len(form) >= 3:
            shared = {form[at : at + 2] for at in range(len(form) - 1) if form[at : at + 2] in stem}
            others = [canonical(option) for option in candidate.options if option not in candidate.key]
            if any(not any(pair in other for other in others) for pair in shared):
                return False
    return True


def stem_length(candidate: Candidate, _: Corpus) -> bool:
    """Long enough to say what is asked, short enough to be read at once."""
    return 15 <= len(candidate.stem) <= (360 if candidate.passage.language == "en" else 165)


def one_blank(candidate: Candidate, _: Corpus) -> bool:
    """A stem to be filled in has exactly one blank; a question, or a statement to be judged, has none."""
    blanks = candidate.stem.count(CLOZE_BLANK) + candidate.stem.count(CHOICE_BLANK)
    return blanks == (0 if candidate.kind is Kind.TRUE_FALSE or candidate.stem.endswith("？") else 1)


def answerable(candidate: Candidate, _: Corpus) -> bool:
    """The round trip: a reader who is given the passage, and neither key nor quotation, comes to the key.

    A key that only follows from the words it rests on has to lead back to these; see roundtrip.
    """
    passage = candidate.passage.text
    if candidate.rests_on:
        return leads_to(candidate.stem, candidate.rests_on, passage)
    return comes_back(candidate.kind, candidate.stem, candidate.options, candidate.key, passage)


def guessable(candidate: Candidate, _: Corpus) -> bool:
    """Cues alone do not all but settle it; what they make likelier is thinned out where items are made (see guesser)."""
    return not sure(candidate)


def worth_asking(candidate: Candidate, _: Corpus) -> bool:
    """What is asked is a rule, a figure that governs something, or a principle; not a mention in passing."""
    return candidate.worth >= 3


GATE: tuple[Rule, ...] = (
    in_force,
    sure_source,
    clean_source,
    title_tells,
    worth_asking,
    quote_verbatim,
    key_in_citation,
    key_number,
    one_blank,
    options_distinct,
    stem_length,
    stands_alone,
    readable,
    stem_gives_key,
    longest_option,
    grammar_cues,
    absolute_words,
    guessable,
    distractor_supported,
    answerable,
)


def broken_rule(candidate: Candidate, corpus: Corpus) -> str | None:
    """The name of the first rule the candidate breaks; None if it passes."""
    return next((rule.__name__ for rule in GATE if not rule(candidate, corpus)), None)


def _asked(candidate: Candidate) -> tuple[str, ...]:
    """The keys as the text has them: all of a choice, the first accepted reply of a cloze."""
    return candidate.key if candidate.options else candidate.key[:1]


def _squeeze(text: str) -> str:
    return "".join(text.split())
