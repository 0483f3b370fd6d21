"""A new edition of the rubric: clauses find their owners again; a person decides what is unsure."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result

from allocation.cli import main
from allocation.lint import findings
from allocation.lint.validate import load_register
from allocation.office.formats.docx_writer import TEMPLATE
from allocation.register import source_comparison
from allocation.register.register import Register
from allocation.versions.changes.compare import compare
from conftest import on_day
from example import make
from helpers import DELIVERED, UNITS, problems, read, replace

HEAD = ("测评内容", "测评项目", "测评标准")
ROWS = (
    (
        "一、组织有力",
        "Ⅲ-1 领导重视",
        "⑴领导班子把创建工作列入议事日程，有机构、有专人；\n"
        "⑵创建工作年初有计划、年中有检查、年末有总结，及时通报；",
    ),
    ("一、组织有力", "Ⅲ-2 制度健全", "⑴各项规章制度健全，执行有记录；\n⑵推行文明用餐，杜绝浪费；"),
    (
        "二、学习深入",
        "Ⅲ-3 理论学习",
        "⑴坚持中心组学习制度，每月一次，有主题、有发言；\n⑵道德讲堂每季开讲，职工参与面广；",
    ),
    ("二、学习深入", "Ⅲ-4 道德讲堂", "⑴党员学习教育制度化；\n⑵开展身边好人学习宣传；"),
    (
        "三、服务为民",
        "Ⅲ-5 窗口服务",
        "⑴办事公开，灯塔、航标信息按时发布；\n⑵窗口服务满意率高，投诉件件有回音。\n"
        "⑶潮汐预报准确，预警信息及时送到渔民手中。",
    ),
    (
        "三、服务为民",
        "Ⅲ-6 志愿服务",
        "⑴建立志愿服务队，注册志愿者占职工总数40%以上；\n"
        "⑵经常开展净滩志愿服务活动；\n⑶经常开展护航志愿服务活动；",
    ),
)
"""The example's first three parts a term later: nobody is named, all kinds of change are there."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example's data, which nothing may change."""
    copy = tmp_path / "data"
    shutil.copytree(make.DATA, copy, ignore=shutil.ignore_patterns("evidence"))
    return copy


@pytest.fixture
def rubric(tmp_path: Path) -> Path:
    """The new rubric as a Word table."""
    return table(tmp_path / "new.docx", HEAD, ROWS)


def table(path: Path, head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Path:
    """Write a table as a Word file."""
    document = docx.Document()
    document.add_paragraph("虚构市海风管理局创建市级文明单位测评标准（2027年版）")
    grid = document.add_table(rows=0, cols=len(head))
    for row in (head, *rows):
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            cell.text = text
    document.save(str(path))
    return path


def run(rubric: Path, folder: Path, *options: str) -> Result:
    """Run the command on the example's day, into ``new`` beside the data."""
    target = folder.parent / "new"
    with on_day(make.TODAY):
        return CliRunner().invoke(
            main,
            ["carry-over", str(rubric), "--data", str(folder), "--into", str(target), *options],
        )


def carried(rubric: Path, folder: Path, *options: str) -> Register:
    """Return the new data folder as a register that may break rules of lint."""
    done = run(rubric, folder, "--write", *options)
    assert done.exit_code == 0, done.output
    return read(folder.parent / "new")


def owners(register: Register) -> dict[str, tuple[list[str], list[str]]]:
    """Return who supervises and who answers for each clause."""
    return {
        clause.id: (
            [each.key for each in clause.row.leaders],
            [each.key for each in clause.row.persons],
        )
        for clause in register.clauses
    }


def test_documents_that_a_new_rubric_asks_for(folder: Path) -> None:
    """They come after the old evidence, whose numbers filings have; its reference comes along."""
    head = (*HEAD, "报送说明")
    rows = [(*row, "⑴测评年度自查表" if row is ROWS[0] else "") for row in ROWS]
    new = table(folder.parent / "new.docx", head, tuple(rows))
    register = carried(new, folder)
    before = {each.id: each.record.name for each in read(folder).evidence}
    own = [each for each in register.evidence if each.clause.id == "Ⅲ-1-⑴"]
    assert len(own) > 1
    assert all(each.record.name == before[each.id] for each in own[:-1])
    assert own[-1].record.name == "测评年度自查表"
    assert own[-1].record.no == f"{len(own):02}"
    assert {*own[-1].record.refs} <= {each.id for each in register.references}


