"""The demonstration: one sample branch whose members have studied for a few weeks.

Everything is done through Study, with a clock that walks through those weeks, so the records are of the same make as
any others. Names and lines are invented; who did what is drawn from a seed, so that it is the same for everyone.
"""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from companion.people.directory import Directory
from companion.people.members import Branch, Member, Post, Role
from companion.plan.calendar import days
from companion.plan.plans import Goal, Unit, UnitKind
from companion.quizzes.items import Item, Kind, Quiz
from companion.quizzes.marking import full_reply
from companion.records.acts import quiz_of
from companion.records.decisions import State
from companion.records.deeds import Deed, Whom
from companion.records.events import EventKind, Ledger
from companion.records.leave import Absence
from companion.reflections.reflections import Visibility
from companion.study import Study
from companion.texts.documents import digest

PASSWORD = "rike2026"
WEEKS = 4
SEED = 20260901


@dataclass(frozen=True)
class Account:
    """A sample account, as the login page shows it."""

    username: str
    password: str
    role: Role
    name: str


@dataclass(frozen=True)
class _Person:
    username: str
    name: str
    group: str
    post: Post
    diligence: float  # the share of days finished on time
    skill: float  # the share of replies that are right
    role: Role = Role.MEMBER


_FIRST, _SECOND = "第一党小组", "第二党小组"
_PEOPLE = (
    _Person("zhoulan", "周岚", _FIRST, Post.TEACHER, 0.92, 0.8),
    _Person("linmo", "林默", _FIRST, Post.TEACHER, 0.95, 0.9, Role.SECRETARY),
    _Person("hanxue", "韩雪", _FIRST, Post.COUNSELLOR, 0.97, 0.85),
    _Person("tangyi", "唐弈", _FIRST, Post.RESEARCHER, 0.7, 0.75),
    _Person("xucheng", "许澄", _FIRST, Post.TEACHER, 0.85, 0.7),
    _Person("penghe", "彭禾", _FIRST, Post.ADMINISTRATOR, 0.9, 0.8),
    _Person("luyuan", "陆远", _SECOND, Post.TEACHER, 0.55, 0.6),
    _Person("shenjing", "沈静", _SECOND, Post.COUNSELLOR, 0.93, 0.9),
    _Person("gubei", "顾北", _SECOND, Post.RESEARCHER, 0.8, 0.85),
    _Person("yanqing", "严青", _SECOND, Post.TEACHER, 0.88, 0.75),
    _Person("caomin", "曹敏", _SECOND, Post.ADMINISTRATOR, 0.75, 0.7),
    _Person("duanyu", "段玉", _SECOND, Post.TEACHER, 0.96, 0.95),
)
_ADMIN = _Person("guanli", "管理员", "", Post.OTHER, 0.0, 0.0, Role.ADMIN)

