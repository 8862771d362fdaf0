"""Robots of group chats: where one is, how a message to it is written and signed, and what its answer means.

The formats are those of the three services' own pages, read in November 2026:
企业微信 https://developer.work.weixin.qq.com/document/path/91770 ;
钉钉 https://open.dingtalk.com/document/robots/custom-robot-access ,
https://open.dingtalk.com/document/robots/customize-robot-security-settings ;
飞书 https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot .
"""

import base64
import datetime as dt
import enum
import hashlib
import hmac
import json
import urllib.parse
from collections.abc import Collection
from dataclasses import dataclass, field

from companion.errors import UsageError
from companion.reminders.messenger import Message, Reply


class Service(enum.StrEnum):
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"


PLACES = {
    Service.WECOM: ("https://qyapi.weixin.qq.com", "/cgi-bin/webhook/send"),
    Service.DINGTALK: ("https://oapi.dingtalk.com", "/robot/send"),
    Service.FEISHU: ("https://open.feishu.cn", "/open-apis/bot/v2/hook/"),
}
"""The origin, and how the path begins."""

LONGEST = {Service.WECOM: 2048, Service.DINGTALK: 18_000, Service.FEISHU: 18_000}
"""Bytes of text in one message: 企业微信's own bound; the others bound the whole request at 20 KB."""

TOO_MANY = {
    Service.WECOM: {-1, 45009},
    Service.DINGTALK: {-1, 130101, 302033, 410100},
    Service.FEISHU: {11232},
}
"""Codes that mean: busy, or too many messages; try again later. Each service takes 20 a minute or more."""

ADDRESS = 500  # characters of an address or a secret at most
SAID = 120  # characters kept of what a service says


@dataclass(frozen=True)
class Robot:
    """A chat's robot. Who knows its address and secret can write to the chat: neither is shown whole, nor logged."""

    service: Service
    url: str = field(repr=False)
    secret: str = field(default="", repr=False)

    @property
    def hint(self) -> str:
        """Enough of the address to recognise it: its host and its last four characters."""
        return f"{urllib.parse.urlsplit(self.url).hostname}/…{self.url[-4:]}"


class Fate(enum.StrEnum):
    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"


@dataclass(frozen=True)
class Verdict:
    """What became of a message; ``said``: the service's own words, cut, or what went wrong on the way."""

    fate: Fate
    said: str = ""


def checked(robot: Robot, origins: Collection[str]) -> Robot:
    """The robot, if its address may be written to: of the service's own origin, or exactly of one of ``origins``.

    The server must not be made to write to addresses inside its own network; so no other origin, port, user name or
    scheme passes. Raises UsageError.
    """
    url = robot.url.strip()
    try:
        parts = urllib.parse.urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}".lower()
    except ValueError as error:
        raise _refused(robot.service) from error
    own, path = PLACES[robot.service]
    clean = url.isascii() and url.isprintable() and not set(url) & set(" \\#@<>\"") and len(url) <= ADDRESS
    if not clean or not (origin in origins or (origin == own and parts.path.startswith(path))):
        raise _refused(robot.service)
    secret = robot.secret.strip()
    if len(secret) > ADDRESS or not secret.isprintable():
        raise UsageError("签名密钥不对，请从机器人的设置里重新复制。", "That is no signing secret; please copy it from the robot's settings again.")
    if secret and robot.service is Service.WECOM:
        raise UsageError("企业微信的机器人没有签名密钥，请把这一栏留空。", "Robots of WeCom have no signing secret; please leave it empty.")
    return Robot(robot.service, url, secret)


def _refused(service: Service) -> UsageError:
    own, path = PLACES[service]
    return UsageError(
        f"地址应以 {own}{path} 开头，请从群机器人的设置里复制。", f"The address should begin with {own}{path}; please copy it from the robot's settings."
    )


def message_to(robot: Robot, text: str, now: dt.datetime) -> Message:
    """``text`` as the robot takes it, signed as of ``now`` where it has a secret; services take an hour's difference at most."""
    url = robot.url
    body: dict[str, object] = {"msgtype": "text", "text": {"content": text}}
    if robot.service is Service.FEISHU:
        body = {"msg_type": "text", "content": {"text": text}}
        if robot.secret:
            stamp = str(int(now.timestamp()))
            body = {"timestamp": stamp, "sign": feishu_sign(stamp, robot.secret), **body}
    elif robot.service is Service.DINGTALK and robot.secret:
        stamp = str(round(now.timestamp() * 1000))
        signed = urllib.parse.urlencode({"timestamp": stamp, "sign": dingtalk_sign(stamp, robot.secret)})
        url += ("&" if "?" in url else "?") + signed
    return Message(url, json.dumps(body, ensure_ascii=False).encode())


def dingtalk_sign(stamp: str, secret: str) -> str:
    """Base64 of HMAC-SHA256 over "timestamp\\nsecret", keyed by the secret; ``stamp`` in milliseconds. To be URL-encoded."""
    digest = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def feishu_sign(stamp: str, secret: str) -> str:
    """Base64 of HMAC-SHA256 over nothing, keyed by "timestamp\\nsecret"; ``stamp`` in seconds."""
    digest = hmac.new(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def verdict_on(service: Service, reply: Reply) -> Verdict:
    """What the reply means. No answer, 5xx and “too many” are worth another try; everything else is not."""
    if reply.status == 0:
        return Verdict(Fate.LATER, reply.trouble)
    if reply.status == 429 or reply.status >= 500:
        return Verdict(Fate.LATER, f"HTTP {reply.status}")
    try:
        told = json.loads(reply.body)
        code = told.get("code", told.get("StatusCode")) if service is Service.FEISHU else told.get("errcode")
        words = str(told.get("msg") or told.get("errmsg") or told.get("StatusMessage") or "")
    except (ValueError, AttributeError, RecursionError):
        code, words = None, ""
    if type(code) is not int:  # true is no code, and a list cannot be looked up
        return Verdict(Fate.REFUSED, f"HTTP {reply.status}")
    said = " ".join(f"{code} {words}".split())[:SAID]
    if reply.status == 200 and code == 0:
        return Verdict(Fate.SENT)
    return Verdict(Fate.LATER if code in TOO_MANY[service] else Fate.REFUSED, said)
