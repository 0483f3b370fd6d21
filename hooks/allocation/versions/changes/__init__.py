"""What changed between two states of the data: duties and sentences, not lines."""

from allocation.versions.changes.change import (
    GONE,
    NEW,
    Change,
    Changes,
    ItemDuty,
    PersonChange,
    Topic,
)

__all__ = ["GONE", "NEW", "Change", "Changes", "ItemDuty", "PersonChange", "Topic"]
