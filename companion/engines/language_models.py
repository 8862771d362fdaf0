"""Language models: any server that speaks OpenAI's protocol, reached through llama-index, and one in this process.

What goes wrong is told to members without address or key; the kind of the error goes to the log.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import json
import logging
import os
import secrets
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from companion.engines.weights import WeightsStore
from companion.errors import ModelUnavailable, SettingError
from companion.language import Message

if TYPE_CHECKING:
    import xllamacpp

logger = logging.getLogger(__name__)

MOST_TOKENS = 400  # of a reply
REMOTE_AT_ONCE = 4
CONNECT = 10  # seconds to be let in by a server
SILENT = 60  # seconds without a word before a server is given up
POLL = 0.2  # seconds between two looks whether to stop


class _BrokenOff(OSError):
    """The reply ended without saying so."""


class RemoteModel:
    """A model behind an OpenAI-compatible server: vLLM, Ollama, llama-server, DeepSeek, Qwen and the like."""

    at_once = REMOTE_AT_ONCE

    def __init__(self, url: str, model: str = "", key: str = "") -> None:
        """``url`` as in ``http://host:8000/v1``; without a path /v1 is meant. Without ``model`` the server's first one.

        Raises SettingError for what is no such URL.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SettingError(
                "设置 COMPANION_LLM 应为 off、local，或以 http:// 或 https:// 开头的网址。",
                "The setting COMPANION_LLM should be off, local, or an address that begins with http:// or https://.",
            )
        self._url = url.rstrip("/") + ("" if parts.path.strip("/") else "/v1")
        self._model = model
        self._key = key or "none"

    @property
    def name(self) -> str:
        return self._model or "language model"

    def here(self) -> float:
        return 1.0

    def check(self) -> None:
        self._guarded(self._reach())

    def prepare(self) -> None:
        """Loads what speaks to the server, which takes seconds."""
        importlib.import_module("llama_index.llms.openai_like")

    def write(self, messages: Sequence[Message], take: Callable[[str], None], stop: threading.Event) -> None:
        self._guarded(self._write(messages, take, stop))

    def _guarded(self, act: Coroutine[Any, Any, None]) -> None:
        import httpx
        import openai

        try:
            asyncio.run(act)
        except openai.APIStatusError as error:
            raise self._told(error, error.status_code) from None
        except (
            openai.OpenAIError,
            httpx.HTTPError,
            OSError,
            ValueError,
            TypeError,
            LookupError,
            AttributeError,
        ) as error:
            raise self._told(error) from None  # whatever a server may send that is not the protocol

    async def _write(self, messages: Sequence[Message], take: Callable[[str], None], stop: threading.Event) -> None:
        import httpx

        async with httpx.AsyncClient(timeout=httpx.Timeout(SILENT, connect=CONNECT)) as client:
            task = asyncio.create_task(self._stream(client, messages, take))
            while not (await asyncio.wait({task}, timeout=POLL))[0]:
                if stop.is_set():
                    task.cancel()
                    await asyncio.wait({task})
                    return
            task.result()

    async def _reach(self) -> None:
        import httpx

        async with httpx.AsyncClient(timeout=CONNECT) as client:
            await self._first(client)

    async def _stream(self, client: Any, messages: Sequence[Message], take: Callable[[str], None]) -> None:
        from llama_index.core.base.llms.types import ChatMessage
        from llama_index.llms.openai_like import OpenAILike

        self._model = self._model or await self._first(client)
        model = OpenAILike(
            model=self._model,
            api_base=self._url,
            api_key=self._key,
            is_chat_model=True,
            temperature=0.0,
            max_tokens=MOST_TOKENS,
            max_retries=0,
            async_http_client=client,
        )
        replies: AsyncIterator[Any] = await model.astream_chat(
            [ChatMessage(role=one.role, content=one.text) for one in messages]
        )
        said = ended = False
        async for reply in replies:
            if isinstance(reply.delta, str) and reply.delta:
                take(reply.delta)
                said = True
            ended = ended or any(choice.finish_reason for choice in reply.raw.choices)
        if said and not ended:
            raise _BrokenOff

    async def _first(self, client: Any) -> str:
        """The name of the first model the server has."""
        answered = await client.get(f"{self._url}/models", headers={"Authorization": f"Bearer {self._key}"})
        answered.raise_for_status()
        return str(answered.json()["data"][0]["id"])

    def _told(self, error: Exception, status: int | None = None) -> ModelUnavailable:
        import httpx
        import openai

        if isinstance(error, httpx.HTTPStatusError):
            status = error.response.status_code
        logger.warning(
            "语言模型服务出错 · the language model's server failed: %s %s", type(error).__name__, status or ""
        )
        if status in (401, 403):
            return ModelUnavailable(
                "语言模型服务不认所给的密钥，以原文为准；请告诉管理员。",
                "The language model's server refuses the key; go by the quotations, and tell the administrator.",
            )
        if status == 404:
            return ModelUnavailable(
                "语言模型服务没有所设的模型，以原文为准；请告诉管理员。",
                "The language model's server does not have the model; go by the quotations, and tell the administrator.",
            )
        if status == 429:
            return ModelUnavailable(
                "语言模型服务现在太忙，以原文为准；过一会儿可再问。",
                "The language model's server is too busy now; go by the quotations, or ask again later.",
            )
        if isinstance(error, openai.APITimeoutError | httpx.TimeoutException):
            return ModelUnavailable(
                "语言模型服务太久没有回应，以原文为准。",
                "The language model's server did not answer in time; go by the quotations.",
            )
        if isinstance(error, openai.APIConnectionError | httpx.TransportError | OSError):
            return ModelUnavailable(
                "连不上语言模型服务，或连接中断，以原文为准。",
                "The language model's server cannot be reached, or broke off; go by the quotations.",
            )
        return ModelUnavailable(
            "语言模型服务的回应不能用，以原文为准。",
            "What the language model's server sent is of no use; go by the quotations.",
        )


