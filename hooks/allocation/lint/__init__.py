"""Rules: errors stop a build, findings are shown on 数据核对.

In: a Register. Out: problems with place, expected, found and remedy; findings.
"""

from allocation.lint.errors import errors
from allocation.lint.filing_findings import ABSENT
from allocation.lint.findings import findings
from allocation.lint.rule import Finding, RuleResult

__all__ = ["ABSENT", "Finding", "RuleResult", "errors", "findings"]
