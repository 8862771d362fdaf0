"""How speed and memory grow with the corpus: ``python -m benchmarks.growth [--passages 1000 10000 100000] [--keep DIR]``.

Makes a folder of Chinese rules whose clauses are put together from parts with varied names and numbers, and indexes it by
the app's own index run. The vectors of the first thousand passages are the encoder's; each later one is three parts of one
of these and one part of another, with noise, so that cosines lie where real ones do. Then processes of their own
measure what a person would: the app's parts opened and the first question answered, a hundred questions more, one document changed
while the app runs.
"""

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from companion.assemble import index_folder, open_encoder, open_study
from companion.search.evidence import Encoder, Vectors
from companion.settings import Settings, read_settings

REAL = 1000  # passages that the encoder reads
ARTICLES = 50  # of one document
QUESTIONS = 100
WAIT = 120.0  # seconds for the app to see a change

WHO = "教务处 学生工作部 人事处 科研处 图书馆 保卫处 财务处 后勤集团 党委组织部 党委宣传部 研究生院 校医院 团委 工会 国际交流处 实验室与设备管理处 资产管理处 信息中心 审计处 发展规划处".split()
WHOM = "任课教师 研究生导师 辅导员 班主任 实验技术人员 新入职教师 访问学者 实习生 毕业生 党小组长 支部书记 课题负责人 留学生 外聘教师 离退休教职工 志愿者".split()
WHAT = "课程考核 论文答辩 公务出差 场地借用 设备采购 学术报告 教学检查 奖学金评定 职称评审 校外实习 安全培训 图书借阅 档案查阅 经费报销 住房申请 体检 值班 集中学习 公开课 主题党日 社会实践 专利申报 横向课题 教材选用 校车预约 用印审批".split()
ACT = "提交书面申请 填写登记表 上传证明材料 报分管领导批准 在系统中备案 通知所在单位 办理移交手续 参加考核 缴清费用 签订责任书 公示结果 整理归档 说明理由 接受复核".split()
FORMS = (
    "{whom}办理{what}的，应当提前{n}个工作日向{who}{act}，逾期不予受理。",
    "{who}应当在收到{whom}关于{what}的材料之日起{n}日内答复，并{act}。",
    "{what}由{who}负责，{name}为联系人，校内电话{tel}。",
    "{whom}每学期参加{what}不少于{n}次，每次不少于{m}分钟，缺席的应当在{k}日内补办。",
    "{what}的经费标准为每人每年{yuan}元，由{who}据实核销，超出部分自理。",
    "未按规定{act}的，{who}可以暂停其{what}资格{n}个月，情节严重的取消资格。",
    "{place}的{what}由{who}与{place2}共同安排，每批不超过{m}人，名单由{name}核定。",
    "有下列情形之一的，{whom}可以申请免于{what}：因公外出超过{n}日；患病住院；{who}认为确有必要。",
    "{year}年起，{whom}的{what}实行“{code}”管理，{act}后方可进行。",
    "{who}每{k}个月检查一次{what}的落实情况，检查结果在{m}日内向全校公布。",
)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "明远若溪晓舟秋白北辰思齐敬之一苇清扬子墨书瑶景行修竹云帆怀瑾知微承宇安然望舒"
PLACES = "东湖校区 麓山校区 石桥校区 北苑 南山楼 行知楼 求是楼 致远楼 文渊阁 博学广场 青松园 银杏路".split()
CODES = "一人一档 双签双核 三审三校 先批后办 限时办结 一事一议 首问负责 全程留痕 分级分类 动态清零".split()


def clause(chance: random.Random) -> str:
    def name() -> str:
        return chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.choice((1, 2))))

    return "".join(
        form.format(
            who=chance.choice(WHO),
            whom=chance.choice(WHOM),
            what=chance.choice(WHAT),
            act=chance.choice(ACT),
            name=name(),
            place=chance.choice(PLACES),
            place2=chance.choice(PLACES),
            code=chance.choice(CODES),
            n=chance.randint(1, 30),
            m=chance.randint(10, 120),
            k=chance.randint(1, 12),
            yuan=chance.randint(2, 300) * 50,
            tel=chance.randint(6000, 6999),
            year=chance.randint(2015, 2026),
        )
        for form in chance.sample(FORMS, chance.randint(2, 4))
    )


def rules(number: int) -> str:
    chance = random.Random(number)
    title = f"{chance.choice(PLACES)}{chance.choice(WHOM)}{chance.choice(WHAT)}管理办法（第{number}号）"
    articles = "\n\n".join(f"第{_numeral(at)}条 {clause(chance)}" for at in range(1, ARTICLES + 1))
    return f"# {title}\n\n{articles}\n"


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    return (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones else "")


