"""A small server that speaks OpenAI's chat protocol, well or badly."""

import contextlib
import http.server
import json
import threading
from collections.abc import Callable, Iterator, Sequence

Saying = str | Sequence[str] | Callable[["Handler"], None]
"""What is said to a conversation: a text, its pieces, or what is done with the open connection."""


class ChatServer(http.server.ThreadingHTTPServer):
    """Says ``saying`` to every conversation. Where ``held`` is cleared it stops before each piece until it is set."""

    daemon_threads = True

    def __init__(self, saying: Saying) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.saying = saying
        self.asked: list[dict[str, object]] = []
        self.headers: list[dict[str, str]] = []
        self.held = threading.Event()
        self.held.set()
        self.begun = threading.Event()
        self.left = threading.Event()  # set when somebody went away in the middle

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(http.server.BaseHTTPRequestHandler):
    server: ChatServer

    def do_GET(self) -> None:
        self.whole(
            200,
            "application/json",
            json.dumps({"object": "list", "data": [{"id": "tiny", "object": "model"}]}).encode(),
        )

    def do_POST(self) -> None:
        self.server.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.server.headers.append(dict(self.headers))
        saying = self.server.saying
        try:
            if callable(saying):
                saying(self)
            else:
                self.stream(saying)
        except (BrokenPipeError, ConnectionResetError):
            self.server.left.set()

    def whole(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def stream(self, pieces: Sequence[str]) -> None:
        self.begin()
        for piece in pieces:
            self.server.held.wait(10)
            self.piece(piece)
        self.piece("", "stop")
        self.wfile.write(b"data: [DONE]\n\n")

    def begin(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.server.begun.set()

    def piece(self, text: str, end: str | None = None) -> None:
        choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": end}
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "tiny", "choices": [choice]}
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def serving(saying: Saying) -> Iterator[ChatServer]:
    with ChatServer(saying) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.held.set()
            server.shutdown()
            thread.join()
