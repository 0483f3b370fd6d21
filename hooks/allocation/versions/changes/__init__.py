"""Changes between two registers, as duties and sentences instead of lines.

In: two registers. Out: Changes, with whom each concerns.
"""

from allocation.versions.changes.change import (
    GONE,
    NEW,
    Change,
    Changes,
    ChangeTopic,
    ItemDuty,
    PersonChange,
)

__all__ = ["GONE", "NEW", "Change", "ChangeTopic", "Changes", "ItemDuty", "PersonChange"]