_LINES = {
    Post.TEACHER: (
        "这周的课上我试着把一道例题换成学生自己提的问题，讨论比平时热烈。下次想留出五分钟让他们互相点评。",
        "读到这里想起上学期批改作业只写了分数。从这次起，每份作业至少写一句具体的话。",
        "有个学生课后来问能不能换选题，我先听他说完再给建议，发现他其实已经想得很清楚。",
        "期中反馈里有三位同学说听不清板书前的推导。今天把推导拆成两步，先让他们猜下一步。",
        "和同组老师互相听了一节课。他提问之后会等，我总是自己接着说，这一点要改。",
        "第一次把评分标准提前一周发给学生，交上来的作业明显更贴题。",
    ),
    Post.COUNSELLOR: (
        "今天和两位同学谈了心，一位是考研压力，一位是宿舍关系。先听，再问，最后约好下周再聊。",
        "把本月要谈心的名单排了出来，优先联系最近缺课的同学。",
        "晚上去宿舍走了一圈，没有检查什么，就是聊天。有两件事要帮他们去后勤问一问。",
        "一位家长打来电话，先说明哪些能讲、哪些要学生自己讲，对方也理解了。",
        "主题班会改成了同学互相采访，平时不说话的那位说得最多。",
    ),
    Post.ADMINISTRATOR: (
        "窗口今天有老师第三次来补材料，问题出在通知没写清楚。已经把清单改成一页，明天发出去。",
        "对照要求看了自己的流程，有一步其实可以省掉，已向科室提出。",
        "把常被问到的八个问题写成了一页答复，贴在门口，也发了一份给各学院。",
        "今天有学生问的事不归我们管，我打电话问清楚了再告诉他，没有让他再跑一趟。",
    ),
    Post.RESEARCHER: (
        "组会上和学生一起核对了原始数据的保存办法，定了每周五备份。",
        "带新生走了一遍实验室的安全路线，比发文件管用。",
        "署名的事在开题时就和大家说定了，写成半页纸，每人签了字。",
        "有一组数据和预期不合，学生想再测一次再说。我们把两次都记了下来。",
    ),
}
_THEMES = (
    ("先把为什么学弄明白", "知道日课怎样安排，能说出与本岗位最有关的一条要求。"),
    ("把要求落到每天的一件小事上", "每人找到一件可以从明天做起的事，并记下做了以后怎样。"),
    ("从身边的人和事里学", "能用一个自己的例子说清一条要求。"),
)
_PROJECT = "走近学生：一次走访"
_RESULT = "先交走访提纲：约好六名同学，每人问三件事（最近什么难、试过什么、想要什么），各写半页。第一位同学已经谈过。"
_GOALS = ("课程建设", "学生成长支持", "科研规范", "办事更便捷")
_DEEDS = (
    ("zhoulan", 6, Deed("把课程大纲里的三个案例换成了本地的，请两位学生先试读。", Whom.STUDENTS, "课程建设", 2, Visibility.SECRETARY)),
    ("hanxue", 4, Deed("陪一位学生去教务处把补考的事问清楚了。", Whom.STUDENTS, "学生成长支持", 1, Visibility.BRANCH)),
    ("tangyi", 2, Deed("和课题组一起把数据备份的步骤写成清单，贴在门口。", Whom.COLLEAGUES, "科研规范", 1.5, Visibility.BRANCH)),
)
_NEEDS = (
    ("linmo", Post.TEACHER, "课堂提问"),
    ("hanxue", Post.COUNSELLOR, "谈心、宿舍"),
    ("tangyi", Post.RESEARCHER, "数据、署名"),
    ("penghe", Post.ADMINISTRATOR, "流程"),
    ("shenjing", Post.COUNSELLOR, "谈心"),
    ("gubei", Post.RESEARCHER, "数据"),
)
_LINES[Post.OTHER] = _LINES[Post.ADMINISTRATOR]


def accounts() -> tuple[Account, ...]:
    """The accounts that the login page offers: a member, the secretary, the admin."""
    chosen = (_PEOPLE[0], _PEOPLE[1], _ADMIN)
    return tuple(Account(person.username, PASSWORD, person.role, person.name) for person in chosen)


