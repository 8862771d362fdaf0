"""Rules within a statement: what follows in which case, who of the public bodies decides, words that have an opposite."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_CASE = re.compile(
    r"^(?P<case>[^。；]{6,70}?的)，(?P<then>(?:(?P<who>[一-鿿、]{2,16}?)?(?P<modal>应当|必须|不得|可以)(?!的)|(?P<act>由|处|责令|给予|依法|视为|不予|予以|撤销|取消|停止|终止|其))[^。；：]{4,80})。$"
)
_NO_CASE = re.compile(r"相应|目的，|为目的的，|(?:有关|相应|同样|类似|其他)的，|^(?:为了?|根据|按照|依照|经|在|除)[^，]{0,12}，")


@dataclass(frozen=True)
class Case:
    """In the ``case``, which ends in 的, ``then`` holds; the words of ``then`` that are asked for begin at ``start``.

    ``sort`` tells what may stand in the place of what: 应当, 可以, 不得, 视为, or 处理 for what is done about it.
    """

    case: str
    start: int
    question: str
    answer: str
    sort: str


def case(text: str) -> Case | None:
    """The one case that a statement of one sentence rules on."""
    found = _CASE.match(text)
    if not found or _NO_CASE.search(found["case"] + "，") or found["case"].count("的，") or len(re.findall("的，", text)) > 1:
        return None
    if re.search(r"(?<!尤)其(?![他中实])", found["case"][:6]) or _VAGUE.search(found["case"]):
        return None
    modal, who = found["modal"], found["who"] or ""
    start = found.end("modal") if modal else found.start("then") + 2 * (found["act"] == "视为")
    answer = text[start:-1]
    if _echoes(answer, found["case"]) or len(answer) < 6 or _NOTHING.match(answer) or re.search(r"的$|^[由对在按经向将把并]|根据|按照|依照|一般", who):
        return None
    if not modal:
        asked, sort = ("视为什么", "视为") if found["act"] == "视为" else ("应当怎样处理", "处理")
    elif not who and _DEALT.match(answer):
        asked, sort = "应当怎样处理", "处理"
    elif not who and modal in ("应当", "必须") and re.match(r"申请(?!人)|设立|举办|担任|参加|从事|报考|开办", found["case"]):
        asked, sort = "应当符合什么要求", "要求"
    else:
        asked, sort = {"可以": "可以怎样做", "不得": "不得做什么"}.get(modal, f"{modal}怎样做"), modal
    return Case(found["case"], start, f"{found['case']}，{who}{asked}？", answer, sort)


# Of what it is thought necessary, of whom nobody is named, what is mended: only the sentences before would tell.
_VAGUE = re.compile(r"认为(?:有|确有)?(?:必要|需要)(?:的|时|的时候)?$|(?:不|未|无能力|无法|没有)指定的?$|^[^，。]{0,4}采取补救措施的?$")
# What is so in any text is not worth asking: 依法追究法律责任, 依照有关规定办理.
_NOTHING = re.compile(
    r"超过|少于|多于|低于|高于|给予(?:表彰|奖励)|(?:依法)?作出(?:相应的?)?(?:处理)?决定$|依法依规|按照?(?:期限|要求|约定|规定)|认真|积极|依法(?:予以|取得|申请|报|办理|提起|进行|处理)[^，]{0,8}$|(?:应当)?(?:依法|依照|按照|根据)(?:从[轻重])?(?:追究|承担|给予|[^，。]{0,14}(?:执行|办理|处理|处罚|规定))|承担[^，。]{0,6}责任|遵守|符合(?:国家|有关|法律)|"
    r"(?:依法)?给予(?:赔偿|补偿|处分|处罚|支持|帮助|奖励|表彰)$"
)
# Acts so wide that nobody could say in how many words they are answered.
_WIDE = re.compile(
    r"(?:积极|努力|不断|逐步|切实|充分|进一步|大力|认真|自觉|依法|及时|共同)?(?:加强|重视|支持|鼓励|增强|提高|提升|尊重|促进|推动|推进|发挥|完善|改善|保障|维护|坚持|创造|采取|履行|面向|按照|根据|协助|配合|"
    r"有利于|有助于|适应|保持|注重|树立|接受|服从|执行|结合|做好|具有|具备|考虑|符合|为[^，]{2,30}(?:服务|提供|创造)|与|同|以|在)"
)
_DEALT = re.compile(r"吊销|责令|给予|撤销|取消|处[以罚分]|评为|记为|认定|追究|没收")


_DUTY = re.compile(r"^(?P<who>[^，。；：]{6,40}?)(?P<comma>，)?(?P<modal>应当|必须|不得|可以)(?P<act>[^。；：]{8,90})。$")
_MANY = re.compile(r"^(?:国家|各级|县级以上|地方|有关|任何|国务院|省|市|政府|各|全|学校|本)|^(?:对|在|经|按|根据|为|除|自|由|从|于|因|用于|依照|以|违反|当)|的$|[和及与或]$|应|每|其|不$")


_ACTOR = re.compile(r"(?:[者人员师生]|机构|单位|部门|机关|企业|组织|学校|院校|公司|委员会|协会|法院|检察院|支部|党委|学院|书记|组长|工会|团体|中心|政府|系统|银行|医院|实验室|[处局部厅])$")


_ACT = re.compile(
    r"(?:申请|设立|举办|担任|参加|从事|编制|制定|建设|新建|修建|开发|使用|购买|处理|召开|发布|开展|修改|变更|订立|签订|转让|提供|收集|采集|采用|进行|办理|建立|实施|录用|聘用|公布|组织|确定|评选|推荐|选举|撰写|发表|采购|运输|储存|生产|销售|进口|出口)"
)


def _echoes(answer: str, asked: str) -> bool:
    """Whether two fifths of an answer's wording stands in its question, or three fifths of what it begins with."""
    return _share(answer, asked) >= 0.4 or _share(answer.partition("，")[0], asked) >= 0.6


