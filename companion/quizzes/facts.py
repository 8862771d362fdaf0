"""Facts, other than amounts, that can be asked for in a statement. Spans are offsets in its text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Definition:
    """``term``, which begins at ``start`` and is said to mean what follows."""

    start: int
    term: str
    meaning: str


_DEFINITION = re.compile(
    r"^(?:《[^》]+》(?:中|所称)?)?(?P<term>[一-鿿A-Za-z“”·]{2,14}?)[，,]?(?:，?是指|，系指|指的是|，指)(?P<meaning>[^。]{12,110})。$"
)
_DEFINITION_EN = re.compile(
    r"^(?:The term )?[“\"]?(?P<term>[A-Z]?[A-Za-z][A-Za-z -]{2,40}?)[”\"]? (?:means|refers to|is defined as) (?P<meaning>[^.]{20,200})\.$"
)


def definition(text: str) -> Definition | None:
    match = _DEFINITION.match(text) or _DEFINITION_EN.match(text)
    if not match or len(match["term"].strip("“”")) < 2 or re.search(r"的(?!士)|[一二三四五六七八九十]|应当|不得|所|均|主要|就|并不|不是|都", match["term"]):
        return None
    term = match["term"].strip("“”")
    return Definition(text.index(term, match.start("term")), term, match["meaning"])


@dataclass(frozen=True)
class Enumeration:
    """``members``, verbatim and in order, of which something is said to consist; they begin at ``start``, after ``verb``."""

    start: int
    verb: str
    members: tuple[str, ...]


_ENUMERATION = re.compile(
    r"(?:^|[。；])(?P<head>[^，。；：、]{3,30}?)(?P<verb>(?<!不)(?:主要|应当|具体)?包括|包含|分为|分成|应当载明|应当写明)(?P<members>[^，。；：]+)[。]"
)


def enumeration(text: str, focus: int = 0) -> Enumeration | None:
    """The enumeration that a sentence of the statement, from ``focus`` on, consists of; None where it leaves room (等)."""
    match = _ENUMERATION.search(text, max(0, focus - 1))
    if not match or re.search(r"共和国|等|以下|下列|其他|所有|两个方面|几个方面", match["members"]) or re.search(r"[的]$|其$", match["head"]):
        return None
    members = match["members"].split("、")
    last = re.split(r"以及|和|与|及", members[-1])
    if len(last) > 2 or len(members) + len(last) < 4 or any(re.search(r"和|及|与", member) for member in members[:-1]):
        return None
    last[-1] = re.sub(r"[两二三四五六七八九十]+(?:级|种|类|项|个|大类|部分|个?方面|个等[次级])$", "", last[-1])
    members[-1:] = last
    shared = re.search(r"(?:合同|工作|活动|资格|机构|部门|人员|单位|企业|制度|方式|措施|教育|费用|组织|纪律|奖励|证书|培训|考试)$", members[-1])
    if shared and not any(member.endswith(shared[0]) for member in members[:-1]):  # 勘察、设计、施工合同: all are 合同
        return None
    sizes = [len(member) for member in members]
    if min(sizes) < 2 or max(sizes) > 18 or len(set(members)) < len(members):
        return None
    return Enumeration(match.start("members"), match["verb"], tuple(members))


_HEADS = (
    "核心|根本|基础|关键|前提|目标|最高理想|宗旨|原则|方针|标准|任务|本质|主体|要求|保证|保障|途径|职责|标志|重点|方向|灵魂|生命线|动力|"
    "生产力|资源|底线|基石|优势|特征|总目标|主线|主题|使命|责任|纽带|根基|源泉|载体|阵地|抓手|命脉|力量|机关|制度|组织|基调|总基调|精神|"
    "法律|领导者|出发点|落脚点|总抓手|要义|工作|环节|形式|方式|依据|学习小组|方法"
)
_CLAIM = re.compile(
    rf"^(?P<subject>(?!.*?(?:只有|应当|不得))[^，。；：、（）]{{2,22}}?)(?:就|才|都|始终|仍然)?是(?P<predicate>[^，。；：（）]{{2,30}}?(?:{_HEADS}))(?=。|，|、|；)"
)
_CLAIM_TURNED = re.compile(rf"^(?P<subject>[^，。；：、（）]{{1,20}}的[^，。；：、（）的]{{0,4}}(?:{_HEADS}))是(?P<predicate>[^，。；：（）]{{2,22}})。$")


@dataclass(frozen=True)
class Claim:
    """X是Y的核心 / X的原则是Y: the span of the part asked for, the other part, and the noun that heads it."""

    start: int
    end: int
    asked: str
    head: str
    turned: bool


def claim(text: str) -> Claim | None:
    turned = _CLAIM_TURNED.match(text)
    if turned and not re.search(r"是", turned["predicate"]) and not re.match(r"[为以由在从对把]", turned["predicate"]):
        head = re.search(rf"(?:{_HEADS})$", turned["subject"])
        return Claim(*turned.span("predicate"), turned["predicate"], head[0] if head else "", True)
    plain = _CLAIM.match(text)
    if plain and "的" in plain["predicate"] and "是" not in plain["subject"] + plain["predicate"]:
        head = re.search(rf"(?:{_HEADS})$", plain["predicate"])
        return Claim(*plain.span("subject"), plain["subject"], head[0] if head else "", False)
    return None


@dataclass(frozen=True)
class Formula:
    """Like things said in a row, to be known by heart: 属地管理、分级负责、…的原则; 革命化、年轻化、…; 自主学习、自觉学习、….

    ``members`` are those of its words whose both ends are certain, each with where it begins. Lists that end in 等 make
    no formula: what they do not name may belong to them all the same.
    """

    members: tuple[tuple[int, str], ...]


_LIST = re.compile(r"[^，。；：、！？（）《》“”]{2,40}(?:、[^，。；：、！？（）《》“”]{2,12})*、[^，。；：！？（）《》“”、]{2,40}")
_JOIN = re.compile(r"以及|或者|和|及|与|或")
_LIST_LEAD = re.compile(r"(?:包括|包含|分为|分成|坚持|遵循|实行|贯彻|弘扬|按照|即|主要是|分别是|分别为|为)$")
_PERSONS = "人者员"  # what ends in these is seldom of a fixed length: 违法嫌疑人、被侵害人
_NO_MEMBER = re.compile(r"^[不没无]|和|与|及|或者|的|应当|不得|等|怎样|如何")
_FORMULA_TAIL = re.compile(r"[^，。；、]{0,14}的?(?:原则|方针|要求|机制|体制|格局|精神|理念|体系|路径|思路|战略|道路)")
_FORMULA_LEAD = re.compile(r"(?:坚持|遵循|贯彻|弘扬|实行|做到)(?:[^，。；、]{2,8}、)*$")


def formulas(text: str, focus: int = 0) -> Iterator[Formula]:
    """The formulas of a statement from ``focus`` on, each of three members of equal length or more."""
    for match in _LIST.finditer(text, focus):
        pieces: list[tuple[int, str]] = []
        at = match.start()
        for piece in match[0].split("、"):
            pieces.append((at, piece))
            at += len(piece) + 1
        last_at, last = pieces[-1]
        join = _JOIN.search(last, 2)
        if join and join.start() <= 12 and len(last) - join.end() >= 2:
            pieces[-1:] = [(last_at, last[: join.start()]), (last_at + join.end(), last[join.end() :])]
        (first_at, first), *inner, (last_at, last) = pieces
        if not inner or "等" in last or any(_NO_MEMBER.search(member) for _, member in inner):
            continue
        size = len(inner[0][1])
        if not 3 <= size <= 5 or any(len(member) != size for _, member in inner) or min(len(first), len(last)) < size:
            continue
        members = list(inner)
        if len(first) == size or _LIST_LEAD.search(first[:-size]) or (size <= 4 and _alike(first[-size:], inner[0][1]) and first[-1] not in _PERSONS):
            members.insert(0, (first_at + len(first) - size, first[-size:]))
        if len(last) == size or last[size] == "的":
            members.append((last_at, last[:size]))
        led = _FORMULA_LEAD.search(text[: members[0][0]]) or _FORMULA_TAIL.match(text, members[-1][0] + size)
        rhymed = len(members) >= 3 and all(_alike(member, members[0][1]) for _, member in members)
        if (len(members) >= 3 and all(member[-1] == "化" for _, member in members)) or (size == 4 and (led or rhymed)):
            yield Formula(tuple(members))


def principle(text: str, formula: Formula) -> str:
    """A question for all members of a formula that ends its sentence (应当坚持…的原则。); empty for any other."""
    start, (at, last) = formula.members[0][0], formula.members[-1]
    front, back = text[:start], text[at + len(last) :]
    tail = re.fullmatch(r"的?(原则|方针|要求|精神|理念)。", back)
    if not tail or re.search(r"[。；]", front) or not re.search(r"(?:坚持|遵循|贯彻|弘扬|实行)$", front):
        return ""
    members = [member for _, member in formula.members]
    return f"{front}怎样的{tail[1]}？" if text[start : at + len(last)] in ("、".join(members), "、".join(members[:-1]) + "和" + last) else ""


def _alike(one: str, other: str) -> bool:
    """Whether two members of a list repeat a character in the same place (自主学习、自觉学习)."""
    return any(a == b for a, b in zip(one, other, strict=True))


@dataclass(frozen=True)
class Subject:
    """Who must, may or does, named from ``start`` on; ``role`` is true for a person, false for a body."""

    start: int
    name: str
    role: bool


_BODY = (
    "政府|部门|机关|机构|委员会|党委|支部|党小组|法院|检察院|国务院|办公室|中心|学院|协会|工会|团委|处|局|厅|馆|党组|党支部|"
    "总支|小组|董事会|理事会|监事会|部|医院|研究院|教研室|党校"
)
_ROLE = (
    "书记|委员|组长|校长|院长|主任|导师|辅导员|负责人|召集人|联系人|记录人|管理员|监护人|秘书|主席|班主任|总理|"
    "领读人|值班员|教务员|干事|安全员|督导员|联络员|部长|处长|主持人|介绍人|责任人"
)
_SUBJECT = re.compile(
    rf"(?:(?<![^，。]))(?P<name>[一-鿿]{{2,12}}?(?:(?P<role>{_ROLE})|{_BODY}))"
    r"(?=(?:应当|必须|不得|可以|负责|主持|统筹|牵头|承担|召集|每(?:年|月|学期|周|季度|学年)|至少|依法|统一|审批|审核|批准|组织|根据|按照|自|在收到))"
)
_AGENT = re.compile(
    rf"由(?P<name>[一-鿿]{{2,12}}?(?:(?P<role>{_ROLE})|{_BODY}))(?=(?:负责|组织|主持|批准|审批|审核|制定|决定|任命|召集|统筹|牵头|承担|审定|统一|管理|保管|提出|汇总|发放))"
)
_VAGUE = re.compile(r"(?:审批|复议|登记|发证|招生|原|编制|许可|公诉|申诉)(?:机关|部门|机构)$|^(?:上一级|下一级|按照?|根据|依照|经过?|通过|国家|全国|凡|每|任|其|鼓励|引导|推动|督促|要求|责令|依法|协助|配合|指导|监督|会同|联合|选举|报告|通知|送达|移交|建立|设立|成立|组建|加强|实行|参加|加入|组织|通过|支持|举办|召开|同意|撤销|变更|申请|发现|接受|指定|委托|涉及|属于|需要|所有|作为)|有关|相关|任何|办案|承办|经办|执法|监管|职能|业务|作出|批准|受理|各级|以上|其他|所在|上级|下级|本|该|同级|主管|各|学校$|单位$|和|与|或|及|对|经|向|在|由|的|是|时|后|前|把|将|报|会同|为|要|请|到|能|没|不")


def subjects(text: str, focus: int = 0) -> Iterator[Subject]:
    for pattern in (_AGENT, _SUBJECT):
        for match in pattern.finditer(text, focus):
            if not _VAGUE.search(match["name"]) and text.count(match["name"]) == 1:
                yield Subject(match.start("name"), match["name"], bool(match["role"]))


_MODAL = re.compile(r"不得|应当|必须|可以|must not|may not|shall not|must|shall|may(?= )")


def modals(text: str) -> list[tuple[int, str]]:
    """Where the statement says must, may or must not, in order."""
    return [(match.start(), match[0]) for match in _MODAL.finditer(text)]
