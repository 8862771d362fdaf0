"""The questions that prompts ask, by stage of reflection and post.

The stages are those of Borton's cycle (Terry Borton, "Reach, Touch, and Teach", 1970), as Rolfe, Freshwater and Jasper
use them ("Critical Reflection for Nursing and the Helping Professions", 2001): what happened, what it means, what to do.
Each question asks for one concrete thing and can be answered in a few lines. ``None`` stands for any post. Those of
``…_DUTIES`` speak of doing what the sentence says, so they fit only a sentence that states a duty or a value; those of
``…_FACTS`` ask about the reading rather than the sentence, and fit also one that only tells or arranges something.
"""

from companion.people.members import Post

STAGES = ("what", "so_what", "now_what")

LEADS = {
    Post.TEACHER: ("从教师岗位想一想：", "As a teacher: "),
    Post.COUNSELLOR: ("从辅导员岗位想一想：", "As a counsellor: "),
    Post.ADMINISTRATOR: ("从行政岗位想一想：", "As an administrator: "),
    Post.RESEARCHER: ("从科研岗位想一想：", "As a researcher: "),
    Post.OTHER: ("从自己的岗位想一想：", "From your own post: "),
}
"""What stands before a question, Chinese and English: whose work it asks about."""

Questions = dict[str, dict[Post | None, tuple[str, ...]]]

CHINESE: Questions = {
    "what": {
        None: (
            "最近两周里，哪件事让您想起这句话？请写下当时的经过。",
            "这句话里哪个词与您手头的工作最贴近？请用一件具体的事说明。",
            "这句话让您想到身边的哪一个人？请写下一个亲眼看到的细节。",
            "这段材料里，哪一处与您的经历最像？请写出当时的时间、地点和经过。",
        ),
        Post.TEACHER: (
            "回想最近一次课，哪一刻与这句话有关？您和学生各做了什么？",
            "最近一次答疑或批改作业时，有没有与这句话相关的细节？请写下来。",
            "您现在教的班里，哪位学生（不必写姓名）让您想到这句话？发生了什么？",
            "备下一次课时，哪个环节会碰到这句话所说的事？目前您是怎样处理的？",
        ),
        Post.COUNSELLOR: (
            "最近一次谈心中，哪句话、哪个停顿让您想到这里？当时的情形怎样？",
            "最近学生来找您的事情里，哪一件与这句话有关？您是怎样回应的？",
            "上一次班会或走访宿舍时，有什么见闻能与这句话对上？",
            "您带的班级里，最近有什么变化与这句话有关？您是从哪里看出来的？",
        ),
        Post.ADMINISTRATOR: (
            "最近经手的文件或审批中，哪一件与这句话有关？您是怎样办的？",
            "最近一位来办事的老师或学生，让您对这句话有什么感受？请写下经过。",
            "最近一次开会或发通知，有没有碰到这句话所说的情形？",
        ),
        Post.RESEARCHER: (
            "最近的实验、调研或组会上，哪一刻与这句话有关？请写下经过。",
            "手头的论文或项目里，哪一处会碰到这句话所说的事？现在是怎样处理的？",
            "您指导的学生最近问过什么，让您想到这句话？您是怎样回答的？",
            "最近一次处理数据、署名或者审稿时，有没有与这句话相关的取舍？",
        ),
        Post.OTHER: (
            "您每天的工作中，哪一个环节与这句话最有关系？现在是怎么做的？",
            "最近一次与同事配合，有没有碰到这句话所说的情形？经过怎样？",
            "最近一位您服务过的人，让您对这句话有什么感受？",
            "您岗位上的哪一件小事，正好可以说明这句话？请写出细节。",
        ),
    },
    "so_what": {
        None: (
            "读这句话之前，您是怎样理解这件事的？现在哪一点不同了？",
            "要把这句话讲给一位新同事听，您会举哪件真事作例子？为什么选它？",
            "这句话最打动您，或者最让您犹豫的，是哪一处？为什么？",
            "关于这句话所说的事，您和同事的看法可能在哪里不同？各自的理由是什么？",
        ),
        Post.TEACHER: (
            "您做学生时，哪位老师让您体会过这句话？它怎样影响了您今天的做法？",
        ),
        Post.COUNSELLOR: (
            "对一名正遇到困难的学生来说，这句话意味着什么？",
            "关心学生与守住界限之间，这句话提醒了您什么？",
            "学生不愿意说的时候，这句话对您有什么帮助？又有什么限制？",
        ),
        Post.ADMINISTRATOR: (
            "按章办事与方便师生之间，这句话提醒了您什么？",
            "您的工作中，哪一个“一直这么办”的做法值得用这句话重新看一看？为什么？",
        ),
        Post.RESEARCHER: (
            "对刚进课题组的学生来说，这句话为什么重要？您希望他们从您身上看到什么？",
        ),
        Post.OTHER: (
            "这句话对您的岗位来说，最要紧的是哪半句？为什么？",
        ),
    },
    "now_what": {
        None: (
            "从明天起，您准备改变哪一个习惯？一周以后用什么来判断是否改变了？",
            "由这句话出发，您最想和哪位同事聊一聊？准备从哪个问题问起？",
            "这句话让您想先试一件什么小事？什么时候、在哪里试？",
            "这句话给您手头的工作带来什么新的想法？下一步怎样验证它？",
            "一个月以后再读这句话，您希望多一个什么样的例子可写？为此现在可以做什么？",
        ),
        Post.COUNSELLOR: (
            "下一次班会，您会用哪一个问题让学生自己谈到这句话？",
        ),
        Post.ADMINISTRATOR: (
            "您打算向哪些老师或学生听一次意见？请写出准备问的那个问题。",
        ),
        Post.RESEARCHER: (
            "您准备怎样把这句话教给新进组的学生？第一周让他做什么？",
        ),
    },
}