def test_owners_and_evidence(rubric: Path, folder: Path) -> None:
    """Clauses that are certain keep owners and evidence, also where a row parts; others do not."""
    new = carried(rubric, folder)
    assert owners(new) == {
        "Ⅲ-1-⑴": (["顾长风"], ["周小满"]),
        "Ⅲ-1-⑵": (["顾长风"], ["周小满"]),
        "Ⅲ-2-⑴": (["顾长风", "沈观澜"], ["周小满", "陈立秋"]),
        "Ⅲ-2-⑵": ([], []),
        "Ⅲ-3-⑴": (["沈观澜"], ["林白露"]),
        "Ⅲ-3-⑵": (["沈观澜"], ["林白露", "王惊蛰"]),
        "Ⅲ-4-⑴": ([], []),
        "Ⅲ-4-⑵": (["沈观澜"], ["林白露", "王惊蛰"]),
        "Ⅲ-5-⑴": (["陆听涛"], ["吴霜降"]),
        "Ⅲ-5-⑵": (["陆听涛"], ["吴霜降"]),
        "Ⅲ-5-⑶": (["陆听涛"], ["郑谷雨"]),
        "Ⅲ-6-⑴": (["陆听涛", "顾长风"], ["王惊蛰"]),
        "Ⅲ-6-⑵": ([], []),
        "Ⅲ-6-⑶": ([], []),
    }
    known = {each.id: each.record.name for each in read(folder).evidence}
    now = {each.id: each.record.name for each in new.evidence}
    assert now["Ⅲ-1-⑵-04"] == known["Ⅲ-1-⑵-04"]
    assert now["Ⅲ-3-⑵-02"] == known["Ⅲ-4-⑴-02"]
    assert not [id for id in now if id.startswith(("Ⅲ-2-⑵", "Ⅲ-4-⑴", "Ⅲ-6-⑵"))]
    assert new.indicators


