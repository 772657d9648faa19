"""People looked up by what others call them."""

from handlers.services import Services
from handlers.state import Person
from knowledge.text import key


def named(name: str, services: Services, besides: str = "") -> list[Person]:
    """Return who has this name or id, else whose name contains it; besides: whom not."""
    wanted = key(name)
    if not wanted:
        return []
    people = [person for person in _known(services) if person.name and person.id != besides]
    exact = [person for person in people if person.id == name.strip() or key(person.name) == wanted]
    return exact or [person for person in people if f" {wanted} " in f" {key(person.name)} "]


def _known(services: Services) -> list[Person]:
    """Return whom work can be given to: who was let in, in an open assistant anybody who ever wrote."""
    state = services.state
    if services.mode != "open":
        return state.people()
    ids = [row[0] for row in state.db.execute("SELECT id FROM people WHERE name <> '' ORDER BY name, id").fetchall()]
    return [person for person in map(state.person, ids) if person is not None]
