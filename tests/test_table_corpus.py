"""The tables of other places are what they say: what is expected stands in them."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
import pytest

import table_corpus
from table_corpus import bare

CASES = {each.name: each for each in table_corpus.cases()}


@pytest.mark.parametrize("name", CASES)
def test_what_is_expected_stands_in_the_table(name: str) -> None:
    """Names, deadlines, remarks and evidence are words of the table."""
    found = CASES[name]
    said = bare(
        "".join(
            table.text(at, across)
            for table in found.tables
            for at, row in enumerate(table.rows)
            for across in range(table.width)
        )
    )
    lines = bare("".join(line for table in found.tables for line in table.lines))
    for clause in found.clauses:
        names = [part for party in clause.parties or () for part in party.split("/")[:2]]
        for word in [*names, *(clause.leaders or ()), *(clause.methods or ()), *clause.evidence]:
            assert bare(word) in said + lines, f"{clause.text}: {word}"
        assert bare(clause.deadline or "") in said + lines
        assert bare(clause.remark or "") in said
    for ask in found.asks:
        table = found.tables[ask.table - 1]
        row = range(table.width)
        assert any(ask.about in table.text(ask.row - 1, each) for each in row), ask
    # The first row of a table may be its title.
    assert bare(found.unit or "") in lines + said


@pytest.mark.parametrize("name", CASES)
def test_every_form_says_the_same(name: str, tmp_path: Path) -> None:
    """Each form is written; the workbook has all rows, and Word the same tables."""
    found = CASES[name]
    for form in found.forms:
        assert table_corpus.write(found, form, tmp_path).stat().st_size
    if "xlsx" in found.forms:
        sheet = openpyxl.load_workbook(tmp_path / f"{name}-xlsx.xlsx").worksheets[0]
        rows = [
            [bare(str(cell or "")) for cell in row][: found.tables[0].width]
            for row in sheet.iter_rows(values_only=True)
        ]
        first = found.tables[0]
        for at in range(len(first.rows)):
            assert [bare(first.text(at, each)) for each in range(first.width)] in rows
    made = docx.Document(str(tmp_path / f"{name}-docx.docx")).tables
    assert [len(each.rows) for each in made] == [len(each.rows) for each in found.tables]


def test_pasted_text_has_a_tab_between_cells() -> None:
    """What covers nothing is a cell in pasted text, quoted only by Excel."""
    found = CASES["tax-lead-support"]
    lines = table_corpus.pasted_word(found).split("\r\n")
    assert lines[2].count("\t") == 6
    assert lines[4].startswith("2\t\t成立创建领导小组")
    assert lines[-2] == "合计\t20\t\t\t"
    assert table_corpus.pasted_excel(found).split("\r\n")[-2] == "合计\t\t\t20\t\t\t"
    quoted = table_corpus.pasted_excel(CASES["hospital-owners-by-mark"])
    assert '"⑴院办公室\n⑵党办\n⑶财务科"' in quoted
