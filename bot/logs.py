"""The log: to stderr, without tokens and without what people wrote."""

import logging
import sys
import traceback
from collections.abc import Sequence

# Libraries that put addresses with the token in them, or whole updates, into their lines.
_CHATTY = ("httpx", "httpcore", "telegram", "tornado.access", "tornado.general", "asyncio", "apscheduler", "matplotlib")


class CarefulFormatter(logging.Formatter):
    """Formats a line with secrets blotted out; of an exception only type and place: its text may quote a message."""

    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = [secret for secret in secrets if secret]

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        if record.name.startswith("telegram"):
            # The library quotes updates that it cannot read; its sentences without their values tell enough.
            record = logging.makeLogRecord({**record.__dict__, "args": (), "msg": str(record.msg)})
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return line

    def formatException(self, ei: object) -> str:  # noqa: N802 (logging's own name)
        """Return where an exception came from, without its text."""
        kind, _value, trace = ei if isinstance(ei, tuple) else (None, None, None)
        frames = traceback.extract_tb(trace)[-3:]
        places = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames))
        return f"{getattr(kind, '__name__', kind)} at {places}"


def start(level: str, secrets: Sequence[str]) -> None:
    """Send the log to stderr from now on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(CarefulFormatter(secrets))
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
