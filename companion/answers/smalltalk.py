"""Messages that ask the texts nothing: greetings, thanks, and questions to the program about itself."""

import re

Remark = tuple[str, str]
"""A reply in Chinese and in English."""

_LONGEST = 40  # characters of a message that may be small talk
_PIECES = re.compile(r"[,，。.!！?？~～…、；;]+|(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_SOFT = r"[呀啊哦喔哈呢吗嘛啦了哟]{0,2}"
_WHO = r"(?:小?(?:助手|助理|同学|伙伴|朋友|老师)|机器人|大家|各位| ?(?:there|everyone|all))?"
_HELLO = re.compile(
    rf"(?:你好|您好|你们好|大家好|哈[喽啰]|嗨|嘿|喂|在吗|在么|在不在|早安|晚安|早|(?:早上|上午|中午|下午|晚上|新年|节日)好|hi|hello|hey"
    rf"|good (?:morning|afternoon|evening|night)){_SOFT}{_WHO}",
    re.IGNORECASE,
)
_THANKS = re.compile(
    rf"(?:(?:非常|十分|多|太)?(?:谢谢|感谢|谢了)(?:你们?|您|大家)?(?:的?(?:帮助|回答|解答))?|辛苦(?:你|您)?|好的?|嗯{{1,4}}|哦|噢|行|可以|知道|明白|懂|收到"
    rf"|再见|拜拜|回见|明天见|[哈呵嘻]{{1,9}}|thanks?(?: you)?(?: (?:so|very) much| a lot)?|ok(?:ay)?|great|fine|got it|i see|bye(?:[ -]bye)?|goodbye"
    rf"|see you(?: later)?){_SOFT}{_WHO}",
    re.IGNORECASE,
)
_ITSELF = re.compile(
    rf"(?:请问|那)?(?:你|您)(?:到底|究竟)?(?:是(?:谁|什么(?:人|东西|模型|机器人|软件|程序|系统)?|真?人|机器人)|叫什么(?:名字)?|会(?:做)?(?:什么|些什么|哪些)"
    rf"|(?:能|可以)(?:帮我)?(?:做|干|回答)(?:什么|些什么|哪些)(?:问题|事情?)?|有什么(?:用|功能|本领)|怎么用)的?{_SOFT}|(?:请问)?怎么(?:用|使用)你"
    rf"|(?:请)?(?:你)?(?:自我介绍|介绍(?:一下)?(?:你)?自己)(?:一下)?吧?|who are you|what(?:'s| is) your name|what are you|what can you do(?: for me)?"
    rf"|how do i use you|are you (?:a )?(?:robot|bot|human|real)",
    re.IGNORECASE,
)
UNCLEAR: Remark = (
    "这句话接着上文问，但看不出指的是哪一份材料、哪一条或哪一个问题；请写成完整的问题。",
    "This leans on something said before, but which text, article or question is meant is not clear. Please ask in full.",
)
NO_MORE: Remark = (
    "除了上面已经引用的，材料中没有找到更多依据。",
    "Beyond what is quoted above the texts say nothing more on this.",
)

_REMARKS: tuple[tuple[re.Pattern[str], Remark], ...] = (
    (
        _ITSELF,
        (
            "这里是学习助手：只引用已收录材料的原文来回答，并注明出处；材料里没有的不作答。也可以请它出题，或者给一道思考题。",
            "This is a study companion: it answers only with quotations from the collected texts and names their places; "
            "what they do not say it leaves unanswered. It can also set questions, or give a thinking prompt.",
        ),
    ),
    (_THANKS, ("好的。还想查什么，请接着问。", "You are welcome. Ask on if there is more to look up.")),
    (
        _HELLO,
        (
            "您好！请直接写下问题，例如某项规定的条件、时限或办法，回答会引用材料原文。",
            "Hello! Please write your question, for instance on the conditions or deadlines of a rule; the answer quotes the texts.",
        ),
    ),
)


def remark_on(message: str) -> Remark | None:
    """What to reply to a message that is small talk from its first word to its last; None for every other."""
    if len(message) > _LONGEST:
        return None
    pieces = [piece.strip() for piece in _PIECES.split(message) if piece.strip()]
    if not pieces or not all(any(pattern.fullmatch(piece) for pattern, _ in _REMARKS) for piece in pieces):
        return None
    return next(remark for pattern, remark in _REMARKS if any(pattern.fullmatch(piece) for piece in pieces))