class LocalModel:
    """A GGUF model in this process, run by xllamacpp; loaded at its first use, one conversation at a time."""

    at_once = 1

    def __init__(self, weights: WeightsStore, name: str) -> None:
        self._weights = weights
        self.name = name
        self._size = weights.artefact(name).size
        self._fetched = 0
        self._server: xllamacpp.Server | None = None
        self._lock = threading.Lock()

    def here(self) -> float:
        return (
            1.0 if self._server is not None or self._weights.has(self.name) else min(self._fetched / self._size, 0.99)
        )

    def check(self) -> None:
        self._runnable()

    def prepare(self) -> None:
        self._runnable()
        if not self._weights.has(self.name):
            self._weights.pull(self.name, self._note)

    def write(self, messages: Sequence[Message], take: Callable[[str], None], stop: threading.Event) -> None:
        """A stop is heeded between two pieces; reading the messages, some seconds, is not broken off."""
        failed: list[str] = []

        def came(chunk: Any) -> bool:
            part = chunk if isinstance(chunk, dict) else json.loads(chunk)
            if "choices" not in part:
                failed.append(str(part))
                return True
            if text := part["choices"] and part["choices"][0]["delta"].get("content"):
                take(text)
            return stop.is_set()

        with self._lock:
            if stop.is_set():
                return
            request = {
                "messages": [{"role": one.role, "content": one.text} for one in messages],
                "stream": True,
                "temperature": 0,
                "max_tokens": MOST_TOKENS,
            }
            try:
                self._loaded().handle_chat_completions(request, came)
            except RuntimeError as error:
                failed.append(str(error))
        if failed:
            logger.warning("语言模型出错 · the language model failed: %s", failed[0])
            raise ModelUnavailable("语言模型出了错，以原文为准。", "The language model failed; go by the quotations.")

    def _loaded(self) -> xllamacpp.Server:
        if self._server is None:
            self._runnable()
            self._server = _load(str(self._weights.pull(self.name)))
        return self._server

    def _note(self, done: int, of: int) -> None:
        tenth = done * 10 // of
        if tenth > self._fetched * 10 // of or not done:
            logger.info("语言模型 %s 下载中 %s%% · fetching the language model", self.name, tenth * 10)
        self._fetched = done

    @staticmethod
    def _runnable() -> None:
        if importlib.util.find_spec("xllamacpp") is None:
            raise ModelUnavailable(
                "这台机器上没有装 xllamacpp，请管理员运行 pip install 'study-companion[local]'，或改用网址。",
                "xllamacpp is not installed here; the administrator can run pip install 'study-companion[local]', or set a URL.",
            )


def _load(file: str) -> xllamacpp.Server:
    """llama.cpp on all processors but one, which stays for the app: threads that wait for each other run worst of all.

    It listens on a port of this machine besides, which nobody can use without the random key.
    """
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = file
    parameters.n_ctx = 4096
    parameters.n_parallel = 1
    parameters.cache_ram_mib = 0
    parameters.verbosity = -1
    parameters.ui = False
    parameters.endpoint_slots = False
    parameters.fit_params = False
    parameters.api_keys = [secrets.token_urlsafe()]
    for processors in (parameters.cpuparams, parameters.cpuparams_batch):
        processors.n_threads = max(1, (os.cpu_count() or 2) - 1)
        processors.poll = 0
    return xllamacpp.Server(parameters)
