"""Receiving a large file by HTTP: broken-off connections go on where they stopped."""

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from companion.errors import WeightsError

CHUNK = 1 << 20
TRIES = 3  # of a download that breaks off; each goes on where the last one stopped
SECONDS = 30  # without a byte before a connection is given up

Progress = Callable[[int, int], None]
"""``progress(done, of)``, in bytes, while a file is fetched."""


def receive_all(url: str, part: Path, limit: int | None, progress: Progress) -> None:
    """Receive the whole of ``url`` in ``part``. Raises WeightsError if it keeps breaking off; ``part`` then stays."""
    for tries_left in reversed(range(TRIES)):
        reason = "连接中断 / the connection broke off"
        try:
            if _receive(url, part, limit, progress):
                return
        except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError) as error:
            reason = str(getattr(error, "reason", None) or error)
        if not tries_left:
            raise WeightsError(f"{url} 下载不成（{reason}）", f"{url} could not be downloaded ({reason})")


def _receive(url: str, part: Path, limit: int | None, progress: Progress) -> bool:
    """Append what is missing of ``url`` to ``part``; whether all of it is there now. Never takes more than ``limit``."""
    have = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})
    try:
        response = urllib.request.urlopen(request, timeout=SECONDS)
    except urllib.error.HTTPError as error:
        if have and error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
            return True  # nothing is missing; the digest will tell
        raise
    with response:
        if response.status != http.client.PARTIAL_CONTENT:
            have = 0
        length = response.headers.get("Content-Length")
        total = have + int(length) if length else limit
        with part.open("ab" if have else "wb") as file:
            while block := response.read(CHUNK):
                file.write(block)
                have += len(block)
                progress(have, total or have)
                if limit is not None and have > limit:
                    return True  # too long to be right; the digest will tell
    return total is None or have >= total
