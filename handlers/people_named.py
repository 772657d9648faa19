"""People looked up by what others call them."""

from handlers.services import Services
from handlers.state import Person
from knowledge.text import key


def named(name: str, services: Services, besides: str = "") -> list[Person]:
    """Return who has this name or id of those that were let in, else whose name contains it; besides: whom not."""
    wanted = key(name)
    if not wanted:
        return []
    people = [person for person in services.state.people() if person.name and person.id != besides]
    exact = [person for person in people if person.id == name.strip() or key(person.name) == wanted]
    return exact or [person for person in people if f" {wanted} " in f" {key(person.name)} "]
