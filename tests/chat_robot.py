"""A group chat's robot on this machine: it takes messages as the three services do, checks their signatures, and can be out of order."""

import base64
import contextlib
import hashlib
import hmac
import http.server
import json
import threading
import time
import urllib.parse
from collections.abc import Iterator
from typing import Any

SECRET = "SEC-of-the-test"


class ChatRobot(http.server.ThreadingHTTPServer):
    """``troubles`` are answered first, one a message: a status, or a JSON object; then it does as the service would."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.got: list[dict[str, Any]] = []
        self.troubles: list[int | dict[str, Any]] = []

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def texts(self) -> list[str]:
        return [body["content"]["text"] if "msg_type" in body else body["text"]["content"] for body in self.got]


class Handler(http.server.BaseHTTPRequestHandler):
    server: ChatRobot

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        parts = urllib.parse.urlsplit(self.path)
        asked = dict(urllib.parse.parse_qsl(parts.query))
        trouble = self.server.troubles.pop(0) if self.server.troubles else {}
        if isinstance(trouble, int):
            self.reply(trouble, {})
        elif trouble:
            self.reply(200, trouble)
        else:
            body = json.loads(raw)
            answer = self.judged(parts.path, asked, body, len(raw))
            if not (answer.get("errcode") or answer.get("code")):
                self.server.got.append(body)
            self.reply(200, answer)

    def judged(self, path: str, asked: dict[str, str], body: dict[str, Any], size: int) -> dict[str, Any]:
        """As the services' own samples work out the signature, with their codes for what is wrong."""
        if path == "/cgi-bin/webhook/send":
            if len(body["text"]["content"].encode()) > 2048:
                return {"errcode": 40058, "errmsg": "text.content exceed max length 2048"}
            return {"errcode": 0, "errmsg": "ok"} if asked.get("key") else {"errcode": 93000, "errmsg": "invalid webhook url"}
        if path == "/robot/send":
            to_sign = f"{asked.get('timestamp')}\n{SECRET}".encode()
            sign = base64.b64encode(hmac.new(SECRET.encode(), to_sign, digestmod=hashlib.sha256).digest()).decode()
            if asked.get("sign") != sign or abs(int(asked["timestamp"]) / 1000 - time.time()) > 3600:
                return {"errcode": 310000, "errmsg": "sign not match"}
            return {"errcode": 0, "errmsg": "ok"} if size < 20_000 else {"errcode": 460101, "errmsg": "message too long"}
        key = f"{body.get('timestamp')}\n{SECRET}".encode()
        if body.get("sign") != base64.b64encode(hmac.new(key, b"", digestmod=hashlib.sha256).digest()).decode():
            return {"code": 19021, "msg": "sign match fail or timestamp is not within one hour from current time"}
        return {"StatusCode": 0, "StatusMessage": "success", "code": 0, "data": {}, "msg": "success"}

    def reply(self, status: int, answer: dict[str, Any]) -> None:
        data = json.dumps(answer).encode()
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", f"{self.server.origin}/robot/send")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        """Says nothing."""


@contextlib.contextmanager
def listening() -> Iterator[ChatRobot]:
    with ChatRobot() as robot:
        thread = threading.Thread(target=robot.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield robot
        finally:
            robot.shutdown()
            thread.join()