CHINESE_DUTIES: Questions = {
    "what": {
        None: (
            "您第一次真正遇到这句话所说的情形是什么时候？当时您是怎么做的？",
            "对照这句话，您身边有谁做得好？请写一个您亲眼看到的细节。",
        ),
        Post.ADMINISTRATOR: (
            "您负责的流程里，哪一步对应着这句话？现在实际是怎么走的？",
        ),
    },
    "so_what": {
        None: (
            "如果这句话没有做到，最先受影响的会是谁？为什么？",
            "这句话难在哪里？请结合自己的一次经历说明。",
        ),
        Post.TEACHER: (
            "站在学生的角度看，您做到这句话与没做到，一堂课会有什么不同？",
            "在您的课程里，这句话与完成教学进度会不会冲突？您更看重什么，为什么？",
            "您教学中的哪个习惯与这句话不太一致？它是怎样形成的？",
        ),
        Post.COUNSELLOR: (
            "最近一件处理得不够满意的事，用这句话来看，问题出在哪里？",
        ),
        Post.ADMINISTRATOR: (
            "站在来办事的师生的角度，这句话落实得怎样，他们会从哪里感觉到？",
            "这句话要落到实处，现在最缺的是时间、信息，还是分工？您的依据是什么？",
        ),
        Post.RESEARCHER: (
            "进度紧张的时候，这句话最容易在哪一步被放松？后果会是什么？",
            "您所在的领域里，有没有因为忽视这句话而走过的弯路？原因是什么？",
            "怎样的成果才配得上这句话？它与您现在的评价标准有什么不同？",
        ),
        Post.OTHER: (
            "您的岗位与这句话之间隔着哪些环节？您在其中起什么作用？",
            "同样一件事，按这句话做与不按这句话做，结果差在哪里？",
            "您见过的哪件事说明，做到这句话并不容易？难在人，还是难在事？",
        ),
    },
    "now_what": {
        None: (
            "本周之内，您可以做哪一件小事来落实这句话？请写明何时、对谁、怎样做。",
            "要长期做到这句话，您需要谁的帮助？准备怎样开口？",
            "下一次遇到类似的情形，您的第一句话会怎么说，第一步会怎么做？",
        ),
        Post.TEACHER: (
            "下一次课，您打算在哪个环节体现这句话？准备怎样设计？",
            "下一次布置作业或答疑时，您会为这句话改动哪一处？",
            "本学期结束前，您希望学生从哪一件事上看出您做到了这句话？",
            "您准备请哪位同事来听一次课，帮您看一看这句话做得怎样？请他看什么？",
        ),
        Post.COUNSELLOR: (
            "本周您准备找哪一类学生谈一谈？怎样开头，才合乎这句话？",
            "若有学生今晚就来求助，这句话会让您先做什么，后做什么？",
            "您准备怎样与任课教师或家长配合，把这句话做到实处？",
        ),
        Post.ADMINISTRATOR: (
            "您可以把手头哪一个流程减去一步，或者写得更清楚，来落实这句话？",
            "本周收到的下一份申请，您准备怎样办，才合乎这句话？",
            "要让这句话在换人之后也能做到，您准备留下一份怎样的说明？",
        ),
        Post.RESEARCHER: (
            "下一次组会，您准备就这句话定下哪一条大家都能检查的约定？",
            "手头的数据、记录或署名中，哪一处应当马上按这句话补上？何时完成？",
            "下一篇论文投稿之前，您会增加哪一个核对步骤？由谁来做？",
        ),
        Post.OTHER: (
            "您的岗位上，哪一个细节改一改，就离这句话更近一步？何时开始？",
            "您准备与哪位同事约定一件事，互相提醒做到这句话？",
            "下个月回头看时，您希望用哪一件事说明自己做到了这句话？",
            "若只能做一件事来落实这句话，您会选哪一件？今天能做到哪一步？",
        ),
    },
}

