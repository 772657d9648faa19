"""`solieu run` as its own process: stopping, killing, starting again, no network, a second instance."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import copy_database
from tests.telegram.fake import TOKEN, FakeTelegram, Fault, on_loop
from tests.telegram.forked import Forked

Process = asyncio.subprocess.Process | Forked
QUESTION = "tỷ lệ hộ nghèo Bình Lục 2021?"
ROOT = Path(__file__).parents[2]


class Runner:
    """Starts `solieu run` against a fake server; everything it writes to stderr is kept."""

    def __init__(self, folder: Path, knowledge: Path) -> None:
        self.folder = folder
        self.knowledge = copy_database(knowledge, folder / "knowledge.db")
        self.settings: dict[str, Any] = {"poll_seconds": 2}
        self.running: list[Process] = []

    async def start(self, url: str, token: str = TOKEN, *, anew: bool = False) -> Process:
        """Start it in a forked process; anew: by the interpreter, as whoever runs it does."""
        lines = [f"{name} = {value!r}".replace("'", '"') for name, value in self.settings.items()]
        config = self.folder / "config.toml"
        config.write_text(
            "\n".join(['[access]\nmode = "open"\nadmins = ["telegram:1"]\n[telegram]', f'api_url = "{url}"', *lines]),
            encoding="utf-8",
        )
        call = ["--config", str(config), "--knowledge", str(self.knowledge)]
        call += ["--state", str(self.folder / "state.db"), "run"]
        env = {"PATH": os.environ["PATH"], "SOLIEU_TELEGRAM_TOKEN": token}
        process: Process
        if anew:
            with (self.folder / "log").open("ab") as log:
                process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", "bot", *call), cwd=ROOT, env=env, stderr=log
                )
        else:
            process = Forked(call, env, ROOT, self.folder / "log")
        self.running.append(process)
        return process

    async def check(self) -> tuple[int, str]:
        """Return what `solieu check` says of the running process."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "--config", str(self.folder / "config.toml")),
            *("--knowledge", str(self.knowledge), "--state", str(self.folder / "state.db"), "check"),
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "SOLIEU_TELEGRAM_TOKEN": TOKEN},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _none = await asyncio.wait_for(process.communicate(), 30)
        return process.returncode or 0, output.decode()

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")

    async def end(self, process: Process, number: int = signal.SIGTERM) -> int:
        process.send_signal(number)
        return await asyncio.wait_for(process.wait(), 30)

    async def close(self) -> None:
        for process in self.running:
            if process.returncode is None:
                process.kill()
            await process.wait()


@pytest.fixture
def runner(tmp_path: Path, knowledge_path: Path) -> Callable[..., Any]:
    @asynccontextmanager
    async def play(**settings: Any) -> AsyncIterator[tuple[FakeTelegram, Runner]]:
        fake, one = FakeTelegram(), Runner(tmp_path, knowledge_path)
        one.settings.update(settings)
        fake.start()
        try:
            yield fake, one
        finally:
            await one.close()
            await fake.stop()
            assert not (tmp_path / "log").exists() or (TOKEN not in one.log and "Traceback" not in one.log)

    return play


@on_loop
async def test_sigterm_finishes_what_is_begun(runner: Callable[..., Any]) -> None:
    async with runner() as (fake, one):
        process = await one.start(fake.url, anew=True)
        fake.says(7, QUESTION)
        await fake.answers(1, 20)
        fake.faults.append(Fault("sendMessage", hang_seconds=1.0))
        fake.says(7, QUESTION)
        await fake.until(lambda: fake.faults[0].times == 0)
        assert await one.end(process) == 0
        assert len(fake.said) == 2
        assert fake.updates == []
        assert QUESTION not in one.log
        assert (one.folder / "state.db").stat().st_mode & 0o077 == 0


@on_loop
async def test_kill_before_the_send_loses_nothing(runner: Callable[..., Any]) -> None:
    async with runner() as (fake, one):
        process = await one.start(fake.url)
        fake.faults.append(Fault("sendMessage", hang_seconds=20.0, where=lambda call: call["chat_id"] == "7"))
        for person in (7, 7, 8, 9):
            fake.says(person, QUESTION)
        await fake.until(lambda: fake.faults[0].times == 0 and len(fake.said) >= 2, 20)
        await asyncio.sleep(0.3)
        await one.end(process, signal.SIGKILL)
        assert len(fake.said) == 2
        process = await one.start(fake.url)
        await fake.answers(4, 20)
        assert await one.end(process) == 0
        assert sorted(call.params["chat_id"] for call in fake.said) == ["7", "7", "8", "9"]


