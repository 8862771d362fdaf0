"""The needs survey."""

WORDS = {
    "needs.title": ("学习需求", "What fits me"),
    "needs.lead": (
        "三个问题。大家读的单元一样，情境题、举例和思考题会更贴近你的岗位和关心的事。书记只看到全支部的合计。",
        "Three questions. Everyone reads the same unit; scenes, examples and thinking questions come closer to your post and to what you care about. The secretary sees sums of the branch only.",
    ),
    "needs.begin": ("填一填", "Answer them"),
    "needs.change": ("改一改", "Change my answers"),
    "needs.post": ("岗位", "Post"),
    "needs.themes": ("想多学的主题（可多选）", "Themes to learn more about (any number)"),
    "needs.themes.named": ("想多学的主题", "Themes"),
    "needs.words": ("最近工作中关心的事（最多 {most} 个词，可不填）", "What concerns you at work (at most {most} words, optional)"),
    "needs.words.named": ("关心的事", "Concerns"),
    "needs.separator": ("、", ", "),
    "needs.send": ("保存", "Save"),
    "needs.done": ("已记下，从下一份新的日课起用上。", "Noted; it takes effect with the next new lesson."),
    "needs.few": ("至少 {n} 人填写后，这里显示全支部的合计。", "Once {n} members have answered, sums of the branch are shown here."),
    "needs.answered": ("{n} 人填写", "Answered by {n}"),
    "needs.invite": ("让日课更贴近岗位：填三个问题", "Fit lessons to your post: three questions"),
}
