"""One running instance for each state.db: a lock that the system releases with the process."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunning(Exception):
    """Another process holds the lock; pid is what it wrote there, "" where it could not be read."""

    def __init__(self, path: Path, pid: str) -> None:
        super().__init__(f"{path}: {pid}")
        self.path = path
        self.pid = pid


@contextmanager
def only_instance(state: Path) -> Iterator[None]:
    """Hold the lock beside a state.db. Raises AlreadyRunning, or OSError for a folder that cannot be written."""
    path = state.with_name(state.name + ".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(path, os.read(descriptor, 20).decode(errors="replace").strip()) from error
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        yield
    finally:
        os.close(descriptor)
