"""Checks of the register: errors stop a build, findings are shown on a page."""

from allocation.lint.errors import errors
from allocation.lint.filed import ABSENT
from allocation.lint.findings import findings
from allocation.lint.rule import Finding, RuleResult

__all__ = ["ABSENT", "Finding", "RuleResult", "errors", "findings"]
