"""Small texts as passages, one paragraph a passage, for the tests of this folder."""

from companion.texts.documents import Entry, Passage

RULES = """第一条 支部书记应当在心得提交后5个工作日内作出回应。
第二条 每名党员每学期参加读书会不少于三次，每次不超过90分钟。
第三条 党小组长负责召集党小组会，并于每周五查看本小组完成情况。
第四条 培养联系人每季度至少与入党积极分子谈话1次。
第五条 学习管理坚持统一领导、分级负责、分类指导、注重实效的原则。
第六条 考勤管理坚持全面覆盖、分段负责、分层指导、务求实效的原则。
第七条 应学课数，是指一学期日课总数减去准予免学之后剩下的数量。
第八条 补做期限，是指错过当天之后仍然可以计入完成情况的天数。
第九条 免学申请，是指党员因病因事请求不参加学习的书面材料。
第十条 有效心得，是指字数达到要求并且由本人独立写成的文字。
第十一条 组织委员应当在每月10日前公布上月完成情况。
第十二条 宣传委员每月至少推荐2篇校内文章。
第十三条 考核等次为优秀的支部，优秀比例不超过支部总数的三分之一。
第十四条 支部委员会负责审定考核结果，公示期为7日。
第十五条 教师工作部负责统筹全校学习安排，并于每年3月31日前发布计划。
第十六条 党员对考核结果有异议的，可以申请复核。
第十七条 日课成绩不得作为职称评审的唯一依据。
"""

GUIDE = """读书会每次活动不超过120分钟，每学期至少活动6次。
该活动由他们自行安排。
下列情形之一的，不予登记：
（一）成员不足5人的；
（二）没有书目的。
| 组织生活 | 频次 |
“我们每天读20页，”王老师说，“一个月读了3本书。”
目录……………3
如前款规定，登记期限为两周。
"""


def cut(text: str, document: str = "rules.md", title: str = "学习考核细则", language: str = "zh") -> list[Passage]:
    passages, at = [], 0
    for line in text.splitlines():
        passages.append(Passage(document, title, (), 1, 1, at, at + len(line), line, language))
        at += len(line) + 1
    return passages


def entry(document: str = "rules.md", title: str = "学习考核细则", **changes: object) -> Entry:
    return Entry(document, title, **changes)  # type: ignore[arg-type]
