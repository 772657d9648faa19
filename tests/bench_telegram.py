"""Measure the Telegram channel against the fake server; run by hand: python -m tests.bench_telegram [updates].

Prints answers a second at full speed, time from update to answer (p50, p99) and processor share at 30 messages a
second, and the memory of the process after 10 percent of the updates and after all of them. The assistant runs in a
process of its own, without the pace that Telegram asks for.
"""

import asyncio
import os
import signal
import sys
import tempfile
from pathlib import Path
from time import monotonic

from knowledge import build
from tests.telegram.fake import TOKEN, FakeTelegram

QUESTIONS = (
    "tỷ lệ hộ nghèo Bình Lục 2021?",
    "thu nhap binh quan dau nguoi hong linh 2024",
    "nguồn?",
    "hộ nghèo các nơi 2021",
    "hộ nghèo Thọ Xuân",
    "Hồng Lĩnh 2024 có những chỉ tiêu gì",
    "cảm ơn",
    "/help",
)
PEOPLE = 6000
CHILD = """
import sys
from bot import telegram_send
pace = telegram_send.Pace
if sys.argv.pop(1) == "free":
    telegram_send.Pace = lambda: pace(10**6)
from bot.cli import main
sys.exit(main(sys.argv[1:]))
"""


def memory_megabytes(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def processor_seconds(pid: int) -> float:
    parts = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


async def start(folder: Path, fake: FakeTelegram, pace: str) -> asyncio.subprocess.Process:
    config = folder / "config.toml"
    config.write_text(f'[access]\nmode = "open"\n[telegram]\napi_url = "{fake.url}"\n[log]\nlevel = "WARNING"\n')
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", CHILD, pace, "--config", str(config)),
        *("--knowledge", str(folder / "knowledge.db"), "--state", str(folder / f"{pace}.db"), "run"),
        env={"PATH": os.environ["PATH"], "SOLIEU_TELEGRAM_TOKEN": TOKEN},
    )
    await fake.until(lambda: len(fake.of("setMyCommands")) == 9, 30)
    return process


def forget(fake: FakeTelegram) -> None:
    fake.calls.clear()
    fake.messages.clear()


async def full_speed(folder: Path, updates: int) -> None:
    fake = FakeTelegram()
    fake.start()
    process = await start(folder, fake, "free")
    forget(fake)
    answered = 0
    seen: list[float] = []
    began = monotonic()
    for first in range(0, updates, 200):
        batch = min(200, updates - first)
        for number in range(first, first + batch):
            fake.says(10_000 + number % PEOPLE, QUESTIONS[number % len(QUESTIONS)])
        await fake.until(lambda batch=batch: len(fake.said) >= batch, 60)  # type: ignore[misc]
        answered += len(fake.said)
        forget(fake)
        if first + batch >= updates * (len(seen) + 1) // 10:
            seen.append(memory_megabytes(process.pid))
    took = monotonic() - began
    print(f"{answered} answers to {updates} updates in {took:.1f} s: {answered / took:.0f} a second")
    print(f"processor: {processor_seconds(process.pid) / updates * 1000:.2f} ms an update, start included")
    print("memory after each tenth: " + ", ".join(f"{one:.1f}" for one in seen) + " MB")
    print(f"memory: {(seen[-1] / seen[0] - 1) * 100:+.1f} % from the first tenth to the last")
    process.send_signal(signal.SIGTERM)
    await process.wait()
    await fake.stop()


async def steady(folder: Path, per_second: int, seconds: int) -> None:
    fake = FakeTelegram()
    fake.start()
    process = await start(folder, fake, "free")
    forget(fake)
    asked: dict[int, float] = {}
    busy = processor_seconds(process.pid)
    began = monotonic()
    for number in range(per_second * seconds):
        await asyncio.sleep(max(0.0, began + number / per_second - monotonic()))
        person = 20_000 + number
        asked[person] = monotonic()
        fake.says(person, QUESTIONS[number % len(QUESTIONS)])
    await fake.until(lambda: len(fake.said) >= len(asked), 30)
    took = monotonic() - began
    busy = processor_seconds(process.pid) - busy
    waits = sorted(call.at - asked[int(call.params["chat_id"])] for call in fake.said)
    p50, p99 = waits[len(waits) // 2] * 1000, waits[int(len(waits) * 0.99)] * 1000
    print(f"at {per_second} a second: p50 {p50:.1f} ms, p99 {p99:.1f} ms, {busy / took * 100:.0f} % of one core")
    process.send_signal(signal.SIGTERM)
    await process.wait()
    await fake.stop()


async def main(updates: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build.build(folder / "knowledge.db")
        await steady(folder, 30, 20)
        (folder / "free.db").unlink()
        await full_speed(folder, updates)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