def populate(
    directory: Directory,
    ledger: Ledger,
    password_hash: str,
    study_at: Callable[[Callable[[], dt.datetime]], Study],
    now: dt.datetime,
    timezone: str,
) -> None:
    """Fill an empty installation. ``study_at`` gives a Study that lives by the clock it is handed."""
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    monday = today - dt.timedelta(days=today.weekday() + 7 * WEEKS)
    branch = Branch("文学院教师第一党支部", "文学院教师第一党支部", timezone, monday)
    directory.put_branch(branch)
    for person in (*_PEOPLE, _ADMIN):
        member = Member(person.username, person.name, branch.id, person.role, person.group, person.post, monday)
        if person is _ADMIN:  # looks after the branches, and owes no lesson
            office = Branch("学校党委组织部", "学校党委组织部", timezone, today, ())
            directory.put_branch(office)
            member = Member(person.username, person.name, office.id, person.role, "", person.post, today)
        directory.add(member, password_hash)
    moment = now
    written = {person.username: iter(_LINES[person.post]) for person in _PEOPLE}
    study = study_at(lambda: moment)
    plan = _plan(study, branch, monday)
    for day in days(study.plan.calendar(branch), monday, today):
        for person in _PEOPLE:
            draw = random.Random(f"{SEED}/{day}/{person.username}")
            done_at = _done_at(draw, person, day, zone)
            if done_at is None or done_at > now or (person is _PEOPLE[0] and day == today):
                continue  # the sample member's own lesson of today is left for whoever tries it
            moment = done_at - _taken(person, day)
            sources = study.day(person.username, day).reading
            if sources and not sources[0].document.endswith(".pdf") and _curious(person, day):  # a printed page takes long to draw
                study.page_view(person.username, sources[0], day)
            moment = done_at
            quiz = _quiz(ledger, person.username, day)
            if quiz is None:
                continue
            replies = {item.id: _reply(draw, item, person.skill) for item in quiz.items}
            study.submit_quiz(person.username, day, replies)
            line = next(written[person.username], None) if draw.random() < 0.3 else None
            if line is not None:
                luck = draw.random()
                visibility = (
                    Visibility.BRANCH if luck < 0.3 else Visibility.SECRETARY if luck < 0.7 else Visibility.PRIVATE
                )
                study.write_reflection(person.username, day, line, visibility)
    moment = now
    _practise(study, today)
    if today >= monday + dt.timedelta(weeks=3):
        study.plan.hand_in(_PEOPLE[7].username, plan, digest("unit", _PROJECT), _RESULT)
    _look_after_bank(study, ledger, branch)
    for username, post, words in _NEEDS:
        study.needs.answer(username, post, study.needs.themes(username)[1:3], words)
    _sit_at_the_desk(study, directory, branch, today)


def _plan(study: Study, branch: Branch, monday: dt.date) -> str:
    """The semester's plan: units of the catalog by turns, a project of one group, a holiday, an exam week, and goals."""
    secretary = _PEOPLE[1].username

    def day(week: int, weekday: int) -> dt.date:
        return monday + dt.timedelta(weeks=week, days=weekday)

    made = study.plan.make(secretary, branch.id, "本学期学习计划", monday, day(14, 4), range(5))
    named = list(dict.fromkeys(entry.unit for entry in study.entries(secretary) if entry.unit))[:3]
    spans = ((0, 2), (3, 6), (7, 10))
    units = [
        Unit(digest("unit", name), name, theme, aims, day(first, 0), day(last, 6))
        for name, (theme, aims), (first, last) in zip(named, _THEMES, spans, strict=False)
    ]
    units.append(
        Unit(
            id=digest("unit", _PROJECT),
            name=_PROJECT,
            theme="从一个真实的困难做起",
            aims="走访不少于六名学生，写清困难是什么、我们能做什么、做了以后怎样。",
            first=day(3, 0),
            last=day(8, 4),
            kind=UnitKind.PROJECT,
            group=_SECOND,
            result="一份三页以内的走访报告",
        )
    )
    goals = tuple(Goal(digest("goal", text), text) for text in _GOALS)
    units = [replace(unit, goals=(goals[n % len(goals)].id,)) for n, unit in enumerate(units)]
    off = {day(1, 2): "校庆", **{day(14, weekday): "考试周" for weekday in range(5)}}
    plan = replace(made, units=tuple(units), goals=goals, off=off, extra=frozenset({day(6, 5)}))
    study.plan.adopt(secretary, branch.id, plan)
    return plan.id


def _practise(study: Study, today: dt.date) -> None:
    """Some have logged what they did; two who read of it encourage, and one has something to say."""
    for username, ago, deed in _DEEDS:
        study.sharing.log_practice(username, today - dt.timedelta(days=ago), deed)
    reader, commenter = _PEOPLE[1].username, _PEOPLE[4].username
    for posting in study.sharing.wall(reader).postings[:3]:
        if not posting.own:
            study.sharing.encourage(reader, posting.id)
    for posting in study.sharing.wall(commenter).postings[:1]:
        study.sharing.encourage(commenter, posting.id)
        study.sharing.comment(commenter, posting.id, "清单能发我一份吗？我们组也想这样做。")


