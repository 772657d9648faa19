"""What the configuration says about reminders, as the values that they are planned with."""

from datetime import time

from bot.config import Config, ConfigError
from handlers.reminder_plan import Rhythm
from knowledge.calendar import Calendar, official_calendar, parse_days_off


def calendar_of(config: Config) -> Calendar:
    """Return the official calendar with the operator's own days off and working days over it.

    Raises KnowledgeError with every wrong row, ConfigError where the file cannot be read.
    """
    path = config.reminders.days_off
    if path is None:
        return official_calendar()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError("unreadable", str(path), getattr(error, "strerror", None) or "UTF-8") from error
    return official_calendar().with_special(parse_days_off(text, str(path)))


def rhythm_of(config: Config) -> Rhythm:
    """Return when chats are reminded that have chosen nothing."""
    chosen = config.reminders
    return Rhythm(
        tuple(sorted(set(chosen.leads), reverse=True)),
        time.fromisoformat(chosen.hour),
        time.fromisoformat(chosen.quiet_from),
        time.fromisoformat(chosen.quiet_to),
    )