def _share(words: str, text: str) -> float:
    """What part of the pairs of characters in ``words`` stands in ``text``."""
    pairs = [words[at : at + 2] for at in range(len(words) - 1)]
    return sum(pair in text for pair in pairs) / max(1, len(pairs))


def duty(text: str) -> Case | None:
    """What a statement of one sentence asks of someone, named closely enough that one may ask what it is."""
    found = _DUTY.match(text)
    if not found or len(re.findall("应当|必须|不得|可以", text)) > 1 or "的，" in text or _MANY.search(found["who"]):
        return None
    answer, modal, who = found["act"], found["modal"], found["who"] + (found["comma"] or "")
    if _NOTHING.match(answer) or _WIDE.match(answer) or re.match(r"[是为有被]", answer):
        return None
    named = len(found["who"]) >= 8 and _ACTOR.search(found["who"])
    if _echoes(answer, who) or modal == "可以" or not (named or (found["comma"] and _ACT.match(who))):
        return None
    asked = "不得做什么" if modal == "不得" else f"{modal}怎样做"
    if found["comma"] and re.match(r"申请(?!人)|设立|举办|担任|参加|从事|报考|开办|编制|制定|建设|新建|修建", who) and modal in ("应当", "必须"):
        asked = f"{modal}符合什么要求"
    return Case(found["who"], found.end("modal"), f"{who}{asked}？", answer, modal)


_OCCASION = re.compile(
    r"^(?P<case>对(?!于)[^，。；：]{8,60}|[^。；：]{6,70}?(?:时|时候|[之以]?后|(?<!目)[之以]?前|期间)"
    r"|(?!经|为|除|自|从|任何|各|依法)[^，。；：]{4,30}?(?:拟|需要|申请|举办|设立|从事|变更|发现|实施|编制|制定)(?!的)[^，。；：]{3,40})"
    r"，(?P<who>[一-鿿、]{2,20}?)?(?P<modal>应当|必须|不得|可以)(?!的)(?P<then>[^。；：]{8,100})。$"
)
_NO_OCCASION = re.compile(r"任何|一切|有权|是|(?<![理事缘])由(?!于)|分别")
_THING = re.compile(r"的[^，的]{1,8}$|工具$")
_OBVIOUS = re.compile(r"通过协商|(?:依法|及时)?(?:给予|予以)(?:表彰|奖励|照顾|配合|协助|支持|重视|保护)|依法从|照顾|体现|受到|公平|公正|如实|(?:依照|按照|根据)[^，]+(?:规定|要求|标准|程序)")


def occasion(text: str) -> Case | None:
    """What a statement of one sentence asks for at a time (…时，…), of certain things (对…，…) or of whoever does something."""
    found = _OCCASION.match(text)
    if not found or _NO_CASE.search(found["case"] + "，") or _NO_OCCASION.search(found["case"] + (found["who"] or "")) or _VAGUE.search(found["case"]):
        return None
    occasion, who, modal, answer = found["case"], found["who"] or "", found["modal"], found["then"]
    told = re.search(r"(?:时|时候|后|前|期间)$", occasion) or occasion.startswith("对")
    if len(re.findall("应当|必须|不得|可以", text)) > 1 or (not told and (modal == "可以" or _ACTOR.search(occasion) or _THING.search(occasion))):
        return None
    if _echoes(answer, occasion) or _NOTHING.match(answer) or _WIDE.match(answer) or _OBVIOUS.match(answer) or answer.startswith("由"):
        return None
    if re.search(r"的$|无正当理由|^[由对在按经向将把并]|根据|按照|依照|一般|其", who):
        return None
    asked = "不得做什么" if modal == "不得" else f"{modal}怎样做"
    return Case(occasion, found.start("then"), f"{occasion}，{who}{asked}？", answer, modal)