def test_the_old_data_is_not_touched(rubric: Path, folder: Path) -> None:
    """Nothing of the old data changes; without --write nothing is written at all."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    done = run(rubric, folder)
    assert done.exit_code == 0
    assert not (folder.parent / "new").exists()
    carried(rubric, folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert sorted(path.name for path in folder.parent.iterdir()) == ["data", "new", "new.docx"]


def test_what_a_person_decides(rubric: Path, folder: Path) -> None:
    """Doubts, changed numbers, clauses without an owner and lost ones stand in a numbered list."""
    said = run(rubric, folder).output
    for text in (
        "未变 7 条、移动 1 条、改写 2 条、有候选 3 条、新增 1 条、删去 7 条",
        "1. 届期：名称、年数（照旧写 3 年）、第一天等核定以后由人填",
        "3. Ⅲ-6-⑵“经常开展净滩志愿服务活动；” 有 1 个可能",
        "Ⅲ-6-⑶ ← Ⅲ-6-⑵（相似 89%；少了“净滩”“等”）：经常开展[-净滩、-]护航[-等-]志愿服务活动；",
        "是同一条就加 --same Ⅲ-6-⑶=Ⅲ-6-⑵",
        "5. Ⅲ-6-⑴ 里的数字变了，份数下限和量化要求还是旧的",
        "建立志愿服务队，注册志愿者占职工总数[-30%-]{+40%+}以上；",
        "没有人负责：Ⅲ-2-⑵“推行文明用餐，杜绝浪费；”",
        "前后的条款由 办公室 周小满、工会 陈立秋、顾长风、沈观澜（分管） 负责，仅供参考",
        "原来的 Ⅲ-7-⑶“职工食堂厉行节约。” 没有了",
        "材料 2 项（Ⅲ-2-⑵-01、Ⅲ-2-⑵-02），登记 13 份，不带过去",
        "Ⅲ-1-⑵（改写，相似 90%；多了“及时通报”）",
        "有点像原来的 Ⅲ-2-⑵“创建经费有保障，逐年增长。”（相似 7%）",
        "Ⅲ-4-⑴ → Ⅲ-3-⑵：道德讲堂每季开讲",
        "Ⅲ-4-⑴-01 → Ⅲ-3-⑵-01",
        "371 份都留在旧版里",
    ):
        assert text in said
    assert "原来的 Ⅲ-6-⑵“" not in said


def test_a_person_has_decided(rubric: Path, folder: Path) -> None:
    """Clauses that a person calls the same keep everything; unknown ones are all named."""
    new = carried(rubric, folder, "--same", "3-6-3=Ⅲ-6-②", "--same", "III-4-(1)=Ⅲ-3-⑵")
    assert owners(new)["Ⅲ-6-⑶"] == (["陆听涛", "顾长风"], ["王惊蛰"])
    assert "Ⅲ-6-⑶-02" in {each.id for each in new.evidence}
    assert "Ⅲ-4-⑴-01" in {each.id for each in new.evidence}
    other = folder.parent / "other"
    done = run(rubric, folder, "--into", str(other), "--same", "Ⅹ=Ⅲ-3-⑵", "--same", "Ⅲ-4-⑴=Ⅸ")
    assert done.exit_code == 1
    assert "新标准里没有条款“Ⅹ”" in done.output
    assert "原来的分工里没有条款“Ⅸ”" in done.output
    assert not other.exists()


def test_the_same_paper_follows_its_main_piece(rubric: Path, folder: Path) -> None:
    """The id that it refers to is the new one; without it the paper stands for itself."""
    path = folder / "allocation" / "01.yml"
    piece = (
        '{no: "05", name: 计划的副本, kind: 方案, frequency: 每年, min_count: 1, basis: 建议, '
        "visibility: 内网可见, same_as: Ⅲ-6-⑵-01}"
    )
    first = "              - no: '02'\n                name: 半年自查报告\n"
    replace(path, first, f"              - {piece}\n{first}")

    def same_as(*options: str) -> str | None:
        new = carried(rubric, folder, *options)
        shutil.rmtree(folder.parent / "new")
        return next(e.record.same_as for e in new.evidence if e.record.name == "计划的副本")

    assert same_as("--same", "Ⅲ-6-⑶=Ⅲ-6-⑵") == "Ⅲ-6-⑶-01"
    assert same_as() is None


def test_codes_in_any_spelling(rubric: Path, folder: Path) -> None:
    """A code is known however it is typed, on both sides; what it leaves open is named."""
    for typed in ("3-6-3=III-6-(2)", "Ⅲ—6—③ ＝ iii-6-2", "Ⅲ-6-⑶ ← Ⅲ-6-⑵", "３-６-３ 3-6-2"):
        said = run(rubric, folder, "--same", typed).output
        assert "Ⅲ-6-⑵ → Ⅲ-6-⑶（人定，相似 89%" in said
    said = run(rubric, folder, "--same", "Ⅲ-4-⑴=3-8-2").output
    assert "Ⅲ-8-第2条 → Ⅲ-4-⑴（人定" in said


def test_decisions_in_a_file(rubric: Path, folder: Path, tmp_path: Path) -> None:
    """The report's own lines come back as a text file, as Windows saves it, too."""
    said = run(rubric, folder).output
    _, _, rest = said.partition("--same @文件 运行一次。\n")
    lines, _, _ = rest.partition("\n\n")
    assert "  · Ⅲ-6-⑶=Ⅲ-6-⑵" in lines.splitlines()
    text = "# 定好的\n" + lines.replace("Ⅲ-4-⑴=Ⅲ-3-⑵", "3-4-1=无 # 新的")
    for encoding in ("utf-8-sig", "gb18030"):
        (tmp_path / "定.txt").write_text(text, encoding=encoding, newline="\r\n")
        said = run(rubric, folder, "--same", f"@{tmp_path / '定.txt'}").output
        assert "未变 7 条、移动 1 条、改写 2 条、人定 2 条、新增 2 条" in said
        assert "Ⅲ-4-⑴“党员学习教育制度化；”：没有写谁" in said
    done = run(rubric, folder, "--same", "@没有.txt")
    assert done.exit_code == 1
    assert "--same @没有.txt：读不了（" in done.output


