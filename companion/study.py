"""Study: the one object that a screen or the command line holds.

Every method first asks whether the person named ``actor`` (a username) may do this, then does it, and returns values.
All of them raise errors from companion.errors: NotAllowed, NotFound, Conflict, UsageError, StorageError.
"""

import datetime as dt
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from companion.answers.answers import Abstention, Answer
from companion.answers.compose import Answerer
from companion.answers.writer import Writer
from companion.answers.writing import Writing
from companion.assessmentdesk import AssessmentDesk
from companion.attachments import AttachmentStore, Prepare
from companion.bankdesk import BankDesk
from companion.daily import DailyLesson
from companion.desk.desk import Desk, Outside
from companion.drills import Drills
from companion.exchange import Exchange, RowReader
from companion.exportdesk import ExportDesk
from companion.itembank import Figured, ItemBank
from companion.leavedesk import LeaveDesk
from companion.library import Library, Picture
from companion.needsdesk import NeedsDesk
from companion.people.callers import Callers
from companion.people.directory import Directory
from companion.people.members import Branch, Member
from companion.people.permissions import may_manage
from companion.people.sessions import Clock, Doorkeeper
from companion.peopledesk.accounts import PeopleDesk
from companion.plan.calendar import day_of, midnight
from companion.plandesk import PlanDesk
from companion.quizzes.items import Attempt, Response
from companion.records.acts import latest_reflections
from companion.records.assessment import USUAL
from companion.records.columns import Wanted
from companion.records.completion import Table, unfinished
from companion.records.events import EventKind, Ledger
from companion.records.export import SheetWriter
from companion.records.ratings import RatedSource, Rating, rated_sources, rating_event
from companion.records.registry import Registry
from companion.records.tally import KeptTally
from companion.records.terms import Terms
from companion.reflections.reflections import Reflection, Visibility
from companion.reportdesk import ReportDesk, Writers
from companion.reports.paper import PaperWriter
from companion.search.evidence import Indexed, PassageIndex
from companion.sharing import Sharing
from companion.shelving.shelf import Shelving
from companion.shelving.textdesk import TextDesk
from companion.talk import Outcome, Talk
from companion.texts.documents import Citation, Entry, Status
from companion.texts.structure import mark_of
from companion.views import Day, Mode, PageView, Revision, Run


