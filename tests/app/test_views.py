"""What the renderers promise: whatever people and texts contain stays text, and quotations are marked where they stand."""

import datetime as dt
import html
import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.answers.answers import Abstention, Answer
from companion.desk.escalation import Noted, Proposal
from companion.desk.handed import Entry as HandedEntry
from companion.desk.handed import Word
from companion.desk.hard import Hard
from companion.desk.overview import Waiting
from companion.desk.reminders import Setup
from companion.errors import UsageError
from companion.itembank import Listed
from companion.leavedesk import Entry as Decided
from companion.people.likeness import Doubt
from companion.people.members import Branch, Member, Post, Role
from companion.people.roster import Change, RosterPlan, RowFailure
from companion.peopledesk.rosters import Preview
from companion.quizzes.editing import Edit
from companion.quizzes.items import Attempt, Item, Kind, Response
from companion.quizzes.standing import Trouble
from companion.records.changes import Changed
from companion.records.choices import Choices
from companion.records.columns import Column, Wanted
from companion.records.completion import Completion, Row, Table
from companion.records.decisions import KINDS, Judgement, Origin, State, Step
from companion.records.deeds import Deed, Practice, Whom
from companion.records.escalation import Note, Rules, Week
from companion.records.escalation import Step as Talk
from companion.records.export import Draw
from companion.records.feedback import Feedback, Of
from companion.records.flags import KINDS as FLAG_KINDS
from companion.records.flags import Flag, Settlement
from companion.records.hard import HardPassage, Tally, WrongItem
from companion.records.leave import Absence, Leave
from companion.records.leave import Step as Decision
from companion.records.membership import Act, Altered
from companion.records.membership import Step as Alteration
from companion.records.needs import Needs, Totals
from companion.records.overview import overview_of
from companion.records.pace import Pace
from companion.records.ratings import RatedSource
from companion.records.reminding import NOBODY, Line, Reminding
from companion.records.texttrail import FACTS, TextChange
from companion.records.texttrail import Step as TextStep
from companion.records.vain import InVain
from companion.reflections.reflections import Prompt, Reflection, Visibility
from companion.reminders.robots import Fate as Ended
from companion.reminders.robots import Service
from companion.reports.paper import Grid, Paper, Section
from companion.search.evidence import Indexed
from companion.settings import read_settings
from companion.sharing import Posting, Remark, Wall
from companion.shelving.jobs import Fate, Job, Result, Stage
from companion.shelving.textdesk import TrailPage
from companion.texts.documents import Citation, Entry, Heading, Page, Status
from companion.texts.reading import Failure
from companion.ui import (
    bankforms,
    bankshelf,
    bankview,
    branch,
    completion,
    deeds,
    escalation,
    feedback,
    flags,
    frame,
    handed,
    hard,
    leave,
    materials,
    memberforms,
    members,
    membertrail,
    mine,
    needs,
    overview,
    ratings,
    reflections,
    reminders,
    reports,
    review,
    rosters,
    scope,
    texttrail,
    thread,
    today,
    wall,
    weeks,
)
from companion.ui.components import a_day, citation_of, reference, source
from companion.ui.page import page_view
from companion.ui.pages import Sample, login_page, sentence_page
from companion.ui.table import completion_table
from companion.ui.words import speaker
from companion.views import Coming, Day, Drill, Leaf, Mode, PageView, Revision, Run, Theme, Wrong
from tests.app.assessed import assessment_views
from tests.app.planned import plan_views

TAGS = frozenset(
    "a article b blockquote body button circle datalist dd details div dl dt fieldset figcaption figure form g h1 h2 h3 h4 head header html i img input "
    "kbd label legend li link main mark meta nav ol option p path progress script section select small span strong summary svg table tbody td text textarea tfoot "
    "th thead time title tr ul use".split()
)
DAY = dt.date(2026, 3, 4)
zh, en = speaker("zh"), speaker("en")


class Seen(HTMLParser):
    """Which elements and attributes a browser would find, and the text."""

    def __init__(self, view: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.images: set[str | None] = set()
        self.scripts: set[str | None] = set()
        self.links: set[str] = set()
        self.words = ""
        self.feed(view)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value or "" for name, value in attrs if name in ("href", "action")}
        if tag in ("img", "script"):
            (self.images if tag == "img" else self.scripts).add(dict(attrs).get("src"))

    def handle_data(self, data: str) -> None:
        self.words += data


