"""Messages to group chats over HTTP, with httpx."""

import time

import httpx

from companion.reminders.messenger import Message, Reply

SECONDS = 8.0
MOST = 64 * 1024  # bytes read of an answer


class HttpMessenger:
    """Follows no redirect, so that no service can send a message on to an address nobody allowed."""

    def post(self, message: Message) -> Reply:
        headers = {"content-type": "application/json; charset=utf-8"}
        try:
            with (
                httpx.Client(timeout=SECONDS, follow_redirects=False) as client,
                client.stream("POST", message.url, content=message.body, headers=headers) as answer,
            ):
                ends, body = time.monotonic() + SECONDS, b""
                for part in answer.iter_bytes(MOST):
                    body += part
                    if len(body) >= MOST or time.monotonic() > ends:
                        break
                return Reply(answer.status_code, body)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return Reply(0, trouble=type(error).__name__)
