"""Who sends: from the login that the server vouches for to the person, and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from allocation.base.grouping import grouped_pairs
from allocation.inbox.drops import InboxError
from allocation.register.register import PersonEntry, Register

SENDERS = "senders.yml"
"""The file of the inbox that names the person of a login, where the two differ."""


class SenderList:
    """The persons of logins: as the inbox names them, else by key, name or slug."""

    def __init__(self, register: Register, inbox: Path) -> None:
        people = {person.key: person for person in register.people}
        given = _given(inbox / SENDERS)
        names = [(name, person) for person in register.people for name in _spellings(person)]
        spelled = grouped_pairs(names).items()
        # What two persons could be called is nobody's login, unless it is the key of one.
        self._people = {name: found[0] for name, found in spelled if len({*found}) == 1}
        self._people |= {person.key.casefold(): person for person in register.people}
        for login, key in given.items():
            self._people.pop(login, None)
            if key in people:
                self._people[login] = people[key]

    def person(self, login: str) -> PersonEntry | None:
        """Return the person of a login, None if it is nobody's."""
        return self._people.get(login.casefold())

    def logins(self, person: PersonEntry) -> tuple[str, ...]:
        """Return every login that is a person's."""
        return tuple(login for login, owner in self._people.items() if owner is person)


def _spellings(person: PersonEntry) -> Iterator[str]:
    """Yield what a person's login may be."""
    for name in (person.key, person.name, person.slug, person.slug.replace("-", "")):
        yield name.casefold()


def _given(path: Path) -> dict[str, str]:
    try:
        content = yaml.safe_load(path.read_bytes()) if path.exists() else {}
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise InboxError(f"{path} 读不懂，请改成一行一个“登录名: 姓名”。") from error
    if not isinstance(content or {}, dict):
        raise InboxError(f"{path} 里要一行一个“登录名: 姓名”。")
    return {str(login).casefold(): str(key) for login, key in (content or {}).items()}
