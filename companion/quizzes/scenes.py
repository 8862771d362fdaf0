"""Scenes: what a rule asks of one person in one case, told so that the rule has to be applied to it."""

import re
from dataclasses import dataclass

from companion.texts.numerals import NUMBER, read

_PERSON = (
    "党员|教师|学生|学员|实习生|导师|辅导员|班主任|会员|委员|组长|书记|研究生|实验人员|管理员|安全员|督导员|职工|公证员|申请人|当事人|举办者|"
    "负责人|联系人|公务员|医师|律师|消费者|志愿者|考生|用户|培训人员|工作人员|技术人员|主持人|责任人|代表|督学|公民|家长|监护人"
)
_PERIODS = {"每学期": "本学期", "每学年": "本学年", "每年": "今年", "每月": "这个月", "每周": "这一周", "每季度": "这个季度"}
_COUNTS = "次|篇|条|节|学时|课时|场|天|门|份|册"
_QUOTA = re.compile(
    rf"^(?:每[名位个])?(?P<who>[一-鿿]{{0,8}}?(?:{_PERSON}))(?:应当|必须|需要|要)?(?P<period>{'|'.join(_PERIODS)})(?:应当|必须|要|一般)?"
    rf"(?:(?P<early>至少|最多)(?P<act>[一-鿿]{{1,12}}?)|(?P<act2>[一-鿿]{{1,12}}?)(?P<late>不少于|至少|不超过|不多于|不得少于|不得超过))"
    rf"(?P<count>{NUMBER})(?P<unit>{_COUNTS})(?P<object>[一-鿿]{{0,10}})[，。；]"
)
_SPAN = r"个工作日|工作日|小时|日|天|个月"
_DEADLINE = re.compile(
    rf"(?:^|[。；])(?:(?P<case>[^，。；：]{{4,30}})的，)?(?P<who>[一-鿿]{{0,14}}?)(?P<modal>应当|必须|可以)(?P<pre>自|在|于)"
    rf"(?P<event>[^，。；：]{{2,22}}?)(?P<rel>之日起|之后|后|起)(?P<count>{NUMBER})(?P<unit>{_SPAN})(?:以内|之内|内)，?(?P<act>[^，。；：]{{2,26}})[，。；]"
)
_LOOSE = re.compile(r"、|或者|或|等|及其|其(?!他)|有关|相关|应当|不得|可以|至少|不少于|不超过|每|各|该|本(?!人)|后|前")


@dataclass(frozen=True)
class Quota:
    """``who`` is to do (``least``) or may do at most ``count`` times something in a period: 提交 2 条 践行记录."""

    who: str
    period: str
    act: str
    object: str
    count: int
    unit: str
    least: bool
    words: str


def quota(text: str) -> Quota | None:
    found = _QUOTA.match(text)
    if not found or text.count(found["count"] + found["unit"]) > 1:
        return None
    count = read(found["count"])
    act = found["act"] or found["act2"]
    if count is None or not 2 <= count <= 60 or count != int(count) or _LOOSE.search(act + found["object"]) or re.search("的$|为$|在|比例|时间", act):
        return None
    least = (found["early"] or found["late"]) in ("至少", "不少于", "不得少于")
    words = f"{found['count']}{found['unit']}"
    return Quota(found["who"], _PERIODS[found["period"]], act, found["object"], int(count), found["unit"], least, words)


@dataclass(frozen=True)
class Limit:
    """What is allowed at ``most``, or asked for at least; ``told`` is one case of it, with {} where its number belongs."""

    told: str
    count: int
    unit: str
    most: bool
    called: str
    words: str


def limit(text: str) -> Limit | None:
    """The limit that a statement sets to how long something may take, or how much of it there is to be."""
    return _deadline(text) or _day(text) or _size(text)


def _counted(numeral: str, unit: str, text: str, most: int) -> int | None:
    count = read(numeral)
    if count is None or not 2 <= count <= most or count != int(count) or text.count(numeral + unit) > 1:
        return None
    return int(count)


