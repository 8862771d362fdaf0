"""``models list|pull|verify``: the store of model weights."""

import argparse
from typing import Any

from companion.cli.result import Result
from companion.engines.weights import E5_SMALL, WeightsStore
from companion.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="list|pull|verify", required=True)
    for action, text in (
        ("list", "有哪些、是否已下载 · what there is, and whether it is here"),
        ("pull", "下载并校验 · fetch and verify"),
        ("verify", "重新核对全部字节 · compare every byte again"),
    ):
        sub = actions.add_parser(action, help=text, description=text)
        if action != "list":
            sub.add_argument(
                "name",
                nargs="?",
                metavar="NAME",
                help="权重名；缺省时 pull 编码模型、verify 已下载的 · which; if not given, pull the encoder, verify what is here",
            )
        sub.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="stdout 上只有一份 JSON · one JSON document"
        )


def run(args: argparse.Namespace, settings: Settings) -> Result:
    """``verify`` exits with 1 where the weights are missing or wrong."""
    from companion.assemble import open_weights

    store = open_weights(settings)
    given = getattr(args, "name", None)
    for name in (names := [store.artefact(given).name] if given else _names(store, args.action)):
        if args.action == "pull":
            store.pull(name)
        elif args.action == "verify":
            store.verify(name)
    models = [_row(store, name) for name in names]
    english = settings.language == "en"
    states = ("not here", "verified") if english else ("尚未下载", "已校验")
    lines = [
        f"{row['name']}  {row['bytes'] / 1e6:.0f} MB  {row['licence']}  {states[row['present']]}  {row['path']}"
        for row in models
    ]
    return Result({"models": models}, "\n".join(lines))


def _names(store: WeightsStore, action: str) -> list[str]:
    """What is meant where no name is given: to pull, what nothing works without; to verify, that and what is here."""
    return [
        artefact.name
        for artefact in store.artefacts
        if action == "list" or artefact is E5_SMALL or (action == "verify" and store.path(artefact.name).exists())
    ]


def _row(store: WeightsStore, name: str) -> dict[str, Any]:
    artefact = store.artefact(name)
    return {
        "name": name,
        "file": artefact.file,
        "bytes": artefact.size,
        "licence": artefact.licence,
        "sha256": artefact.sha256,
        "present": store.has(name),
        "path": str(store.path(name)),
    }
