"""Settings → study → screen → serve. On an empty installation the demo is opened, on this machine only."""

import sys

from companion.assemble import is_empty
from companion.cli.main import main
from companion.errors import CompanionError
from companion.settings import read_settings


def start(arguments: list[str]) -> int:
    try:
        empty = is_empty(read_settings())
    except CompanionError:  # the command says what is wrong with the settings
        empty = False
    return main(["serve", *(["--demo"] if empty else []), *arguments])


if __name__ == "__main__":
    sys.exit(start(sys.argv[1:]))