def test_a_clause_that_was_split(rubric: Path, folder: Path) -> None:
    """Both halves have all evidence, and with the same term each filing is for both."""
    both = ("--same", "Ⅲ-6-⑵=Ⅲ-6-⑵", "--same", "Ⅲ-6-⑶=Ⅲ-6-⑵")
    said = run(rubric, folder, *both[:2]).output
    assert "已经带到 Ⅲ-6-⑵，拆成几条的每条都有材料：也加 --same Ⅲ-6-⑶=Ⅲ-6-⑵" in said
    done = run(rubric, folder, "--write", "--same-term", *both)
    assert "人定 2 条" in done.output
    assert "Ⅲ-6-⑵-01 → Ⅲ-6-⑵-01、Ⅲ-6-⑶-01" in done.output
    old, new = read(folder), read(folder.parent / "new")
    found = owners(new)
    assert found["Ⅲ-6-⑵"] == found["Ⅲ-6-⑶"] == owners(old)["Ⅲ-6-⑵"]
    filed = [f.id for f in old.filings if "Ⅲ-6-⑵-01" in {each.id for each in f.evidence}]
    halves = [{"Ⅲ-6-⑵-01", "Ⅲ-6-⑶-01"} <= {each.id for each in f.evidence} for f in new.filings]
    assert filed
    assert halves.count(True) == len(filed)
    values = [value for value in old.values if value.indicator.clause.id == "Ⅲ-6-⑵"]
    now = [v for v in new.values if v.indicator.clause.id in ("Ⅲ-6-⑵", "Ⅲ-6-⑶")]
    assert len(now) == 2 * len(values)
    filings = {filing.id for filing in new.filings}
    proofs = [id for value in now for id in value.record.proof]
    assert proofs
    assert filings.issuperset(proofs)
    assert len({each.id for each in new.evidence}) == len(new.evidence)
    assert problems(folder.parent / "new") == ()


def test_clauses_that_were_merged(rubric: Path, folder: Path) -> None:
    """The one has the owners of all and their evidence, renumbered; of one name there is one."""
    first, second = (
        next(each.record.name for each in read(folder).evidence if each.clause.id == id)
        for id in ("Ⅲ-7-⑴", "Ⅲ-7-⑵")
    )
    replace(folder / "allocation" / "04.yml", f"name: {second}", f"name: {first}")
    three = [f"--same=Ⅲ-2-⑵={old}" for old in ("Ⅲ-7-⑴", "Ⅲ-7-⑵", "Ⅲ-3-⑵")]
    done = run(rubric, folder, "--write", "--same-term", *three)
    assert done.exit_code == 0, done.output
    old, new = read(folder), read(folder.parent / "new")
    found = [each for each in new.evidence if each.clause.id == "Ⅲ-2-⑵"]
    wanted = [each for each in old.evidence if each.clause.id in ("Ⅲ-7-⑴", "Ⅲ-7-⑵", "Ⅲ-3-⑵")]
    assert [each.record.no for each in found] == [f"{at:02}" for at in range(1, len(found) + 1)]
    assert len(found) == len(wanted) - 1
    assert {each.record.name for each in found} == {each.record.name for each in wanted}
    assert "Ⅲ-7-⑵-01 → Ⅲ-2-⑵-01" in done.output
    assert owners(new)["Ⅲ-2-⑵"] == (["陆听涛", "沈观澜"], ["周小满", "林白露"])
    kept = {f.record.title for f in old.filings if {e.clause.id for e in f.evidence} & {"Ⅲ-7-⑵"}}
    assert kept <= {f.record.title for f in new.filings}


