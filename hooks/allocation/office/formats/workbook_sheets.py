"""The sheets of the workbook: their columns, and how their rows are made from the register."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from allocation.base.enums import (
    Basis,
    Column,
    DepartmentKind,
    EvidenceKind,
    FilingState,
    Frequency,
    Per,
    Role,
    Visibility,
)
from allocation.base.problems import Ref
from allocation.datafiles import due_rules
from allocation.datafiles.model import Attachment
from allocation.editing.yaml_edit import Keys
from allocation.office.formats.workbook_layout import (
    SEPARATOR,
    YES,
    Action,
    Choice,
    CodeList,
    Field,
    Rows,
    Sheet,
    SheetRow,
)
from allocation.pages.views.labels import measure
from allocation.register.derived import Derived
from allocation.register.published_register import Published
from allocation.register.register import (
    EvidenceEntry,
    FilingEntry,
    IndicatorEntry,
    ItemEntry,
    PersonEntry,
    Register,
    RowEntry,
    ValueEntry,
)


def sheets(register: Register) -> tuple[Sheet, ...]:
    """Return every sheet of the workbook, with its rows."""
    return tuple(make(register) for make in _SHEETS)


def choices(register: Register) -> dict[str, tuple[str, ...]]:
    """Return the values of drop-downs, by the name of the list."""
    enums: tuple[type[StrEnum], ...]
    enums = (Basis, DepartmentKind, EvidenceKind, FilingState, Frequency, Per, Role, Visibility)
    return {
        Choice.PEOPLE.name: tuple(person.key for person in register.people),
        Choice.DEPARTMENTS.name: tuple(department.name for department in register.departments),
        Choice.YES.name: (YES,),
        **{enum.__name__: tuple(map(str, enum)) for enum in enums},
    }


def codes(register: Register) -> dict[CodeList, tuple[str, ...]]:
    """Return every code of the data, by what it names."""
    return {
        CodeList.ROWS: tuple(row.id for row in register.rows),
        CodeList.ITEMS: tuple(item.id for item in register.items),
        CodeList.CLAUSES: tuple(clause.id for clause in register.clauses),
        CodeList.EVIDENCE: tuple(entry.id for entry in register.evidence),
        CodeList.FILINGS: tuple(filing.id for filing in register.filings),
        CodeList.INDICATORS: tuple(indicator.id for indicator in register.indicators),
        CodeList.VALUES: tuple(value.id for value in register.values),
    }


def exported_ids(register: Register) -> dict[str, tuple[str, ...]]:
    """Return the ids of sheets that grow: a row that is not among them was added later."""
    grown = (sheet for sheet in sheets(register) if sheet.grows)
    return {sheet.name: tuple(row.id for row in sheet.rows) for sheet in grown}


_VERBATIM = "一字不改；改动会显示在“数据核对”页"
_ROW = f"{Derived.ROW_NUMBER.mark}，在项目里第几行；原表没有行号"
_CLAUSE_ID = f"没有标号的写第几条，{Derived.CLAUSE_NUMBER.mark}"
_NATURE = f"{Derived.NATURE.mark}，由办公室核定"
_NEW_EVIDENCE = "新加的空着，填好条款编号就行"
_CLAUSE_OF_NEW = "新加材料时填；已有的不能改"
_NEW_VALUE = "如 Ⅲ-12-⑴-指标01 2026；新填的空着，写量化要求编号和年，每轮的还写轮次"
_NOT_THE_TERM = "全届期不适用才填；只是某一年不适用的，在“量化数值”表的数值写“不适用”"
_VALUE = "写数值、“未发生”或“不适用”（要写说明），或写分子和分母"
_PROOF = "由哪些登记的材料算出，写登记号，几件用、隔开"
_RENAME = "同一个人改了名字的，写“是”；换了人的，另加一行"
_DELETE = "要删去这一行的，写“是”"
_PER = "每个责任科室各交各的，选“科室”；一行合交的空着"
_SAME_AS = "和别的条款的某一项是同一份时，写那一项的材料编号；只在那一项登记"
_PARTY = "各科室各交的材料，从交的人看不出是哪个科室时填；没有科室的填责任人"
_STATEMENT = "印在测评材料提交表上，500 字以内"
_FILING_OF_NEW = "新加附件时填；登记也是新加的，这里空着，填和它一样的题名"
_FILE_NAME = "相对材料文件夹，如 2026/Ⅲ-2-⑴-01_2026_工作计划.pdf"
_ALIASES = "搜索用，不是原文，几个用、隔开"


def attachment_id(filing: str, name: str) -> str:
    """Return the id of a file of a filing, by its name: ``2026-001-3f2a91c0``."""
    return f"{filing}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


_Values = dict[Keys | str, Any]
"""Values in lists of a record by path; of columns that only explain, by heading."""
_RowData = tuple[str, _Values, Iterable[PersonEntry]]
"""The id of a row, values of columns that are no fields of the record, the persons concerned."""


def _allocation(register: Register) -> Sheet:
    leaders = 1 + max((len(row.leaders) for row in register.rows), default=0)
    roles = any(party.role for row in register.rows for party in row.parties)
    parties = 1 + max((len(row.parties) for row in register.rows), default=0)
    fields = [
        Field("行", width=16, codes=CodeList.ROWS, note=_ROW),
        Field("类别", width=18),
        Field("项目", width=20),
        Field("条款", width=46, note="原文，只供对照；要改请到“条款”表"),
    ]
    if register.has(Column.LEADER):
        fields += [
            Field(f"分管领导{n}", ("leaders", n - 1), 10, Choice.PEOPLE)
            for n in range(1, leaders + 1)
        ]
    for n in range(1, parties + 1):
        if register.has(Column.DEPARTMENT):
            note = f"责任科室和同号的责任人是一对，{Derived.PAIRING.mark}"
            name = f"责任科室{n}"
            fields.append(
                Field(name, ("parties", n - 1, "department"), 12, Choice.DEPARTMENTS, note=note)
            )
        if register.has(Column.PERSON):
            fields.append(Field(f"责任人{n}", ("parties", n - 1, "person"), 10, Choice.PEOPLE))
        if roles:
            fields.append(Field(f"分工{n}", ("parties", n - 1, "role"), 10, Role))
    clauses: dict[int, list[str]] = {}
    for clause in register.clauses:
        text = f"{clause.record.mark}{clause.record.text}"
        clauses.setdefault(clause.row.number, []).append(text)
    return _sheet("分工", fields, register.rows, partial(_allocation_row, clauses))


def _allocation_row(clauses: Mapping[int, list[str]], row: RowEntry) -> _RowData:
    values: _Values = {
        "类别": row.item.category.label,
        "项目": row.item.printed_label,
        "条款": "\n".join(clauses.get(row.number, ())),
    }
    values |= {("leaders", n): person.key for n, person in enumerate(row.leaders)}
    for n, party in enumerate(row.parties):
        values["parties", n, "department"] = party.department and party.department.name
        values["parties", n, "person"] = party.person and party.person.key
        values["parties", n, "role"] = party.role
    return row.id, values, (*row.leaders, *row.persons)


def _clauses(register: Register) -> Sheet:
    fields = [
        Field("条款编号", width=16, codes=CodeList.CLAUSES, note=_CLAUSE_ID),
        Field("标号", ("mark",), 8, note="照原文；原文没有就空着"),
        Field("条款原文", ("text",), 80, lines=True, required=True, note=_VERBATIM),
        Field("不适用的理由", ("not_applicable",), 24, lines=True),
    ]
    extras = {
        Column.SCORE: Field("分值", ("score",), 8),
        Column.DEADLINE: Field("完成时限", ("deadline",), 14),
        Column.REMARK: Field("备注", ("remark",), 20, lines=True),
    }
    fields += [field for column, field in extras.items() if register.has(column)]
    return _sheet(
        "条款", fields, register.clauses, lambda clause: (clause.id, {}, clause.row.persons)
    )


def _items(register: Register) -> Sheet:
    fields = [
        Field("项目编号", width=16, codes=CodeList.ITEMS),
        Field("类别", width=20),
        Field("项目", width=24),
        Field("情况说明", ("statement",), 80, lines=True, note=_STATEMENT),
        Field("别的叫法", ("aliases",), 24, several=True, note=_ALIASES),
    ]
    # A category that is its own item has neither.
    items = [item for item in register.items if item.extras]
    return _sheet("项目", fields, items, _item_row)


def _item_row(item: ItemEntry) -> _RowData:
    return item.id, {"类别": item.category.label, "项目": item.label}, ()


def _evidence(register: Register) -> Sheet:
    fields = [
        Field("材料编号", width=18, codes=CodeList.EVIDENCE, note=_NEW_EVIDENCE),
        Field("条款编号", width=14, codes=CodeList.CLAUSES, note=_CLAUSE_OF_NEW),
        Field("材料名称", ("name",), 46, required=True),
        Field("类型", ("kind",), 10, EvidenceKind, required=True),
        Field("频次", ("frequency",), 10, Frequency, required=True),
        Field("份数下限", ("min_count",), 9, number=True, note="空着表示有则交"),
        Field("由谁各交", ("per",), 9, Per, note=_PER),
        Field("依据", ("basis",), 10, Basis, required=True),
        Field("公开范围", ("visibility",), 20, Visibility, required=True),
        Field("期限", ("due",), 12, note=f"空着按频次的默认期限；{due_rules.HINT}"),
        Field("说明", ("note",), 40, lines=True),
        Field("不适用的理由", ("not_applicable",), 20, lines=True),
        Field("别的叫法", ("aliases",), 24, several=True, note=_ALIASES),
        Field("同一份材料", ("same_as",), 18, codes=CodeList.EVIDENCE, note=_SAME_AS),
    ]
    return _sheet(
        "佐证材料",
        fields,
        register.evidence,
        _evidence_row,
        identity=("条款编号", "材料名称"),
        is_titled=True,
    )


def _evidence_row(entry: EvidenceEntry) -> _RowData:
    return entry.id, {"条款编号": entry.clause.id}, entry.clause.row.persons


def _filings(register: Register) -> Sheet:
    fields = [
        Field("登记号", width=12, codes=CodeList.FILINGS, note="新登记的空着，导入时自动编号"),
        Field(
            "证明的材料",
            ("evidence",),
            24,
            codes=CodeList.EVIDENCE,
            several=True,
            required=True,
            note="材料编号，几项用、隔开",
        ),
        Field("期次", ("slot",), 11, note="届期、2026、2026-Q1、2026-03 或 2026-03-05"),
        Field("题名", ("title",), 40, required=True),
        Field("文号", ("document_no",), 18),
        Field("责任者", ("author_body",), 22, note="发文的单位，不是责任人"),
        Field("文件日期", ("date",), 12, note="文件的形成日期，如 2026-03-05"),
        Field("页数", ("pages",), 7, number=True),
        Field("盒号", ("box",), 7),
        Field("页次", ("page",), 9),
        Field("状态", ("state",), 9, FilingState, required=True),
        Field("交的人", ("filed_by",), 10, Choice.PEOPLE),
        Field("所属科室", ("party",), 12, note=_PARTY),
        Field("交的日期", ("filed_on",), 12),
        Field("审核人", ("checked_by",), 10, Choice.PEOPLE),
        Field("审核日期", ("checked_on",), 12),
        Field("理由", ("reason",), 24, lines=True, note="退回的理由，或没有文件的理由"),
        Field("已去除个人信息", ("redacted",), 16, Choice.YES),
    ]
    return _sheet(
        "登记",
        fields,
        register.filings,
        lambda filing: (filing.id, {}, _concerned(filing)),
        identity=("证明的材料", "期次", "题名"),
        is_titled=True,
    )


def _concerned(filing: FilingEntry) -> list[PersonEntry]:
    return [person for piece in filing.evidence for person in piece.clause.row.persons]


def _attachments(register: Register) -> Sheet:
    fields = [
        Field("附件号", width=20, note="新加的空着，导入时自动编号"),
        Field("登记号", width=12, codes=CodeList.FILINGS, note=_FILING_OF_NEW),
        Field("题名", width=30),
        Field("文件名", ("name",), 46, required=True, note=_FILE_NAME),
        Field("事由", ("event",), 26, note="照片：什么事"),
        Field("时间", ("taken",), 12, note="照片：拍摄的日期，如 2026-03-05"),
        Field("地点", ("place",), 18, note="照片：在哪里"),
        Field("人物", ("people",), 24, note="照片：有谁，从左到右"),
        Field("背景", ("background",), 18, note="照片：背景是什么"),
        Field("摄影者", ("photographer",), 10, note="照片：谁拍的"),
    ]
    # What is not published goes to those only who have the data itself.
    public = isinstance(register, Published)
    shown = (filing for filing in register.filings if filing.published or not public)
    files = [_Attachment(filing, file.record) for filing in shown for file in filing.files]
    return _sheet(
        "附件",
        fields,
        files,
        _attachment_row,
        identity=("登记号", "文件名"),
        id_of=lambda cells: attachment_id(cells.get("登记号", ""), cells.get("文件名", "")),
    )


@dataclass(frozen=True, slots=True)
class _Attachment:
    """A file of a filing."""

    filing: FilingEntry
    record: Attachment

    @property
    def ref(self) -> Ref:
        return self.record.ref


def _attachment_row(file: _Attachment) -> _RowData:
    id, record = file.filing.id, file.filing.record
    values: _Values = {"登记号": id, "题名": record.title}
    return attachment_id(id, file.record.name), values, _concerned(file.filing)


def _people(register: Register) -> Sheet:
    fields = [
        Field("写法", width=18, note="分工里的写法；同名时与姓名不同。新来的人空着，只填姓名"),
        Field("姓名", ("name",), 12, required=True),
        Field("读音", ("pinyin",), 20, note="读错了才填，如 zeng ya bin"),
        Field(Action.RENAME, (), 8, Choice.YES, action=Action.RENAME, note=_RENAME),
    ]
    return _sheet(
        "人员",
        fields,
        register.people,
        lambda person: (person.key, {}, (person,)),
        identity=("姓名",),
        adds_to=Choice.PEOPLE,
        id_of=lambda cells: cells.get("姓名", ""),
    )


def _departments(register: Register) -> Sheet:
    fields = [
        Field("科室", width=16, note="已有的不能改；新设的空着，填名称"),
        Field("名称", ("name",), 16, required=True),
        Field("性质", ("kind",), 12, DepartmentKind, required=True, note=_NATURE),
        Field("别的叫法", ("aliases",), 30, several=True, note=_ALIASES),
    ]
    return _sheet(
        "科室",
        fields,
        register.departments,
        lambda department: (department.name, {}, ()),
        identity=("名称",),
        adds_to=Choice.DEPARTMENTS,
        id_of=lambda cells: cells.get("名称", ""),
    )


def _requirements(register: Register) -> Sheet:
    fields = [
        Field("量化要求编号", width=20, codes=CodeList.INDICATORS),
        Field("名称", ("name",), 30, required=True),
        Field("怎么算", ("formula",), 30, required=True),
        Field("比较", width=6),
        Field("阈值", ("threshold",), 10, required=True),
        Field("单位", ("unit",), 8),
        Field("时间", width=8),
        Field("依据", ("basis",), 10, Basis, required=True),
        Field("不适用的理由", ("not_applicable",), 24, lines=True, note=_NOT_THE_TERM),
    ]
    return _sheet("量化要求", fields, register.indicators, _requirement_row)


def _requirement_row(entry: IndicatorEntry) -> _RowData:
    values: _Values = {"比较": entry.record.operator, "时间": entry.record.period}
    return entry.id, values, entry.clause.row.persons


def _indicators(register: Register) -> Sheet:
    fields = [
        Field("量化要求与年", width=24, codes=CodeList.VALUES, note=_NEW_VALUE),
        Field("量化要求编号", width=20, codes=CodeList.INDICATORS),
        Field("年", width=7),
        Field("量化要求", width=30),
        Field("轮次", width=10, note="新填的、每轮算一次的才写，如 第一轮"),
        Field("阈值", width=12),
        Field("数值", ("value",), 12, note=_VALUE),
        Field("分子", ("numerator",), 10),
        Field("分母", ("denominator",), 10),
        Field("说明", ("note",), 24, lines=True),
        Field("佐证登记", ("proof",), 20, codes=CodeList.FILINGS, several=True, note=_PROOF),
    ]
    identity = ("量化要求编号", "年", "轮次")
    return _sheet("量化数值", fields, register.values, _indicator_row, identity=identity)


def _indicator_row(value: ValueEntry) -> _RowData:
    indicator = value.indicator.record
    values: _Values = {
        "量化要求编号": value.indicator.id,
        "年": value.year,
        "量化要求": indicator.name,
        "轮次": value.record.round,
        "阈值": measure(indicator).replace(" ", ""),
    }
    return value.id, values, value.indicator.clause.row.persons


_SHEETS: tuple[Callable[[Register], Sheet], ...] = (
    _allocation,
    _clauses,
    _items,
    _evidence,
    _filings,
    _attachments,
    _people,
    _departments,
    _requirements,
    _indicators,
)


def _sheet(
    name: str,
    fields: list[Field],
    records: Sequence[Any],
    make: Callable[[Any], _RowData],
    **settings: Any,
) -> Sheet:
    if settings:
        field = Field(Action.DELETE, (), 8, Choice.YES, action=Action.DELETE, note=_DELETE)
        fields = [*fields, field]
    rows = Rows(records, partial(_row, tuple(fields), make))
    return Sheet(name, tuple(fields), rows, **settings)


def _row(fields: tuple[Field, ...], make: Callable[[Any], _RowData], entry: Any) -> SheetRow:
    id, values, people = make(entry)
    values |= {fields[0].title: id}
    plain = (field.path for field in fields if len(field.path) == 1)
    values |= {path: getattr(entry.record, str(path[0])) for path in plain}
    texts = {field.title: _text(values.get(field.path or field.title)) for field in fields}
    return SheetRow(id, entry.ref, texts, tuple(dict.fromkeys(people)))


def _text(value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return YES
    if isinstance(value, tuple):
        return SEPARATOR.join(value)
    return str(value)
