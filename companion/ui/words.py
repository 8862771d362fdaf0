"""The words of the interface, all of them, in Chinese and in English, and how a person's language is found."""

import functools
from collections.abc import Callable, Mapping

LANGUAGES = ("zh", "en")
COOKIE = "language"

WORDS: dict[str, tuple[str, str]] = {
    "app": ("学习伴侣", "Study companion"),
    # places
    "place.today": ("今日", "Today"),
    "place.ask": ("问答", "Ask"),
    "place.reflections": ("心得", "Reflections"),
    "place.mine": ("我的", "Me"),
    "place.branch": ("完成情况", "Completion"),
    "place.handed": ("收到的心得", "Handed in"),
    "place.members": ("成员", "Members"),
    "nav.label": ("主要位置", "Main places"),
    "nav.branch": ("支部", "Branch"),
    "skip": ("跳到正文", "Skip to the content"),
    "loading": ("正在打开…", "Opening…"),
    "lost": ("连接中断，内容没有丢失。请检查网络后再试。", "The connection broke; nothing is lost. Check the network and try again."),
    # login
    "login": ("登录", "Log in"),
    "login.lead": ("每天一课，读一段，答几题，写几句。", "One lesson a day: read, answer, write a few lines."),
    "login.username": ("账号", "Username"),
    "login.password": ("密码", "Password"),
    "login.samples": ("示例账号", "Sample accounts"),
    "login.samples.hint": (
        "这是示例支部，记录只存在本机。按一下即填入。",
        "This is a sample branch, kept on this machine. Press one to fill it in.",
    ),
    "login.fill": ("填入", "Fill in"),
    "login.ended": ("登录已过期，请重新登录。", "Your login has ended. Please log in again."),
    "login.changed": ("密码已改，请用新密码登录。", "The password is changed. Log in with the new one."),
    "logout": ("退出登录", "Log out"),
    "password": ("修改密码", "Change password"),
    "password.first": ("请先把一次性密码改成自己的。", "Replace the one-time password by your own first."),
    "password.old": ("现在的密码", "Present password"),
    "password.new": ("新密码", "New password"),
    "password.repeat": ("再输一遍新密码", "New password again"),
    "password.differ": ("两次输入的新密码不一样。", "The two new passwords differ."),
    "back": ("返回", "Back"),
    "refused.origin": ("请求来自别的网站，没有执行。", "The request came from another site and was not carried out."),
    "refused.login": ("请先登录。", "Please log in first."),
    "refused.address": ("没有这个地址。", "There is no such address."),
    "refused.form": ("提交的内容不完整，请刷新页面再试。", "What was sent is incomplete. Reload the page and try again."),
    "trouble.texts": (
        "材料现在查不了。请告诉管理员，稍后再试。",
        "The texts cannot be looked up just now. Please tell the administrator and try again later.",
    ),
    "trouble.records": (
        "服务器现在存取不了记录，这一步没有完成。请告诉管理员，稍后再试。",
        "The server cannot reach its records just now, so this was not done. Please tell the administrator and try again later.",
    ),
    "failed": (
        "出了意外，没有完成。请再试；若仍不行，把编号 {id} 告诉管理员。",
        "Something unexpected happened. Try again; if it stays, give the administrator the number {id}.",
    ),
    "date": ("{month}月{day}日（周{weekday}）", "{weekday} {day} {name}"),
    "weekday.0": ("一", "Mon"),
    "weekday.1": ("二", "Tue"),
    "weekday.2": ("三", "Wed"),
    "weekday.3": ("四", "Thu"),
    "weekday.4": ("五", "Fri"),
    "weekday.5": ("六", "Sat"),
    "weekday.6": ("日", "Sun"),
    # sources
    "source.title": ("《{title}》", "“{title}”"),
    "source.page": ("第{page}页", "p. {page}"),
    "source.pages": ("第{first}–{last}页", "pp. {first}–{last}"),
    "source.number": ("出处 {n}：{title}", "Source {n}: {title}"),
    "source.row": ("出处", "Sources"),
    "source.superseded": ("已废止", "Superseded"),
    "source.successor": ("现行：{title}", "In force: {title}"),
    "page.label": ("原文", "The text"),
    "page.close": ("关闭原文", "Close the text"),
    "page.opening": ("正在翻到那一页…", "Turning to the page…"),
    # the day
    "day.steps": ("今天的四步", "The four steps of the day"),
    "step.read": ("读", "Read"),
    "step.answer": ("答", "Answer"),
    "step.think": ("思", "Reflect"),
    "step.done": ("成", "Done"),
    "step.finished": ("已完成", "finished"),
    "step.open": ("未完成", "not finished"),
    "day.left": ("还需约 {minutes} 分钟", "About {minutes} minutes left"),
    "day.unit": ("单元：{unit}", "Unit: {unit}"),
    "day.made_up": ("这是 {day} 的日课，完成后记为补做。", "This is the lesson of {day}; done now, it counts as made up."),
    "day.after_midnight": (
        "已过零点：这份题属于 {day}，记在那一天，算补做。",
        "It is past midnight: this quiz belongs to {day}, is recorded there and counts as made up.",
    ),
    "day.to_today": ("回到今天", "Go to today"),
    "day.free": ("这一天不安排日课。", "No lesson is set for this day."),
    "day.read.next": ("读完了，去答题", "Read, on to the quiz"),
    "day.no_questions": (
        "材料里暂时出不了题，今天只读和写。",
        "The texts yield no questions yet; today is for reading and writing.",
    ),
    "day.no_prompt": ("今天没有思考题。", "There is no thinking question today."),
    "day.done": ("今天的日课完成了", "Today's lesson is done"),
    "day.done.other": ("{day} 的日课完成了", "The lesson of {day} is done"),
    "day.not_yet": ("还差一步：答题。", "One step is left: the quiz."),
    "day.to_answer": ("去答题", "Go to the quiz"),
    "day.to_think": ("去写心得", "Write a reflection"),
    "day.think.later": ("心得可以之后再写，不影响今天的完成。", "You can reflect later; the day counts already."),
    "day.on_time": ("记为按时。", "Recorded as on time."),
    "day.made_up.done": ("记为补做。", "Recorded as made up."),
    "day.see_reflections": ("看我的心得", "See my reflections"),
    # items
    "kind.single_choice": ("单选", "Single choice"),
    "kind.multiple_choice": ("多选", "Multiple choice"),
    "kind.true_false": ("判断", "True or false"),
    "kind.cloze": ("填空", "Fill in"),
    "kind.short_answer": ("简答", "Short answer"),
    "item.number": ("第 {n} 题，共 {total} 题", "Question {n} of {total}"),
    "item.reply": ("你的回答", "Your reply"),
    "item.previous": ("上一题", "Previous"),
    "item.next": ("下一题", "Next"),
    "item.submit": ("交卷", "Hand in"),
    "item.once": ("交卷后不能再改。", "Once handed in it cannot be changed."),
    "item.blank": (
        "第 {n} 题还没有作答。再按一次即交卷，空着的算错。",
        "Question {n} is blank. Press again to hand in; blanks count as wrong.",
    ),
    "item.correct": ("正确", "Correct"),
    "item.wrong": ("不正确", "Not correct"),
    "item.yours": ("你答：{reply}", "Your reply: {reply}"),
    "item.left_out": ("未作答", "Left out"),
    "item.key": ("答案：{key}", "Key: {key}"),
    "item.score": ("答对 {correct} 题，共 {total} 题", "{correct} of {total} correct"),
    "true": ("正确", "True"),
    "false": ("错误", "False"),
    # reflections
    "reflection.text": ("我的心得", "My reflection"),
    "reflection.hint": ("写几句就好。可以先自己留着，也可以交给书记。", "A few lines are enough. Keep them to yourself or hand them in."),
    "reflection.keep": ("只给自己看", "Keep to myself"),
    "reflection.hand_in": ("交给书记", "Hand in"),
    "reflection.private": ("只给自己看", "Private"),
    "reflection.secretary": ("已交", "Handed in"),
    "reflection.characters": ("最多 {most} 字", "At most {most} characters"),
    "reflections.empty": ("写过的心得会列在这里，新的在前。", "What you wrote will be listed here, newest first."),
    "reflections.begin": ("去今日写一篇", "Write one today"),
    "reflection.change": ("改写", "Rewrite"),
    # ask
    "ask.label": ("你的问题", "Your question"),
    "ask.placeholder": ("问材料里的事，或者让我出题", "Ask about the texts, or for questions"),
    "ask.send": ("发送", "Send"),
    "ask.stop": ("停止", "Stop"),
    "ask.stopped": ("已停止，问题放回了输入框。", "Stopped; the question is back in its box."),
    "ask.searching": ("正在检索材料…", "Searching the texts…"),
    "ask.too_long": ("问题有 {length} 字，最多 {most} 字，请缩短。", "The question has {length} characters; the most is {most}. Please shorten it."),
    "ask.empty": ("请先写下问题。", "Please write a question first."),
    "ask.lead": ("问材料里的事，回答都摘自原文，可以点开核对。", "Ask about the texts. Every answer is quoted from them and can be checked on its page."),
    "ask.example.quiz": ("出三道关于{topic}的题", "Set three questions about {topic}"),
    "ask.example.prompt": ("围绕{topic}给我一个思考题", "Give me a thinking prompt on {topic}"),
    "ask.example.clause": ("{topic}{clause}是怎么规定的？", "What does {clause} of {topic} say?"),
    "ask.you": ("你问", "You asked"),
    "ask.thread": ("问答记录", "Questions and answers"),
    "ask.abstained": ("材料中没有找到依据", "The texts do not say"),
    "ask.nearest": ("最接近的几段，供继续阅读：", "The nearest passages, to read on:"),
    "ask.drill": ("关于“{topic}”的练习，不计入每日答题。", "A drill on “{topic}”; it does not count for the day."),
    "ask.drill.general": ("练习，不计入每日答题。", "A drill; it does not count for the day."),
    "ask.mark": ("看答案", "Mark"),
    "ask.read_at": ("可读：{source}", "Read at: {source}"),
    "ask.understood": ("按“{question}”查找", "Looked up as “{question}”"),
    "ask.abstained.chosen": ("选定的 {n} 份材料中没有找到依据", "The chosen texts ({n}) do not say"),
    "ask.everywhere": ("查全部材料", "Search all texts"),
    "ask.acts": ("对这个回答", "About this answer"),
    "ask.copy": ("复制", "Copy"),
    "ask.again": ("再问", "Ask again"),
    "ask.helpful": ("有帮助", "Helpful"),
    "ask.unhelpful": ("没帮助", "Not helpful"),
    "ask.rated": ("已记下，不记是谁。", "Noted, without your name."),
    "ask.rated.show": ("附上问题，让书记看到", "Show the question to the secretary"),
    "ask.rated.shown": ("已记下，问题已附上，不记是谁。", "Noted with the question, without your name."),
    "scope.all": ("全部材料", "All texts"),
    "scope.some": ("只查 {n} 份", "Only {n}"),
    "scope.drop": ("不再只查{title}", "Drop {title}"),
    "scope.title": ("只在选定的材料里问", "Ask chosen texts only"),
    "scope.hint": ("一份也不选，就是查全部材料。", "With none chosen, all texts are searched."),
    "scope.find": ("按题名查找", "Find by title"),
    "scope.none": ("没有这样的题名。", "No title is like that."),
    "scope.close": ("关闭", "Close"),
    "scope.use": ("只查这 {n} 份", "Use these {n}"),
    "scope.use.all": ("查全部材料", "Use all texts"),
    "scope.clear": ("全不选", "Choose none"),
    "scope.count": ("{n} 份", "{n}"),
    "scope.no_unit": ("未分单元", "No unit"),
    "scope.in_force": ("现行", "In force"),
    "scope.superseded": ("已废止", "Superseded"),
    "ask.prompt": ("思考题", "Thinking prompt"),
    # mine
    "mine.days": ("我的日课", "My lessons"),
    "mine.streak": ("连续 {n} 天按时", "On time in a row: {n}"),
    "mine.rate": ("完成率 {rate}", "Completion {rate}"),
    "mine.make_up": ("可以补做的日课", "Lessons that can be made up"),
    "mine.make_up.one": ("补做 {day}", "Make up {day}"),
    "mine.window": ("错过的日课在 {days} 天之内可以补做。", "A missed lesson can be made up within {days} days."),
    "mine.account": ("账号", "Account"),
    "mine.language": ("语言", "Language"),
    "mine.no_days": ("还没有日课记录，从今天开始。", "No lessons yet; today is the first."),
    "role.member": ("成员", "Member"),
    "role.secretary": ("书记", "Secretary"),
    "role.admin": ("管理员", "Administrator"),
    "post.teacher": ("教师", "Teacher"),
    "post.counsellor": ("辅导员", "Counsellor"),
    "post.administrator": ("行政人员", "Administrator"),
    "post.researcher": ("科研人员", "Researcher"),
    "post.other": ("其他岗位", "Other post"),
    # completion
    "completion.on_time": ("按时", "On time"),
    "completion.made_up": ("补做", "Made up"),
    "completion.missed": ("缺", "Missed"),
    "completion.excused": ("免", "Excused"),
    "completion.pending": ("待完成", "Pending"),
    "completion.before": ("未加入", "Not yet a member"),
    # the branch
    "branch.branch": ("支部", "Branch"),
    "branch.group": ("党小组", "Group"),
    "branch.all_groups": ("全部", "All"),
    "branch.first": ("从", "From"),
    "branch.last": ("到", "To"),
    "branch.show": ("查看", "Show"),
    "branch.export": ("导出 xlsx", "Export xlsx"),
    "branch.unfinished": ("今天还没完成：{n} 人", "Not finished today: {n}"),
    "branch.all_done": ("今天该完成的都完成了。", "Everyone has finished today."),
    "branch.no_day": ("今天不安排日课。", "No lesson is set for today."),
    "branch.reminder": ("提醒文字", "Reminder text"),
    "branch.reminder.text": (
        "【{branch}】{day} 日课提醒：{names}，今天的日课还没有完成，请在今天之内读一段、答几题。谢谢。",
        "[{branch}] Lesson of {day}: {names}, today's lesson is still open. Please read and answer before the day ends. Thank you.",
    ),
    "branch.names": ("、", ", "),
    "branch.copy": ("复制", "Copy"),
    "branch.copied": ("已复制", "Copied"),
    "branch.table": ("成员每日完成情况", "Completion of members by day"),
    "branch.no_rows": ("这个范围里没有成员或日课，换个范围再看。", "No members or lessons in this range; choose another."),
    "branch.legend": ("图例", "Legend"),
    "column.name": ("姓名", "Name"),
    "column.due": ("应完成", "Due"),
    "column.rate": ("完成率", "Rate"),
    "column.first_try": ("首答正确率", "Correct at first"),
    "column.streak": ("连续", "Streak"),
    "column.username": ("账号", "Username"),
    "column.post": ("岗位", "Post"),
    "column.role": ("角色", "Role"),
    "column.joined": ("加入日期", "Joined"),
    "column.state": ("状态", "State"),
    "state.active": ("在用", "Active"),
    "state.inactive": ("停用", "Inactive"),
    "figure.today": ("今天完成", "Done today"),
    "figure.rate": ("完成率", "Completion"),
    "figure.on_time": ("按时率", "On time"),
    "ratings.title": ("回答有没有帮助", "Whether answers helped"),
    "ratings.hint": ("按被引用的位置统计，不记是谁评的。", "Counted by the place quoted; nobody's name is kept."),
    "ratings.helpful": ("有帮助 {n}", "Helpful {n}"),
    "ratings.unhelpful": ("没帮助 {n}", "Not helpful {n}"),
    "ratings.questions": ("附上的问题", "Questions shown"),
    "ratings.more": ("另有 {n} 处", "{n} more places"),
    "handed.empty": (
        "成员交来的心得会列在这里；只给自己看的不会出现。",
        "Reflections that members hand in will be listed here; private ones never are.",
    ),
    "members.count": ("{n} 人", "{n} members"),
}

Say = Callable[..., str]
"""``say(key, **values)``: the words for a key in one person's language."""


def word(language: str, key: str, /, **values: object) -> str:
    zh, en = WORDS[key]
    text = en if language == "en" else zh
    return text.format(**values) if values else text


def speaker(language: str) -> Say:
    return functools.partial(word, language)


def language_of(cookies: Mapping[str, str], accept: str = "") -> str:
    """"zh" or "en": what the person chose with the switch, else what the browser prefers, else Chinese."""
    if cookies.get(COOKIE) in LANGUAGES:
        return cookies[COOKIE]
    wanted = []
    for place, part in enumerate(accept.split(",")):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        wanted.append((-weight, place, tag.lower().split("-")[0]))
    return next((tag for _, _, tag in sorted(wanted) if tag in LANGUAGES), "zh")


def translations(*keys: str) -> dict[str, dict[str, str]]:
    """Some of the words in the form that ``gr.I18n`` takes, by the browser's names of the languages."""
    zh, en = ({key: WORDS[key][at] for key in keys} for at in (0, 1))
    return {"zh-CN": zh, "zh-TW": zh, "zh": zh, "en": en}
