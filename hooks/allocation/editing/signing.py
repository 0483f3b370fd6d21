"""Signatures (签收): the day and the duty version that a person signed for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from allocation.editing.edits import Edit
from allocation.register.duty_version import duty_versions
from allocation.register.register import Register


class SigningError(Exception):
    """The signature is impossible; the message, in Chinese, has the reason."""


def edits(register: Register, keys: Iterable[str], day: date) -> Iterator[Edit]:
    """Yield the changes to ``people.yml``.

    :param keys: names as in the allocation.
    :raises SigningError: if a person is unknown or has no duties, with every such name.
    """
    versions = duty_versions(register)
    people = {person.key: person for person in register.people}
    wanted = list(keys)
    if unknown := [key for key in wanted if key not in people or people[key].slug not in versions]:
        raise SigningError(f"{'、'.join(unknown)}：people.yml 里没有，或分工表没有分给任何任务。")
    for key in wanted:
        signed: dict[str, object] = {"version": versions[people[key].slug], "on": day}
        yield Edit(people[key].ref, ("signed",), signed)
