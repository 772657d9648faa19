"""The terminal as a channel: replies as text, a line editor with history, piped input line by line."""

import atexit
import os
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from bot.session import Session
from handlers.ask import ask
from handlers.i18n import translator
from handlers.markup import plain
from handlers.message import Attachment, Message, Reply
from handlers.problems import failure
from handlers.refusals import example_question
from knowledge.base import Knowledge
from knowledge.text import key

if TYPE_CHECKING:
    from handlers.services import Services

PERSON = "terminal:local"
_LEAVE = frozenset({"thoat", "quit", "exit"})
_BOLD = re.compile(r"<b>(.*?)</b>", re.DOTALL)
_HISTORY_LENGTH = 1000


def render(reply: Reply, stream: TextIO) -> str:
    """Return a reply's text for a stream: with bold figures in a terminal that can show them, else plain."""
    if stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb":
        return plain(_BOLD.sub("\x1b[1m\\1\x1b[22m", reply.text))
    return plain(reply.text)


def talk(session: Session) -> int:
    """Answer line by line until the input ends; in a terminal with a prompt, line editing and history."""
    from bot.reminder_settings import rhythm_of
    from bot.terminal_reminders import TerminalReminders
    from handlers.access import RateLimit
    from handlers.services import Services
    from handlers.state import Conversation, State

    state = State.open(session.state_path)
    try:
        services = Services(
            knowledge=session.knowledge(),
            state=state,
            ask=ask,
            admins=frozenset({PERSON}),
            lang=session.lang,
            code_hours=session.config.access.code_hours,
            limit=RateLimit(sys.maxsize),
            calendar=session.calendar(),
            rhythm=rhythm_of(session.config),
        )
        blank = Message(PERSON, PERSON, "", session.clock.now(), lang=session.lang)
        state.keep_conversation(PERSON, "", PERSON, Conversation())
        at_terminal = sys.stdin.isatty() and sys.stdout.isatty()
        if at_terminal:
            _welcome(session, services.knowledge)
        due = TerminalReminders(
            services, PERSON, session.clock.now, lambda reply: _show(reply, session, at_terminal=at_terminal)
        )
        due.bring()
        while (text := _next_line(at_terminal)) is not None:
            if key(text[:20]) in _LEAVE:
                break
            reply = _reply(replace(blank, text=text, now=session.clock.now()), services, session) if text else None
            if reply is not None:
                _show(reply, session, at_terminal=at_terminal)
            due.bring()
    finally:
        state.close()
    return 0


def _reply(message: Message, services: "Services", session: Session) -> Reply | None:
    """Return the answer to a line; where the program fails at one, that is told and the conversation goes on."""
    from handlers.dispatch import answer

    try:
        services.knowledge.refresh()
        return answer(message, services)
    except Exception as error:
        session.remark(f"solieu: {failure(error, session.lang)}")
        return None


def _welcome(session: Session, knowledge: Knowledge) -> None:
    _ = translator(session.lang).gettext
    _edit_lines(session.state_path.with_name("chat-history"))
    example = example_question(knowledge)
    if example:
        print(_("Xin chào! Hỏi thử: {example}").format(example=example))
    print(_("Ra khỏi đây: gõ “thoát” hoặc Ctrl-D."), end="\n\n")


def _next_line(at_terminal: bool) -> str | None:
    """Return the next line without blanks around it, None at the end of the input or where the person breaks off."""
    try:
        if at_terminal:
            return input("› ").strip()
        line = sys.stdin.readline()
    except (EOFError, KeyboardInterrupt):
        print()
        return None
    return line.strip() if line else None


def _show(reply: Reply, session: Session, *, at_terminal: bool) -> None:
    if reply.text:
        print(render(reply, sys.stdout))
    if reply.attachment is not None:
        _ = translator(session.lang).gettext
        print(_("Đã ghi tệp {name}.").format(name=_save(reply.attachment, session.state_path.parent)))
    if at_terminal and reply.follow_ups:
        print("→ " + " · ".join(choice.label for choice in reply.follow_ups))
    print(flush=True)


def _save(attachment: Attachment, folder: Path) -> Path:
    """Write a picture or workbook beside the databases, never over another file, and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = Path(attachment.name).name
    path, number = folder / wanted, 2
    while True:
        try:
            with path.open("xb") as file:
                file.write(attachment.data)
            return path
        except FileExistsError:
            path = folder / f"{Path(wanted).stem}-{number}{Path(wanted).suffix}"
            number += 1


def _edit_lines(history: Path) -> None:
    """Switch line editing on; what was typed is kept for the next time where the folder can be written to."""
    try:
        import readline
    except ImportError:
        return
    try:
        history.parent.mkdir(parents=True, exist_ok=True)
        history.touch(mode=0o600)
        readline.read_history_file(history)
    except OSError:
        return
    readline.set_history_length(_HISTORY_LENGTH)
    atexit.register(readline.write_history_file, history)
