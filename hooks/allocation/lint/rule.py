"""Rules for data that is unusual but may be right, and their findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from allocation.base.problems import Ref
from allocation.register.derived import Derived
from allocation.register.register import Register


@dataclass(frozen=True, slots=True)
class Finding:
    """One unusual value: its subject, a text, and its place in the data and on the site."""

    subject: str
    text: str
    ref: Ref
    address: str | None = None


@dataclass(frozen=True, slots=True)
class RuleResult:
    """A rule with its findings; ``derived`` are the kinds of derived statements in them."""

    id: str
    title: str
    why: str
    findings: tuple[Finding, ...]
    derived: tuple[Derived, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A named check over the register; its findings make derived statements of some kinds."""

    id: str
    title: str
    why: str
    check: Callable[[Register], Iterator[Finding]]
    derived: tuple[Derived, ...] = ()
