"""Reporting duties as they hold on this server, and one of them as the contract writes it."""

from typing import Any

from bot.session import Session
from knowledge.duties import Duty, Occurrence, national_duties


def duties_here(session: Session) -> tuple[Duty, ...]:
    """Return the duties of the whole country with the operator's own over them, where there is a state.db."""
    if not session.state_path.exists():
        return national_duties()
    from handlers.own_duties import duties_of
    from handlers.state import State

    state = State.open(session.state_path)
    try:
        return duties_of(state)
    finally:
        state.close()


def fields_of(found: Occurrence) -> dict[str, Any]:
    """Return an occurrence as the contract's JSON object."""
    return {
        "code": found.code,
        "name": found.name,
        "level": found.level,
        "cutoff": found.cutoff.isoformat() if found.cutoff else None,
        "due": found.due.isoformat() if found.due else None,
        "rule": found.rule,
        "legal_basis": found.legal_basis,
        "status": found.status,
        "confidence": found.confidence,
    }