@on_loop
async def test_kill_after_delivery_repeats_only_with_a_mark(runner: Callable[..., Any]) -> None:
    async with runner() as (fake, one):
        process = await one.start(fake.url)
        fake.faults.append(Fault("sendMessage", hang_seconds=20.0, carried_out=True))
        fake.says(7, QUESTION)
        await fake.answers(1, 20)
        await one.end(process, signal.SIGKILL)
        process = await one.start(fake.url)
        texts = await fake.answers(2, 20)
        fake.says(7, QUESTION)
        texts = await fake.answers(3, 20)
        assert await one.end(process) == 0
        assert ["Gửi lại" in text for text in texts] == [False, True, False]


@on_loop
async def test_killed_again_and_again_everybody_is_answered(runner: Callable[..., Any]) -> None:
    async with runner() as (fake, one):
        asked = 0
        for pause in (0.0, 0.02, 0.07):
            process = await one.start(fake.url)
            await fake.until(lambda: len(fake.of("getMe")) > len(one.running) - 1, 20)
            for _ in range(12):
                fake.says(100 + asked, QUESTION)
                asked += 1
            await asyncio.sleep(pause)
            await one.end(process, signal.SIGKILL)
        process = await one.start(fake.url)
        await fake.until(lambda: len({call.params["chat_id"] for call in fake.said}) == asked, 20)
        assert await one.end(process) == 0
        for person in range(100, 100 + asked):
            texts = fake.texts(person)
            assert sum("Gửi lại" not in text for text in texts) <= 1
            assert "2,25%" in texts[-1]


@on_loop
async def test_a_second_instance_says_so_and_exits_2(runner: Callable[..., Any]) -> None:
    async with runner() as (fake, one):
        first = await one.start(fake.url)
        await fake.until(lambda: fake.of("getMe"), 20)
        second = await one.start(fake.url)
        assert await asyncio.wait_for(second.wait(), 20) == 2
        assert "đang chạy rồi" in one.log
        assert await one.end(first) == 0


@on_loop
async def test_no_network_at_the_start_and_a_server_that_goes_and_returns(runner: Callable[..., Any]) -> None:
    async with runner() as (fake, one):
        await fake.stop()
        process = await one.start(fake.url)
        await asyncio.sleep(1.5)
        assert process.returncode is None
        fake.start(fake.port)
        fake.says(7, QUESTION)
        await fake.answers(1, 20)
        await fake.stop()
        await asyncio.sleep(0.7)
        fake.start(fake.port)
        fake.says(7, QUESTION)
        await fake.answers(2, 20)
        assert await one.end(process) == 0


@on_loop
async def test_silence_is_noticed_told_and_ends_the_process(runner: Callable[..., Any]) -> None:
    async with runner(silent_seconds=1, exit_seconds=4, poll_seconds=1) as (fake, one):
        process = await one.start(fake.url)
        fake.says(7, QUESTION)
        await fake.answers(1, 20)
        fake.swallow = True
        await fake.until(lambda: any("Cảnh báo" in text for text in fake.texts(1)), 20)
        status, output = await one.check()
        assert (status, "im lặng" in output) == (1, True)
        assert await asyncio.wait_for(process.wait(), 30) == 1
        assert "nothing has come from Telegram" in one.log


@pytest.mark.parametrize(("token", "words"), [("1:WRONG-token", "token"), ("", "SOLIEU_TELEGRAM_TOKEN")])
def test_a_token_that_is_wrong_or_missing_exits_2(runner: Callable[..., Any], token: str, words: str) -> None:
    async def play() -> None:
        async with runner() as (fake, one):
            process = await one.start(fake.url, token, anew=not token)
            assert await asyncio.wait_for(process.wait(), 20) == 2
            assert words in one.log
            assert "WRONG" not in one.log

    on_loop(play)()


@on_loop
async def test_a_webhook_by_setting(runner: Callable[..., Any]) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    async with runner(webhook_url="https://bot.example.vn/tg", webhook_port=port) as (fake, one):
        process = await one.start(fake.url)
        await fake.until(lambda: fake.webhook, 20)
        assert len(fake.webhook["secret_token"]) >= 32
        fake.webhook["_reach"] = f"http://127.0.0.1:{port}/tg"
        assert await fake.post_webhook(fake.says(7, QUESTION)) == 200
        await fake.answers(1)
        assert await one.end(process) == 0


@on_loop
async def test_a_webhook_that_telegram_refuses_exits_2(runner: Callable[..., Any]) -> None:
    async with runner(webhook_url="https://10.0.0.1/tg", webhook_port=18443) as (fake, one):
        words = "Bad Request: bad webhook: IP address 10.0.0.1 is reserved"
        fake.faults.append(Fault("setWebhook", code=400, description=words))
        process = await one.start(fake.url)
        assert await asyncio.wait_for(process.wait(), 20) == 2
        assert "reserved" in one.log
