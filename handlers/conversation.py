"""A conversation's context as text, to be kept between messages."""

import json
from dataclasses import asdict, fields

from knowledge.question import Context


def to_json(context: Context) -> str:
    """Return a context as JSON; what is empty is left out."""
    return json.dumps({name: value for name, value in asdict(context).items() if value}, ensure_ascii=False)


def from_json(text: str) -> Context:
    """Return the context that to_json wrote; an empty one for anything else: only a follow-up is lost."""
    try:
        values = json.loads(text)
    except ValueError:
        return Context()
    if not isinstance(values, dict):
        return Context()
    known: dict[str, object] = {}
    for item in fields(Context):
        value = values.get(item.name)
        if isinstance(item.default, tuple) and isinstance(value, list) and all(isinstance(part, str) for part in value):
            known[item.name] = tuple(value)
        elif isinstance(item.default, str) and isinstance(value, str):
            known[item.name] = value
    return Context(**known)  # type: ignore[arg-type]