def test_none_of_them(rubric: Path, folder: Path) -> None:
    """A person may say that a clause is none of the old ones: it is asked about no more."""
    said = run(rubric, folder, "--same", "Ⅲ-6-⑶=无", "--same", "Ⅲ-1-⑴=无").output
    assert "Ⅲ-6-⑶ ←" not in said
    assert "Ⅲ-6-⑵ ← Ⅲ-6-⑵" in said
    assert "未变 6 条" in said
    assert "原来的 Ⅲ-1-⑴“领导班子把创建工作列入议事日程，有机构、有专人；” 没有了" in said
    assert "有机构、有专人；”（相似 100%），并进去了就加 --same Ⅲ-1-⑴=Ⅲ-1-⑴" in said


def test_honor_and_term_are_decided(rubric: Path, folder: Path) -> None:
    """Another honor in the new title and a term that nobody has set are on the list."""
    said = run(rubric, folder).output
    assert "称号和级别" not in said
    assert "要改的，改" not in said
    replace(folder / "unit.yml", "honor: 市级文明单位", "honor: 省级文明单位")
    said = run(rubric, folder, "--same-term").output
    assert "1. 称号和级别：照旧写“省级文明单位”，从新标准读出的是“市级文明单位”，请核对" in said
    assert "届期：名称、年数" not in said


def test_how_alike_is_certain(rubric: Path, folder: Path) -> None:
    """What is less alike than asked for is shown in both wordings and carries nothing."""
    done = run(rubric, folder, "--write", "--certain", "95")
    assert (
        "Ⅲ-1-⑵“创建工作年初有计划、年中有检查、年末有总结，及时通报；” 有 1 个可能" in done.output
    )
    assert "Ⅲ-1-⑵ ← Ⅲ-1-⑵（相似 90%；多了“及时通报”）" in done.output
    assert owners(read(folder.parent / "new"))["Ⅲ-1-⑵"] == ([], [])


def test_the_new_folder_says_what_it_lacks(rubric: Path, folder: Path) -> None:
    """It is a site's data at once; rows without an owner are named by the report and by lint."""
    done = run(rubric, folder, "--write")
    assert done.exit_code == 0, done.output
    new = folder.parent / "new"
    assert problems(new) == ()
    assert "没有人负责" in done.output
    (still_open,) = (each for each in findings(read(new)) if each.id == "open")
    assert [each.text for each in still_open.findings] == ["分管领导、责任科室、责任人尚未落实"] * 3
    unit = (new / "unit.yml").read_text(encoding="utf-8")
    assert "测评标准（2027年版）" in unit
    assert "start:" not in unit
    assert not (new / "filings").exists()
    assert (new / "schema" / "allocation.schema.json").is_file()


def test_the_term_goes_on(rubric: Path, folder: Path) -> None:
    """With the same term, filings go along under the new ids; those for nothing left are named."""
    done = run(rubric, folder, "--write", "--same-term")
    assert "Ⅲ-7-⑵-01 没有了，它的" in done.output
    new = read(folder.parent / "new")
    assert str(new.unit.term.start) == "2024-01-01"
    old = read(folder)
    moved = [each for each in old.filings if each.evidence[0].id == "Ⅲ-4-⑴-02"]
    now = [each for each in new.filings if each.evidence[0].id == "Ⅲ-3-⑵-02"]
    assert [each.id for each in now] == [each.id for each in moved]
    assert problems(folder.parent / "new") == ()
    assert [each.record.name for each in now[0].files] == [
        each.record.name for each in moved[0].files
    ]


def test_boxes_stay_with_their_filings(rubric: Path, folder: Path) -> None:
    """A new term keeps how the unit archives, and what is said of boxes only with the filings."""
    before = load_register(folder).unit.archive
    assert before
    assert len(before.boxes) == 2
    for options, boxes in (((), 0), (("--same-term",), 2)):
        after = carried(rubric, folder, *options).unit.archive
        assert after
        assert (after.fonds, after.retention, after.thickness) == ("0117", before.retention, 30)
        assert len(after.boxes) == boxes
        shutil.rmtree(folder.parent / "new")