def views(text: str) -> list[str]:
    """Every view there is, with ``text`` wherever a person or a text could put it."""
    citation = Citation(text, text, text, 1, 2, text)
    entry = Entry(text, text, text, text, DAY, status=Status.SUPERSEDED, superseded_by=text)
    items = [
        Item(text, kind, text, () if kind is Kind.CLOZE else (text, f"{text}2"), (text,), text, citation) for kind in Kind
    ]
    responses = tuple(Response(item, (text,), item.kind is Kind.CLOZE, 0.5) for item in items)
    questions = tuple(item.question for item in items)
    prompt = Prompt(text, text, citation)
    member = Member(text, text, text, Role.SECRETARY, text)
    reflection = Reflection(1, text, DAY, dt.datetime(2026, 3, 4, tzinfo=dt.UTC), prompt, text, Visibility.SECRETARY)
    row = Row(member, tuple(Completion), 5, 1, 1, 1, 0.5, None, 1)
    home = Branch(text, text)
    table = Table(home, DAY, tuple(DAY + dt.timedelta(n - 4) for n in range(5)), (row,))
    asked = {"unit": text, "state": text, "sort": "rate", "group": text}
    choice = branch.Choice((home, Branch("2", text)), home, (text,), text, DAY, DAY)
    grids = Grid((text, text), ((text, 0.5), (text, None)), Draw.BARS, (1,)), Grid((text, text), ((text, 0.5), (text, None)), Draw.LINES, (1,))
    papers = tuple(Paper(text, text, (Section(text, (text,), grid), Section(text)), text) for grid in grids)
    report_wanted = reports.Wanted(reports.Which.WEEK, text, DAY, DAY, DAY)
    looked_at = completion.Looked(choice, Wanted("甲", DAY, DAY, text, text, column=Column.RATE), 0, (text,), asked, 0.6)
    before = Day(DAY, text, (citation,), questions, None, prompt, None, Completion.PENDING)
    after = Day(DAY, text, (citation,), questions, Attempt(text, DAY, responses), prompt, reflection, Completion.ON_TIME)
    outcomes = (
        Answer(text, (citation,)),
        Abstention(text, (citation,)),
        Drill(1, text, questions, (citation,) * len(questions)),
        prompt,
    )
    turns = (
        *(thread.Turn(text, outcome, chosen=2) for outcome in outcomes),
        thread.Turn(text, outcomes[2], responses),
        thread.Turn("？", outcomes[0], id=text, helpful=False),
    )
    run = Run(1, Mode.DUE, text, 9, responses, questions[0], 2, text, (text,))
    runs = (run, replace(run, written=""), replace(run, now=None))
    revision = Revision(tuple(Wrong(item, 2, DAY, 1) for item in items), 3, (Theme(text, text, (text,)),), run)
    pages = (Page(1, text), Page(2, text, confidence=0.5))
    marks = ((1, 0, len(text) // 2),)
    leaves = (Leaf(1, 3, 4, ((0.1, 0.1, 0.2, 0.2),)), Leaf(2, 3, 4, ()))
    opened = PageView(citation, entry, pages, True, marks, text, leaves, (text, text), 9, entry)
    listed = [Indexed(entry, text, 2, 3, (Failure(text, 1, text, text),)), Indexed(Entry(text * 2, text), "", 1, 1, ())]
    fates = tuple(Result(text, fate, text, text, text, (text, text), listed[0].failures) for fate in Fate)
    jobs = (Job(Stage.INDEXING, 1, 2, 3, fates), Job(Stage.DONE, results=fates, trouble=(text, text)))
    looked = materials.Choice(text, text, "", text)
    judged = Judgement(State.RETIRED, text, reflection.at, text, 3)
    flag = Flag(7, items[0], text, reflection.at, text, Settlement(True, text, text, reflection.at))
    open_flag = replace(flag, settled=None)
    shelf = [
        Listed(item, State.DRAFT, Origin.EDITED, judged, Trouble.CHANGED, text, (text,), (open_flag,)) for item in items
    ]
    shelf += [Listed(item, trouble=Trouble.READ_OTHERWISE, reply=text) for item in items]
    steps = [Step(kind, text, reflection.at, State.DRAFT, Origin.EDITED, text, True, (text,), (text,)) for kind in KINDS | FLAG_KINDS]
    bank_choice = bankshelf.Choice(text, "", words=text)
    bank = bankshelf.Looked(
        (home, Branch("2", text)), home, shelf, {text: text}, Choices(), {text: 3}, {text: steps}, {text: text},
        changes=[(Changed(1, text, reflection.at, {"same_for_all": False}, {"same_for_all": True}), text)],
    )
    decision = Decision(1, text, text, reflection.at, text, {"missed": 2, "upcoming": 1}, {"open": 1})
    given = [Leave(decision, text, DAY, DAY, kind) for kind in (*Absence, None)]
    trail = [Decided(one, decision, taken, not taken, text, text) for one in given for taken in (False, True)]
    altered = Altered(text, (text,), {"name": text, "role": "member"}, {"name": text, "role": "admin"})
    altering = Alteration(1, text, reflection.at, Act.EDITED, (altered, replace(altered, before={})))
    failure = RowFailure(3, UsageError(text, text))
    moved = Change(member, replace(member, name=f"{text}2", group=""))
    roster = RosterPlan((home,), (member,), (moved,), (), (failure,), {}, (text,), (Doubt(member, member),), (member,))
    preview = Preview(((text,),), roster, "0")
    edit = Edit(text, (text,), (text,), text)
    practice = Practice(1, text, text, DAY, Deed(text, Whom.SOCIETY, text, 1.5, Visibility.BRANCH))
    remarks = tuple(Remark(n, reflection.at, text, text, n == 1, text if n == 2 else "") for n in (1, 2, 3))
    postings = tuple(
        Posting(4, text, own, what, 2, marked, remarks)
        for what in (practice, reflection) for own, marked in ((True, False), (False, True), (False, False))
    )
    posted = wall.wall_view(Wall(postings, 3, True), 9, Branch("甲", text), zh)
    look = overview_of(table)
    low = (Week(DAY, 5, 1),)
    proposals = [Proposal(member, Talk.TALK, low * 2)]
    line = Line(1, DAY, reflection.at, text, said=text)
    lines = [replace(line, fate=fate) for fate in ("", NOBODY, *Ended)]
    altered_at = Changed(1, text, reflection.at, {"at": None, "names": True, "robot": text}, {"at": 60, "names": False, "robot": ""}, text)
    setups = [
        Setup(None, "", False, Reminding(), (), (), DAY),
        Setup(Service.FEISHU, text, True, Reminding(60), tuple((one, text) for one in lines), ((altered_at, text),) * 50, DAY),
    ]
    wrong = tuple(WrongItem(item, Tally(4, 2, 3)) for item in items) * 2
    hard_ones, asked = (HardPassage(citation, 2, Tally(4, 2, 3)),), (InVain(text, 3, "2026-03"),)
    said_words = tuple(Word(Feedback(n, (Of.REFLECTION, text, text), text, text, reflection.at, text), text, own=n == 1) for n in (1, 2))
    entries = [HandedEntry(reflection, False, said_words), HandedEntry(practice, True, ())]
    stricter = [(Changed(1, text, reflection.at, {"threshold": 0.6, "2": 2}, {"threshold": 0.5, "2": 3}, text), text)]
    retold = [
        TextChange(text, fate, text, other, dict.fromkeys(FACTS, text) | {"status": "in_force"}, dict.fromkeys(FACTS, text) | {"status": "superseded"})
        for fate, other in (("added", ""), ("edited", ""), ("replaced", ""), ("replaced", text), ("removed", ""), ("removed", text))
    ]
    retold += [replace(one, before={}) for one in retold]
    text_steps = tuple(TextStep(n, by, reflection.at, tuple(retold)) for n, by in ((1, text), (2, "")))
    text_steps += tuple(TextStep(3, text, reflection.at, (one,)) for one in retold)
    text_trails = TrailPage(text_steps, {text: text}, 2, 3, 60), TrailPage((), {}, 1, 1, 0)
    noted = Note(1, text, Talk.REMIND, (DAY,), True, text, text, reflection.at)
    return [
        view
        for say in (zh, en)
        for view in (
            today.day_view(before, DAY, say, 100),
            today.day_view(after, DAY + dt.timedelta(1), say, 100),
            today.day_view(replace(after, draft=text, pace=Pace(3, 60), coming=Coming(DAY, text, text)), DAY, say, 100, "", {}, 2, True),
            bankview.bank_view(bank, bank_choice, say, done=text),
            *(bankforms.edit_form(one, bank_choice.kept(), say, edit, (text,)) for one in shelf),
            *(bankforms.correct_form(one, bank_choice.kept(), say) for one in shelf),
            flags.flag_view(flag, say) + flags.flag_view(open_flag, say) + flags.flag_form(text, say),
            thread.thread_view(thread.Thread(text, turns), [entry], None, say, 100),
            *(review.run_view(one, say) for one in runs),
            review.run_view(runs[1], say, answered=True),
            review.revision_view(revision, say),
            scope.scope_view([entry, Entry(text, text)], say),
            ratings.ratings_view([RatedSource(citation, 1, 1, (text,))], say),
            thread.thread_view(thread.Thread(text), [Entry(text, text)], Citation(text, text, text, 1, 1, text), say, 100),
            page_view(opened, say),
            materials.materials_view(listed, looked, say, materials.upload_form(listed, read_settings({}), say), keeper=True),
            materials.materials_view(listed, materials.Choice(status="", remove=text), say, keeper=True),
            *(materials.job_view(job, say, unfolded=True) for job in jobs),
            *(texttrail.trail_view(one, {text: entry}, "Asia/Shanghai", say, unfolded=True) for one in text_trails),
            reflections.reflection_card(reflection, say, own=True, name=text),
            deeds.deeds_view([practice, replace(practice, deed=Deed(text, Whom.OTHERS))], [text], DAY, say, planned=[text]),
            *plan_views(text, say),
            handed.handed_view(choice, entries, {text: text}, say, text) + handed.handed_view(choice, (), {}, say),
            reflections.reflection_card(reflection, say, own=True, below=feedback.words_view(said_words, say)),
            *assessment_views(text, say),
            posted + wall.wall_view(Wall((), 0, False), 0, Branch("甲", text), say),
            mine.mine_view(
                member, text, mine.own_days(table, {DAY + dt.timedelta(1): text}, DAY.replace(day=1), 3, say),
                mine.make_up([DAY], 7, say) + mine.raised([flag, open_flag], say), say, "zh",
                needs.needs_card(member, Needs(Post.OTHER, (text,), (text,)), (text,), say, text) + needs.totals_card(None, say),
            ),
            needs.totals_card(Totals(5, {Post.OTHER: 5}, {text: 3}, {text: 4}), say),
            overview.overview_view(overview.head(choice.branches, home, look, say), overview.today_card(home, look, True, say, "zh"), "", text),
            *(reminders.reminders_card(home, setup, say) for setup in setups),
            overview.waiting_card(Waiting(1, 2, 3), 4, 1, say) + weeks.weeks_card(look, say),
            hard.hard_card(Hard(wrong, hard_ones, asked), say) + hard.hard_card(Hard((), (), ()), say),
            escalation.escalation_card(home, proposals, [Noted(noted, text, text)], Rules(), stricter, say),
            *(reports.reports_view(report_wanted, choice.branches, home, one, DAY, say, whole=True) for one in papers),
            reports.print_page(papers[0], "", "zh", say),
            completion.completion_view(looked_at, table, [member], say),
            completion.completion_view(replace(looked_at, units=(), asked={}), replace(table, days=()), [], say),
            members.table([member], choice, say) + memberforms.edit_form(member, choice, True, say) + memberforms.add_form(choice, True, say),
            memberforms.done_view(memberforms.Done(text, ((text, text, text),)), say) + memberforms.group_form(choice, say),
            rosters.import_form(home, say) + rosters.preview_view(preview, text, "zh"),
            membertrail.trail_section([altering], {text: text}, "Asia/Shanghai", say),
            leave.leave_section([member], trail, choice.kept(), DAY, "Asia/Shanghai", say, text),
            leave.own_leave(given, DAY, [], say),
            frame.frame_view(member, text, [home], None, say, 3),
            login_page("zh", [Sample(text, text, text, Role.MEMBER)], text, text),
            sentence_page("en", text),
        )
    ]


@settings(max_examples=30)  # there are many views, and all texts are put into them by one means
@given(
    st.text(max_size=40)
    | st.sampled_from(
        [
            '<img src=x onerror="alert(1)">',
            "\"'><script>alert(1)</script>",
            "</textarea><svg onload=alert(1)>",
            "' onmouseover='alert(1)",
            "javascript:alert(1)",
            "{{constructor}} ${alert(1)}",
            "<!--",
            "&lt;b&gt;",
        ]
    )
)
def test_whatever_people_and_texts_contain_stays_text(text: str) -> None:
    for view in views(text):
        seen = Seen(view)
        assert seen.tags <= TAGS
        assert not [name for name in seen.attributes if name.startswith("on") or not name.isascii()]
        assert all(image == "/look/seal.svg" or (image or "").startswith("/leaf?document=") for image in seen.images)
        assert all((src or "").startswith("/look/login.js") for src in seen.scripts)
        assert all(link.startswith(("#", "/")) for link in seen.links)


def test_what_people_write_is_shown_as_they_wrote_it() -> None:
    hostile = '<img src=x onerror="alert(1)"> & "引号"'
    for view in views(hostile)[:3]:
        assert hostile in Seen(view).words


@given(st.text(alphabet="甲乙丙<&\n ", min_size=1, max_size=30), st.data())
def test_a_page_shows_its_text_with_the_quotation_marked(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    page = Page(1, text, (Heading(0, 1, 1),))
    citation = Citation("a", "a", "", 1, 1, text[start:end])
    view = page_view(PageView(citation, Entry("a", "a"), (page,), False, ((1, start, end),)), zh)
    body = view.split('<div class="page-body">')[1]

    def bare(part: str) -> str:
        return "".join(part.split())

    assert bare(Seen(body).words) == bare(text)
    marked = "".join(Seen(piece.split("</mark>")[0]).words for piece in body.split("<mark>")[1:])
    assert bare(marked) == bare(text[start:end])


@given(st.builds(Citation, st.text(), st.text(), st.text(), st.integers(1, 9), st.integers(1, 9), st.text()))
def test_a_citation_comes_back_from_the_browser_as_it_went(citation: Citation) -> None:
    sent = reference(citation).removeprefix('data-citation="').removesuffix('"')
    assert citation_of(json.loads(html.unescape(sent))) == citation


def test_a_source_names_title_place_and_page() -> None:
    assert source(Citation("a.PDF", "细则", "第二章第八条", 3, 3, "…"), zh) == "《细则》第二章第八条 · 第3页"
    assert source(Citation("a.pdf", "Guide", "Part 1", 3, 4, "…"), en).endswith("pp. 3–4")
    assert source(Citation("a.md", "细则", "第二章", 1, 1, "…"), zh) == "《细则》第二章"  # its only page has no number


def test_who_has_left_is_marked_and_is_not_waited_for_today() -> None:
    gone = Member("丙", "丙", "b", active=False, left=DAY)
    rows = tuple(
        Row(member, (cell,), 0, 0, 0, 0, None, None, 0)
        for member, cell in ((Member("甲", "甲", "b"), Completion.ON_TIME), (gone, Completion.PENDING))
    )
    seen = Table(Branch("b", "一支部"), DAY, (DAY,), rows)
    assert "1 / 1" in completion.figures(seen, zh)
    page = completion_table(seen, None, False, 0, lambda **_: "", zh)
    assert page.count("已离开") == 1 and "丙 <small" in page


def test_who_is_excused_today_is_not_counted_among_those_who_owe() -> None:
    rows = tuple(
        Row(Member(name, name, "b"), (cell,), 0, 0, 0, 0, None, None, 0)
        for name, cell in (("甲", Completion.ON_TIME), ("乙", Completion.EXCUSED), ("丙", Completion.PENDING))
    )
    assert "1 / 2" in completion.figures(Table(Branch("b", "一支部"), DAY, (DAY,), rows), zh)


def test_a_day_shows_the_first_step_that_is_left() -> None:
    citation = Citation("a", "a", "", 1, 1, "一句话。" * 100)
    item = Item("i", Kind.CLOZE, "填____。", (), ("空",), "因为。", citation)
    day = Day(DAY, "", (citation,), (item.question,), None, None, None, Completion.PENDING)

    def shown(day: Day, now: str = "") -> list[str]:
        view = today.day_view(day, DAY, zh, 100, now)
        sections = view.split('<section class="step" id="step-')[1:]
        return [section.split('"')[0] for section in sections if not section.split(">")[0].endswith(" hidden")]

    assert shown(day) == ["read"]
    assert "还需约 2 分钟" in today.day_view(day, DAY, zh, 100)  # 400 characters and half a minute of quiz
    done = Day(DAY, "", (citation,), (item.question,), Attempt("m", DAY, ()), None, None, Completion.ON_TIME)
    assert shown(done) == ["done"]
    assert shown(done, "answer") == ["answer"]
    assert "补做" in today.day_view(day, DAY + dt.timedelta(1), zh, 100)
    assert "不安排日课" in today.day_view(Day(DAY, "", (), (), None, None, None, None), DAY, zh, 100)


def test_a_day_that_cannot_be_read_is_told_of_in_words() -> None:
    assert a_day("2026-11-25") == dt.date(2026, 11, 25)
    for typed, said in (("", "请填上日期。"), ("明天", "“明天”不是日期。")):
        with pytest.raises(UsageError, match=said):
            a_day(typed)
