"""Who sends: from the login that the server vouches for to the person, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import yaml

from allocation.base.grouping import grouped_pairs
from allocation.base.slugs import person_slug
from allocation.inbox.drops import BELL, IN, InboxError
from allocation.register.register import PersonEntry, Register

SENDERS = "senders.yml"
"""The file of the inbox that names the person of a login, where the two differ."""
_LOGIN = re.compile(r"\w[\w.@-]{0,63}")
"""A login that the web server takes: it is the name of a folder."""


class SenderList:
    """The persons of logins: as the inbox names them, else by key, name or slug.

    Logins are compared without regard to capitals, but the web server has them as they are typed.
    """

    def __init__(self, register: Register, inbox: Path) -> None:
        people = {person.key: person for person in register.people}
        given = _given(inbox / SENDERS)
        names = [(name, person) for person in register.people for name in _spellings(person)]
        spelled = grouped_pairs(names).items()
        # What two persons could be called is nobody's login.
        self._people = {name: found[0] for name, found in spelled if len({*found}) == 1}
        written = grouped_pairs((login.casefold(), key) for login, key in given.items())
        for login, keys in written.items():
            self._people.pop(login, None)
            if len({*keys}) == 1 and keys[0] in people:
                self._people[login] = people[keys[0]]
        self._typed = {*self._people, *given, *_seen(inbox)}

    def person(self, login: str) -> PersonEntry | None:
        """Return the person of a login, None if it is nobody's."""
        return self._people.get(login.casefold())

    def logins(self, person: PersonEntry) -> tuple[str, ...]:
        """Return every login that is a person's, in all the spellings that are known."""
        own = (login for login in sorted(self._typed) if self.person(login) is person)
        return tuple(filter(_LOGIN.fullmatch, own))


def _spellings(person: PersonEntry) -> Iterator[str]:
    """Yield what a person's login may be."""
    spoken = person_slug(person.name, person.syllables)
    for name in (person.key, person.name, person.slug, spoken):
        yield name.casefold()
        yield name.casefold().replace("-", "")


def _seen(inbox: Path) -> Iterator[str]:
    """Yield the logins under which something came, as they were typed."""
    for folder in (inbox / IN, inbox / BELL):
        with suppress(OSError):
            yield from (path.name for path in folder.iterdir())


def _given(path: Path) -> dict[str, str]:
    try:
        content = yaml.safe_load(path.read_bytes()) if path.exists() else {}
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise InboxError(f"{path} 读不懂，请改成一行一个“登录名: 姓名”。") from error
    if not isinstance(content or {}, dict):
        raise InboxError(f"{path} 里要一行一个“登录名: 姓名”。")
    return {str(login): str(key) for login, key in (content or {}).items()}
