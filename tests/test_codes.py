"""Codes in any spelling: one grammar for workbooks, files, commands, hints and the search."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from allocation.base.codes import CodeKey, code_key, same_code
from helpers import problems
from test_search_worker import MODULES, NODE

SPELLINGS: dict[CodeKey, str] = {
    (3, 1, 2, 3): "Ⅲ-1-⑵-03 Ⅲ-1-②-03 3-1-2-03 3.1.2.03 III-1-2-03 iii-1-2-3 lll-1-2-03 Ⅲ-1-(2)-03 "
    "Ⅲ-1-（2）-03 Ⅲ-1-【2】-03 Ⅲ－１－（２）－０３ Ⅲ—1—⑵—03 Ⅲ1⑵03 三-1-（二）-03",
    (3, 12, 2): "Ⅲ-12-⑵ Ⅲ12⑵ 3-12-2 3.12.2 Ⅲ-12-② 三-十二-2",
    (3, 2, 3, 1): "Ⅲ-2-第3条-01 Ⅲ-2-第三条-01 3-2-3-01 iii-2-3-1",
    (3, 12): "Ⅲ-12 III-12 iii12 3-12 3—12 三-12",
    (4, 7): "Ⅳ-7 IV-7 4-7 四-7",
}
PAIRS = [(key, each) for key, spellings in SPELLINGS.items() for each in spellings.split()]


@pytest.mark.parametrize(("key", "typed"), PAIRS)
def test_one_key(key: CodeKey, typed: str) -> None:
    """All spellings of a code have one key."""
    assert code_key(typed) == key


def test_the_search_reads_the_same() -> None:
    """The script of the search takes each spelling for the same numbers."""
    script = f"""
      import {{ codesApart, uncircled }} from {json.dumps((MODULES / "codes.js").as_uri())};
      import {{ plain }} from {json.dumps((MODULES / "text.js").as_uri())};
      import {{ wordOf }} from {json.dumps((MODULES / "words.js").as_uri())};
      const read = (typed) => wordOf(codesApart(plain(uncircled(typed))).trim(), {{}}).path;
      console.log(JSON.stringify({json.dumps([typed for _, typed in PAIRS])}.map(read)));
    """
    command = [NODE, "--input-type=module", "--eval", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [list(key) for key, _ in PAIRS]


def test_same_code() -> None:
    """A spelling leads to the known code; an unknown or ambiguous one stays."""
    known = ["Ⅲ-1-⑵", "Ⅲ-2-第3条", "群团组织-第1条", "1", "一"]
    assert same_code("3.1.2", known) == "Ⅲ-1-⑵"
    assert same_code("Ⅲ-2-第三条", known) == "Ⅲ-2-第3条"
    assert same_code("群团组织—第一条", known) == "群团组织-第1条"
    assert same_code("Ⅲ-9-⑵", known) == "Ⅲ-9-⑵"
    assert same_code("(1)", known) == "(1)"


def test_the_hint_for_a_spelling(data: Path) -> None:
    """Lint names the code that was meant, and not one that looks alike."""
    (data / "filings").mkdir()
    filing = "filings:\n  - {no: '01', evidence: [Ⅲ-1-②-01], title: 甲, date: 2026-05-01}\n"
    (data / "filings" / "2026.yml").write_text(filing, encoding="utf-8")
    (problem,) = (each for each in problems(data) if "材料编号" in each.found)
    assert "“Ⅲ-1-②-01”" in problem.found
    assert "是不是“Ⅲ-1-⑵-01”？" in problem.remedy
