"""What every page and every paper may say, whatever it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from allocation.datafiles.model import Labels, Unit
from allocation.register.register import PersonEntry
from allocation.register.source_comparison import Provenance


@dataclass(frozen=True, slots=True)
class Common:
    """The settings of the unit, the day, and what follows from both.

    :ivar today: the day by which slots are late or not.
    :ivar active: whether the term has a first day, so that slots have due dates.
    :ivar contact: whom to ask about handing in, if it is one of the people.
    :ivar word_template: the unit's own template of Word files, if any.
    :ivar word_template_state: time of modification and size of that file.
    """

    unit: Unit
    labels: Labels
    today: date
    active: bool
    provenance: Provenance
    contact: PersonEntry | None
    word_template: Path | None
    word_template_state: tuple[int, ...]
