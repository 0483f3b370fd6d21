"""A unit that does not exist."""