ENGLISH: Questions = {
    "what": {
        None: (
            "Which event of the past two weeks does this bring to mind? Tell briefly what happened.",
            "Which word here is closest to what you are working on now? Explain it with one concrete case.",
            "Whom does this bring to mind? Describe one detail you saw yourself.",
            "Which part of this reading is closest to something you lived through? Say when, where and how.",
        ),
        Post.TEACHER: (
            "Think of your last class: which moment has to do with this? What did you and the students do?",
            "Was there anything in your last office hour or marking that touches on this? Write it down.",
            "Which student (no names) makes you think of this? What happened?",
            "Which part of your next class will meet this? How do you handle it at present?",
        ),
        Post.COUNSELLOR: (
            "In your last talk with a student, which words or which silence bring you here? What was the situation?",
            "Which of the matters students came to you with has to do with this? How did you respond?",
            "What did you notice on your last visit to a class or dormitory that fits this?",
            "What has changed lately among your students that has to do with this? How can you tell?",
        ),
        Post.ADMINISTRATOR: (
            "Which of the papers or requests you handled lately has to do with this? What did you do with it?",
            "Who came to your office lately and made you feel what this is about? Tell what happened.",
            "Did your last meeting or notice meet the situation described here?",
        ),
        Post.RESEARCHER: (
            "Which moment of a recent experiment, survey or group meeting has to do with this? Tell what happened.",
            "Where does the paper or project on your desk meet this? How is it handled now?",
            "What did a student ask you lately that brings this to mind? What did you answer?",
            "When you last dealt with data, authorship or a review, what choice did you make that touches on this?",
        ),
        Post.OTHER: (
            "Which part of your daily work has most to do with this? How is it done now?",
            "When you last worked together with a colleague, did you meet this? How did it go?",
            "Whom did you serve lately who made you feel what this is about?",
            "Which small thing in your work shows exactly what this means? Give the detail.",
        ),
    },
    "so_what": {
        None: (
            "How did you see this matter before? What looks different now?",
            "If you had to explain this to a new colleague, which true story would you tell, and why that one?",
            "What in this speaks to you most, or makes you hesitate most? Why?",
            "Where might you and a colleague see this matter differently? What are the reasons on either side?",
        ),
        Post.TEACHER: (
            "Which teacher made you feel this when you were a student? How does it shape what you do today?",
        ),
        Post.COUNSELLOR: (
            "What does this mean to a student who is in trouble right now?",
            "Between caring and keeping a boundary, what does this remind you of?",
            "When a student does not want to talk, how does this help you, and where does it stop?",
        ),
        Post.ADMINISTRATOR: (
            "Between following the rules and making things easy, what does this remind you of?",
            "Which thing that has always been done this way deserves a second look, and why?",
        ),
        Post.RESEARCHER: (
            "Why does this matter to a student who has just joined your group? What should they see in you?",
        ),
        Post.OTHER: (
            "Which half of this matters most in your work, and why?",
        ),
    },
    "now_what": {
        None: (
            "Which habit will you change from tomorrow? How will you know in a week whether it has changed?",
            "Starting from this, which colleague would you most like to talk with? What will you ask first?",
            "Which small thing does this make you want to try first? When and where?",
            "What new idea does this give you for the work at hand? How will you test it?",
            "When you read this again in a month, what example of your own would you like to add? What can you do for it now?",
        ),
        Post.COUNSELLOR: (
            "What one question will you ask at the next class meeting so that students come to this themselves?",
        ),
        Post.ADMINISTRATOR: (
            "Whom will you ask for their view? Write down the one question you will put to them.",
        ),
        Post.RESEARCHER: (
            "How will you teach this to a new member of your group? What will they do in the first week?",
        ),
    },
}

