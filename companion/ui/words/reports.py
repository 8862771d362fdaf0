"""The place of reports; what stands in them is worded in companion.reports."""

WORDS = {
    "reports.kind": ("报表", "Report"),
    "reports.week": ("一周通报", "Week"),
    "reports.semester": ("学期通报", "Semester"),
    "reports.branches": ("各支部比较", "Branches compared"),
    "reports.day": ("哪一天所在的周或学期", "Week or semester of the day"),
    "reports.print": ("打印页", "Page to print"),
    "reports.print.now": ("打印", "Print"),
    "reports.docx": ("Word 文档", "Word document"),
    "reports.xlsx": ("xlsx 表格", "xlsx file"),
}
