"""A Telegram server on loopback: long polling with redelivery, uploads, a webhook sender, faults by rule."""

import asyncio
import functools
import itertools
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from time import monotonic, time
from typing import Any, ParamSpec

import tornado.httpserver
import tornado.web
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest

Params = dict[str, Any]
P = ParamSpec("P")
TOKEN = "42:TEST-token_0123456789"
BOT = {
    "id": 42,
    "is_bot": True,
    "first_name": "Số liệu",
    "username": "solieu_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": True,
}


def on_loop(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Make a test of a coroutine: it runs in an event loop of its own."""

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        asyncio.run(test(*args, **kwargs))

    return run


@dataclass
class Fault:
    """How a call goes wrong: an error answer, or a delay before or after it is carried out; times is how often."""

    method: str
    times: int = 1
    code: int = 0
    description: str = ""
    parameters: Params = field(default_factory=dict)
    hang_seconds: float = 0.0
    carried_out: bool = False
    drop: bool = False
    where: Callable[[Params], bool] = lambda _params: True


@dataclass
class Call:
    """One call as it came: values decoded from form, JSON or multipart; files by field name."""

    method: str
    params: Params
    files: dict[str, tuple[str, bytes]]
    at: float


class FakeTelegram:
    """The server and what the people on it do."""

    def __init__(self) -> None:
        self.updates: list[Params] = []
        self.calls: list[Call] = []
        self.messages: dict[tuple[int, int], Params] = {}
        self.faults: list[Fault] = []
        self.admins: set[tuple[int, int]] = set()
        self.files: dict[str, bytes] = {}
        self.webhook: Params = {}
        self.webhook_codes: list[int] = []
        self.swallow = False
        self.port = 0
        self._ids = itertools.count(1000)
        self._update_ids = itertools.count(900_000_000)
        self._polls = itertools.count()
        self._current_poll = -1
        self._server: tornado.httpserver.HTTPServer | None = None
        self._changed = asyncio.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, port: int = 0) -> None:
        routes = [
            (r"(?:http://[^/]+)?/bot([^/]+)/(\w+)", _Method, {"fake": self}),
            (r"/file/bot([^/]+)/(.+)", _File, {"fake": self}),
        ]
        self._server = tornado.httpserver.HTTPServer(tornado.web.Application(routes), max_buffer_size=100 << 20)
        sockets = tornado.netutil.bind_sockets(port, "127.0.0.1", reuse_port=True)
        self.port = sockets[0].getsockname()[1]
        self._server.add_sockets(sockets)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.stop()
            await self._server.close_all_connections()
            self._server = None

    # ------------------------------------------------------------ what happened

    def of(self, *methods: str) -> list[Call]:
        return [call for call in self.calls if call.method in methods]

    @property
    def said(self) -> list[Call]:
        """What the bot made visible, in order."""
        return self.of("sendMessage", "editMessageText", "sendPhoto", "sendDocument")

    def texts(self, chat: int | None = None) -> list[str]:
        return [
            str(call.params.get("text") or call.params.get("caption") or "")
            for call in self.said
            if chat is None or int(call.params["chat_id"]) == chat
        ]

    async def until(self, good: Callable[[], Any], seconds: float = 8.0) -> None:
        """Wait until something is so."""
        end = monotonic() + seconds
        while not good():
            if monotonic() > end:
                raise AssertionError(
                    f"did not happen; calls: {[(call.method, call.params) for call in self.calls[-6:]]}"
                )
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), 0.05)
            except TimeoutError:
                continue

    async def answers(self, count: int, seconds: float = 8.0) -> list[str]:
        """Wait for so many visible messages and return all."""
        await self.until(lambda: len(self.said) >= count, seconds)
        return self.texts()

    def note(self) -> None:
        self._changed.set()

    # ------------------------------------------------------------ what people do

    def add(self, kind: str, content: Params, *, update_id: int | None = None) -> Params:
        update = {"update_id": update_id or next(self._update_ids), kind: content}
        self.updates.append(update)
        return update

    def message(self, person: int, text: str | None, **more: Any) -> Params:
        """Build a message; chat (a dict) defaults to the person's private one."""
        name = more.pop("name", f"Người {person}")
        user = {"id": person, "is_bot": False, "first_name": name, "language_code": more.pop("lang", "vi")}
        chat = more.pop("chat", {"id": person, "type": "private", "first_name": name})
        content: Params = {"message_id": next(self._ids), "date": int(time()), "chat": chat, "from": user, **more}
        if text is not None:
            content["text"] = text
            entities = []
            if text.startswith("/"):
                entities.append({"type": "bot_command", "offset": 0, "length": len(text.split()[0])})
            at = text.find("@" + BOT["username"])  # type: ignore[operator]
            if at >= 0 and not text.startswith("/"):
                entities.append({"type": "mention", "offset": at, "length": len(str(BOT["username"])) + 1})
            if entities:
                content["entities"] = entities
        self.messages[(int(chat["id"]), int(content["message_id"]))] = content
        return content

    def says(self, person: int, text: str | None, **more: Any) -> Params:
        return self.add("message", self.message(person, text, **more))

    def presses(
        self, person: int, call: Call, label: str, *, data: str | None = None, result: Params | None = None
    ) -> Params:
        """Press the button with a label under what a call sent."""
        chat = int(call.params["chat_id"])
        found = result or self.result_of(call)
        message = {name: value for name, value in found.items() if not name.startswith("_")}
        if data is None:
            buttons = [button for row in call.params["reply_markup"]["inline_keyboard"] for button in row]
            data = next(button["callback_data"] for button in buttons if label in button["text"])
        user = {"id": person, "is_bot": False, "first_name": f"Người {person}"}
        content = {
            "id": str(next(self._ids)),
            "from": user,
            "chat_instance": str(chat),
            "data": data,
            "message": message,
        }
        return self.add("callback_query", content)

    def result_of(self, call: Call) -> Params:
        """Return the message that a call made or changed."""
        if "message_id" in call.params:
            return self.messages[(int(call.params["chat_id"]), int(call.params["message_id"]))]
        return next(message for message in self.messages.values() if message.get("_call") is call)

    def searches(self, person: int, query: str) -> Params:
        user = {"id": person, "is_bot": False, "first_name": f"Người {person}"}
        return self.add("inline_query", {"id": str(next(self._ids)), "from": user, "query": query, "offset": ""})

    def membership(self, person: int, chat: Params, old: str, new: str) -> Params:
        user = {"id": person, "is_bot": False, "first_name": f"Người {person}"}
        bot = {key: BOT[key] for key in ("id", "is_bot", "first_name", "username")}
        extra = {"until_date": 0} if new == "kicked" else {}
        content = {
            "chat": chat,
            "from": user,
            "date": int(time()),
            "old_chat_member": {"user": bot, "status": old, **({"until_date": 0} if old == "kicked" else {})},
            "new_chat_member": {"user": bot, "status": new, **extra},
        }
        return self.add("my_chat_member", content)

    async def post_webhook(self, update: Params, secret: str | None = None) -> int:
        """Deliver an update as Telegram does; return the HTTP status."""
        headers = {"Content-Type": "application/json"}
        secret = self.webhook.get("secret_token") if secret is None else secret
        if secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = secret
        ours = self.webhook.get("_certificate")  # the certificate that setWebhook brought, if it did
        request = HTTPRequest(
            self.webhook["_reach"], method="POST", headers=headers, body=json.dumps(update), ca_certs=ours
        )
        try:
            return (await AsyncHTTPClient().fetch(request)).code
        except HTTPClientError as problem:
            return problem.code

    # ------------------------------------------------------------ what the server does

    async def get_updates(self, params: Params, gone: Callable[[], bool]) -> Any:
        number = self._current_poll = next(self._polls)
        offset = int(params.get("offset") or 0)
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        end = monotonic() + float(params.get("timeout") or 0)
        while not self.updates and monotonic() < end and not gone():
            if number != self._current_poll:
                return _error(409, "Conflict: terminated by other getUpdates request")
            await asyncio.sleep(0.01)
        return self.updates[: int(params.get("limit") or 100)]

    def carry_out(self, method: str, call: Call) -> Any:
        params = call.params
        for name in ("chat_id", "message_id", "message_thread_id", "user_id"):
            if name in params and not str(params[name]).lstrip("-").isdigit():
                return _error(400, f"Bad Request: {name} is no number")
        if method == "getMe":
            return BOT
        if method in ("sendMessage", "sendPhoto", "sendDocument"):
            return self._sent(method, call)
        if method == "editMessageText":
            key = (int(params["chat_id"]), int(params["message_id"]))
            old = self.messages.get(key)
            if old is None:
                return _error(400, "Bad Request: message to edit not found")
            if old.get("text") == params["text"] and old.get("reply_markup") == params.get("reply_markup"):
                return _error(400, "Bad Request: message is not modified: specified new message content is the same")
            old["text"] = params["text"]
            old.pop("reply_markup", None)
            if "reply_markup" in params:
                old["reply_markup"] = params["reply_markup"]
            return {name: value for name, value in old.items() if not name.startswith("_")}
        if method == "getFile":
            path = f"documents/{params['file_id']}"
            return {"file_id": params["file_id"], "file_unique_id": "u", "file_path": path}
        if method == "getChatMember":
            chat, person = int(params["chat_id"]), int(params["user_id"])
            user = {"id": person, "is_bot": False, "first_name": "x"}
            if (chat, person) in self.admins:
                return {"user": user, "status": "creator", "is_anonymous": False}
            return {"user": user, "status": "member"}
        if method == "setWebhook":
            self.webhook = dict(params)
            return True
        if method == "deleteWebhook":
            self.webhook = {}
            return True
        if method == "getWebhookInfo":
            url = self.webhook.get("url", "")
            return {"url": url, "has_custom_certificate": False, "pending_update_count": 0}
        return True

    def _sent(self, method: str, call: Call) -> Any:
        params = call.params
        text = str(params.get("text", ""))
        if method == "sendMessage" and not text.strip():
            return _error(400, "Bad Request: message text is empty")
        chat = int(params["chat_id"])
        message: Params = {
            "message_id": next(self._ids),
            "date": int(time()),
            "chat": {"id": chat, "type": "private" if chat > 0 else "supergroup", "title": "x"},
            "from": BOT,
            "_call": call,
        }
        if method == "sendMessage":
            message["text"] = text
        elif method == "sendPhoto":
            message["photo"] = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
        else:
            message["document"] = {"file_id": "d", "file_unique_id": "d"}
        for name, content in call.files.values():
            self.files[name] = content
        if "reply_markup" in params:
            message["reply_markup"] = params["reply_markup"]
        if "message_thread_id" in params:
            message.update(message_thread_id=int(params["message_thread_id"]), is_topic_message=True)
        self.messages[(chat, message["message_id"])] = message
        return {name: value for name, value in message.items() if not name.startswith("_")}

    def fault_for(self, method: str, params: Params) -> Fault | None:
        for fault in self.faults:
            if fault.times > 0 and fault.method == method and fault.where(params):
                fault.times -= 1
                return fault
        return None


@dataclass
class _Failed:
    code: int
    body: Params


def _error(code: int, description: str, **parameters: Any) -> _Failed:
    body: Params = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = parameters
    return _Failed(code, body)


class _Method(tornado.web.RequestHandler):
    gone = False

    def initialize(self, fake: FakeTelegram) -> None:
        self.fake = fake

    def on_connection_close(self) -> None:
        self.gone = True

    async def post(self, token: str, method: str) -> None:
        fake = self.fake
        if token != TOKEN:
            self._finish(_error(401, "Unauthorized"))
            return
        params = self._params()
        if method == "getUpdates":
            while fake.swallow and not self.gone:
                await asyncio.sleep(0.02)
            fault = fake.fault_for(method, params)
            if fault is not None:
                self._finish(_error(fault.code, fault.description, **fault.parameters))
                return
            self._finish([] if self.gone else await fake.get_updates(params, lambda: self.gone))
            return
        files = {name: (sent[0].filename, sent[0].body) for name, sent in self.request.files.items()}
        call = Call(method, params, files, monotonic())
        fault = fake.fault_for(method, params)
        if fault is not None and not fault.carried_out:
            end = monotonic() + fault.hang_seconds
            while monotonic() < end and not self.gone:
                await asyncio.sleep(0.02)
            if fault.drop or self.gone:
                self._drop()
                return
            if fault.code:
                self._finish(_error(fault.code, fault.description, **fault.parameters))
                return
        fake.calls.append(call)
        result = fake.carry_out(method, call)
        if isinstance(result, _Failed):
            fake.calls.remove(call)
            call.params["_refused"] = result.body["description"]
        fake.note()
        if fault is not None and fault.carried_out:
            await asyncio.sleep(fault.hang_seconds)
            if fault.drop:
                self._drop()
                return
        self._finish(result)

    def _params(self) -> Params:
        if "json" in self.request.headers.get("Content-Type", ""):
            return dict(json.loads(self.request.body or b"{}"))
        params: Params = {name: self.get_body_argument(name, strip=False) for name in self.request.body_arguments}
        for name in (
            "reply_markup",
            "scope",
            "commands",
            "reply_parameters",
            "results",
            "button",
            "link_preview_options",
        ):
            if name in params:
                params[name] = json.loads(params[name])
        return params

    def _drop(self) -> None:
        self._auto_finish = False
        if not self.gone:
            self.request.connection.stream.close()  # type: ignore[union-attr]

    def _finish(self, result: Any) -> None:
        if self.gone:
            self._auto_finish = False
            return
        if isinstance(result, _Failed):
            self.set_status(result.code)
            self.finish(result.body)
        else:
            self.finish({"ok": True, "result": result})


class _File(tornado.web.RequestHandler):
    def initialize(self, fake: FakeTelegram) -> None:
        self.fake = fake

    def get(self, token: str, path: str) -> None:
        if token != TOKEN or path not in self.fake.files:
            self.set_status(404)
            return
        self.finish(self.fake.files[path])
