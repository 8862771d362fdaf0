"""导入与导出 in 题库: the ways out as links, the way in as a form, and what came in."""

import urllib.parse

from companion.exchange import Imported
from companion.people.members import Branch
from companion.quizzes.exchange.formats import Format
from companion.ui.bankforms import rule_words
from companion.ui.components import esc, icon, take_in
from companion.ui.words import Say, speaker

MOST_BYTES = 20 * 2**20
MOST_ITEMS = 3_000
"""Questions of one file on the screen, which are looked through in some ten seconds; more go by the command line."""

NAMED = 30  # remarks told one by one


def exchange_fold(branch: Branch, say: Say) -> str:
    """Folded away under the list's settings. static/bank.js sends the file and shows what became of it."""
    links = "".join(
        f'<li><a class="button" href="{esc("/items?" + urllib.parse.urlencode({"branch": branch.id, "format": form}))}" download>'
        f'{icon("down")}{esc(say(f"exchange.format.{form}"))}</a><span class="soft">{esc(say(f"exchange.format.{form}.hint"))}</span></li>'
        for form in (Format.SHEET, Format.GIFT, Format.MOODLE_XML, Format.AIKEN)
    )
    form = take_in(
        "/items?" + urllib.parse.urlencode({"branch": branch.id}), MOST_BYTES, ".txt,.gift,.xml,.xlsx,.csv,.tsv", say,
        empty=say("exchange.empty"), file=say("exchange.file"), take=say("exchange.take"), hint=say("exchange.in.hint", n=MOST_ITEMS),
    )  # fmt: skip
    return (
        f'<details class="bank-fold"><summary>{esc(say("exchange.title"))}</summary><div class="exchange">'
        f'<section><h2>{esc(say("exchange.out"))}</h2><ul class="formats">{links}</ul></section>'
        f'<section><h2>{esc(say("exchange.in"))}</h2>{form}</section></div></details>'
    )


def imported_view(found: Imported, language: str) -> str:
    """What became of a file, in sentences."""
    say = speaker(language)
    said = [say("exchange.added", n=found.added)]
    if found.known:
        said.append(say("exchange.known", n=found.known))
    if found.uncited:
        said.append(say("exchange.uncited", n=found.uncited))
    parts = [f"<p>{esc(sentence)}</p>" for sentence in said]
    counts: dict[str, int] = {}
    for rule, count in found.warnings.items():
        words = rule_words(rule, say)
        counts[words] = counts.get(words, 0) + count
    if counts:
        rows = "".join(f"<li><span>{esc(words)}</span><b>{count}</b></li>" for words, count in counts.items())
        parts.append(f'<p>{esc(say("exchange.warned"))}</p><ul class="rejected">{rows}</ul>')
    if found.remarks:
        rows = "".join(f"<li>{esc(remark.say(language))}</li>" for remark in found.remarks[:NAMED])
        more = len(found.remarks) - NAMED
        rows += f"<li>{esc(say('exchange.more', n=more))}</li>" if more > 0 else ""
        parts.append(f'<ul class="remarks">{rows}</ul>')
    if found.added:
        parts.append(
            f'<div class="acts"><button type="submit" form="bank-filter" name="state" value="draft" class="button">{esc(say("exchange.look"))}</button></div>'
        )
    return "".join(parts)