class Recombining:
    """The real encoder for the first texts, then vectors put together of theirs."""

    def __init__(self, encoder: Encoder, known: Path) -> None:
        self._encoder = encoder
        self._file = known
        self._real: Vectors = np.load(known) if known.is_file() else np.empty((0, 0), np.float32)
        self._chance = np.random.default_rng(1)

    @property
    def name(self) -> str:
        return self._encoder.name

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        if len(self._real) < REAL:
            rows = self._encoder.encode_passages(texts)
            self._real = np.concatenate((self._real, rows)) if len(self._real) else rows
            np.save(self._file, self._real)
            return rows
        one, other = self._real[self._chance.integers(len(self._real), size=(2, len(texts)))]
        noise = self._chance.standard_normal(one.shape) * 0.3 / one.shape[1] ** 0.5
        rows = (0.75 * one + 0.25 * other + noise).astype(np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def encode_question(self, question: str) -> Vectors:
        return self._encoder.encode_question(question)


def fill(settings: Settings) -> dict[str, Any]:
    """Index the folder, by the app's own run but for the vectors."""
    from companion.engines.chroma import ChromaIndex
    from companion.engines.readers import READERS
    from companion.search.indexing import index_corpus
    from companion.texts.catalog import read_catalog
    from companion.texts.reading import Limits, read_document
    from companion.texts.splitting import split

    encoder = Recombining(open_encoder(settings), settings.home.parent / "real.npy")
    limits = Limits.of(settings)
    with ChromaIndex(index_folder(settings, encoder), write=True) as index:
        entries = read_catalog(settings.corpus).entries
        report = index_corpus(
            settings.corpus,
            entries,
            index,
            encoder,
            lambda folder, entry: read_document(folder, entry, READERS, limits),
            split,
        )
    return {"documents": report.documents, "passages": report.passages, "seconds": report.seconds, **memory()}


def ask(settings: Settings, watch: str) -> None:
    """Open what the web app opens, answer, measure; with ``watch`` then wait until the text with that word can be found."""
    from companion.ui.server import make_app

    study = open_study(settings)
    make_app(study, settings)
    answerer = study._answerer
    chance = random.Random(7)
    questions = [
        f"{chance.choice(WHOM)}的{chance.choice(WHAT)}应当在几日内{chance.choice(ACT)}？" for _ in range(QUESTIONS)
    ]
    answerer.answer(questions[0])
    say({"answered": time.time()})
    encoding, retrieval, filtered, words, meaning = [], [], [], [], []
    loaded = answerer.retriever._load()
    some = chance.sample(sorted(loaded.entries), min(20, len(loaded.entries)))
    for question in questions:
        began = time.perf_counter()
        answerer.retriever.encoder.encode_question(question)
        encoding.append(time.perf_counter() - began)
        began = time.perf_counter()
        answerer.retriever.retrieve(question)
        retrieval.append(time.perf_counter() - began)
        began = time.perf_counter()
        answerer.retriever.retrieve(question, within=some)
        filtered.append(time.perf_counter() - began)
        vector = answerer.retriever.encoder.encode_question(question)
        began = time.perf_counter()
        loaded.lexical.scores(question)
        words.append(time.perf_counter() - began)
        began = time.perf_counter()
        answerer.index.nearest(vector, 50)
        meaning.append(time.perf_counter() - began)
    parts = {
        "encoding": encoding,
        "retrieval": retrieval,
        "within 20 documents": filtered,
        "words": words,
        "meaning": meaning,
    }
    say({**{name: times(seconds) for name, seconds in parts.items()}, **memory()})
    began = time.monotonic()
    while watch and time.monotonic() - began < WAIT:
        found = answerer.retriever.retrieve(f"{watch}是什么？", 5)
        if any(watch in one.passage.text for one in found):
            say({"seen": time.time()})
            break
        time.sleep(0.02)


def times(seconds: Sequence[float]) -> str:
    return f"{statistics.median(seconds) * 1000:.1f} / {statistics.quantiles(seconds, n=20)[-1] * 1000:.1f}"


def memory() -> dict[str, int]:
    """Megabytes: the most that was resident, and of what is resident now what is no file's."""
    status = Path("/proc/self/status")
    own = (
        next(
            (int(line.split()[1]) // 1024 for line in status.read_text().splitlines() if line.startswith("RssAnon")), 0
        )
        if status.is_file()
        else 0
    )
    return {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "own_mb": own}


def say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--keep", type=Path, metavar="DIR", help="make everything in this folder, and leave it")
    parser.add_argument("--part", nargs=2, metavar=("NAME", "WATCH"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        folder = (args.keep or Path(work)).resolve()
        settings = replace(read_settings(), corpus=folder / "corpus", indexes=folder / "indexes", home=folder / "home")
        if args.part and args.part[0] == "fill":
            say(fill(settings))
        elif args.part:
            ask(settings, args.part[1])
        else:
            for most in sorted(args.passages):
                measure(settings, folder, most)


def measure(settings: Settings, folder: Path, most: int) -> None:
    settings.corpus.mkdir(parents=True, exist_ok=True)
    for number in range(most // ARTICLES):
        file = settings.corpus / f"{number:05}.md"
        if not file.is_file():
            file.write_text(rules(number), "utf-8")
    filled = json.loads(_part(folder, "fill").communicate()[0])
    size = sum(file.stat().st_size for file in settings.indexes.rglob("*") if file.is_file()) / 1e6
    line(
        f"{filled['passages']} passages of {filled['documents']} documents; index {size:.0f} MB, made in {filled['seconds']:.0f} s, peak {filled['peak_mb']} MB"
    )
    began = time.time()
    app = _part(folder, "ask", word := f"珊瑚礁条款{most}")
    assert app.stdout is not None
    answered, measured = json.loads(app.stdout.readline()), json.loads(app.stdout.readline())
    line(f"  start to first answer {answered['answered'] - began:.1f} s")
    for name, value in measured.items():
        line(f"  {name}: {value}")
    changed = settings.corpus / "00001.md"
    changed.write_text(rules(1) + f"\n第五十一条 {word}是指校内水族馆的养护要求，由后勤集团负责。\n", "utf-8")
    began = time.time()
    index = [
        sys.executable,
        "-m",
        "companion",
        "index",
        "--corpus",
        settings.corpus,
        "--index",
        settings.indexes,
        "--json",
    ]
    subprocess.run(index, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    done = time.time()
    seen = json.loads(app.stdout.readline() or '{"seen": NaN}')["seen"]
    line(
        f"  one document changed: index run {done - began:.1f} s, seen by the app {seen - began:.1f} s after its start"
    )
    app.wait()


def _part(folder: Path, name: str, watch: str = "") -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "benchmarks.growth", "--keep", str(folder), "--part", name, watch]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def line(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