@dataclass(frozen=True)
class Holders:
    """``members`` that a rule names side by side: 图书馆、博物馆和科技馆应当免费开放."""

    members: tuple[str, ...]
    question: str


_HOLDERS = re.compile(r"^(?P<who>[^，。；：（）“”]{2,16}(?:、[^，。；：（）“”]{2,16}){1,6}(?:和|以及|及)?[^，。；：（）“”、]{0,16}?)(?:，)?(?P<modal>应当|必须|不得|可以)(?P<act>[^。；：]{6,60})。$")


def holders(text: str) -> Holders | None:
    """Three or more of whom, or of which, a statement of one sentence says the same."""
    found = _HOLDERS.match(text)
    if not found or len(re.findall("应当|必须|不得|可以", text)) > 1 or re.search(r"等|其|有关|相关|以上|各级|的|或|[在后时前]|共和国", found["who"]):
        return None
    if _NOTHING.match(found["act"]) or _WIDE.match(found["act"]) or "其" in found["act"] or re.match("[是为有]", found["act"]):
        return None
    members = re.split(r"、|以及|和|与|及", found["who"])
    if not 3 <= len(members) <= 7 or min(map(len, members)) < 2 or _MANY.match(members[0]) or _echoes(found["act"], found["who"]):
        return None
    return Holders(tuple(members), f"{found['modal']}{found['act']}的有哪些？")


_AIM = re.compile(r"以(?P<name>[^，。；：、以]{2,12})为(?P<head>导向|主体|核心|重点|中心|主线|基础|引领|支撑|纽带|根本|龙头|抓手|载体|依托|目标|先导)(?=[，。；、的])")


def aim(text: str, focus: int = 0) -> tuple[int, str, str] | None:
    """Of 以X为核心, the only one in the statement: where X begins, X, and the head."""
    found = list(_AIM.finditer(text, focus))
    if len(found) != 1 or text.count(found[0]["name"]) > 1 or re.search(r"习近平|同志|其|此", found[0]["name"]):
        return None
    return found[0].start("name"), found[0]["name"], found[0]["head"]


# A word, where it may stand, and the opposite that makes of it a falsehood which still makes sense.
_OPPOSITES = tuple(
    (word, re.compile(where), other)
    for word, where, other in (
        ("书面", r"(?<!或者)(?<!非)书面(?=(?:形式|方式|申请|通知|报告|告知|提出|答复|说明)(?!或者))", "书面或者口头"),
        ("书面或者口头", r"书面或者口头(?=形式|方式|申请|通知|报告|告知|提出|答复|说明)", "书面"),
        ("无偿", r"无偿(?=提供|使用|转让)", "低价"),
        ("免费", r"免费(?=提供|发放|供应)", "低价"),
        ("免费", r"免费(?=开放)", "优惠"),
        ("事先", r"事先(?=[^，。]{0,8}(?:批准|同意|报告|通知|告知|申请|征求|提出|制定))", "事后"),
        ("事前", r"事前(?=[^，。]{0,8}(?:批准|同意|报告|通知|告知|申请))", "事后"),
        ("连带责任", r"连带责任", "补充责任"),
        ("补充责任", r"(?<!相应的)补充责任", "连带责任"),
        ("上一级", r"(?<=[由向报])上一级", "同级"),
        ("同级", r"(?<=[由向报])同级", "上一级"),
        ("无记名", r"无记名(?=投票|方式)", "记名"),
        ("差额", r"差额(?=选举)", "等额"),
        ("从轻", r"从轻(?=处罚|处分)", "从重"),
        ("从重", r"从重(?=处罚|处分)", "从轻"),
        ("过半数", r"(?<!超)过半数(?=通过|同意|赞成|的)", "三分之二以上"),
        ("非营利性", r"非营利性", "营利性"),
        ("本人", r"(?<=由)本人(?=提出|申请|签)", "所在单位"),
    )
)


_NOT_ONLY_WRITTEN = re.compile(r"书信|信函|电子|传真|签字|签名|数据电文|可以")  # what may be done in writing may be said, too


