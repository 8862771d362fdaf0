"""The daily lesson."""

WORDS = {
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
    "day.again": ("本单元的材料已经读完，今天重读其中一段。", "This unit's texts have been read to the end; today one portion of them is read again."),
    "day.no_reading": ("今天没有安排新的阅读，只答题。", "No new reading is set for today; there is only the quiz."),
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
    "day.hurried": (
        "从打开到交卷用了 {seconds} 秒，读完并答完至少要 {least} 秒。照样算完成；书记看得到用时偏短。",
        "It took {seconds} seconds from opening to handing in; reading and answering takes at least {least}. The day counts all the same; the secretary can see that the time was short.",
    ),
    "day.made_up.done": ("记为补做。", "Recorded as made up."),
    "day.see_reflections": ("看我的心得", "See my reflections"),
}
