"""`solieu` in a process that was forked, with what tests want of asyncio's own processes."""

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.forks import FORKS


def solieu(arguments: Sequence[str], env: Mapping[str, str], folder: Path, log: Path) -> None:
    """Be the command with these arguments, in this environment and folder; stderr goes to the end of the log."""
    from bot import cli

    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    os.dup2(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT), sys.stderr.fileno())
    sys.exit(cli.main(arguments))


class Forked:
    """A process that runs `solieu`."""

    def __init__(self, arguments: Sequence[str], env: Mapping[str, str], folder: Path, log: Path) -> None:
        self._process = FORKS.Process(target=solieu, args=(arguments, env, folder, log))
        self._process.start()

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    async def wait(self) -> int:
        await asyncio.to_thread(self._process.join)
        return self._process.exitcode or 0

    def send_signal(self, number: int) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    def kill(self) -> None:
        self._process.kill()
