"""The forms of 改数据: what each is for, which record it changes, and which fields it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from allocation.base.enums import FilingState, Topic
from allocation.editing.slip_records import KINDS


class FormGroup(StrEnum):
    """What people come for: the headings of the list of forms, in its order."""

    FILINGS = "登记"
    CHECKS = "审核"
    DUTIES = "分工"
    PEOPLE = "人员和科室"
    CLAUSES = "条款和材料"
    UNIT = "单位"


@dataclass(frozen=True, slots=True)
class Form:
    """A form: one task of the office, which changes or adds one kind of record.

    ``record`` is the name of the kind; ``op`` is ``add`` or ``change``. ``fields`` stand first, in
    this order; with ``others`` all further fields that a slip may set follow, but for ``without``:
    a field that the model gets shows up by itself. ``required`` are needed beyond what the model
    demands. ``fixed`` are values that the form sets itself. ``opens`` says by which parameters of
    its address the form is filled in. ``aliases`` are what people call the task.
    """

    id: str
    title: str
    help: str
    group: FormGroup
    record: str
    op: str
    topic: Topic
    fields: tuple[str, ...] = ()
    others: bool = False
    without: frozenset[str] = frozenset()
    required: tuple[str, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)
    opens: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """The HTML id of its line in the list of forms."""
        return f"form-{self.id}"

    @property
    def shown(self) -> tuple[str, ...]:
        """The fields that it has, in order."""
        rest = KINDS[self.record].fields if self.others else ()
        own = {*self.fields, *self.without}
        return (*self.fields, *(name for name in rest if name not in own))


_CHECK = frozenset({"checked_by", "checked_on", "state", "reason"})
"""Fields of a filing that whoever checks it fills in; ``reason`` also says why there is no file."""
_FILING = (
    "evidence", "slot", "title", "date", "files", "author_body", "document_no", "pages", "filed_by",
    "filed_on", "party",
)  # fmt: skip
_EVIDENCE = ("name", "kind", "frequency", "min_count", "basis", "visibility", "due")
_ADD, _CHANGE = "add", "change"

FORMS: tuple[Form, ...] = (
    Form(
        "filing", "登记一份材料", "交一份材料：选好是哪一项、哪一期，写题名和日期，附上文件。",
        FormGroup.FILINGS, "filing", _ADD, Topic.FILING,
        fields=_FILING, others=True, without=_CHECK - {"reason"},
        opens=("evidence", "slot"), aliases=("登记材料", "上传材料", "怎么登记"),
    ),
    Form(
        "activity", "登记一次活动", "一次活动有通知、签到、照片、总结等几样材料的，一起登记。",
        FormGroup.FILINGS, "filing", _ADD, Topic.FILING,
        fields=(
            "evidence", "date", "title", "files", "author_body", "filed_by", "filed_on", "party",
        ),
        required=("date",), opens=("evidence", "date"), aliases=("活动登记", "传照片"),
    ),
    Form(
        "filing-edit", "改登记", "改正已经登记的题名、日期、文件等；退回的改好再交，也在这里。",
        FormGroup.FILINGS, "filing", _CHANGE, Topic.FILING,
        fields=_FILING, others=True, without=frozenset({"checked_by", "checked_on"}),
        opens=("filing",), aliases=("改登记信息", "改了再交", "重交材料", "装盒", "填盒号页次"),
    ),
    Form(
        "value", "填量化数值", "填一项量化要求在某年（某轮）的数值；能算的填分子、分母。",
        FormGroup.FILINGS, "value", _ADD, Topic.FILING,
        others=True, opens=("indicator", "value"), aliases=("填数值", "填数字", "报数"),
    ),
    Form(
        "check", "审核", "看过登记的材料，齐全、属实的，审核通过。",
        FormGroup.CHECKS, "filing", _CHANGE, Topic.CHECK,
        fields=("state", "checked_by", "checked_on"), required=("checked_by", "checked_on"),
        fixed={"state": FilingState.CHECKED}, opens=("filing",),
        aliases=("审核材料", "审核通过", "怎么审核"),
    ),
    Form(
        "return", "退回", "登记的材料有问题的，写明理由退回，请交的人改好再交。",
        FormGroup.CHECKS, "filing", _CHANGE, Topic.CHECK,
        fields=("state", "reason", "checked_by", "checked_on"),
        required=("reason", "checked_by", "checked_on"),
        fixed={"state": FilingState.RETURNED}, opens=("filing",),
        aliases=("退回材料", "不通过"),
    ),
    Form(
        "sign", "签收", "看过本人职责，签收现在的职责版本。",
        FormGroup.DUTIES, "person", _CHANGE, Topic.SIGN,
        fields=("signed",), required=("signed",), opens=("person",),
        aliases=("签收职责", "职责签收"),
    ),
    Form(
        "row", "换一行的人", "改一行的分管领导、责任科室、责任人，原来是谁一并记下。",
        FormGroup.DUTIES, "row", _CHANGE, Topic.DUTY,
        fields=("leaders", "parties", "history"), opens=("row",),
        aliases=("换人", "改负责人", "改责任人", "改分管领导", "换责任人"),
    ),
    Form(
        "handover", "交接", "一个人负责的全部或几行，交给另一个人。",
        FormGroup.DUTIES, "row", _CHANGE, Topic.DUTY,
        fields=("leaders", "parties", "history"), opens=("person", "taker"),
        aliases=("工作交接", "交接任务", "调走了", "接手"),
    ),
    Form(
        "person", "加一个人", "新来的责任人或分管领导，先加进名单，再分任务。",
        FormGroup.PEOPLE, "person", _ADD, Topic.PEOPLE,
        fields=("name", "id", "pinyin"), aliases=("加人", "添加人员", "新增人员"),
    ),
    Form(
        "person-edit", "改人员", "改正姓名的读音；没有任务的人可以删去。",
        FormGroup.PEOPLE, "person", _CHANGE, Topic.PEOPLE,
        fields=("pinyin",), opens=("person",), aliases=("改读音", "删人", "删去人员"),
    ),
    Form(
        "department", "加一个科室", "新设的科室、组织、小组。",
        FormGroup.PEOPLE, "department", _ADD, Topic.DEPARTMENTS,
        others=True, aliases=("加科室", "新增科室"),
    ),
    Form(
        "department-edit", "改科室", "改科室的性质和别的叫法；没有任务的可以删去。",
        FormGroup.PEOPLE, "department", _CHANGE, Topic.DEPARTMENTS,
        others=True, without=frozenset({"name"}), opens=("department",),
        aliases=("改科室别名", "删科室"),
    ),
    Form(
        "clause", "改条款原文", "条款与印发的文件不一致的，照原文改正，一字不改。",
        FormGroup.CLAUSES, "clause", _CHANGE, Topic.CLAUSE,
        fields=("text",), required=("text",), opens=("clause",), aliases=("改条款", "条款有错字"),
    ),
    Form(
        "clause-na", "条款不适用", "本单位没有这一项工作的，写明理由，这一条的材料都不用交。",
        FormGroup.CLAUSES, "clause", _CHANGE, Topic.CLAUSE,
        fields=("not_applicable",), opens=("clause",), aliases=("这一条不适用",),
    ),
    Form(
        "evidence", "加一项材料", "条款要多交一种材料的，写名称、频次和份数。",
        FormGroup.CLAUSES, "evidence", _ADD, Topic.EVIDENCE,
        fields=_EVIDENCE, others=True, opens=("clause",), aliases=("加材料", "新增材料"),
    ),
    Form(
        "evidence-edit", "改材料", "改一项材料的名称、频次、份数、期限、公开范围。",
        FormGroup.CLAUSES, "evidence", _CHANGE, Topic.EVIDENCE,
        fields=_EVIDENCE, others=True, opens=("evidence",),
        aliases=("改频次", "改期限", "改公开范围", "删去材料"),
    ),
    Form(
        "evidence-na", "材料不适用", "本单位交不出、也不用交的一项材料，写明理由。",
        FormGroup.CLAUSES, "evidence", _CHANGE, Topic.EVIDENCE,
        fields=("not_applicable",), opens=("evidence",), aliases=("不用交的材料",),
    ),
    Form(
        "indicator", "改量化要求", "改一项量化要求的名称、算法、阈值，或写明不适用。",
        FormGroup.CLAUSES, "indicator", _CHANGE, Topic.EVIDENCE,
        others=True, opens=("indicator",), aliases=("改指标", "改阈值"),
    ),
    Form(
        "item", "情况说明", "测评材料提交表上的情况说明，和这个项目别的叫法。",
        FormGroup.CLAUSES, "item", _CHANGE, Topic.CLAUSE,
        others=True, opens=("item",), aliases=("写情况说明", "改情况说明"),
    ),
    Form(
        "term", "届期和重要日子", "届期从哪天起、几年，自查、迎检等在哪天。",
        FormGroup.UNIT, "term", _CHANGE, Topic.TERM,
        others=True, aliases=("核定届期", "改届期", "加重要日子"),
    ),
    Form(
        "handin", "交到哪里、找谁", "材料交到哪里、找谁、在哪个房间、电话多少。",
        FormGroup.UNIT, "unit", _CHANGE, Topic.UNIT,
        others=True, aliases=("改联系人", "改电话"),
    ),
)  # fmt: skip


def by_group() -> Iterator[tuple[FormGroup, tuple[Form, ...]]]:
    """Yield each group with its forms, in order."""
    for group in FormGroup:
        yield group, tuple(form for form in FORMS if form.group is group)
