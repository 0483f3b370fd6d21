"""What a person says about the columns of a table that the reader does not know."""

from __future__ import annotations

from pathlib import Path

import pytest

from allocation.office.imports.tables import documents, table
from allocation.office.imports.tables.headings import ColumnChoice
from allocation.office.imports.tables.table_parts import TableError
from word_tables import tables_of

ROWS = [
    ["序号", "板块", "怎么做", "谁来做", "评价办法"],
    ["1", "一、组织", "⑴重视。", "办公室", "看台账"],
]


def chosen(path: Path, *choices: str, grids: tuple[list[list[str]], ...] = (ROWS,)) -> table.Draft:
    """Read tables with what a person says about their columns."""
    written = tables_of(path / "x.docx", *grids)
    return table.draft(documents.read(written), (), (), list(map(ColumnChoice.parsed, choices)))


@pytest.mark.parametrize("clause", ["条款=怎么做", "条款=C", "条款 = c", "1:条款=怎么做"])
def test_a_column_by_heading_or_letter(clause: str, tmp_path: Path) -> None:
    """A table without one known heading is read as a person says."""
    found = chosen(tmp_path, clause, "责任科室=谁来做", "测评方法=E")
    (category,) = found.categories
    assert category["title"] == "组织"
    (row,) = category["rows"]
    assert row["clauses"] == [{"mark": "⑴", "text": "重视。"}]
    assert row["parties"] == [{"department": "办公室"}]
    assert row["methods"] == ["看台账"]
    assert not found.questions


def test_letters_alone(tmp_path: Path) -> None:
    """Without any known word the first row with several texts has the headings."""
    (category,) = chosen(tmp_path, "条款=C", "不读=D", "不读=E").categories
    assert category["rows"][0]["clauses"] == [{"mark": "⑴", "text": "重视。"}]


def test_a_choice_outweighs_the_words(tmp_path: Path) -> None:
    """The column that a person calls 条款 is the only one, and 不读 is not asked about."""
    rows = [
        ["项目", "测评内容", "工作要求", "责任科室", "责任人", "领导"],
        ["一、组织", "⑴重视。", "每月一次", "办公室", "周小满", "顾长风"],
    ]
    found = chosen(tmp_path, "条款=测评内容", "不读=工作要求", grids=(rows,))
    assert found.categories[0]["rows"][0]["clauses"] == [{"mark": "⑴", "text": "重视。"}]
    assert not found.questions


def test_choices_that_fit_nothing(tmp_path: Path) -> None:
    """A heading that is not there is refused with all that are; so is an unknown kind."""
    with pytest.raises(TableError, match=r"没有“做什么”这一栏；读到的栏：A 序号 → 序号；B 板块"):
        chosen(tmp_path, "条款=怎么做", "责任人=做什么")
    with pytest.raises(TableError, match="第 2 个表里没有“怎么做”这一栏"):
        chosen(tmp_path, "2:条款=怎么做")
    with pytest.raises(ValueError, match="没有“条文”这种栏；有 项目、条款、分管领导"):
        ColumnChoice.parsed("条文=怎么做")
    with pytest.raises(ValueError, match="条款=测评内容"):
        ColumnChoice.parsed("条款")
