"""A session day as data, played over Telegram: tests/corpus/dialogs."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.telegram.fake import Call, FakeTelegram, on_loop

DIALOGS = sorted((Path(__file__).parents[1] / "corpus" / "dialogs").glob("session*.toml"))


def group(name: str, names: list[str]) -> dict[str, Any]:
    if name not in names:
        names.append(name)
    return {"id": -1001 - names.index(name), "type": "supergroup", "title": name}


def last_in(fake: FakeTelegram, chat: int) -> Call:
    return [call for call in fake.said if int(call.params["chat_id"]) == chat][-1]


@pytest.mark.parametrize("path", DIALOGS, ids=lambda path: path.stem)
def test_a_day(stage: Callable[..., Any], path: Path) -> None:
    day = tomllib.loads(path.read_text(encoding="utf-8"))

    async def play() -> None:
        names: list[str] = list(day["admins"])
        async with stage() as at:
            fake: FakeTelegram = at.fake
            for name, people in day["admins"].items():
                fake.admins.update((group(name, names)["id"], person) for person in people)
            for step in day["step"]:
                await one(fake, step, names)

    on_loop(play)()


async def one(fake: FakeTelegram, step: dict[str, Any], names: list[str]) -> None:
    before = len(fake.said)
    where = {} if step.get("chat", "private") == "private" else {"chat": group(step["chat"], names)}
    chat = where["chat"]["id"] if where else step["who"]
    if "together" in step:
        for person, text in step["together"]:
            fake.says(person, text, **where)
        await fake.until(lambda: all(_answered(fake, before, person, chat) for person, _text in step["together"]), 20)
        assert len(fake.said) - before <= step["within"]
    elif step.get("silent"):
        fake.says(step["who"], step["say"], **where)
        fake.says(999, "/help")
        await fake.answers(before + 1)
        assert int(fake.said[-1].params["chat_id"]) == 999
        return
    elif "press" in step:
        fake.presses(step["who"], last_in(fake, chat), step["press"])
        await fake.answers(before + 1)
    else:
        more = dict(where)
        if step.get("reply"):
            message = fake.result_of(last_in(fake, chat))
            more["reply_to_message"] = {name: value for name, value in message.items() if not name.startswith("_")}
        fake.says(step["who"], step["say"], **more)
        await fake.answers(before + 1)
    text = "\n".join(fake.texts(chat)[-(len(fake.said) - before) :])
    for words in step["expect"]:
        assert words in text or (step.get("any_case") and words.lower() in text.lower()), (step, text)
    for words in step.get("without", ()):
        assert words not in text, (step, text)


def _answered(fake: FakeTelegram, before: int, person: int, chat: int) -> bool:
    asked = [
        message["message_id"]
        for (where, _id), message in fake.messages.items()
        if where == chat and message["from"]["id"] == person
    ]
    return any(
        f'tg://user?id={person}"' in call.params.get("text", "")
        or call.params.get("reply_parameters", {}).get("message_id") in asked
        for call in fake.said[before:]
    )
