"""The model of the data files: one frozen class per mapping in the YAML.

The same classes check the files, hold the data and generate the JSON Schemas for editors, so the
descriptions of fields are in Chinese.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, LiteralString

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from allocation.base.enums import (
    Basis,
    Column,
    DepartmentKind,
    Duty,
    EvidenceKind,
    FilingState,
    Frequency,
    Naming,
    Operator,
    Per,
    Period,
    Retention,
    Role,
    SenderGroup,
    Stage,
    Topic,
    Visibility,
    Whose,
)
from allocation.base.filenames import RESERVED
from allocation.base.problems import Ref
from allocation.datafiles import due_rules
from allocation.datafiles.data_folder import EVIDENCE, DataFolder
from allocation.datafiles.file_metadata import FileFacts
from allocation.datafiles.written_numbers import WrittenNumber
from allocation.datafiles.yaml_reader import REF_KEY


@dataclass(frozen=True, slots=True)
class Shape:
    """A validator for the text of a value: Python's own parsers accept more spellings."""

    pattern: str
    type: LiteralString
    """Of pydantic's error."""

    def __call__(self, value: Any) -> Any:
        if isinstance(value, str) and re.fullmatch(self.pattern, value.strip(), re.ASCII) is None:
            raise PydanticCustomError(self.type, "shape")
        return value


def _shaped(pattern: str, type: LiteralString) -> BeforeValidator:
    return BeforeValidator(Shape(pattern, type))


def _number(value: Any) -> Any:
    """Return the number that a text of digits writes, since a literal is compared as it is."""
    return int(value) if isinstance(value, str) and re.fullmatch("[0-9]{1,6}", value) else value


Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(sys.intern)
]
"""Non-empty text, interned: a large table repeats the same texts."""
Printed = Annotated[str, StringConstraints(strip_whitespace=True)]
Slug = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80),
    _shaped(rf"(?!(?:{'|'.join(sorted(RESERVED))})$).*", "string_pattern_mismatch"),
]
Number = Annotated[int, _shaped(r"[0-9]{1,6}", "int_parsing")]
Count = Annotated[Number, Field(ge=1, le=9999)]
Score = Annotated[
    Decimal,
    Field(ge=-1000, le=1000, decimal_places=2),
    _shaped(r"-?[0-9]{1,6}(\.[0-9]+)?", "decimal_parsing"),
]
Day = Annotated[date, _shaped(r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}", "date_parsing")]
Quantity = Annotated[
    Decimal, Field(decimal_places=4), _shaped(r"-?[0-9]{1,12}(\.[0-9]+)?", "decimal_parsing")
]
DueRule = Annotated[str, StringConstraints(strip_whitespace=True, pattern=due_rules.PATTERN)]
"""A due date relative to the period or the term: 期末, 届期初后90天, 12-15; absolute; or none."""
SlotName = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, pattern=r"^(届期|[0-9]{4}(-Q[1-4]|-[0-9]{2}(-[0-9]{2})?)?)$"
    ),
]
SYNONYM_LENGTHS = (2, 20)
"""How long a synonym may be; lint says which one is not."""
Synonym = Annotated[
    Text,
    WithJsonSchema(
        {"type": "string", "minLength": SYNONYM_LENGTHS[0], "maxLength": SYNONYM_LENGTHS[1]}
    ),
]
SynonymGroup = Annotated[tuple[Synonym, ...], Field(json_schema_extra={"minItems": 2})]
FondsNumber = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9A-Z]{1,8}$")]
"""全宗号 (DA/T 13): capital letters and digits."""
ClassCode = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9A-Z]{1,6}$")]
"""A code of capital letters and digits within an archival number."""
BoxThickness = Annotated[Literal[20, 30, 40, 50], BeforeValidator(_number)]
"""Millimetres: boxes are made in these widths (DA/T 22-2015, 6.4.1)."""
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Place = Annotated[SkipJsonSchema[Ref], Field(alias=REF_KEY)]


def _doc(description: str, example: Any = None, **constraints: Any) -> Any:
    """Return the description and example of a field, which editors show while it is typed."""
    examples = None if example is None else [example]
    return Field(description=description, examples=examples, **constraints)