def _look_after_bank(study: Study, ledger: Ledger, branch: Branch) -> None:
    """The secretary has looked at some items; two members have doubts, and one of them a reply."""
    secretary, *doubtful = _PEOPLE[1].username, _PEOPLE[2].username, _PEOPLE[7].username
    items = study.bank.items(secretary, branch.id)
    looked_at = {one.item.id: one.seen for one in items[:18]}
    if not looked_at:
        return
    study.bank.judge(secretary, branch.id, looked_at, State.APPROVED)
    last = items[18:19]
    study.bank.judge(secretary, branch.id, {one.item.id: one.seen for one in last}, State.RETIRED, "太细，不值得考")
    doubts = ("答案好像不止一个。", "读的那一段里没有这句，想知道出处在哪。")
    flags = []
    for username, why in zip(doubtful, doubts, strict=True):
        submitted = ledger.events(member=username, kinds={EventKind.QUIZ_SUBMITTED})
        wrong = [one["item"] for event in submitted for one in event.payload["responses"] if not one["correct"]]
        flags += [study.bank.flag(username, id, why) for id in wrong[-1:]]
    for flag in flags[1:]:
        reply = f"在{flag.item.citation.heading or '开头'}，交卷后点题下的出处就能看到。"
        study.bank.settle(secretary, branch.id, flag.id, reply, upheld=False)


def _sit_at_the_desk(study: Study, directory: Directory, branch: Branch, today: dt.date) -> None:
    """The secretary has read most of what was handed in, and answered some of it; three members have asked the same in vain;
    one was on leave.
    """
    secretary, span = _PEOPLE[1].username, (today - dt.timedelta(days=20), today)
    monday = today - dt.timedelta(days=today.weekday() + 7)
    study.leave.excuse(secretary, branch.id, _PEOPLE[6].username, monday, monday + dt.timedelta(days=2), Absence.SICK, "住院检查")
    entries = study.desk.handed.entries(secretary, branch.id, *span)
    answered = [entry for entry in entries if entry.what.member != secretary][3:]
    for entry, words in zip(answered, ("写得具体，下次说说学生怎么回应的。", "这个办法可以在小组会上讲一讲。"), strict=False):
        study.desk.handed.give(secretary, branch.id, entry.of, entry.what.id, entry.what.day, words)
    study.desk.handed.mark_read(secretary, branch.id, *span, [(entry.of, entry.what.id) for entry in answered])
    for person in (_PEOPLE[0], *_PEOPLE[4:6]):
        study.desk.hard.note(directory.member(person.username), "教职工体检安排在哪个月？")


def _done_at(draw: random.Random, person: _Person, day: dt.date, zone: ZoneInfo) -> dt.datetime | None:
    """When this person did the lesson of ``day``; None if never."""
    hour = draw.choice((7, 8, 12, 12, 13, 18, 20, 21, 22))
    at = dt.datetime.combine(day, dt.time(hour, draw.randrange(60), draw.randrange(60)), zone)
    luck = draw.random()
    if luck < person.diligence:
        return at.astimezone(dt.UTC)
    if luck < person.diligence + (1 - person.diligence) * 0.5:
        return (at + dt.timedelta(days=draw.randrange(1, 4))).astimezone(dt.UTC)
    return None


def _taken(person: _Person, day: dt.date) -> dt.timedelta:
    """How long this person had the lesson open; who skips most is now and then too fast as well."""
    draw = random.Random(f"{SEED}/taken/{day}/{person.username}")
    return dt.timedelta(seconds=draw.randrange(15, 40) if draw.random() > person.diligence + 0.2 else draw.randrange(120, 600))


def _curious(person: _Person, day: dt.date) -> bool:
    """Whether this person opened a source of the day."""
    return random.Random(f"{SEED}/source/{day}/{person.username}").random() < person.skill - 0.4


def _quiz(ledger: Ledger, username: str, day: dt.date) -> Quiz | None:
    events = ledger.events(member=username, kinds={EventKind.QUIZ_SET}, first=day, last=day)
    return quiz_of(events[0]) if events else None


def _reply(draw: random.Random, item: Item, skill: float) -> tuple[str, ...]:
    if draw.random() < skill:
        return full_reply(item)
    if item.kind is Kind.ORDERING:
        return (*item.key[1:], item.key[0])
    wrong = [option for option in item.options if option not in item.key]
    return (draw.choice(wrong),) if wrong else ("不记得了",)
