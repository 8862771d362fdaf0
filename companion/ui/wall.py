"""分享: the branch's wall, with encouragement and comments; a number is shown, nobody's names, and nothing is ranked."""

import gradio as gr

from companion.people.members import Branch
from companion.records.deeds import Practice
from companion.sharing import COMMENT_LENGTH, REASON_LENGTH, Posting, Remark, Wall
from companion.study import Study
from companion.ui.components import date_words, empty, esc, icon, lines, moment
from companion.ui.deeds import numeral, told
from companion.ui.handlers import Asking, wire
from companion.ui.place import place
from companion.ui.reflections import within
from companion.ui.today import prompt_card
from companion.ui.words import Say

ACTS = ("encourage", "comment", "withdraw_comment", "hide_comment", "take_back")


def lay_out() -> gr.HTML:
    return place("wall", ACTS)


def wire_up(view: gr.HTML, said: gr.HTML, study: Study) -> None:
    sharing = study.sharing

    def render(asking: Asking) -> str:
        before = numeral(asking, "before", "0")
        return wall_view(sharing.wall(asking.actor, before), before, study.my_branch(asking.actor), asking.say)

    def open_wall(asking: Asking) -> str:
        return render(asking)

    def encourage(asking: Asking) -> str:
        sharing.encourage(asking.actor, numeral(asking, "share"))
        return render(asking)

    def comment(asking: Asking) -> str:
        sharing.comment(asking.actor, numeral(asking, "share"), asking.text("text"))
        return render(asking)

    def withdraw_comment(asking: Asking) -> str:
        sharing.withdraw_comment(asking.actor, numeral(asking, "share"), numeral(asking, "comment"))
        return render(asking)

    def hide_comment(asking: Asking) -> str:
        sharing.hide_comment(asking.actor, numeral(asking, "share"), numeral(asking, "comment"), asking.text("reason"))
        return render(asking)

    def take_back(asking: Asking) -> str:
        sharing.take_back(asking.actor, numeral(asking, "share"))
        return render(asking)

    wire(view.open, open_wall, "open_wall", view, said)
    for act in (encourage, comment, withdraw_comment, hide_comment, take_back):
        wire(getattr(view, act.__name__), act, act.__name__, view, said)


def wall_view(wall: Wall, before: int, branch: Branch, say: Say) -> str:
    cards = "".join(posting_card(one, before, wall.may_hide, branch.timezone, say) for one in wall.postings)
    begin = f'<a class="button primary" href="#deeds">{esc(say("deeds.begin"))}</a>'
    earlier = _page(wall.earlier, say("wall.earlier")) if wall.earlier else ""
    newest = _page(0, say("wall.newest")) if before else ""
    return (
        f'<header class="place-head"><h1 tabindex="-1">{esc(say("place.wall"))}</h1><p class="soft">{esc(branch.name)} · {esc(say("wall.lead"))}</p></header>'
        f'{within("wall", say)}<p class="notice" role="alert"></p>{cards or empty(say("wall.empty"), begin)}<div class="acts">{newest}{earlier}</div>'
    )


def _page(before: int, words: str) -> str:
    return f'<form data-act="open" data-before="{before}"><button type="submit" class="button">{esc(words)}</button></form>'


def posting_card(posting: Posting, before: int, may_hide: bool, timezone: str, say: Say) -> str:
    what = posting.what
    kind = say("wall.deed" if isinstance(what, Practice) else "wall.reflection")
    if isinstance(what, Practice):
        body = told(what, say)
    else:
        prompt = f"<details><summary>{esc(say('ask.prompt'))}</summary>{prompt_card(what.prompt, say)}</details>"
        body = f'<div class="reading">{lines(what.text)}</div>{prompt}'
    form = f'data-share="{posting.id}" data-before="{before}" data-stay="share-{posting.id}"'
    remarks = "".join(remark_row(one, form, may_hide, timezone, say) for one in posting.remarks)
    return (
        f'<article class="card reflection posting" id="share-{posting.id}"><p class="soft"><strong>{esc(posting.name)}</strong> '
        f'<time datetime="{what.day}">{esc(date_words(what.day, say))}</time> · {esc(kind)}</p>{body}{encouragement(posting, form, say)}'
        f"{f'<ul class=remarks>{remarks}</ul>' if remarks else ''}{comment_form(posting, form, say)}</article>"
    )


def encouragement(posting: Posting, form: str, say: Say) -> str:
    """One's own mark, and how many there are; for the share's member the way to take it back."""
    count = f'<span class="soft">{esc(say("wall.marks", n=posting.marks))}</span>' if posting.marks else ""
    if posting.own:
        take_back = f'<form data-act="take_back" {form}><button type="submit" class="button">{esc(say("wall.take_back"))}</button></form>'
        return f'<div class="acts marks">{take_back}{count}</div>'
    if posting.marked:
        return f'<div class="acts marks"><span class="tag">{icon("check")}{esc(say("wall.marked"))}</span>{count}</div>'
    mark = f'<button type="submit" class="button">{icon("helpful")}{esc(say("wall.mark"))}</button>'
    return f'<div class="acts marks"><form data-act="encourage" {form}>{mark}</form>{count}</div>'


def remark_row(remark: Remark, form: str, may_hide: bool, timezone: str, say: Say) -> str:
    along = f'{form} data-comment="{remark.id}"'
    below = f'<p class="soft">{esc(say("wall.hidden", reason=remark.hidden))}</p>' if remark.hidden else ""
    if remark.own:
        below += f'<form data-act="withdraw_comment" {along}><button type="submit" class="link">{esc(say("wall.withdraw"))}</button></form>'
    elif may_hide and not remark.hidden:
        below += (
            f"<details><summary>{esc(say('wall.hide'))}</summary>"
            f'<form class="write" data-act="hide_comment" {along}><label><span class="label">{esc(say("wall.reason"))}</span>'
            f'<input type="text" name="reason" required maxlength="{REASON_LENGTH}"></label><p class="notice" role="alert"></p>'
            f'<div class="acts"><button type="submit" class="button">{esc(say("wall.hide"))}</button></div></form></details>'
        )
    who = f'<strong>{esc(remark.name)}</strong> <time>{esc(moment(remark.at, timezone))}</time>'
    return f'<li><p class="soft">{who}</p>{lines(remark.text)}{below}</li>'


def comment_form(posting: Posting, form: str, say: Say) -> str:
    area = f'<textarea name="text" rows="2" required maxlength="{COMMENT_LENGTH}" data-draft="comment-{posting.id}"></textarea>'
    return (
        f"<details><summary>{esc(say('wall.comment'))}</summary>"
        f'<form class="write" data-act="comment" {form}><label><span class="label">{esc(say("wall.comment.label", most=COMMENT_LENGTH))}</span>{area}</label>'
        f'<p class="notice" role="alert"></p><div class="acts"><button type="submit" class="button">{esc(say("wall.send"))}</button></div></form></details>'
    )
