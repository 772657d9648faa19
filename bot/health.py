"""Whether the running channels are well, as state.db knows it; for `solieu check` and supervisors."""

from datetime import datetime, timedelta

from handlers.i18n import translator
from handlers.state import State

STALE_AFTER = timedelta(minutes=5)


def troubles(state: State, now: datetime, *, running: bool, lang: str) -> list[str]:
    """Return a sentence for each channel that is silent; with running also for one that gave no sign of life lately."""
    _ = translator(lang).gettext
    found = []
    for channel in state.health():
        good_at = datetime.fromisoformat(channel.good_at) if channel.good_at else None
        if channel.silent_since:
            text = _("Kênh {channel} im lặng từ {time}: không nhận được tin.")
            found.append(text.format(channel=channel.channel, time=channel.silent_since))
        elif running and (good_at is None or now - good_at > STALE_AFTER):
            text = _("Kênh {channel} không có dấu hiệu hoạt động từ {time}.")
            found.append(text.format(channel=channel.channel, time=channel.good_at or "–"))
    return found
