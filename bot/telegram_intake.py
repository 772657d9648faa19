"""How updates come in from Telegram: by long polling or by webhook, acknowledged only after they are kept."""

import asyncio
import contextlib
import hmac
import json
import logging
import re
import sqlite3
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import tornado.httpserver
import tornado.web

from bot.config import Telegram
from bot.telegram_connection import authorities
from bot.telegram_read import ALLOWED_UPDATES

MOST_UPDATES = 100
LARGEST_UPDATE_BYTES = 1 << 20
LONGEST_WAIT = 30.0
SHORTEST_POLL = 0.2
ACKNOWLEDGE_SECONDS = 3.0
_MEANINGS = {
    401: "Telegram does not take the token any more (401)",
    409: "another program polls with the same token, or a webhook is set (409)",
}

log = logging.getLogger("solieu.telegram")
TakeIn = Callable[[list[dict[str, Any]]], Awaitable[None]]


class Polling:
    """Fetches updates in a loop; last_good is the steady-clock time of the last good answer."""

    def __init__(self, config: Telegram, take_in: TakeIn) -> None:
        self._config = config
        self._take_in = take_in
        self._offset = 0
        self._complaint = ""
        self.last_good = monotonic()

    async def run(self) -> None:
        """Poll until cancelled. The next request, which acknowledges, goes out only after the updates were kept."""
        async with self._client() as client:
            wait = 0.0
            while True:
                if wait:
                    await asyncio.sleep(wait)
                try:
                    wait = await self._once(client, wait)
                except httpx.TimeoutException as problem:
                    # Packets that vanish look like this and like nothing else; the watchdog counts the seconds.
                    self._complain(type(problem).__name__)
                    wait = 0.5
                except (httpx.HTTPError, ValueError, sqlite3.Error) as problem:
                    # What could not be kept (a full disk) was not acknowledged either, and comes again.
                    self._complain(type(problem).__name__)
                    wait = min(LONGEST_WAIT, max(0.5, wait * 1.5))

    async def acknowledge(self) -> None:
        """Tell Telegram at the end which updates were kept, so that nobody else gets them; a failure does no harm."""
        if not self._offset:
            return
        with contextlib.suppress(httpx.HTTPError, TimeoutError):
            async with asyncio.timeout(ACKNOWLEDGE_SECONDS), self._client() as client:
                await self._fetch(client, 0, 1)

    def _client(self) -> httpx.AsyncClient:
        timeout = httpx.Timeout(10.0, read=self._config.poll_seconds + 10.0)
        return httpx.AsyncClient(
            proxy=self._config.proxy or None, timeout=timeout, trust_env=False, verify=authorities()
        )

    async def _fetch(self, client: httpx.AsyncClient, seconds: int, most: int) -> httpx.Response:
        config = self._config
        asked = {
            "offset": str(self._offset),
            "timeout": str(seconds),
            "limit": str(most),
            "allowed_updates": json.dumps(ALLOWED_UPDATES),
        }
        return await client.post(f"{config.api_url.rstrip('/')}/bot{config.token}/getUpdates", data=asked)

    async def _once(self, client: httpx.AsyncClient, waited: float) -> float:
        """Fetch once; return how long to wait before the next time."""
        asked_at = monotonic()
        response = await self._fetch(client, self._config.poll_seconds, MOST_UPDATES)
        answer = response.json()
        if not isinstance(answer, dict) or not answer.get("ok"):
            details = answer if isinstance(answer, dict) else {}
            code = details.get("error_code", response.status_code)
            self._complain(_MEANINGS.get(code, f"error {code}"))
            parameters = details.get("parameters")
            asked_for = parameters.get("retry_after") if isinstance(parameters, dict) else None
            return float(asked_for) if asked_for else min(LONGEST_WAIT, max(1.0, waited * 1.5))
        updates = [
            update for update in answer.get("result") or () if isinstance(update, dict) and "update_id" in update
        ]
        self.last_good = monotonic()
        self._complain("")
        if updates:
            await self._take_in(updates)
            self._offset = max(int(update["update_id"]) for update in updates) + 1
        # Telegram holds an empty answer back; something that does not must not be asked without a pause.
        return 0.0 if updates or monotonic() - asked_at >= SHORTEST_POLL else SHORTEST_POLL

    def _complain(self, about: str) -> None:
        """Log a trouble once when it begins and once when it is over."""
        if about != self._complaint:
            if about:
                log.warning("polling: %s", about)
            else:
                log.info("polling is good again")
            self._complaint = about


class _Webhook(tornado.web.RequestHandler):
    """Takes one update; 200 only after it was kept, so that Telegram sends it again otherwise."""

    def initialize(self, secret: str, take_in: TakeIn) -> None:
        """Receive what the server was started with."""
        self._secret = secret
        self._keep = take_in

    async def post(self) -> None:
        """Answer 200 kept, 403 wrong secret, 400 no update, 503 not kept."""
        given = self.request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            self.set_status(403)
            return
        try:
            update = json.loads(self.request.body)
        except ValueError:
            self.set_status(400)
            return
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            self.set_status(400)
            return
        await self._keep([update])


class Webhook:
    """Listens for updates; path is the one that Telegram was told."""

    def __init__(self, config: Telegram, secret: str, path: str, take_in: TakeIn) -> None:
        self._config = config
        application = tornado.web.Application([(re.escape(path), _Webhook, {"secret": secret, "take_in": take_in})])
        options = None
        if config.webhook_certificate is not None and config.webhook_key is not None:
            options = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            options.load_cert_chain(Path(config.webhook_certificate), Path(config.webhook_key))
        self._server = tornado.httpserver.HTTPServer(
            application,
            ssl_options=options,
            max_body_size=LARGEST_UPDATE_BYTES,
            max_buffer_size=LARGEST_UPDATE_BYTES * 2,
        )

    def start(self) -> None:
        """Begin to listen. Raises OSError for an address or port that cannot be had."""
        self._server.listen(self._config.webhook_port, self._config.webhook_listen)

    async def stop(self) -> None:
        """Take no more connections; what is being kept is finished."""
        self._server.stop()
        await self._server.close_all_connections()
