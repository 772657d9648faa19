"""Commands of those who run the assistant: its channels, and codes that let people in."""

from collections.abc import Mapping
from typing import Any

from bot.session import Session
from handlers.i18n import translator

OPERATOR = "terminal:operator"


def run(session: Session, _options: Mapping[str, Any]) -> int:
    """Serve every configured channel until told to stop."""
    from bot.run import run as serve

    session.prepare()
    return serve(session.config, session.knowledge_path, session.state_path, session.clock)


def invite(session: Session, options: Mapping[str, Any]) -> int:
    """Print a one-time code that gives whoever sends it to the assistant a role."""
    from handlers.access import invite as make_invite
    from handlers.state import State

    _ = translator(session.lang).gettext
    state = State.open(session.state_path)
    try:
        made = make_invite(state, options["role"], OPERATOR, session.clock.now(), session.config.access.code_hours)
    finally:
        state.close()
    print(made.code)
    session.remark(
        _("Quyền {role}, dùng một lần, đến {time}.").format(role=made.role, time=f"{made.expires:%H:%M %d/%m/%Y}")
    )
    return 0
