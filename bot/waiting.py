"""Changes of state.db that are tried again while another process holds the file."""

import asyncio
import sqlite3
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def kept(change: Callable[[], T]) -> T:
    """Return what a change of the database gives, tried again while another process holds the file."""
    wait = 0.05
    while True:
        try:
            return change()
        except sqlite3.OperationalError as problem:
            if "locked" not in str(problem) and "busy" not in str(problem):
                raise
            await asyncio.sleep(wait)
            wait = min(1.0, wait * 1.5)
