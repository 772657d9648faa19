"""What a command works with: settings, the clock, the databases, made or brought up to date when they are needed."""

import gc
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot import config as settings
from bot.clock import Clock
from bot.errors import TroubleError
from handlers.i18n import translator
from knowledge.base import Knowledge
from knowledge.errors import DatabaseUnusable
from knowledge.store import Store

if TYPE_CHECKING:
    from knowledge.calendar import Calendar

CONFIG = Path("config.toml")
_YEARS = range(1900, 2200)


@dataclass(frozen=True, slots=True)
class Session:
    """Settings after the options of the command line have been laid over them."""

    config: settings.Config
    knowledge_path: Path
    state_path: Path
    clock: Clock
    lang: str

    def remark(self, text: str) -> None:
        """Write a remark for the person at the terminal, beside the results."""
        print(text, file=sys.stderr, flush=True)

    def calendar(self) -> "Calendar":
        """Return the days that are worked here: the official ones and the operator's own. Raises KnowledgeError."""
        from bot import reminder_settings  # holidays takes time to load, and a question needs none

        return reminder_settings.calendar_of(self.config)

    def knowledge(self) -> Knowledge:
        """Return the knowledge base, ready to answer. Raises DatabaseUnusable and KnowledgeError."""
        self.prepare()
        knowledge = Knowledge.open(self.knowledge_path)
        gc.freeze()  # it stays as long as the process: to search it for garbage takes a tenth of a second each time
        return knowledge

    def store(self) -> Store:
        """Return the figures alone, where nothing is asked in words. Raises DatabaseUnusable and KnowledgeError."""
        self.prepare()
        return Store(self.knowledge_path)

    def prepare(self) -> None:
        """Build the knowledge base where there is none; bring it up to date where the data files are others now.

        What was imported, approved or taught stays. Raises DatabaseUnusable and KnowledgeError.
        """
        from knowledge import build

        _ = translator(self.lang).gettext
        if not self.knowledge_path.exists():
            self.remark(_("Lần đầu chạy: đang dựng kho số liệu {path} …").format(path=self.knowledge_path))
            build.build(self.knowledge_path)
        elif _fingerprint(self.knowledge_path) != build.fingerprint():
            self.remark(_("Danh mục đã đổi: đang cập nhật kho số liệu {path} …").format(path=self.knowledge_path))
            self._renew()

    def _renew(self) -> None:
        from handlers.problems import sentence
        from knowledge import build
        from knowledge.renewal import renew

        fresh = self.knowledge_path.with_name(f"{self.knowledge_path.name}.{os.getpid()}.fresh")
        try:
            build.build(fresh)
            for problem in renew(self.knowledge_path, fresh):
                self.remark(sentence(problem, self.lang))
        finally:
            for leftover in (fresh, *(fresh.with_name(fresh.name + end) for end in ("-wal", "-shm"))):
                leftover.unlink(missing_ok=True)


def _fingerprint(path: Path) -> str:
    """Return the digest of the data files that a database was built from; empty where it tells none.

    Raises DatabaseUnusable (foreign) for a database of something else, state.db for one.
    """
    from knowledge import schema

    db = schema.connect(path)
    try:
        if not db.table("meta").exists():
            raise DatabaseUnusable(str(path), "foreign")
        row = db.execute("SELECT value FROM meta WHERE key = 'fingerprint'").fetchone()
        return str(row[0]) if row else ""
    finally:
        db.close()


def session(options: Mapping[str, str | None], env: Mapping[str, str]) -> Session:
    """Return the session for the global options (config, knowledge, state, now, lang).

    Raises ConfigError and TroubleError.
    """
    path = Path(given) if (given := options.get("config")) else CONFIG if CONFIG.is_file() else None
    config = settings.load(path, env)
    lang = options.get("lang") or config.general.lang
    return Session(
        config=config,
        knowledge_path=Path(options.get("knowledge") or config.paths.knowledge),
        state_path=Path(options.get("state") or config.paths.state),
        clock=Clock.at(_instant(options.get("now"), lang), config.general.zone),
        lang=lang,
    )


def _instant(text: str | None, lang: str) -> datetime | None:
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.year not in _YEARS:
        _ = translator(lang).gettext
        raise TroubleError(_("--now: “{text}” không phải ngày giờ; ví dụ: 2026-11-21T08:00").format(text=text), 2)
    return instant
