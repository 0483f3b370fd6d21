"""What a rule is and what it yields, for everything that looks odd but may be right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from allocation.problems import Ref
from allocation.register import Register


@dataclass(frozen=True, slots=True)
class Finding:
    """One oddity: what it is about, what was seen, and where (in the data, and on the site)."""

    subject: str
    text: str
    ref: Ref
    address: str | None = None


@dataclass(frozen=True, slots=True)
class RuleResult:
    """A rule with all that it found."""

    id: str
    title: str
    why: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named check over the register."""

    id: str
    title: str
    why: str
    check: Callable[[Register], Iterator[Finding]]