ENGLISH_DUTIES: Questions = {
    "what": {
        None: (
            "When did you first meet the situation described here? What did you do?",
            "Who around you does this well? Describe one detail you saw yourself.",
        ),
        Post.ADMINISTRATOR: (
            "Which step of a process you look after matches this? How does it really go today?",
        ),
    },
    "so_what": {
        None: (
            "If this were not done, who would feel it first, and why?",
            "What makes this hard? Explain with an experience of your own.",
        ),
        Post.TEACHER: (
            "Seen from a student's seat, how does a class differ when this is done and when it is not?",
            "Does this ever get in the way of covering the syllabus in your course? Which matters more to you, and why?",
            "Which of your teaching habits does not quite agree with this? How did it come about?",
        ),
        Post.COUNSELLOR: (
            "Take a case you were not quite content with: seen in this light, where did it go wrong?",
        ),
        Post.ADMINISTRATOR: (
            "Where would the people who come to your office notice whether this is done?",
            "What is missing most to make this real: time, information, or clear duties? How do you know?",
        ),
        Post.RESEARCHER: (
            "When time is short, at which step is this most easily given up? What follows?",
            "Has anyone in your field gone astray by neglecting this? What was the cause?",
            "What kind of result would be worthy of this? How does that differ from how work is judged now?",
        ),
        Post.OTHER: (
            "What stands between your work and this? What is your part in it?",
            "The same task done with and without this in mind: where is the difference?",
            "What have you seen that shows this is not easy? Was it the people or the task?",
        ),
    },
    "now_what": {
        None: (
            "What small thing can you do this week to put this into practice? Say when, with whom and how.",
            "Whose help do you need to keep this up? How will you ask for it?",
            "Next time this happens, what will you say first, and what will you do first?",
        ),
        Post.TEACHER: (
            "Where in your next class will this show? How will you set it up?",
            "What will you change in your next assignment or office hour because of this?",
            "By the end of the term, from what should your students see that you did this?",
            "Which colleague will you ask to sit in on a class and look at this? What should they watch?",
        ),
        Post.COUNSELLOR: (
            "Which students do you want to talk with this week? How will you begin, so that it agrees with this?",
            "If a student comes for help tonight, what does this tell you to do first, and what next?",
            "How will you work with teachers or parents to make this real?",
        ),
        Post.ADMINISTRATOR: (
            "Which process on your desk can lose a step, or be written more clearly, because of this?",
            "How will you handle the next request you receive, so that it agrees with this?",
            "What note will you leave so that this still holds when someone else takes over?",
        ),
        Post.RESEARCHER: (
            "What rule that everyone can check will you propose at the next group meeting?",
            "Which data, records or author lists should be brought in line with this at once? By when?",
            "Which check will you add before the next paper is submitted? Who will do it?",
        ),
        Post.OTHER: (
            "Which detail of your work, once changed, would bring you a step closer to this? When will you start?",
            "With which colleague will you agree on one thing to remind each other of this?",
            "Looking back next month, by what one thing would you like to show that you did this?",
            "If you could do one thing only about this, what would it be? How far can you get today?",
        ),
    },
}

