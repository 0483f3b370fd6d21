"""What changed between two states of the data: duties and sentences, not lines."""

from allocation.changes.change import Change, Changes, Duty, PersonChange, Topic

__all__ = ["Change", "Changes", "Duty", "PersonChange", "Topic"]
