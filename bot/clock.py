"""The one place where the time of day is read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock in one time zone; with a start it runs on from that instant, for rehearsals and tests."""

    zone: ZoneInfo = ZONE
    start: datetime | None = None
    started: float = 0.0

    @classmethod
    def at(cls, start: datetime | None, zone: ZoneInfo = ZONE) -> "Clock":
        """Return a clock that shows start now (local time where it names no zone), or the real time for None."""
        if start is None:
            return cls(zone)
        local = start.replace(tzinfo=zone) if start.tzinfo is None else start.astimezone(zone)
        return cls(zone, local, monotonic())

    def now(self) -> datetime:
        """Return the local time, aware of its zone."""
        if self.start is None:
            return datetime.now(self.zone)
        return self.start + timedelta(seconds=monotonic() - self.started)