CHINESE_FACTS: Questions = {
    "what": {
        None: (
            "这段材料里，哪一处与您眼下的工作关系最近？现在实际是怎样做的？",
            "读到这里，您想起哪件亲身经历的事？请写出当时的时间、地点和经过。",
            "这段材料里，有没有一处是您身边已经做到的？请写一个看得见的细节。",
            "材料里说的情形，您或者身边的同事最近遇到过吗？经过怎样？",
        ),
        Post.TEACHER: ("这段材料与您的课堂在哪里碰得上？请写出一个具体的片段。",),
        Post.COUNSELLOR: ("这段材料里，哪一处让您想到自己带的学生？想到了什么事？",),
        Post.ADMINISTRATOR: ("这段材料里，哪一处与您经手的事务有关？最近一次是怎样办的？",),
        Post.RESEARCHER: ("这段材料里，哪一处与您的课题组或实验室有关？目前的情况怎样？",),
        Post.OTHER: ("这段材料里，哪一处与您的岗位有关？最近一次碰到是什么时候？",),
    },
    "so_what": {
        None: (
            "材料为什么要写这一点？您认为它想解决什么问题？请用一件见过的事说明。",
            "这段材料里，哪一点与您原来的理解不同？您怎样看这个不同？",
            "材料里哪一处说起来容易、做起来容易走样？原因是什么？",
            "向一位新同事介绍这段材料，您会先讲哪一点？为什么先讲它？",
        ),
        Post.TEACHER: ("这段材料对学生意味着什么？他们会从哪里感觉到？",),
        Post.COUNSELLOR: ("这段材料对您带的学生意味着什么？他们会从哪里感觉到？",),
        Post.ADMINISTRATOR: ("从来办事的师生的角度看，这段材料里哪一点最要紧？为什么？",),
        Post.RESEARCHER: ("从刚进课题组的学生的角度看，这段材料里哪一点最要紧？为什么？",),
        Post.OTHER: ("从您服务的人的角度看，这段材料里哪一点最要紧？为什么？",),
    },
    "now_what": {
        None: (
            "读完这段材料，您准备先试哪一件小事？什么时候、在哪里试？",
            "这段材料里，哪一处您还有疑问？准备向谁、怎样问清楚？",
            "拿这段材料对一对手头的事，哪一处要补上或者改一改？何时完成？",
            "这段材料里，哪一点您想提醒身边的同事？准备在什么场合、怎样说？",
        ),
        Post.TEACHER: ("这段材料里，哪一点可以用到您的下一次课上？准备怎样用？",),
        Post.COUNSELLOR: ("这段材料里，哪一点可以用到您的下一次谈心或班会上？准备怎样用？",),
        Post.ADMINISTRATOR: ("这段材料里，哪一点可以让师生少跑一趟？准备怎样办？",),
        Post.RESEARCHER: ("这段材料里，哪一点可以拿到下一次组会上说？准备怎样说？",),
        Post.OTHER: ("这段材料里，哪一点可以用到您的岗位上？从哪一步开始？",),
    },
}

ENGLISH_FACTS: Questions = {
    "what": {
        None: (
            "Which part of this reading is closest to your present work? How is it really done now?",
            "Which event of your own does this bring back? Say when, where and how it went.",
            "Is there anything in this reading that people around you do already? Give one detail that can be seen.",
            "Did you or a colleague lately meet what the reading describes? How did it go?",
        ),
        Post.TEACHER: ("Where does this reading touch your classroom? Describe one moment.",),
        Post.COUNSELLOR: ("Which part of this reading makes you think of your students? What comes to mind?",),
        Post.ADMINISTRATOR: ("Which part of this reading has to do with matters you handle? How was it done last time?",),
        Post.RESEARCHER: ("Which part of this reading has to do with your group or laboratory? How do things stand?",),
        Post.OTHER: ("Which part of this reading has to do with your work? When did you last meet it?",),
    },
    "so_what": {
        None: (
            "Why does the text say this? Which problem is it meant to solve? Explain with something you have seen.",
            "What in this reading differs from how you understood it before? What do you make of that?",
            "Which part of this reading is easily said and easily done badly? Why?",
            "If you introduced this reading to a new colleague, what would you say first, and why that?",
        ),
        Post.TEACHER: ("What does this reading mean to your students? Where would they notice it?",),
        Post.COUNSELLOR: ("What does this reading mean to the students in your care? Where would they notice it?",),
        Post.ADMINISTRATOR: ("For the people who come to your office, what matters most in this reading? Why?",),
        Post.RESEARCHER: ("For a student new to your group, what matters most in this reading? Why?",),
        Post.OTHER: ("For the people you serve, what matters most in this reading? Why?",),
    },
    "now_what": {
        None: (
            "After this reading, what will you try first? When and where?",
            "What in this reading is not clear to you yet? Whom will you ask, and how?",
            "Hold this reading against the work at hand: what is to be added or changed? By when?",
            "What in this reading would you like to remind a colleague of? On what occasion, and in which words?",
        ),
        Post.TEACHER: ("What in this reading can you use in your next class? How?",),
        Post.COUNSELLOR: ("What in this reading can you use in your next talk with a student or a class? How?",),
        Post.ADMINISTRATOR: ("What in this reading could save people a trip to your office? How will you go about it?",),
        Post.RESEARCHER: ("What in this reading is worth raising at your next group meeting? How will you put it?",),
        Post.OTHER: ("What in this reading can you use in your work? What is the first step?",),
    },
}