class Node:
    """Base of all records: unknown keys are errors; ``ref`` is the record's place."""

    __slots__ = ()
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(
        extra="forbid", arbitrary_types_allowed=True
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone(Node):
    """A day of the term, or up to a year before or after it, that concerns everybody."""

    ref: Place
    date: Annotated[Day, _doc("哪一天；可以在届期前后一年之内", "2027-06-30")]
    name: Annotated[Text, _doc("什么事", "中期自查")]
    stage: Annotated[Stage | None, _doc("哪个阶段；名称就是阶段的不用写", "自查")] = None

    @property
    def label(self) -> str:
        """The name, with the stage before it where the name does not say it."""
        return (
            f"{self.stage}：{self.name}"
            if self.stage and self.stage not in self.name
            else self.name
        )

    def is_of(self, stage: Stage) -> bool:
        """Whether it is of a stage, as it says or by its name."""
        return self.stage is stage or (self.stage is None and self.name == stage)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Node):
    """The term (届期): the years for which the title is awarded."""

    ref: Place
    name: Annotated[Text | None, _doc("届期名称；没有依据就不写", "2024—2026 年度")] = None
    years: Annotated[Number, _doc("届期年数", 3, ge=1, le=5)] = 3
    start: Annotated[
        Day | None,
        _doc("届期第一天，须是某月 1 日；没有核定的可以写暂定的，不写就不排期限", "2024-01-01"),
    ] = None
    milestones: Annotated[tuple[Milestone, ...], _doc("重要的日子，如中期自查、迎检")] = ()
    confirmed: Annotated[
        bool, _doc("已按正式通知确认；没有确认而写了 start 的，照算，标明暂定")
    ] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRules(Node):
    """The default due dates of evidence by frequency."""

    ref: Place
    term: Annotated[DueRule, _doc("届期一次的材料，何时到期", "期末前60天")] = "期末前60天"
    year: Annotated[DueRule, _doc("每年的材料，何时到期", "12-15")] = "期末"
    quarter: Annotated[DueRule, _doc("每季的材料，何时到期", "期末后10天")] = "期末后10天"
    month: Annotated[DueRule, _doc("每月的材料，何时到期", "期末后5天")] = "期末后5天"
    activity: Annotated[DueRule, _doc("每次的材料，何时到期，从那一天算", "期末后7天")] = (
        "期末后7天"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveBox(Node):
    """A box: what differs from the settings of all boxes, and its closing note (备考表)."""

    ref: Place
    box: Annotated[Text, _doc("第几盒，与登记里的 box 相同", "1")]
    year: Annotated[Number | None, _doc("年度；不写就由盒内文件的日期推定", 2026)] = None
    retention: Annotated[Retention | None, _doc("这一盒的保管期限", "永久")] = None
    organisation: Annotated[Text | None, _doc("这一盒的机构（问题）", "办公室")] = None
    organisation_code: Annotated[ClassCode | None, _doc("这一盒的机构（问题）代码", "BGS")] = None
    thickness: Annotated[BoxThickness | None, _doc("盒脊多宽，毫米", 40)] = None
    note: Annotated[
        Text | None,
        _doc("备考表：盒内文件情况说明，写缺损、修改、补充、移出、销毁等", "第 3 件为复印件"),
    ] = None
    arranged_by: Annotated[Text | None, _doc("备考表：整理人", "王伟")] = None
    arranged_on: Annotated[Day | None, _doc("备考表：整理日期", "2026-12-20")] = None
    checked_by: Annotated[Text | None, _doc("备考表：检查人", "李明")] = None
    checked_on: Annotated[Day | None, _doc("备考表：检查日期", "2026-12-25")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive(Node):
    """How papers are archived in boxes (DA/T 22-2015)."""

    ref: Place
    fonds: Annotated[FondsNumber | None, _doc("全宗号，由档案馆给定", "0123")] = None
    category: Annotated[ClassCode, _doc("档案门类代码；文书档案是 WS", "WS")] = "WS"
    retention: Annotated[Retention | None, _doc("保管期限", "30年")] = None
    organisation: Annotated[Text | None, _doc("机构（问题）；不分的不写", "办公室")] = None
    organisation_code: Annotated[
        ClassCode | None, _doc("机构（问题）代码，档号里用；不分的不写", "BGS")
    ] = None
    thickness: Annotated[BoxThickness, _doc("盒脊多宽，毫米：20、30、40、50", 30)] = 30
    page_thickness: Annotated[
        Decimal,
        Field(ge=Decimal("0.01"), le=1, decimal_places=3),
        _shaped(r"[0-9](\.[0-9]+)?", "decimal_parsing"),
        _doc("一页多厚，毫米；单面的约 0.1，双面的约 0.05", 0.1),
    ] = Decimal("0.1")
    boxes: Annotated[
        tuple[ArchiveBox, ...], _doc("有不同的盒，以及各盒备考表上写的；与上面相同的不写")
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels(Node):
    """The unit's names of the levels of its table."""

    ref: Place
    category: Annotated[Text, _doc("第一级叫什么", "类别")] = "类别"
    group: Annotated[Text, _doc("中间各级叫什么", "测评指标")] = "测评指标"
    item: Annotated[Text, _doc("最末一级叫什么", "项目")] = "项目"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn(Node):
    """Where evidence is handed in, and whom to ask; place or person is there."""

    ref: Place
    place: Annotated[Text | None, _doc("交到哪里", "文明办")] = None
    person: Annotated[
        Text | None, _doc("找谁；people.yml 里有的，网页上连到本人的页（同名的写 id）", "张三")
    ] = None
    room: Annotated[Text | None, _doc("哪个房间", "三楼 305")] = None
    phone: Annotated[Text | None, _doc("电话；手机号另须写进 allowed_numbers", "2550117")] = None

    @property
    def reach(self) -> str:
        """Room and phone in a line: ``三楼 305，电话 2550117``; empty without both."""
        return "，".join(filter(None, (self.room, self.phone and f"电话 {self.phone}")))

    @property
    def sentence(self) -> str:
        """All of it in a line: ``交到文明办，找张三（三楼 305，电话 2550117）``."""
        to = (self.place and f"交到{self.place}", self.person and f"找{self.person}")
        return "，".join(filter(None, to)) + (f"（{self.reach}）" if self.reach else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRule(Node):
    """What somebody may change by a slip, at once or after approval."""

    ref: Place
    who: Annotated[
        Text, _doc("谁：所有人、责任人、分管领导，或者一个人（同名的写 id）、一个科室", "责任人")
    ]
    what: Annotated[tuple[Topic, ...], _doc("可以改什么", ["登记", "签收"], min_length=1)]
    whose: Annotated[Whose, _doc("谁的：本人负责的、本科室负责的、本人分管的，或者全部")] = (
        Whose.OWN
    )
    approval: Annotated[bool, _doc("是否要统筹人批准才写入；不写就是直接写入")] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox(Node):
    """The inbox (收件箱): where slips arrive, who coordinates, and who may change what."""

    ref: Place
    folder: Annotated[
        Text | None,
        _doc(
            "收件箱文件夹，写绝对路径，或相对项目文件夹；不能在 data/ 和网站里面",
            "/srv/wenming-inbox",
        ),
    ] = None
    share: Annotated[
        Text | None,
        _doc("收件箱在共享盘上的位置，表单上写给大家看", r"\\server\wenming\收件箱"),
    ] = None
    coordinators: Annotated[
        tuple[Text, ...],
        _doc("统筹人：自己交的直接写入，别人要批准的由他们批准；同名的写 id", ["李明"]),
    ] = ()
    rules: Annotated[
        tuple[InboxRule, ...] | None,
        _doc(
            "谁可以不经统筹人改什么；不写的，责任人可以登记自己负责的材料、签收自己的职责，"
            "分管领导可以签收；没有规则允许的，等统筹人批准"
        ),
    ] = None

    @property
    def allowed(self) -> tuple[InboxRule, ...]:
        """The rules, or those that hold where the unit wrote none."""
        if self.rules is not None:
            return self.rules
        return (
            InboxRule(ref=self.ref, who=SenderGroup.PERSON, what=(Topic.FILING, Topic.SIGN)),
            InboxRule(ref=self.ref, who=SenderGroup.LEADER, what=(Topic.SIGN,)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalSetting(Node):
    """What a portal over many units gets of this one."""

    ref: Place
    id: Annotated[
        Slug | None,
        _doc("本单位在汇总网站里的代号，用于网址；不写则用单位名称的拼音", "jiaotong"),
    ] = None
    people: Annotated[
        bool, _doc("汇总网站是否列出本单位的人员姓名，供搜索；不写就只有科室，没有姓名")
    ] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedNumber(Node):
    """A number that looks like a personal number but may be published."""

    ref: Place
    number: Annotated[
        str,
        _doc("号码，只写数字", "13800138000", pattern=r"^([0-9]{11}|[0-9]{15}|[0-9]{17}[0-9X])$"),
    ]
    reason: Annotated[Text, _doc("为什么可以上网", "本局对外公布的值班手机")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit(Node):
    """The file ``unit.yml``: the unit and its settings."""

    ref: Place
    name: Annotated[Text, _doc("单位全称", "某市金融工作局")]
    honor: Annotated[Text, _doc("创建的称号", "市级文明单位")]
    title: Annotated[Text, _doc("分工表标题，照原文", "某市金融工作局创建市级文明单位内页资料分工")]
    attachment: Annotated[Text | None, _doc("标题前的附件号，照原文", "附件2：")] = None
    document_no: Annotated[Text | None, _doc("印发分工表的文号；没有就不写", "泉金〔2026〕3号")] = (
        None
    )
    issued: Annotated[Day | None, _doc("印发分工表的成文日期；没有就不写", "2026-02-10")] = None
    header: Annotated[
        tuple[Text, ...],
        _doc(
            "表头各栏，照原文、按次序", ["测评内容", "测评标准", "分管领导", "责任科室", "责任人"]
        ),
    ] = ()
    columns: Annotated[tuple[Column, ...], _doc("条款之外，表里有哪些栏")]
    source_text: Annotated[
        Text | None, _doc("原文文本文件（相对 data/），供逐字核对", "source/attachment-2.txt")
    ] = None
    data_date: Annotated[Day, _doc("数据日期", "2026-11-24")]
    history_from: Annotated[
        Text | None,
        _doc(
            "变更记录从哪里记起：这一句话第一次提交时的数据是起点，以后的改动才列出；"
            "换成另一句话就重新记起，不写则列出全部历史",
            "2026-11-28 交付使用",
        ),
    ] = None
    term: Annotated[Term, _doc("届期")]
    due: Annotated[DueRules | None, _doc(f"各频次材料的默认期限；{due_rules.EXPLAINED}")] = None
    archive: Annotated[
        Archive | None, _doc("归档：全宗号、保管期限、机构、档案盒；不写就没有档号")
    ] = None
    handin: Annotated[
        HandIn | None,
        _doc("材料交到哪里、找谁；place、person 至少写一样，不写则各处注明还没有写明"),
    ] = None
    inbox: Annotated[
        Inbox | None, _doc("收件箱：网页上填的改动单送到哪里、谁批准；不写则改动单交给维护数据的人")
    ] = None
    evidence_folder: Annotated[
        Text, _doc("存放材料文件的文件夹（相对 data/，不入版本库）", EVIDENCE)
    ] = EVIDENCE
    reprint: Annotated[bool, _doc("挂出的 PDF 是否一律重印成图片，不能选字")] = False
    names: Annotated[
        Naming,
        _doc("没交、逾期的材料点到谁：person 点到责任人，department 只点到科室，不说是哪个人"),
    ] = Naming.PERSON
    word_template: Annotated[
        Text | None, _doc("本单位的 Word 模板（相对 data/）", "template.docx")
    ] = None
    labels: Annotated[Labels | None, _doc("各级名称")] = None
    portal: Annotated[
        PortalSetting | None, _doc("几个单位的汇总网站（如全市的）：本单位的代号，列不列人员姓名")
    ] = None
    overload: Annotated[Number, _doc("一人负责的条款超过多少条时提示", 20, ge=1)] = 20
    allowed_numbers: Annotated[
        tuple[AllowedNumber, ...],
        _doc("像身份证号、手机号而可以上网的号码；其余的一律不许出现在网站上"),
    ] = ()

    @property
    def names_persons(self) -> bool:
        """Whether the site says of a person what is late or missing."""
        return self.names is Naming.PERSON

    @property
    def attachment_line(self) -> str:
        """The first line of the table, flush left.

        Apart from its document it has that one's number before its own (GB/T 9704-2012, 7.3.7).
        """
        return f"{self.document_no or ''}{self.attachment or '附件'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Department(Node):
    """A body in the column 责任科室."""

    ref: Place
    name: Annotated[Text, _doc("名称，与分工表写法一致（不留空格）", "地方金融科")]
    kind: Annotated[DepartmentKind, _doc("是什么机构")] = DepartmentKind.OFFICE
    aliases: Annotated[tuple[Text, ...], _doc("别的叫法，供搜索", ["地金科"])] = ()
    slug: Annotated[Slug | None, _doc("网址用的拼音；不写则自动生成", "dijinke")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentsFile(Node):
    """The file ``departments.yml``."""

    ref: Place
    departments: Annotated[tuple[Department, ...], _doc("全部责任科室，按显示次序")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed(Node):
    """The signature of a person for one version of their duties."""

    ref: Place
    version: Annotated[
        str, _doc("签收单上印的职责版本", "3f2a-91c0", pattern=r"^[0-9a-f]{4}-[0-9a-f]{4}$")
    ]
    on: Annotated[Day, _doc("哪天签收", "2026-11-24")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Node):
    """A leader or a responsible person."""

    ref: Place
    name: Annotated[Text, _doc("姓名（不留空格）", "王伟")]
    id: Annotated[Text | None, _doc("同名时用来区分；分工表里写这个", "王伟（银保科）")] = None
    pinyin: Annotated[
        Annotated[str, StringConstraints(pattern=r"^[a-z]+( [a-z]+)+$|^[a-z]+$")] | None,
        _doc("读音，一字一音、空格隔开；不写则自动生成", "zeng ya bin"),
    ] = None
    slug: Annotated[Slug | None, _doc("网址用的拼音；不写则自动生成", "zeng-yabin")] = None
    signed: Annotated[Signed | None, _doc("签收：哪天、哪个职责版本；allocation sign 会写上")] = (
        None
    )

    @property
    def key(self) -> str:
        """The key by which rows refer to this person."""
        return self.id or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFile(Node):
    """The file ``people.yml``."""

    ref: Place
    people: Annotated[tuple[Person, ...], _doc("全部分管领导和责任人，按显示次序")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference(Node):
    """A published source of a proposed number or piece of evidence."""

    ref: Place
    id: Annotated[Text, _doc("编号", "P01")]
    title: Annotated[Text, _doc("是什么材料", "某市文明单位测评细则")]
    url: Annotated[
        Text | None, _doc("网址（只列出，不作链接）", "http://wm.example/2025/rules.html")
    ] = None
    reliability: Annotated[Text | None, _doc("可靠程度：高、中、低", "高")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferencesFile(Node):
    """The file ``references.yml``."""

    ref: Place
    references: Annotated[tuple[Reference, ...], _doc("建议清单参考过的公开材料")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SynonymsFile(Node):
    """The file ``synonyms.yml``."""

    ref: Place
    synonyms: Annotated[
        tuple[SynonymGroup, ...],
        _doc(
            "搜索用的同义词，一组一行：照字面找不到的，用同组的词再找",
            [["名册", "花名册", "名单"]],
        ),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Node):
    """A piece of evidence that a clause requires: a proposal, never part of the source."""

    ref: Place
    no: Annotated[
        str, _doc("在本条款内的编号，两位数字；定了就不再改", "01", pattern=r"^[0-9]{2,3}$")
    ]
    name: Annotated[Text, _doc("材料名称", "年度创建工作计划")]
    aliases: Annotated[tuple[Text, ...], _doc("别的叫法，供搜索", ["创建计划"])] = ()
    kind: Annotated[EvidenceKind, _doc("材料类型")]
    frequency: Annotated[Frequency, _doc("频次")]
    min_count: Annotated[Count | None, _doc("每期至少几份；不写表示有则交", 2)] = None
    per: Annotated[
        Per | None,
        _doc(
            "由谁各交：写“科室”，每个责任科室（没有科室的，每个责任人）各交各的；不写则一行合交",
            "科室",
        ),
    ] = None
    basis: Annotated[Basis, _doc("份数下限的依据")]
    visibility: Annotated[Visibility, _doc("公开范围")]
    due: Annotated[
        DueRule | None,
        _doc(f"这一项自己的期限；不写就按 unit.yml 的 due；{due_rules.EXPLAINED}", "12-15"),
    ] = None
    refs: Annotated[
        tuple[Text, ...], _doc("参考材料编号，在“关于”页的参考材料表里", ["P01", "P04"])
    ] = ()
    note: Annotated[Text | None, _doc("说明", "人员变动后及时发文调整")] = None
    not_applicable: Annotated[Text | None, _doc("本单位不适用的理由", "本单位没有食堂")] = None
    same_as: Annotated[
        Text | None,
        _doc(
            "同一份材料：写那一项的编号；只在那一项登记，这里不另交。"
            "类型、频次、份数、期限、公开范围要和那一项一样",
            "Ⅲ-5-⑷-04",
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator(Node):
    """A number that a clause is measured by."""

    ref: Place
    no: Annotated[
        str, _doc("在本条款内的编号，两位数字；定了就不再改", "01", pattern=r"^[0-9]{2,3}$")
    ]
    name: Annotated[Text, _doc("量化要求的名称", "注册志愿者占比")]
    formula: Annotated[Text, _doc("怎么算", "注册志愿者人数÷在职职工人数")]
    operator: Annotated[Operator, _doc("比较方式")]
    threshold: Annotated[Text, _doc("阈值", "30")]
    unit: Annotated[Text | None, _doc("数的单位", "%")] = None
    period: Annotated[Period, _doc("按什么时间算")]
    basis: Annotated[Basis, _doc("阈值的依据")]
    not_applicable: Annotated[Text | None, _doc("全届期不适用的理由", "本单位没有服务窗口")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras(Node):
    """Optional columns of the table."""

    score: Annotated[Score | None, _doc("分值", 2.5)] = None
    methods: Annotated[tuple[Text, ...], _doc("测评方法", ["材料审核", "实地考察"])] = ()
    deadline: Annotated[Text | None, _doc("完成时限，照原文", "2026年6月底前")] = None
    remark: Annotated[Text | None, _doc("备注，照原文", "新增")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause(Extras):
    """One requirement, verbatim, with the mark that the table prints before it."""

    ref: Place
    mark: Annotated[Printed, _doc("标号，照原文；原文没有就不写，不补、不改", "⑴")] = ""
    text: Annotated[Text, _doc("条款原文，一字不改", "职工参与志愿服务，有计划、有记录；")]
    key: Annotated[Text | None, _doc("编号用的名称；有标号的不用写，没有的写“第几条”", "第3条")] = (
        None
    )
    not_applicable: Annotated[Text | None, _doc("本单位不适用的理由", "本单位没有窗口")] = None
    evidence: Annotated[tuple[Evidence, ...], _doc("建议的佐证材料")] = ()
    indicators: Annotated[tuple[Indicator, ...], _doc("条款的量化要求")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Party(Node):
    """A department and the person it pairs with in a row; either may be missing."""

    ref: Place
    department: Annotated[Text | None, _doc("责任科室", "办公室")] = None
    person: Annotated[Text | None, _doc("责任人", "王伟")] = None
    role: Annotated[Role | None, _doc("角色：牵头、配合、提供材料；表里没有区分就不写")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Past(Node):
    """A former person or leader of a row, and the day of the handover."""

    ref: Place
    duty: Annotated[Duty, _doc("当时是什么人；不写就是责任人")] = Duty.PERSON
    department: Annotated[Text | None, _doc("当时的责任科室", "办公室")] = None
    person: Annotated[Text, _doc("当时的责任人或分管领导", "王伟")]
    until: Annotated[Day, _doc("到哪天交出", "2026-11-24")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(Extras):
    """One row of the printed table; duty belongs to the row, not to the item."""

    ref: Place
    page: Annotated[Number | None, _doc("在原表第几页", 1, ge=1)] = None
    leaders: Annotated[tuple[Text, ...], _doc("分管领导，按原表次序", ["李明", "赵敏"])] = ()
    parties: Annotated[tuple[Party, ...], _doc("责任科室与责任人，按原表次序成对")] = ()
    history: Annotated[tuple[Past, ...], _doc("先前是谁，allocation handover 会写上")] = ()
    clauses: Annotated[tuple[Clause, ...], _doc("条款，按原表次序", min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Extras):
    """The last level before the rows."""

    ref: Place
    code: Annotated[Printed, _doc("编码，照原文；没有就不写", "Ⅲ-1")] = ""
    title: Annotated[Text, _doc("名称", "领导重视")]
    aliases: Annotated[tuple[Text, ...], _doc("别的叫法，供搜索", ["一把手工程"])] = ()
    key: Annotated[
        Text | None, _doc("编号用的名称；编码或名称与别的项目相同时才写，不会印出", "二-1")
    ] = None
    slug: Annotated[Slug | None, _doc("网址用的拼音；不写则自动生成", "iii-1")] = None
    statement: Annotated[
        Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] | None,
        _doc(
            "测评材料提交表上的情况说明，500 字以内", "领导小组健全，三年来每季研究一次创建工作。"
        ),
    ] = None
    rows: Annotated[tuple[Row, ...], _doc("各行", min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Node):
    """A level between category and item; may hold further groups."""

    ref: Place
    code: Annotated[Printed, _doc("编码，照原文；没有就不写", "Ⅱ-1")] = ""
    title: Annotated[Text, _doc("名称", "组织领导")]
    score: Annotated[Score | None, _doc("分值", 10)] = None
    groups: Annotated[tuple[Group, ...], _doc("下一级")] = ()
    items: Annotated[tuple[Item, ...], _doc("项目")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Category(Node):
    """A file of ``allocation/``: groups, or items, or (with one level only) its rows."""

    ref: Place
    code: Annotated[Printed, _doc("序号，照原文；没有就不写", "一、")] = ""
    title: Annotated[Text, _doc("名称", "领导班子坚强")]
    slug: Annotated[Slug | None, _doc("网址用的拼音；不写则自动生成", "lingdao-banzi")] = None
    bonus: Annotated[bool, _doc("是否加分项目")] = False
    score: Annotated[Score | None, _doc("分值", 20)] = None
    groups: Annotated[tuple[Group, ...], _doc("下一级")] = ()
    items: Annotated[tuple[Item, ...], _doc("项目（没有中间一级时）")] = ()
    rows: Annotated[tuple[Row, ...], _doc("行（类别下不再分项目时）")] = ()


ELEMENTS = {
    "event": "事由",
    "taken": "时间",
    "place": "地点",
    "people": "人物",
    "background": "背景",
    "photographer": "摄影者",
}
"""The elements of a photograph's caption (GB/T 11821-2002) by field name."""
_REQUIRED = ("event", "taken", "place", "people")
"""The elements without which a photograph proves nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment(Node):
    """A file of a filing; for a photograph with the six elements of its caption."""

    ref: Place
    name: Annotated[Text, _doc("文件名，相对材料文件夹", "2026/Ⅲ-2-⑴-01_2026_年度工作计划.pdf")]
    sha256: Annotated[Digest | None, _doc("文件的 SHA-256，allocation scan 会写上")] = None
    event: Annotated[Text | None, _doc("照片：事由", "学雷锋志愿服务")] = None
    taken: Annotated[Day | None, _doc("照片：时间", "2026-03-05")] = None
    place: Annotated[Text | None, _doc("照片：地点", "丰泽社区")] = None
    people: Annotated[Text | None, _doc("照片：人物", "办公室全体")] = None
    background: Annotated[Text | None, _doc("照片：背景", "社区文化广场")] = None
    photographer: Annotated[Text | None, _doc("照片：摄影者", "王伟")] = None
    reprint: Annotated[bool, _doc("PDF：挂出的副本每一页重印成图片，不能选字")] = False
    covered: Annotated[
        Text | None,
        _doc(
            "PDF：有看不见、却复制得出来的文字（如涂黑的下面），也可以挂出的理由", "盖住的是旧页码"
        ),
    ] = None

    @property
    def caption(self) -> tuple[tuple[str, str], ...]:
        """The labels and texts of the six elements; a missing one has an empty text."""
        return tuple((label, str(getattr(self, name) or "")) for name, label in ELEMENTS.items())

    @property
    def uncaptioned(self) -> tuple[str, ...]:
        """The labels of required elements that are missing."""
        return tuple(ELEMENTS[name] for name in _REQUIRED if not getattr(self, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing(Node):
    """A document that was handed in, for one or several pieces of evidence."""

    ref: Place
    no: Annotated[str, _doc("在本年登记里的编号；定了就不再改", "001", pattern=r"^[0-9]{2,5}$")]
    evidence: Annotated[
        tuple[Text, ...], _doc("证明哪些材料（材料编号）", ["Ⅲ-2-⑴-01", "Ⅲ-6-⑵-01"], min_length=1)
    ]
    slot: Annotated[
        SlotName | None,
        _doc("哪一期：届期、2025、2025-Q1、2025-03、2025-03-05；不写则由文件日期推定", "2026-Q1"),
    ] = None
    title: Annotated[Text, _doc("题名", "2026 年度创建工作计划")]
    document_no: Annotated[Text | None, _doc("文号", "泉金〔2026〕3号")] = None
    author_body: Annotated[
        Text | None, _doc("责任者：发文的单位，不是责任人", "某市金融工作局")
    ] = None
    date: Annotated[
        Day | None, _doc("文件的形成日期，不是登记或上传的日期；不写的列入登记不全", "2026-01-20")
    ] = None
    pages: Annotated[Count | None, _doc("页数", 6)] = None
    count: Annotated[Count | None, _doc("抵几份；不写时照片按张数，其余按一份", 2)] = None
    box: Annotated[Text | None, _doc("第几盒", "1")] = None
    page: Annotated[Text | None, _doc("盒内页次，从第几页到第几页", "12-17")] = None
    files: Annotated[tuple[Attachment, ...], _doc("电子文件")] = ()
    link: Annotated[
        Text | None, _doc("网址（只列出，不作链接）", "http://wm.example/2026/0305.html")
    ] = None
    redacted: Annotated[bool, _doc("是否已去除个人信息；“去除个人信息后可挂”的材料才写")] = False
    filed_by: Annotated[Text | None, _doc("谁交的", "王伟")] = None
    party: Annotated[
        Text | None,
        _doc(
            "所属科室：替哪个科室（没有科室的，哪个责任人）交的；"
            "各科室各交的材料，从交的人看不出来时写",
            "办公室",
        ),
    ] = None
    filed_on: Annotated[Day | None, _doc("哪天交的", "2026-01-23")] = None
    checked_by: Annotated[Text | None, _doc("谁审核的", "李明")] = None
    checked_on: Annotated[Day | None, _doc("哪天审核的", "2026-01-28")] = None
    state: Annotated[FilingState, _doc("状态，到哪一步了")] = FilingState.FILED
    reason: Annotated[Text | None, _doc("退回的理由，或没有文件的理由", "缺领导签字")] = None
    reuse: Annotated[Text | None, _doc("同一个文件再次使用的理由", "一次活动同时证明两条")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorValue(Node):
    """The value of an indicator in the year of the data file, or in one of the year's rounds."""

    ref: Place
    indicator: Annotated[Text, _doc("量化要求编号", "Ⅲ-12-⑴-指标01")]
    round: Annotated[Text | None, _doc("哪一轮；每轮算一次的量化要求才写", "第一轮")] = None
    value: Annotated[
        Text | None,
        _doc("数值，或者“未发生”“不适用”（要写 note）；能算的写分子、分母，不写这里", "是"),
    ] = None
    numerator: Annotated[Quantity | None, _doc("分子", 26)] = None
    denominator: Annotated[Quantity | None, _doc("分母；分子、分母都是 0 就是未发生", 52)] = None
    note: Annotated[Text | None, _doc("说明，如数据来源", "截至十月")] = None
    proof: Annotated[
        tuple[Text, ...], _doc("佐证：由哪些登记的材料算出，写登记号", ["2026-012"])
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingsFile(Node):
    """A file of ``filings/``: the filings and the indicators' values of one year."""

    ref: Place
    filings: Annotated[tuple[Filing, ...], _doc("登记的材料")] = ()
    indicators: Annotated[tuple[IndicatorValue, ...], _doc("量化要求的数值")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The contents of a data folder; files with errors are missing.

    ``digests`` has the digests of the texts by the names of the files in messages; ``numbers`` has
    the personal numbers in those that the site shows line by line.
    """

    data: DataFolder
    unit: Unit | None = None
    departments: tuple[Department, ...] | None = None
    people: tuple[Person, ...] | None = None
    references: tuple[Reference, ...] | None = None
    synonyms: SynonymsFile | None = None
    categories: tuple[Category, ...] = ()
    filings: tuple[FilingsFile, ...] = ()
    facts: Mapping[str, FileFacts] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, tuple[WrittenNumber, ...]] = field(default_factory=dict)
    source_text: str | None = None
    complete: bool = True