class Study:
    """See the module's docstring. Put together by companion.assemble; every part is of a kind the core knows."""

    def __init__(
        self,
        *,
        directory: Directory,
        registry: Registry,
        doorkeeper: Doorkeeper,
        ledger: Ledger,
        index: PassageIndex,
        answerer: Answerer,
        itembank: ItemBank,
        daily: DailyLesson,
        drills: Drills,
        library: Library,
        shelving: Shelving,
        attachments: AttachmentStore,
        prepare: Prepare,
        write_sheets: SheetWriter,
        write_paper: PaperWriter,
        read_rows: RowReader,
        read_plan_rows: RowReader | None = None,
        clock: Clock,
        writer: Writer | None = None,
        outside: Outside | None = None,
    ) -> None:
        self._directory = directory
        self._doorkeeper = doorkeeper
        self._ledger = ledger
        self._index = index
        self._answerer = answerer
        self._itembank = itembank
        self._daily = daily
        self._drills = drills
        self._library = library
        self._talk = Talk(answerer, daily, drills)
        self._callers = Callers(directory)
        self.bank = BankDesk(self._callers, ledger, itembank, clock)  # asks whether one may, as every method here does
        self.exchange = Exchange(self._callers, itembank, self.bank, index, read_rows, write_sheets)  # and here
        self.sharing = Sharing(self._callers, directory, ledger, clock, attachments, prepare)  # and here
        files = (read_plan_rows or read_rows, write_sheets)
        self.plan = PlanDesk(directory, self._callers, ledger, daily.readings, *files, clock)  # and here
        self.texts = TextDesk(self._callers, ledger, index, shelving, clock)  # and here
        self.needs = NeedsDesk(self._callers, directory, ledger, index, clock)  # and here
        self.leave = LeaveDesk(directory, self._callers, ledger, clock, self.plan.calendar)  # and here
        tally = KeptTally(ledger)
        usual = Terms(replace(USUAL, window=daily.make_up_days))
        self.assessment = AssessmentDesk(
            self._callers, directory, ledger, self.leave, self.plan, tally, clock, usual
        )  # and here
        self.people = PeopleDesk(directory, registry, doorkeeper, self._callers, ledger, attachments, read_rows, clock)  # and here
        outside = outside or Outside()
        self.exports = ExportDesk(self._callers, directory, ledger, attachments, write_sheets, outside.statement_key)  # and here
        writers = Writers(write_sheets, write_paper)
        self.reports = ReportDesk(
            *(self._callers, directory, ledger, tally, self.plan, self.leave, self.sharing, self.assessment.scores),
            *(daily.readings, itembank, writers, clock),
        )  # and here
        standing = self.reports.glance
        handed = self.handed_in, self.sharing.practices, tally.now
        self.desk = Desk(self._callers, directory, ledger, itembank, standing, handed, outside, clock)  # and here
        self._clock = clock
        self._writer = writer

    # people -----------------------------------------------------------------------------------------------------
    def login(self, username: str, password: str, source: str) -> str:
        """A session token. ``source`` is the network address asking. Raises LoginRefused."""
        return self._doorkeeper.login(username, password, source)

    def username_of(self, token: str) -> str | None:
        """Whose session this is, or None when it has ended or never was."""
        return self._doorkeeper.username_of(token)

    def logout(self, token: str) -> None:
        self._doorkeeper.logout(token)

    def me(self, actor: str) -> Member:
        """The person asking, also one who must change the password before anything else."""
        return self._directory.member(actor)

    def my_branch(self, actor: str) -> Branch:
        return self._directory.branch(self.me(actor).branch)

    def change_password(self, actor: str, old: str, new: str) -> None:
        """Ends all sessions of the member. Raises LoginRefused for a wrong ``old``, UsageError for an unfit ``new``."""
        self._doorkeeper.change_password(self.me(actor).username, old, new)

    def branches(self, actor: str) -> tuple[Branch, ...]:
        """The branches this person may look after: a secretary's own, all for an admin, none for a member.

        An admin's own comes last: it is an office more often than a branch that studies.
        """
        member = self._actor(actor)
        found = (branch for branch in self._directory.branches() if may_manage(member, branch.id))
        return tuple(sorted(found, key=lambda branch: branch.id == member.branch))

    def members(self, actor: str, branch: str | None = None) -> tuple[Member, ...]:
        """Members of a branch (default: the actor's own). Secretary of it or admin only."""
        return self._directory.members(self._managed(actor, branch).id)

    # texts ------------------------------------------------------------------------------------------------------
    def entries(self, actor: str) -> tuple[Entry, ...]:
        self._actor(actor)
        return self._index.entries()

    def sample_clause(self, actor: str) -> Citation | None:
        """An article of a text in force, another one each day: something to ask for. None where no text has articles."""
        today = self.today(actor)
        in_force = {entry.path for entry in self._index.entries() if entry.status is Status.IN_FORCE}
        articles = [
            passage
            for passage in self._index.passages()
            if passage.document in in_force and passage.heading and mark_of(passage.heading[-1]).kind == "条"
        ]
        return articles[today.toordinal() * 7 % len(articles)].cite() if articles else None

    def page_view(self, actor: str, citation: Citation, lesson: dt.date | None = None) -> PageView:
        """The page(s) of a citation; without a quotation, the page it names. See Library.page_view.

        ``lesson``: the day from whose page it is opened; for the day's own sources that is noted, once each.
        """
        member = self._actor(actor)
        view = self._library.page_view(citation)
        if lesson is not None:
            self._daily.note_source(member, lesson, citation)
        return view

    def page_picture(self, actor: str, document: str, page: int) -> tuple[Picture, str]:
        """A page as it is printed, and the digest of the file it is of. Raises NotFound where there is none."""
        self._actor(actor)
        return self._library.picture(document, page)

    def materials(self, actor: str) -> tuple[Indexed, ...]:
        """All texts, older versions too, with what could not be read of them."""
        self._actor(actor)
        return self._library.contents()

    # chat -------------------------------------------------------------------------------------------------------
    def chat(self, actor: str, message: str, before: Sequence[Outcome] = (), within: Collection[str] = ()) -> Outcome:
        """Answers a question; or sets questions (“出三道关于……的题”) or a thinking prompt where asked to.

        ``before`` are the outcomes of the actor's own earlier turns, oldest first: what a follow-up (“那第二条呢”) leans on;
        the outcome's question tells how it was understood. ``within`` keeps to the documents with these paths, unless it
        is empty. Raises NotFound where one of them is not there.
        """
        member = self._actor(actor)
        outcome = self._talk.reply(member, message, before, within)
        if isinstance(outcome, Abstention) and outcome.remark is None and not within:
            self.desk.hard.note(member, outcome.question)
        return outcome

    def mark_drill(self, actor: str, drill: int, replies: Mapping[str, Sequence[str]]) -> tuple[Response, ...]:
        """Marks a Drill, once. ``replies``: item id → the chosen options or the typed reply."""
        return self._drills.mark_all(self._actor(actor), drill, replies)

    def rate_answer(self, actor: str, answer: Answer, id: str, *, helpful: bool, show_question: bool = False) -> None:
        """Notes for the branch whether ``answer`` helped, without who asked; see records.ratings.

        ``id`` is the answer's own on the actor's screen: rated again under it, the last rating counts. The question is
        noted only with ``show_question`` and where the answer did not help.
        """
        member = self._actor(actor)
        question = answer.question if show_question and not helpful else ""
        rating = Rating(id, helpful, answer.citations, question)
        self._ledger.append(rating_event(rating, member.branch, self.today(actor)))

    def writes(self, actor: str) -> float | None:
        """Whether a language model writes after the quotations: the share of it that is here, None where it is off."""
        self._actor(actor)
        return None if self._writer is None else self._writer.model.here()

    def write(self, actor: str, answer: Answer) -> Iterator[Writing]:
        """How the answer in a language model's words grows; empty where there is no model. See Writer.write."""
        member = self._actor(actor)
        return iter(()) if self._writer is None else self._writer.write(member.username, answer)

    # the day ----------------------------------------------------------------------------------------------------
    def today(self, actor: str) -> dt.date:
        """Today in the actor's branch."""
        return self._daily.today(self._actor(actor))

    def day(self, actor: str, day: dt.date | None = None) -> Day:
        """The actor's lesson of a day (default today). The first call of a day sets its quiz for good."""
        return self._daily.day(self._actor(actor), day)

    def submit_quiz(self, actor: str, day: dt.date, replies: Mapping[str, Sequence[str]]) -> Attempt:
        """Marks the day's quiz, once; items left out of ``replies`` count as they were last saved.

        Raises Conflict if it was handed in already.
        """
        return self._daily.submit_quiz(self._actor(actor), day, replies)

    def save_reply(self, actor: str, day: dt.date, item: str, reply: Sequence[str]) -> None:
        """Keeps a reply while the day's quiz is being answered. Raises Conflict once it is handed in."""
        self._daily.save_reply(self._actor(actor), day, item, reply)

    # practice outside the record --------------------------------------------------------------------------------
    def revision(self, actor: str) -> Revision:
        """What the actor can practise: mistakes, what is due, themes."""
        return self._drills.revision(self._actor(actor))

    def start_drill(self, actor: str, mode: Mode, theme: str = "") -> Run:
        """Sets a drill for the actor. See Drills.start."""
        return self._drills.start(self._actor(actor), mode, theme)

    def drill(self, actor: str, drill: int) -> Run:
        """One of the actor's own drills as far as it has come. Raises NotFound."""
        return self._drills.run(self._actor(actor), drill)

    def answer_drill(
        self, actor: str, drill: int, replies: Mapping[str, Sequence[str]], *, compared: bool = False
    ) -> Run:
        """Marks the reply to the drill's next item. See Drills.answer."""
        return self._drills.answer(self._actor(actor), drill, replies, compared=compared)

    # reflections ------------------------------------------------------------------------------------------------
    def write_reflection(self, actor: str, day: dt.date, text: str, visibility: Visibility) -> Reflection:
        """Saves what was written to the day's prompt; the last save of a day stands."""
        return self._daily.write_reflection(self._actor(actor), day, text, visibility)

    def save_draft(self, actor: str, day: dt.date, text: str) -> None:
        """Keeps what is being typed to the day's prompt, for the actor alone. See DailyLesson.save_draft."""
        self._daily.save_draft(self._actor(actor), day, text)

    def my_reflections(self, actor: str) -> tuple[Reflection, ...]:
        """One a day, newest first."""
        return self._daily.reflections(self._actor(actor))

    def my_table(self, actor: str, first: dt.date, last: dt.date) -> Table:
        """The actor's own row."""
        return self._daily.table(self._actor(actor), first, last)

    def make_up_days(self, actor: str) -> int:
        """The days within which a missed day can be made up in the actor's branch."""
        return self._daily.window(self._actor(actor))

    def open_days(self, actor: str) -> tuple[dt.date, ...]:
        """The actor's missed days that can still be made up, oldest first."""
        return self._daily.open_days(self._actor(actor))

    # the secretary ----------------------------------------------------------------------------------------------
    def table(self, actor: str, branch: str, first: dt.date, last: dt.date, group: str = "") -> Table:
        """Members (of ``group``, if given) × the days that count; see ReportDesk.standing. Secretary of the branch or admin only.

        A day done counts for its member wherever the quiz was set: who came from another branch owes it nothing twice.
        """
        return self.reports.table(actor, Wanted(branch, first, last, group))

    def unfinished_today(self, actor: str, branch: str, group: str = "") -> tuple[Member, ...]:
        """Who has not finished today's lesson; nobody on a day that does not count."""
        found = self._managed(actor, branch)
        today = day_of(self._clock(), found)
        return unfinished(self.reports.standing(found, today, today, group, since=today), today)

    def handed_in(self, actor: str, branch: str, first: dt.date, last: dt.date) -> tuple[Reflection, ...]:
        """Reflections handed in to the secretary or shared with the branch, newest first; never a private one.

        One that its member has rewritten in another branch is no longer this one's.
        """
        found = self._managed(actor, branch)
        kinds = {EventKind.REFLECTION_WRITTEN}
        here = {event.id: event.member for event in self._ledger.events(branch=found.id, kinds=kinds, first=first, last=last)}
        events = self._ledger.events(member=set(here.values()), kinds=kinds, first=first, last=last)
        latest = latest_reflections(events).values()
        shown = [one for one in latest if one.id in here and one.visibility is not Visibility.PRIVATE]
        return tuple(sorted(shown, key=lambda reflection: reflection.id, reverse=True))

    def rated_sources(self, actor: str, branch: str, first: dt.date, last: dt.date) -> tuple[RatedSource, ...]:
        """Where answers were quoted from, and how often they helped. Secretary of the branch or admin only."""
        found = self._managed(actor, branch)
        return rated_sources(
            self._ledger.events(branch=found.id, kinds={EventKind.ANSWER_RATED}, first=first, last=last)
        )

    def item_figures(self, actor: str, branch: str) -> tuple[Figured, ...]:
        """The statistics of the branch's items, over what was handed in anywhere until last midnight; see quizzes.statistics.

        Secretary of the branch or admin only; nobody's single reply can be told from them.
        """
        found = self._managed(actor, branch)
        return self._itembank.figured(found.id, midnight(day_of(self._clock(), found), found))

    # upkeep -----------------------------------------------------------------------------------------------------
    def prepare(self) -> None:
        """What the first table, quiz and question would have to wait for: the records, the bank, the statistics, the encoder."""
        self.reports.prepare()
        self._itembank.refresh()
        for branch in self._directory.branches():
            self._itembank.doubts(branch.id, midnight(day_of(self._clock(), branch), branch))
        self._answerer.retriever.retrieve("准备", 1)

    def keep(self) -> None:
        """Puts down what was read of the records, so that the next start need not read them again. Costs nothing where little came."""
        self.reports.keep()
        self._itembank.keep()

    def prepare_model(self) -> None:
        """Get the language model, which may take minutes. Raises WeightsError, StorageError or ModelUnavailable."""
        if self._writer is not None:
            self._writer.model.prepare()

    def read_items(self, stop: threading.Event) -> bool:
        """Lets the language model read back the items it has not read; False where there is none. See ItemBank.read_by."""
        if self._writer is None:
            return False
        self._itembank.read_by(self._writer.aside, self._clock, stop)
        return True

    # parts ------------------------------------------------------------------------------------------------------
    def _actor(self, actor: str) -> Member:
        return self._callers.actor(actor)

    def _managed(self, actor: str, branch: str | None) -> Branch:
        """The branch, if the actor may look after it."""
        return self._callers.manager(actor, branch)[1]
