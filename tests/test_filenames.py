"""Names of files that do not work everywhere: the same answer wherever one is met."""

from __future__ import annotations

from pathlib import Path

import pytest

from allocation.base.filenames import name_problem, path_problem
from allocation.datafiles.evidence_names import evidence_files
from allocation.editing import new_yaml
from allocation.editing.scan import scan
from allocation.lint.validate import load_register
from helpers import problems, replace
from test_filings import FILING, TODAY

REFUSED = {
    "com0.pdf": "Windows 保留",
    "LPT9.pdf": "Windows 保留",
    "aux.jpg": "Windows 保留",
    "a#b.pdf": "网址或 Windows 不能用的符号",
    "a%20b.pdf": "网址或 Windows 不能用的符号",
    "a?b.pdf": "网址或 Windows 不能用的符号",
    'a"b.pdf': "网址或 Windows 不能用的符号",
    "a\u200bb.pdf": "看不见的字符",
    "a\ufeffb.pdf": "看不见的字符",
    "a\u2060b.pdf": "看不见的字符",
    " a.pdf": "多余的空格或点",
    "a .pdf": "多余的空格或点",
    "a..pdf": "多余的空格或点",
    "a.": "多余的空格或点",
    "a.pdf ": "多余的空格或点",
    f"{'长' * 70}.pdf": "太长",
    "com1/a.pdf": "Windows 保留",
    "a#/a.pdf": "网址或 Windows 不能用的符号",
}
"""Names, and what is wrong with each."""
WORKING = (
    "a b.pdf",
    "计划_虚海〔2025〕3号.pdf",
    "a'b(1).pdf",
    "com10.pdf",
    "con1.pdf",
    "2025/😀.pdf",
)
NAMES = (*REFUSED, *WORKING)


@pytest.fixture
def started(data: Path) -> Path:
    """A small data folder with a term, and a file of each name that nobody registered."""
    term = "term: {years: 3, confirmed: true"
    replace(data / "unit.yml", f"{term}}}", f"{term}, start: 2024-01-01}}")
    for name in NAMES:
        path = data / "evidence" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    return data


@pytest.mark.parametrize("name", NAMES)
def test_one_rule(name: str) -> None:
    """Each name has its reason, or none."""
    assert REFUSED.get(name, "") in (path_problem(name) or "")
    assert bool(path_problem(name)) is (name in REFUSED)
    assert any(map(name_problem, name.split("/"))) is (name in REFUSED)


def test_scan(started: Path) -> None:
    """A scan says of the same names that they can't stay."""
    report = scan(load_register(started), TODAY)
    whys = {line.name: line.why for line in report.lines if line.name in NAMES}
    assert set(whys) == set(NAMES)
    assert {name for name, why in whys.items() if "文件夹名" in why} == set(REFUSED)
    assert all(reason in whys[name] for name, reason in REFUSED.items())


def test_lint_and_fetching(started: Path) -> None:
    """The data may not name such files, and nobody fetches them."""
    (started / "filings").mkdir()
    # Spaces around a text are none of it, in any field of the data.
    refused = {name: reason for name, reason in REFUSED.items() if name == name.strip()}
    files = new_yaml.entry([{"name": name} for name in (*refused, *WORKING)], 4)
    text = FILING.replace("    state: 已交\n", f"    state: 已交\n    files:{files}\n")
    (started / "filings" / "2025.yml").write_text(text, encoding="utf-8")
    found = [each.found for each in problems(started) if "的名称" in each.found]
    assert len(found) == len(refused)
    for name, reason in refused.items():
        assert any(f"“{name}”" in each and reason in each for each in found), name
    assert set(evidence_files(started)) == set(WORKING)
