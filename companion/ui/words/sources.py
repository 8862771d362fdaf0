"""Sources, and the page they stand on."""

WORDS = {
    # sources
    "source.title": ("《{title}》", "“{title}”"),
    "source.page": ("第{page}页", "p. {page}"),
    "source.pages": ("第{first}–{last}页", "pp. {first}–{last}"),
    "source.number": ("出处 {n}：{title}", "Source {n}: {title}"),
    "source.row": ("出处", "Sources"),
    "source.superseded": ("已废止", "Superseded"),
    "source.successor": ("现行：{title}", "In force: {title}"),
    "page.label": ("原文", "The text"),
    "page.close": ("关闭原文", "Close the text"),
    "page.shown": ("看原页还是文字", "The page as printed or its text"),
    "page.leaf": ("原页", "As printed"),
    "page.text": ("文字", "Text"),
    "page.zoom": ("放大", "Zoom"),
    "page.before": ("上一页", "Previous page"),
    "page.after": ("下一页", "Next page"),
    "page.of": ("{page}，共 {last} 页", "{page} of {last}"),
    "page.newer": ("此材料已有新版，看新版", "There is a newer version; open it"),
    "page.picture": ("第{page}页的原样", "Page {page} as printed"),
    "page.recognised": (
        "这一页的文字是从图像识别的（把握约 {share}），请以原页为准。",
        "The text of this page was recognised from its picture (about {share} sure); the page as printed is what counts.",
    ),
    "page.unplaced": ("在这一页的图像上定位不到原句，它标在下面的文字里。", "The quotation could not be placed on the picture; it is marked in the text below."),
    "place.coming": ("正在打开…", "Opening…"),
    "page.opening": ("正在翻到那一页…", "Turning to the page…"),
}
