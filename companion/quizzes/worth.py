"""How much a fact is worth asking: rules and principles over mere mentions."""

import re

from companion.quizzes.amounts import Amount
from companion.quizzes.facts import Claim, Definition, Formula, Subject
from companion.quizzes.lists import PointList
from companion.quizzes.statements import Statement

_RULE = re.compile(r"应当|必须|不得|可以|严禁|禁止|至少|不少于|不超过|不低于|一般|每(?:年|月|周|学期|学年|季度|天|日|人)|\b(?:must|shall|may|should|at least|at most|no more than|no fewer than|within|every|each|required)\b")
_PRINCIPLE = re.compile(r"原则|方针|宗旨|目标|任务|要求|制度|核心|根本|基本|首要|职责|条件|标准")


# A figure that has grown or fallen is known only with the time it speaks of.
_CHANGE = re.compile(r"增长|增加|提高|提升|下降|降低|缩减|减少|达到|新增|超过|突破|完成")
_TIME = re.compile(r"\d{4}年|年底|期间|[一二三四五]年[内间]|每年|全年")


def worth(statement: Statement, fact: Amount | Claim | Definition | Formula | Subject | None = None) -> float:
    """From 0 (not worth asking) to about 10. Short statements of rules rank highest."""
    value = 2.0
    value += 2 if _RULE.search(statement.text) else 0
    value += 1 if _PRINCIPLE.search(statement.text) else 0
    value += 1 if statement.article else 0
    value -= max(0, len(statement.text) - 70) / 20
    if isinstance(fact, Amount):
        value -= 4 if statement.text.endswith("起施行。") else 0  # a date to be looked up, not to be known
        value += 2 if fact.cue else -2
        if not (statement.article or _RULE.search(statement.text) or _TIME.search(statement.text)):
            value -= 2 if _CHANGE.search(statement.text) else 0
    elif isinstance(fact, Formula):
        value += 1
    elif isinstance(fact, Definition):
        value += 4
    elif isinstance(fact, Claim | Subject):
        value += 1
    return value


def worth_of_list(one: PointList) -> float:
    """On the same scale. A list that the text closes, with a lead that rules something, ranks highest."""
    value = 4.0
    value += 1 if _RULE.search(one.lead) or _PRINCIPLE.search(one.lead) else 0
    value += 1 if one.article else 0
    value -= 1 if one.open else 0
    return value - max(0, len(one.lead) - 50) / 20
