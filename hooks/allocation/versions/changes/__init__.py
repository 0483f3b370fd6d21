"""Changes between two registers, as duties and sentences instead of lines.

In: two registers. Out: Changes, with whom each concerns.
"""

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
