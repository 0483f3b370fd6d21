"""Shared checks of names: unknown and repeated ones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Iterable, Iterator
from typing import TypeVar

from allocation.base.codes import same_code
from allocation.base.problems import Problem, Ref
from allocation.base.slugs import NAME_DOT, compact
from allocation.lint.rule_words import HINTS, NAMES, problem

T = TypeVar("T", bound=Hashable)


def unknown(kind: str, names: list[tuple[str, Ref]], known: dict[str, str]) -> Iterator[Problem]:
    """Yield a problem for every unknown name.

    :param kind: of the names, a key of ``NAMES``.
    :param known: the plain names of known entries by their keys.
    """
    what, file = NAMES[kind]
    for name, ref in names:
        if name not in known:
            said = {"what": what, "name": name, "file": file}
            yield problem("unknown", ref, hint=_hint(name, known), **said)


def repeated(entries: Iterable[tuple[T, Ref]]) -> Iterator[tuple[T, Ref, Ref]]:
    """Yield repeated names with their first place and the repeated one."""
    seen: dict[T, Ref] = {}
    for name, ref in entries:
        if name in seen:
            yield name, seen[name], ref
        seen.setdefault(name, ref)


def _hint(name: str, known: dict[str, str]) -> str:
    parts = [part for part in re.split(r"[、，,;；/\s]+", name) if part in known]
    if len(parts) > 1:
        return HINTS["list"].format(parts=", ".join(parts))
    homonyms = [key for key, plain in known.items() if plain == name]
    if homonyms:
        return HINTS["homonym"].format(keys="、".join(homonyms))
    homographs = (key for key in known if comparison_key(key) == comparison_key(name))
    if not re.search(r"\s", name) and (homograph := next(homographs, None)):
        return HINTS["homograph"].format(other=homograph)
    if (code := same_code(name, known.values())) != name:
        return HINTS["similar"].format(other=code)
    similar = next((key for key in sorted(known) if _similar(compact(name), key)), None)
    return HINTS["similar"].format(other=similar) if similar else ""


def comparison_key(name: str) -> str:
    """Return a key that is equal for names that look the same, whatever their code points."""
    return NAME_DOT.sub("·", unicodedata.normalize("NFKC", compact(name)))


def _similar(one: str, other: str) -> bool:
    """Whether two names differ in at most one character, wrong or missing at an end."""
    if abs(len(one) - len(other)) == 1:
        shorter, longer = sorted((one, other), key=len)
        return len(shorter) > 1 and (longer.startswith(shorter) or longer.endswith(shorter))
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) <= 1