def _deadline(text: str) -> Limit | None:
    found = _DEADLINE.search(text)
    count = _counted(found["count"], found["unit"], text, 90) if found else None
    if not found or not count or _LOOSE.search(found["act"]) or _LOOSE.search(found["event"]):
        return None
    who, case = found["who"], found["case"] or ""
    if _LOOSE.search(case) or not (who or case) or re.search(r"^[由对经将把并]|[，的和]", who):
        return None
    if case and not is_person(case) and (not who or re.match(r"对|经|在|以|为|违反|终止|作出", case)):
        return None
    front = f"{someone(case)}，" if case else ""
    moment = f"{found['pre'] if found['pre'] != '自' else '在'}{found['event']}{'后' if found['rel'] != '之后' else '之后'}"
    unit = found["unit"].removeprefix("个")
    taken = f"第{{}}个{unit}" if unit in ("工作日", "月", "小时") else f"第{{}}{unit}"
    told = f"{front}{someone(who)}{moment}的{taken}{found['act']}"
    return Limit(told, count, found["unit"], True, "期限是", found["count"] + found["unit"])


_DAY = re.compile(r"^(?P<who>[一-鿿]{2,10}?)(?:应当|必须)(?:在|于)每月(?P<count>\d{1,2})日(?:之?前)(?P<act>[^，。；：]{4,28})[，。；]")


def _day(text: str) -> Limit | None:
    found = _DAY.match(text)
    if not found or not is_person(found["who"]) or _LOOSE.search(found["act"]) or not 4 <= int(found["count"]) <= 20:
        return None
    told = f"{someone(found['who'])}在这个月的{{}}日{found['act']}"
    return Limit(told, int(found["count"]), "日", True, "截止日是每月", f"{found['count']}日")


_SIZE = re.compile(
    rf"每(?P<measure>[次篇条份场])(?P<noun>[一-鿿]{{0,8}}?)(?:的?(?:时间|字数|篇幅|时长))?(?:应当|一般)?(?P<bound>不少于|不得少于|不超过|不得超过|至少|最多)"
    rf"(?P<count>{NUMBER})(?P<unit>字|分钟|小时|页)(?=[，。；])"
)


def _size(text: str) -> Limit | None:
    found = _SIZE.search(text)
    count = _counted(found["count"], found["unit"], text, 5000) if found else None
    if not found or not count:
        return None
    noun = found["noun"]
    if not noun:  # 提交1篇心得，每篇不少于150字: what a 篇 is stands before
        named = re.findall(rf"(?:{NUMBER}){found['measure']}([一-鿿]{{2,6}})(?=[，。；])", text[: found.start()])
        noun = named[-1] if len(set(named)) == 1 else ""
    if not noun or _LOOSE.search(noun) or re.search(r"^[时的为]|的$", noun):
        return None
    verb = "有" if found["unit"] in "字页" else "用了"
    most = found["bound"] in ("不超过", "不得超过", "最多")
    told = f"一{found['measure']}{noun}{verb}{{}}{found['unit']}"
    return Limit(told, count, found["unit"], most, "上限是" if most else "下限是", found["count"] + found["unit"])


def someone(who: str) -> str:
    """One of those of whom a rule speaks: 一名学生对成绩有异议, 某学院."""
    if is_person(who):
        return f"一名{who}"
    if re.match(r"(?:学院|学校|支部|党支部|单位|部门|机关|企业|实验室|公司|机构|用人单位|职业学校|幼儿园)", who):
        return f"某{who}"
    return who


def is_person(who: str) -> bool:
    """Whether the words begin with one plain person: 教师因公调课, not 当事人或者见证人."""
    found = re.match(rf"[一-鿿]{{0,6}}?(?:{_PERSON})(?!代表大会|会|证|资格|大会|党|队伍|职业|工作|培训|、|或|和|及|与|中|的)", who)
    return bool(found) and not re.match(r"各|全体|对|经|在|被|因|以|由|为|违反|申请(?!人)", who)


_POSTS = (
    ("counsellor", r"辅导员|谈心|宿舍|奖学金|助学金|心理|学生工作|班级"),
    ("researcher", r"科研|课题|论文|成果|实验|学术|项目负责人|研究生导师|数据"),
    ("teacher", r"教师|课程|授课|教学|听课|成绩|实习|调课|备课|学生"),
    ("administrator", r"学院|支部|党委|教务处|人事处|党员|机关工作人员|报送|公示"),
)


def post_of(text: str) -> str:
    """The Post whose daily work a scene is from; empty where it is anyone's."""
    return next((post for post, words in _POSTS if re.search(words, text)), "")