def test_a_rubric_with_owners(folder: Path, tmp_path: Path) -> None:
    """What the new table says of owners holds; a department that it names keeps its person."""
    head = (*HEAD, "责任科室", "责任人", "完成时限")
    rows = (
        (*ROWS[0], "潮汐科", "郑谷雨", "每年11月底"),
        (*ROWS[4], "灯塔科", "", ""),
    )
    new = carried(table(tmp_path / "owned.docx", head, rows), folder)
    found = owners(new)
    assert found["Ⅲ-1-⑴"] == (["顾长风"], ["郑谷雨"])
    assert found["Ⅲ-5-⑴"] == (["陆听涛"], ["吴霜降"])
    assert found["Ⅲ-5-⑶"] == (["陆听涛"], [])
    assert new.rows[0].record.deadline == "每年11月底"
    (idle,) = (each for each in findings(new) if each.id == "idle")
    idle_departments = {"办公室", "机关党支部", "工会", "团支部"}
    assert {each.subject for each in idle.findings} >= idle_departments


def test_methods_and_history(folder: Path, rubric: Path) -> None:
    """What the new table does not state of methods, deadlines and history, the old one does."""
    replace(folder / "unit.yml", "  - 责任人\n", "  - 责任人\n  - 测评方法\n  - 完成时限\n")
    person = "            person: 林白露\n"
    more = "        methods: [材料审核]\n        deadline: 每月底\n        history:\n"
    past = "          - {person: 王惊蛰, until: 2025-01-01}\n"
    path, clauses = folder / "allocation" / "02.yml", "        clauses:"
    replace(path, f"{person}{clauses}", f"{person}{more}{past}{clauses}")
    new = carried(rubric, folder)
    row = next(each for each in new.rows if each.item.id == "Ⅲ-3")
    assert (row.record.methods, row.record.deadline) == (("材料审核",), "每月底")
    assert [each.person for each in row.record.history] == ["王惊蛰"]


def test_a_data_folder_as_rubric(folder: Path, rubric: Path, tmp_path: Path) -> None:
    """The result, taken as a rubric again, finds every clause where it was."""
    carried(rubric, folder)
    done = run(tmp_path / "new", tmp_path / "data", "--into", str(tmp_path / "again"))
    assert "未变 7 条、移动 1 条、改写 2 条" in done.output


@pytest.mark.parametrize("unit", ["small", "anhui", "hainan", "tongling"])
def test_tables_of_other_units(unit: str, tmp_path: Path) -> None:
    """Whatever columns a table has: as its own rubric it comes out as it was; the term is open."""
    folder = UNITS / unit / "data"
    done = run(folder, folder, "--into", str(tmp_path / "new"), "--write")
    assert "有 1 处要人定。" in done.output
    assert "1. 届期：" in done.output
    before, after = load_register(folder), load_register(tmp_path / "new")
    assert not compare(before, after).duties
    assert after.unit.columns == before.unit.columns
    assert after.unit.term.start is None


def test_the_template_goes_along(folder: Path, rubric: Path) -> None:
    """The unit's own Word template lies where the new settings say."""
    shutil.copy(TEMPLATE, folder / "ours.docx")
    replace(folder / "unit.yml", "data_date:", "word_template: ours.docx\ndata_date:")
    new = carried(rubric, folder)
    assert new.word_template
    assert new.word_template.read_bytes() == (folder / "ours.docx").read_bytes()


def test_words_go_along(folder: Path, rubric: Path) -> None:
    """Synonyms go on as they are, with comments; aliases with what they name."""
    replace(folder / "synonyms.yml", "synonyms:", "# 大家的说法\nsynonyms:")
    table = folder / "allocation" / "01.yml"
    replace(table, "title: 领导重视", "title: 领导重视\n    aliases: [一把手工程]")
    replace(
        table,
        "name: 年度创建工作计划",
        "name: 年度创建工作计划\n                aliases: [创建计划]",
    )
    new = carried(rubric, folder)
    assert (new.folder / "synonyms.yml").read_bytes() == (folder / "synonyms.yml").read_bytes()
    assert new.synonyms == load_register(folder).synonyms
    aliases = {each.record.name: each.record.aliases for each in new.evidence}
    assert aliases["年度创建工作计划"] == ("创建计划",)
    assert {each.id: each.aliases for each in new.items}["Ⅲ-1"] == ("一把手工程",)


