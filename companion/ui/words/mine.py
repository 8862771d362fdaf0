"""A member's own page."""

WORDS = {
    # mine
    "mine.days": ("我的日课", "My lessons"),
    "mine.streak": ("连续 {n} 天按时", "On time in a row: {n}"),
    "mine.rate": ("完成率 {rate}", "Completion {rate}"),
    "mine.rest": ("周末、假日和请假的日子不打断连续。", "Weekends, holidays and days on leave do not break the row."),
    "mine.month": ("{year}年{month}月", "{year}-{month:02}"),
    "mine.month.before": ("上一月", "Month before"),
    "mine.month.after": ("下一月", "Month after"),
    "mine.no_lesson": ("不安排日课", "No lesson"),
    "mine.wrong": ("错题本：{n} 道", "Book of wrong answers: {n}"),
    "mine.make_up": ("可以补做的日课", "Lessons that can be made up"),
    "mine.make_up.one": ("补做 {day}", "Make up {day}"),
    "mine.window": ("错过的日课在 {days} 天之内可以补做。", "A missed lesson can be made up within {days} days."),
    "mine.flags": ("我提的疑问", "What I flagged"),
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
}