def opposites(text: str, focus: int = 0) -> Iterator[tuple[int, str, str]]:
    """Where a word stands whose opposite makes the statement false and still sensible, the word, and its opposite."""
    for word, where, other in _OPPOSITES:
        found = where.search(text, focus)
        if found and other not in text.replace(word, "") and text.count(word) == 1 and not (word == "书面" and _NOT_ONLY_WRITTEN.search(text)):
            yield found.start(), word, other


_LEVELS = (
    (r"(?:中央|全国|国家|国务院)", "N"), (r"省级以上", "NP"), (r"(?:省、自治区、直辖市|省级|省)", "P"), (r"设区的市级?(?:以上)", "NPC"),
    (r"(?:设区的市、自治州|设区的市|市级|市)", "C"), (r"县级以上", "NPCK"), (r"(?:市、县|市县)", "CK"), (r"(?:县级|县|区县|县、区)", "K"), (r"(?:乡镇|乡、民族乡、镇|乡、镇|乡级)", "T"),
)  # fmt: skip
_ORGAN = r"(?:(?:地方)?(?:各级)?(?:人民政府|人民法院|人民检察院|人民代表大会(?:常务委员会)?|总工会|党委|监察委员会))"
_BODY = re.compile(
    rf"由(?P<name>(?P<level>国务院|(?:省级以上|省、自治区、直辖市|省级|设区的市级?(?:以上)?|县级以上|县级|乡镇|乡、民族乡、镇|市、县|全国|上一级)(?={_ORGAN}|[一-鿿]{{0,6}}(?:部门|机构|机关)){_ORGAN}?)(?P<office>[一-鿿]{{2,12}}?(?:部门|机构|机关|局))?)"
    r"(?=(?:依法|统一|组织|负责|共同|根据)?(?:认定|批准|审批|审核|审定|制定|规定|决定|颁发|核发|发给|印制|公布|责令|处|给予|吊销|撤销|收缴|没收|负责|主管|编制|任命|确定|组织|受理|登记|备案|划定|核准|许可|予以|聘任|另行))"
)


@dataclass(frozen=True)
class Body:
    """A public body that acts (由…批准), named from ``start`` on, with the levels of government it stands for."""

    start: int
    name: str
    levels: str
    office: str


def bodies(text: str, focus: int = 0) -> Iterator[Body]:
    for found in _BODY.finditer(text, max(0, focus - 1)):
        levels = next((levels for pattern, levels in _LEVELS if re.match(pattern, found["name"])), "")
        if levels and not re.search(r"会同|和|或|与|及", found["name"]) and text.count(found["name"]) == 1:
            yield Body(found.start("name"), found["name"], levels, found["office"] or "")


_STAGES = (("N", "国务院", "国务院"), ("P", "省、自治区、直辖市人民政府", "省、自治区、直辖市人民政府"), ("C", "设区的市级人民政府", "设区的市级人民政府"), ("K", "县级人民政府", "县级人民政府"), ("T", "乡镇人民政府", ""))


_ORDER = "NPCKT"


def other_bodies(body: Body) -> list[str]:
    """Bodies of other levels with the same office, the nearest levels first; none that the body's own levels take in."""
    if not re.search(r"国务院|人民政府|部门$|机构$", body.name) or re.search(r"人民代表大会|法院|检察院", body.name):
        return []
    names = [(level, (with_office + body.office) if body.office and with_office else name) for level, name, with_office in _STAGES]
    fitting = [(level, name) for level, name in names if level not in body.levels and not (body.office and not name.endswith(body.office))]
    return [name for _, name in sorted(fitting, key=lambda one: min(abs(_ORDER.index(one[0]) - _ORDER.index(own)) for own in body.levels))]


_INSTITUTION = re.compile(
    r"(?:实行|建立|建立、健全|建立健全|推行)(?P<name>[^，。；：、的和与及或并对以]{2,12}?(?:责任制度?|负责制|承包制|聘任制|任期制|管理制度|保护制度|制度|体制))(?=[，。；])"
)


def institution(text: str, focus: int = 0) -> tuple[int, str] | None:
    """Where the one institution begins that a statement says is set up (实行校长负责制), and its name."""
    found = list(_INSTITUTION.finditer(text, focus))
    if len(found) != 1:
        return None
    name, rest = found[0]["name"], text[: found[0].start("name")] + "|" + text[found[0].end() :]
    stem = name.removesuffix("度").removesuffix("制")
    # The rest must not give it away, and must say enough to tell which of all institutions is meant.
    if any(stem[at : at + 2] in rest for at in range(len(stem) - 1)) or len(rest) < 14:
        return None
    return found[0].start("name"), found[0]["name"]