def test_words_of_the_rubric(folder: Path, tmp_path: Path) -> None:
    """Who has no synonyms gets those of the new rubric's folder, if it has any."""
    shutil.copytree(folder, tmp_path / "next", ignore=shutil.ignore_patterns("filings"))
    (folder / "synonyms.yml").unlink()
    assert load_register(folder).synonyms == ()
    assert len(carried(tmp_path / "next", folder).synonyms) == len(make.SYNONYMS)


def test_a_rubric_that_brings_its_term(folder: Path, tmp_path: Path) -> None:
    """A term that somebody has set in the new folder is kept."""
    shutil.copytree(folder, tmp_path / "next", ignore=shutil.ignore_patterns("filings"))
    unit = tmp_path / "next" / "unit.yml"
    text = re.sub("  milestones:\n(?:    .*\n)+", "", unit.read_text(encoding="utf-8"))
    unit.write_text(text.replace("'2024-01-01'", "'2027-01-01'"), encoding="utf-8")
    assert str(carried(tmp_path / "next", folder).unit.term.start) == "2027-01-01"


def test_only_the_term_is_new(tmp_path: Path) -> None:
    """The data as its own rubric comes out right at once, and still is the printed table."""
    done = run(DELIVERED, DELIVERED, "--into", str(tmp_path / "new"), "--write")
    assert "未变 70 条。材料带过去 250 项，共 250 项。有 1 处要人定。" in done.output
    new, old = load_register(tmp_path / "new"), load_register(DELIVERED)
    assert owners(new) == owners(old)
    assert [each.id for each in new.evidence] == [each.id for each in old.evidence]
    assert [each.id for each in new.references] == [each.id for each in old.references]
    found = source_comparison.compare(new)
    assert found
    assert found.identical


@pytest.mark.parametrize("name", ["清单.html", "清单.md", "清单.txt"])
def test_reports(rubric: Path, folder: Path, tmp_path: Path, name: str) -> None:
    """The report is a page, Markdown or text; whatever stands in the table is no markup there."""
    spoilt = [list(row) for row in ROWS]
    spoilt[1][2] = "⑴各项规章制度健全，执行有记录；\n⑵推行<b>文明</b>*用餐*，杜绝浪费；"
    rubric = table(rubric, HEAD, tuple(map(tuple, spoilt)))
    done = run(rubric, folder, "--report", str(tmp_path / name))
    assert done.exit_code == 0, done.output
    said = (tmp_path / name).read_text(encoding="utf-8")
    assert "要人定的" in said
    assert "仅供参考" in said
    if not name.endswith(".txt"):
        assert "<b>文明" not in said
        assert "<ins>40%</ins>" in said


def test_refusals(rubric: Path, folder: Path, tmp_path: Path) -> None:
    """A folder that holds something, a file without a table, an unknown form: each stops."""
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "x.txt").write_text("x", encoding="utf-8")
    assert "里有东西，没有写" in run(rubric, folder, "--write").output
    empty = tmp_path / "empty.docx"
    docx.Document().save(str(empty))
    other = ("--into", str(tmp_path / "other"))
    assert "没有找到分工表" in run(empty, folder, *other).output
    assert "--report 的文件名以" in run(rubric, folder, *other, "--report", "x.pdf").output
    assert "写成 --same 新编号=旧编号" in run(rubric, folder, *other, "--same", "Ⅲ-1").output
    bad = tmp_path / "bad"
    shutil.copytree(folder, bad)
    replace(bad / "allocation" / "01.yml", "title: 组织有力", "titel: 组织有力")
    said = run(bad, folder, *other).output
    assert "bad/allocation/01.yml:" in said
    assert not (tmp_path / "other").exists()
