"""Slips: what they may say, what they change, what they are refused for, and what undoes them."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import zipfile
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from allocation.base.enums import Topic
from allocation.base.zip_directory import directory_size
from allocation.cli import main
from allocation.datafiles.loader import ChangedError
from allocation.editing import handover, slip, slip_changes, slip_files
from allocation.editing.edits import Edits
from allocation.editing.file_names import Codes, period, title
from allocation.editing.slip import SlipError, SlipProblem
from allocation.editing.slip_changes import SlipPlan
from allocation.editing.slip_package import MAX_UNPACKED, opened
from allocation.editing.slip_records import KINDS, digest, find, plain
from allocation.lint.validate import load_register
from allocation.office.formats import file_guard
from allocation.office.formats.file_guard import OfficeError
from allocation.register.duty_version import duty_versions
from allocation.register.progress import Progress
from allocation.register.published_register import publish
from allocation.register.register import Register
from example import make
from slips import ID, Change, added, changed, content, made, removed

FILING = "2026-100"
SHA = "0" * 64


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example's data, without its files."""
    target = tmp_path / "data"
    shutil.copytree(make.DATA, target, ignore=shutil.ignore_patterns("evidence"))
    return target


@pytest.fixture
def register(folder: Path) -> Register:
    """The register of the example."""
    return load_register(folder)


def write(plan: SlipPlan) -> Register:
    """Do what a plan says, and return the register as it is then."""
    assert (plan.problems, plan.conflicts) == ((), ())
    assert slip_changes.consequences(plan) == ()
    texts = plan.edits.written().texts
    with slip_files.copied(plan.files):
        for path, text in texts.items():
            path.write_text(text, "utf-8")
    return load_register(plan.edits.data.path)


def planned(register: Register, *changes: Change, **more: Any) -> SlipPlan:
    """Return what changes would do."""
    return slip_changes.plan(register, made(register, *changes, **more), None)


def refused(raw: bytes) -> list[SlipProblem]:
    """Return what is wrong with the bytes of a slip."""
    with pytest.raises(SlipError) as error:
        slip.read(raw)
    return list(error.value.problems)


# What a slip may say.

HOSTILE = {
    "nothing": (b"", "第 1 行不是 JSON"),
    "half": (b'{"slip": 1, "id', "第 1 行不是 JSON"),
    "another encoding": ('{"by": "王"}'.encode("gbk"), "不是 UTF-8 编码"),
    "no mapping": (b"[1]", "最外层不是“{ }”"),
    "not a number": (b'{"slip": NaN}', "里有“NaN”，不是数"),
    "infinite": (b'{"slip": -Infinity}', "里有“-Infinity”，不是数"),
    "a key twice": (b'{"slip": 1, "slip": 1}', "里的“slip”写了两次"),
    "deep": (b'{"a": ' * 40 + b"1" + b"}" * 40, "层次超过 30 层"),
    "too deep for any reader": (b"[" * 200_000, "层次超过 30 层"),
    "too long": (b'{"about": "' + b"a" * 1_000_000 + b'"}', "有 1.0 MB"),
    "half a character": (b'{"about": "\\ud83d"}', "里有半个字的编码"),
    "half a character as a key": (b'{"\\udc00": 1}', "里有半个字的编码"),
    "unseen": (b'{"about": "\\u0000"}', "有看不见的控制字符（U+0000）"),
    "turned around": (b'{"by": "\\u202e"}', "有看不见的控制字符（U+202E）"),
    "unseen key": (b'{"\\u0000ref": 1}', "有看不见的控制字符（U+0000）"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_no_slip(case: str) -> None:
    """Bytes that anybody may have sent are told in one line each, whatever they are."""
    raw, words = HOSTILE[case]
    assert any(words in each.found for each in refused(raw)), refused(raw)


def _with(**parts: Any) -> bytes:
    return content("某局", [], **parts)


def _change(**parts: Any) -> bytes:
    whole = {"record": "filing", "op": "change", "id": FILING, "sha256": SHA, "old": {"box": None}}
    return content("某局", [{**whole, "new": {"box": "1"}, **parts}])


WRONG = {
    "another version": (_with(slip=2), None, "slip", "“slip”写的是“2”"),
    "unknown key": (_with(sender="李明"), None, "sender", "不认识的键“sender”"),
    "odd key": (_with(**{"a-b": 1}), None, "", "不认识的键“a-b”"),
    "id": (_with(id="../../etc"), None, "id", "“id”写的是“../../etc”"),
    "day": (_with(at="昨天"), None, "at", "“at”写的是“昨天”"),
    "nobody": (_with(by=""), None, "by", "“by”是空的"),
    "no changes": (_with(), None, "changes", "没有任何改动"),
    "no list": (_with(changes={"a": 1}), None, "changes", "“changes”写的是一组"),
    "too many": (_with(changes=[{}] * 201), None, "changes", "“changes”有 201 项"),
    "too many entries": (
        _change(new={"evidence": ["甲"] * 501}), 0, "evidence", "“evidence”有 501 项",
    ),
    "endless": (_change(new={"title": "长" * 10_001}), 0, "title", "“title”有 10001 个字"),
    "unknown kind": (_change(record="rule"), 0, "record", "“record”写的是“rule”"),
    "unknown way": (_change(op="move"), 0, "op", "“op”写的是“move”"),
    "change without id": (_change(id=None), 0, "id", "缺少“id”"),
    "change of nothing": (_change(new={}), 0, "new", "“new”是空的"),
    "change with a parent": (_change(**{"in": "2026"}), 0, "in", "多了“in”"),
    "number of a filing": (_change(new={"no": "001"}), 0, "no", "登记的“no”不能用改动单改"),
    "place of a filing": (_change(new={"ref": 1}), 0, "ref", "登记的“ref”不能用改动单改"),
    "name of a person": (
        _change(record="person", id="沈观澜", new={"name": "别人"}), 0, "name", "不能用改动单改",
    ),
    "address of a person": (
        _change(record="person", id="沈观澜", new={"slug": "x"}), 0, "slug", "不能用改动单改",
    ),
    "numbers that may be published": (
        _change(record="unit", id="unit", new={"allowed_numbers": []}), 0, "allowed_numbers",
        "单位的“allowed_numbers”不能用改动单改",
    ),
    "a row that is removed": (
        _change(record="row", id="Ⅲ-1-第1行", op="remove", new=None), 0, "op", "分工不能新增",
    ),
    "filing without a year": (
        content("某局", [added("filing", title="甲")]), 0, "in", "缺少“in”",
    ),
    "digest": (_change(sha256="abc"), 0, "sha256", "“sha256”写的是“abc”"),
    "file with a path": (
        _with(files=[{"name": "../a.pdf", "sha256": SHA, "size": 1}]), None, "files", "“../a.pdf”",
    ),
    "file without a size": (
        _with(files=[{"name": "a.pdf", "sha256": SHA, "size": -1}]), None, "files", "不小于 0",
    ),
    "file like the slip": (
        _with(files=[{"name": "SLIP.json", "sha256": SHA, "size": 1}]), None, "files", "重复",
    ),
    "too many files": (
        _with(files=[{"name": f"{n}", "sha256": SHA, "size": 1} for n in range(101)]),
        None, "files", "“files”有 101 项",
    ),
    "refusal without a reason": (
        _with(decision={"drop": ID, "sha256": SHA, "answer": "refuse"}), None, "decision", "理由",
    ),
    "decision": (
        _with(decision={"drop": ID, "sha256": SHA, "answer": "maybe"}), None, "decision", "maybe",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_with_a_slip(case: str) -> None:
    """A fault is told at the change and the field, in lint's words."""
    raw, number, field, words = WRONG[case]
    found = [(each.change, each.field) for each in refused(raw) if words in str(each)]
    assert (number, field) in found, list(map(str, refused(raw)))


def test_all_faults_at_once() -> None:
    """Each change tells its own faults; a record that changes twice is one of them."""
    twice = [json.loads(_change())["changes"][0], json.loads(_change())["changes"][0]]
    wrong = added("person", name="甲", slug="jia")
    (first, second) = refused(content("某局", [*twice, wrong]))
    assert (first.change, first.field, second.change, second.field) == (2, "slug", 1, "id")
    assert "前面第 1 处已经改了" in second.found


def test_the_schema_describes_slips(register: Register) -> None:
    """What the forms make is valid, and what read refuses by its form is not."""
    schema = json.loads(slip.schema())
    whole = content(
        register.unit.name,
        [changed(register, "filing", FILING, box="2"), added("filing", "2026", title="甲"),
         removed(register, "person", "陈立秋")],
        files=[{"name": "方案.pdf", "sha256": SHA, "size": 1}],
        decision={"drop": ID, "sha256": SHA, "answer": "approve", "reason": ""},
    )  # fmt: skip
    jsonschema.validate(json.loads(whole), schema)
    assert slip.read(whole).changes[0].data() == json.loads(whole)["changes"][0]
    for case in ("unknown key", "unknown kind", "id", "too many", "another version"):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(json.loads(WRONG[case][0]), schema)


# What records say.


def test_what_a_record_says(register: Register) -> None:
    """Fields that say nothing are left out, children and numbers too; digests are of the rest."""
    row = plain(register.rows[0].record)
    assert set(row) == {"leaders", "parties"}
    assert row["parties"][0] == {"department": "办公室", "person": "周小满"}
    piece = plain(register.evidence[0].record)
    assert "no" not in piece
    assert piece["min_count"] == 1
    assert set(plain(register.unit)) == {"handin"}
    assert "rows" not in plain(register.items[0].record)
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert digest(register.rows[0].record) == sha256(text.encode()).hexdigest()


def test_every_kind_has_its_records(register: Register) -> None:
    """Ids are unique, lead back to their records, and name fields that there are."""
    for kind in KINDS.values():
        ids = [id for id, _ in kind.entries(register)]
        assert len(set(ids)) == len(ids) > 0
        assert isinstance(find(register, kind.name, ids[-1]).record, kind.type)  # type: ignore[union-attr]
        assert set(kind.fields) <= {*kind.type.__dataclass_fields__}  # type: ignore[attr-defined]
    assert find(register, "filing", "../../etc/passwd") is None


# What a slip says in a sentence.


def _said(register: Register, *changes: Change) -> str:
    return planned(register, *changes).sentence


def test_sentences(register: Register) -> None:
    """One sentence, in the words of the office: the forms make the same."""
    assert _said(register, changed(register, "filing", FILING, pages=12, redacted=None)) == (
        "登记 2026-100：页数 1 → 12，是否已去除个人信息 是 → （无）"
    )
    assert _said(register, changed(register, "filing", FILING, state="退回", reason="缺签字")) == (
        "退回登记 2026-100《2026年11月16日道德讲堂签到表》：缺签字"
    )
    assert _said(register, changed(register, "filing", FILING, state="已审核")).startswith(
        "审核登记"
    )
    new = added("filing", "2026", title="活动方案", evidence=["Ⅲ-4-⑴-03", "Ⅲ-4-⑴-02"])
    assert _said(register, new) == "登记《活动方案》（Ⅲ-4-⑴-03、Ⅲ-4-⑴-02）"
    piece = added("evidence", "Ⅲ-4-⑴", name="海报")
    assert _said(register, piece) == "新增材料 海报（Ⅲ-4-⑴）"
    assert _said(register, added("person", name="白露")) == "新增人员 白露"
    assert _said(register, removed(register, "department", "工会")) == "删去科室 工会"
    two = [{"department": "办公室", "person": "周小满"}, {"person": "吴霜降", "role": "配合"}]
    assert _said(register, changed(register, "row", "Ⅲ-1-第1行", parties=two)) == (
        "分工 Ⅲ-1-第1行：责任科室与责任人 （无） → 吴霜降 配合"
    )
    signed = {"version": "0000-0000", "on": "2026-11-29"}
    assert _said(register, changed(register, "person", "周小满", signed=signed)) == "周小满签收职责"
    long = _said(register, changed(register, "clause", "Ⅲ-1-⑴", text="长" * 60))
    assert long.endswith(f"→ {'长' * 40}…")


def test_many_changes_in_a_sentence(register: Register) -> None:
    """Three are told, of more only how many."""
    names = ("甲", "乙", "丙", "丁")
    four = [added("person", name=name) for name in names]
    assert _said(register, *four[:3]) == "新增人员 甲；新增人员 乙；新增人员 丙"
    assert _said(register, *four) == "新增人员 甲；新增人员 乙；新增人员 丙等 4 处改动"


# What it changes.


def test_a_change(register: Register, folder: Path) -> None:
    """Only the lines of the record change; the page that shows it is named; it can be undone."""
    before = (folder / "filings/2026.yml").read_text("utf-8")
    plan = planned(register, changed(register, "filing", FILING, pages=12, box=None, reason="补"))
    assert plan.address == "items/iii-4/#filing-2026-100"
    after = write(plan)
    record = after.filings[-1].record
    assert (record.pages, record.box, record.reason) == (12, None, "补")
    text = (folder / "filings/2026.yml").read_text("utf-8")
    gone = [line for line in before.split("\n") if line not in text.split("\n")]
    assert gone == []
    assert len(before.split("\n")) == len(text.split("\n"))
    undo = plan.inverse(after)
    back = write(slip_changes.plan(after, made(after, *undo), None))
    assert plain(back.filings[-1].record) == plain(register.filings[-1].record)


def test_what_is_added_gets_the_next_number(register: Register) -> None:
    """Filings count in the file of their year, which may be new; evidence in its clause."""
    new = {"evidence": ["Ⅲ-4-⑴-03"], "title": "甲", "slot": "2026-11-20", "state": "已交"}
    said = {"kind": "文件", "frequency": "每年", "basis": "建议", "visibility": "内网可见"}
    plan = planned(
        register,
        added("filing", "2026", **new),
        added("filing", "2026", **new | {"title": "乙"}),
        added("filing", "2031", **new | {"title": "丙"}),
        added("evidence", "Ⅲ-4-⑴", name="海报", **said),
        added("person", name="白露", pinyin="bai lu"),
    )
    after = write(plan)
    by_title = {each.record.title: each.id for each in after.filings[-4:]}
    assert (by_title["甲"], by_title["乙"], by_title["丙"]) == ("2026-101", "2026-102", "2031-001")
    (piece,) = (each for each in after.evidence if each.record.name == "海报")
    last = [each for each in register.evidence if each.clause.id == "Ⅲ-4-⑴"][-1]
    assert int(piece.record.no) == int(last.record.no) + 1
    undo = plan.inverse(after)
    assert [each.op for each in undo] == ["remove"] * 5
    back = write(slip_changes.plan(after, made(after, *undo), None))
    assert [each.id for each in back.filings] == [each.id for each in register.filings]


def test_what_is_sent_twice_is_added_once(register: Register) -> None:
    """A record that says the same is there already; so it is with changes and other slips."""
    new = added("filing", "2026", evidence=["Ⅲ-4-⑴-03"], title="甲", slot="2026-11-20")
    after = write(planned(register, new))
    again = planned(after, new, changed(register, "filing", FILING, box="5"))
    assert again.is_done
    assert again.edits.edits == []


def test_a_record_that_changed_meanwhile(register: Register) -> None:
    """A conflict is told field by field and changes nothing; 照我的改 says the same of today's."""
    mine = changed(register, "filing", FILING, title="我的题名", box="9")
    after = write(planned(register, changed(register, "filing", FILING, title="别人的题名")))
    plan = planned(after, mine)
    (conflict,) = plan.conflicts
    assert (conflict.field, conflict.label) == ("title", "题名")
    assert conflict.saw == "2026年11月16日道德讲堂签到表"
    assert conflict.now == "别人的题名"
    assert plan.edits.edits == []
    done = write(slip_changes.plan(after, made(after, *plan.takeover), None))
    assert done.filings[-1].record.title == "我的题名"


def test_another_field_changed_meanwhile(register: Register) -> None:
    """A record is taken as a whole: what somebody did not see may bear on what they wrote."""
    mine = changed(register, "filing", FILING, title="我的题名")
    after = write(planned(register, changed(register, "filing", FILING, box="9")))
    (conflict,) = planned(after, mine).conflicts
    assert (conflict.field, conflict.label) == ("", "这条记录的其他内容")


def test_a_record_that_is_gone(register: Register) -> None:
    """It is a conflict, too, which nobody can take over."""
    before = write(planned(register, added("department", name="甲科")))
    gone = removed(before, "department", "甲科")
    after = write(planned(before, gone))
    plan = planned(after, gone, added("person", name="白露"))
    (conflict,) = plan.conflicts
    assert (conflict.change, conflict.now) == (0, "（已经删去）")
    assert plan.takeover == ()


def test_a_slip_that_is_wrong_about_the_record(register: Register) -> None:
    """Whoever approves reads what the slip says it was: it must be true."""
    lie = changed(register, "filing", FILING, title="新")
    lie["old"] = {"title": "旧"}
    (problem,) = planned(register, lie).problems
    assert (problem.change, problem.field) == (0, "title")


def test_the_slip_of_another_unit(register: Register) -> None:
    """It is refused by name."""
    other = slip.read(content("别的局", [added("person", name="甲")]))
    (problem,) = slip_changes.plan(register, other, None).problems
    assert (problem.field, problem.found) == ("unit", "改动单是“别的局”的")


VALUES: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "a day that is none": ("filing", {"date": "2026-02-30"}, "date", "“date”写的是“2026-02-30”"),
    "a number in words": ("filing", {"pages": "三"}, "pages", "“pages”写的是“三”"),
    "true for a number": ("filing", {"pages": True}, "pages", "“pages”写的是“true”"),
    "a list for a text": ("filing", {"title": ["a"]}, "title", "“title”写的是一个列表"),
    "a text for a list": ("filing", {"evidence": "a"}, "evidence", "“evidence”写的是“a”"),
    "nothing required": ("filing", {"title": None}, "title", "缺少“title”"),
    "empty": ("filing", {"title": " "}, "title", "“title”是空的"),
    "no evidence": ("filing", {"evidence": []}, "evidence", "“evidence”是空的"),
    "closed set": ("filing", {"state": "好"}, "state", "“state”写的是“好”"),
    "unknown key within": ("filing", {"files": [{"name": "a", "x": 1}]}, "files", "不认识的键“x”"),
    "a stranger's file": ("filing", {"files": [{"name": "../a"}]}, "files", "不在这条登记里"),
    "huge": ("filing", {"pages": 10**30}, "pages", "“pages”写的是“1000"),
}


@pytest.mark.parametrize("case", VALUES)
def test_values_that_cannot_be(case: str, register: Register) -> None:
    """A value is read as in a data file, and refused in the same words."""
    kind, new, field, words = VALUES[case]
    (problem,) = planned(register, changed(register, kind, FILING, **new)).problems
    assert (problem.change, problem.field) == (0, field)
    assert words in problem.found


CONSEQUENCES: dict[str, tuple[Callable[[Register], list[Change]], int | None, str, str]] = {
    "a return without a reason": (
        lambda r: [changed(r, "filing", FILING, state="退回")], 0, "state", "没有写理由",
    ),
    "an unknown piece": (
        lambda r: [added("person", name="甲"), changed(r, "filing", FILING, evidence=["Ⅹ-1"])],
        None, "", "材料编号“Ⅹ-1”不在",
    ),
    "an unknown leader": (
        lambda r: [added("person", name="甲"), changed(r, "row", "Ⅲ-2-第1行", leaders=["谁"])],
        1, "leaders", "分管领导“谁”不在",
    ),
    "a person who is there already": (
        lambda r: [added("person", name="甲"), added("person", name="周小满", pinyin="zhou man")],
        1, "name", "人员“周小满”重复",
    ),
    "a person with duties who leaves": (
        lambda r: [removed(r, "person", "周小满")], 0, "", "责任人“周小满”不在 people.yml 里",
    ),
    "a personal number": (
        lambda r: [changed(r, "filing", FILING, reason="电话 13800138000")], 0, "", "手机号",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CONSEQUENCES)
def test_what_the_data_would_have(case: str, register: Register) -> None:
    """Lint reads the data as it would be; what it finds is told at the change if it is one's."""
    changes, number, field, words = CONSEQUENCES[case]
    plan = planned(register, *changes(register))
    assert plan.problems == ()
    found = slip_changes.consequences(plan)
    assert any(
        (each.change, each.field) == (number, field) and words in each.found for each in found
    ), list(map(str, found))


def test_what_was_wrong_before(register: Register, folder: Path) -> None:
    """Data that others change is not overwritten; its faults are not the slip's."""
    plan = planned(register, changed(register, "filing", FILING, box="9"))
    with (folder / "filings/2026.yml").open("a") as file:
        file.write("# 别人\n")
    with pytest.raises(ChangedError):
        slip_changes.consequences(plan)
    register = load_register(folder)
    plan = planned(register, changed(register, "filing", FILING, box="9"))
    (folder / "synonyms.yml").write_text("synonyms: [[甲]]\n", "utf-8")
    assert slip_changes.consequences(plan) == ()


def test_a_signature_is_for_the_duties_of_today(register: Register) -> None:
    """Whoever saw other duties signs again; the same as ``allocation sign`` writes."""
    version = duty_versions(register)[find(register, "person", "周小满").slug]  # type: ignore[union-attr]
    new = {"version": version, "on": "2026-11-29"}
    after = write(planned(register, changed(register, "person", "周小满", signed=new)))
    signed = find(after, "person", "周小满").record.signed  # type: ignore[union-attr]
    assert (signed.version, signed.on) == (version, date(2026, 11, 29))
    old = {"version": "0000-0000", "on": "2026-11-29"}
    (problem,) = planned(register, changed(register, "person", "沈观澜", signed=old)).problems
    assert (problem.field, problem.found[:5]) == ("signed", "职责有变：")
    (problem,) = planned(register, changed(register, "person", "陈立秋", signed=old)).problems
    assert problem.found.endswith("没有任何职责") or "现在是" in problem.found


def test_a_handover_is_a_change_of_rows(register: Register) -> None:
    """Rows with other people and what they were before: the same text as the command writes."""
    plan = handover.handover(
        register, Progress(register, make.TODAY), "吴霜降", "郑谷雨", numbers=(), day=make.TODAY
    )
    edits = Edits(register.data, register.digests, list(handover.edits(plan)))
    changes = []
    for handed in (each for rows in plan.rows.values() for each in rows):
        now = plain(handed.row.record)
        given = [party for party in now["parties"] if party.get("person") == "吴霜降"]
        past = [
            {**({"department": party["department"]} if party.get("department") else {}),
             "person": "吴霜降", "until": make.TODAY.isoformat()}
            for party in given
        ]  # fmt: skip
        parties = [
            {**party, "person": "郑谷雨"} if party in given else party for party in now["parties"]
        ]
        history = [*now.get("history", ()), *past]
        changes.append(changed(register, "row", handed.row.id, parties=parties, history=history))
    assert planned(register, *changes).edits.written().texts == edits.written().texts


# Whom it touches.

TOUCHED: dict[str, tuple[Callable[[Register], Change], set[Topic]]] = {
    "a filing": (
        lambda r: added("filing", "2026", evidence=["Ⅲ-4-⑴-03"], title="甲"), {Topic.FILING},
    ),
    "a filing that is said to be redacted": (
        lambda r: added("filing", "2026", evidence=["Ⅲ-4-⑴-03"], title="甲", redacted=True),
        {Topic.CHECK},
    ),
    "a filing that was accepted": (lambda r: changed(r, "filing", FILING, box="9"), {Topic.CHECK}),
    "a filing that was handed in": (
        lambda r: changed(r, "filing", _of_state(r, "已交"), box="9"), {Topic.FILING},
    ),
    "an acceptance": (
        lambda r: changed(r, "filing", _of_state(r, "已交"), state="已审核"), {Topic.CHECK},
    ),
    "a return that is mended": (
        lambda r: changed(r, "filing", _of_state(r, "退回"), state="已交"), {Topic.FILING},
    ),
    "a return that is mended and no longer says who returned it": (
        lambda r: changed(
            r, "filing", _of_state(r, "退回"), state="已交", checked_by=None, checked_on=None
        ),
        {Topic.FILING},
    ),
    "who returned it": (
        lambda r: changed(r, "filing", _of_state(r, "退回"), checked_by="甲"), {Topic.CHECK},
    ),
    "a filing that moves to what is shown": (
        lambda r: changed(r, "filing", _of_state(r, "已交", "仅列目录"), evidence=["Ⅲ-1-⑴-01"]),
        {Topic.CHECK},
    ),
    "what is shown of evidence": (
        lambda r: changed(r, "evidence", "Ⅲ-4-⑴-03", visibility="内网可见"),
        {Topic.EVIDENCE, Topic.CHECK},
    ),
    "a row": (lambda r: changed(r, "row", "Ⅲ-2-第1行", leaders=[]), {Topic.DUTY}),
    "a clause": (lambda r: changed(r, "clause", "Ⅲ-4-⑴", text="甲"), {Topic.CLAUSE}),
    "an item": (lambda r: changed(r, "item", "Ⅲ-4", statement="甲"), {Topic.CLAUSE}),
    "an indicator": (
        lambda r: changed(r, "indicator", "Ⅲ-7-⑵-指标02", unit="吨"), {Topic.EVIDENCE},
    ),
    "a person": (lambda r: added("person", name="甲"), {Topic.PEOPLE}),
    "a department": (lambda r: added("department", name="甲科"), {Topic.DEPARTMENTS}),
    "the term": (lambda r: changed(r, "term", "term", name="甲"), {Topic.TERM}),
    "the unit": (lambda r: changed(r, "unit", "unit", handin={"place": "甲"}), {Topic.UNIT}),
}  # fmt: skip


def _of_state(register: Register, state: str, visibility: str = "") -> str:
    return next(
        each.id
        for each in register.filings
        if each.record.state == state and each.visibility.startswith(visibility)
    )


@pytest.mark.parametrize("case", TOUCHED)
def test_topics(case: str, register: Register) -> None:
    """What a change is about decides who may make it; what the site shows is a matter of checks."""
    change, topics = TOUCHED[case]
    assert {each.topic for each in planned(register, change(register)).touched} == topics


def test_whom_a_change_touches(register: Register) -> None:
    """It names who answers for the rows; what moves to other rows touches both, one by one."""
    filing = find(register, "filing", FILING)
    (own,) = planned(register, changed(register, "filing", FILING, box="9")).touched
    row = filing.evidence[0].clause.row  # type: ignore[union-attr]
    assert own.persons == tuple(each.key for each in row.persons)
    assert own.departments == tuple(each.name for each in row.departments)
    assert own.leaders == tuple(each.key for each in row.leaders)
    both = planned(register, changed(register, "filing", FILING, evidence=["Ⅲ-1-⑴-01"])).touched
    assert [each.persons for each in both] == [own.persons, ("周小满",)]


# Files.


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    """A folder with a file, as it lies beside a slip."""
    folder = tmp_path / "drop"
    folder.mkdir()
    (folder / "方案 终稿.TXT").write_text("方案", "utf-8")
    return folder


def _file(path: Path) -> dict[str, Any]:
    raw = path.read_bytes()
    return {"name": path.name, "sha256": sha256(raw).hexdigest(), "size": len(raw)}


def _filed(drop: Path, text: str = "活动：方案/定稿?") -> tuple[Change, dict[str, Any]]:
    file = _file(drop / "方案 终稿.TXT")
    named = [{"name": file["name"], "sha256": file["sha256"], "event": "讲堂"}]
    new = {"evidence": ["Ⅲ-4-⑴-03"], "title": text, "slot": "2026-11-20", "files": named}
    return added("filing", "2026", **new), file


def test_files_get_their_names(register: Register, drop: Path) -> None:
    """In the evidence folder a file has the name that a scan reads, and says whose it is."""
    change, file = _filed(drop)
    plan = slip_changes.plan(register, made(register, change, files=[file]), drop)
    after = write(plan)
    (own,) = after.filings[-1].record.files
    assert own.name == "2026/Ⅲ-4-⑴-03_2026-11-20_活动：方案-定稿.TXT"
    assert (own.sha256, own.event) == (file["sha256"], "讲堂")
    assert (after.evidence_folder / own.name).read_text("utf-8") == "方案"
    stem = Path(own.name).stem
    match = Codes(register.evidence).find(stem)
    assert match
    assert [each.id for each in match.evidence] == ["Ⅲ-4-⑴-03"]
    assert (period(stem).key, title(match.rest)[0]) == ("2026-11-20", "活动：方案-定稿")  # type: ignore[union-attr]


def test_a_file_that_was_shown_comes_back(register: Register, drop: Path) -> None:
    """Undoing the removal of a filing finds its file in the evidence folder by its digest."""
    change, file = _filed(drop)
    change["new"] |= {"evidence": ["Ⅲ-1-⑴-01"], "slot": "届期"}
    after = write(slip_changes.plan(register, made(register, change, files=[file]), drop))
    (own,) = after.filings[-1].record.files
    removal = planned(after, removed(after, "filing", after.filings[-1].id))
    gone = write(removal)
    assert len(gone.filings) == len(register.filings)
    back = write(slip_changes.plan(gone, made(gone, *removal.inverse(gone)), None))
    assert plain(back.filings[-1].record) == plain(after.filings[-1].record)
    assert back.filings[-1].record.files[0].name == own.name


def test_a_file_never_replaces_another(register: Register, drop: Path) -> None:
    """Where another file has the name, it gets a number; where the same lies there, it is that."""
    change, file = _filed(drop)
    taken = register.evidence_folder / "2026/Ⅲ-4-⑴-03_2026-11-20_活动：方案-定稿.TXT"
    taken.parent.mkdir(parents=True)
    taken.write_text("另一个", "utf-8")
    sent = made(register, change, files=[file])
    ((_, target),) = slip_changes.plan(register, sent, drop).files
    assert target == taken.with_stem(f"{taken.stem}_2")
    target.write_text("方案", "utf-8")
    assert slip_changes.plan(register, sent, drop).files == ()
    assert taken.read_text("utf-8") == "另一个"


def test_a_very_long_title(register: Register, drop: Path) -> None:
    """The name of the file is cut so that it works everywhere."""
    change, file = _filed(drop, "长" * 300)
    plan = slip_changes.plan(register, made(register, change, files=[file]), drop)
    write(plan)
    assert len(plan.files[0][1].name.encode()) <= 200


def _missing(drop: Path) -> None:
    (drop / "方案 终稿.TXT").unlink()


def _other(drop: Path) -> None:
    (drop / "方案 终稿.TXT").write_text("换了", "utf-8")


def _link(drop: Path) -> None:
    _missing(drop)
    (drop / "方案 终稿.TXT").symlink_to("/etc/passwd")


def _folder(drop: Path) -> None:
    _missing(drop)
    (drop / "方案 终稿.TXT").mkdir()


def _pipe(drop: Path) -> None:
    _missing(drop)
    os.mkfifo(drop / "方案 终稿.TXT")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_missing, "没有随改动单收到"),
        (_other, "和填表时的不一样"),
        (_link, "没有随改动单收到"),
        (_folder, "没有随改动单收到"),
        (_pipe, "没有随改动单收到"),
    ],
)
def test_files_that_are_not_there(
    spoil: Callable[[Path], None], words: str, register: Register, drop: Path
) -> None:
    """A file is what the slip says it is, or nothing is registered."""
    change, file = _filed(drop)
    spoil(drop)
    (problem,) = slip_changes.plan(register, made(register, change, files=[file]), drop).problems
    assert (problem.change, problem.field) == (0, "files")
    assert words in problem.found


def test_a_damaged_file(register: Register, drop: Path) -> None:
    """What a build would stop for is refused before."""
    (drop / "甲.pdf").write_bytes(b"%PDF-1.7 broken")
    file = _file(drop / "甲.pdf")
    new = {"evidence": ["Ⅲ-4-⑴-03"], "title": "甲", "slot": "2026-11-20", "files": [file]}
    new["files"] = [{"name": "甲.pdf", "sha256": file["sha256"]}]
    sent = made(register, added("filing", "2026", **new), files=[file])
    (problem,) = slip_changes.plan(register, sent, drop).problems
    assert "文件已损坏" in problem.found


def test_what_is_kept_back_stays(register: Register) -> None:
    """A form shows stand-ins of such files: sent back, they are the files that they stand for."""
    hidden = next(each for each in register.filings if each.files and not each.published)
    shown = plain(find(publish(register), "filing", hidden.id).record)  # type: ignore[union-attr]
    assert shown["files"][0]["name"] == "第 1 个文件"
    same = changed(register, "filing", hidden.id, files=shown["files"], title="新题")
    after = write(planned(register, same))
    assert find(after, "filing", hidden.id).record.files == hidden.record.files  # type: ignore[union-attr]
    words = [{**shown["files"][0], "place": "新的地点"}, *shown["files"][1:]]
    plan = planned(after, changed(after, "filing", hidden.id, files=words))
    first = find(write(plan), "filing", hidden.id).record.files[0]  # type: ignore[union-attr]
    assert (first.name, first.place) == (hidden.record.files[0].name, "新的地点")


def test_no_slip_undoes_what_is_kept_back(register: Register) -> None:
    """What would have to name a hidden file is not offered."""
    hidden = next(each for each in register.filings if each.files and not each.published)
    plan = planned(register, changed(register, "filing", hidden.id, files=None))
    assert plan.inverse(write(plan)) == ()


def _fail_beside(path: Path) -> None:
    assert path.is_file()
    raise OSError("full")


def test_copies_go_with_what_failed(register: Register, drop: Path) -> None:
    """Where the data can't be written, the evidence folder is as it was."""
    change, file = _filed(drop)
    plan = slip_changes.plan(register, made(register, change, files=[file]), drop)
    ((_, target),) = plan.files
    with pytest.raises(OSError, match="full"), slip_files.copied(plan.files):
        _fail_beside(target)
    assert not target.exists()
    (drop / "方案 终稿.TXT").unlink()
    with pytest.raises(OSError, match="No such file"), slip_files.copied(plan.files):
        pass
    assert not target.exists()


# What carries it.


def run(path: Path, folder: Path, *options: str) -> Result:
    """Import a file."""
    return CliRunner().invoke(main, ["import", str(path), "--into", str(folder), *options])


def test_the_command(register: Register, folder: Path, drop: Path) -> None:
    """It shows each field old and new; with --write the file and the data are written."""
    change, file = _filed(drop)
    path = drop / f"改动单-{ID}.json"
    mine = changed(register, "filing", FILING, box="9")
    path.write_bytes(content(register.unit.name, [change, mine], files=[file]))
    done = run(path, folder)
    assert done.exit_code == 0, done.output
    assert "王伟 2026-11-29T22:15:30+08:00：登记《活动：方案/定稿?》（Ⅲ-4-⑴-03）；" in done.output
    assert "  登记 2026-100 第几盒：5 → 9\n" in done.output
    assert "加 --write 就写进 " in done.output
    assert not register.evidence_folder.exists()
    done = run(path, folder, "--write")
    assert "已写进 " in done.output
    assert load_register(folder).filings[-1].record.title == "活动：方案/定稿?"
    done = run(path, folder, "--write")
    assert done.output.endswith("已经是这样，没有改动。\n")


def test_the_command_with_files_elsewhere(register: Register, folder: Path, drop: Path) -> None:
    """The files may lie in any folder."""
    change, file = _filed(drop)
    path = folder.parent / "slip.json"
    path.write_bytes(content(register.unit.name, [change], files=[file]))
    assert "没有随改动单收到" in run(path, folder, "--write").output
    assert run(path, folder, "--write", "--files", str(drop)).exit_code == 0


def test_what_the_command_refuses(register: Register, folder: Path, tmp_path: Path) -> None:
    """Faults, conflicts and decisions: nothing is written, and it says why."""
    path = tmp_path / "slip.json"
    mine = changed(register, "filing", FILING, state="退回")
    path.write_bytes(content(register.unit.name, [mine]))
    before = (folder / "filings/2026.yml").read_bytes()
    assert (
        "第 1 处改动 state  登记 2026-100 退回了，没有写理由" in run(path, folder, "--write").output
    )
    path.write_bytes(content(register.unit.name, [{**mine, "sha256": SHA}]))
    assert "填表以后，数据又改过" in run(path, folder, "--write").output
    decision = {"drop": ID, "sha256": SHA, "answer": "approve"}
    path.write_bytes(content(register.unit.name, [], decision=decision))
    assert "只有收件箱能用" in run(path, folder, "--write").output
    path.write_bytes(b"{")
    assert "不是 JSON" in run(path, folder, "--write").output
    assert (folder / "filings/2026.yml").read_bytes() == before


def packed(path: Path, members: dict[str, bytes], **more: Any) -> Path:
    """Write a zip file."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, raw in members.items():
            entry = zipfile.ZipInfo(name)
            for attribute, value in more.items():
                setattr(entry, attribute, value)
            archive.writestr(entry, raw)
    return path


def test_a_slip_with_its_files_in_a_zip(register: Register, folder: Path, drop: Path) -> None:
    """One file that a form downloads is as good as a folder."""
    change, file = _filed(drop)
    members = {
        "slip.json": content(register.unit.name, [change], files=[file]),
        file["name"]: (drop / file["name"]).read_bytes(),
    }
    done = run(packed(drop / "改动单.zip", members), folder, "--write")
    assert done.exit_code == 0, done.output
    with opened(drop.parent / "drop/改动单.zip") as (raw, place):
        assert raw == members["slip.json"]
        assert {each.name for each in place.iterdir()} == {*members}
    assert not place.exists()


@pytest.mark.parametrize(
    ("members", "more", "words"),
    [
        ({"a.txt": b""}, {}, "里面没有 slip.json"),
        ({"slip.json": b"{}", "../a": b""}, {}, "“../a”在文件夹里"),
        ({"slip.json": b"{}", "/etc/a": b""}, {}, "“/etc/a”在文件夹里"),
        ({"slip.json": b"{}", "a/": b""}, {}, "“a/”在文件夹里"),
        ({"slip.json": b"{}", "Slip.JSON": b""}, {}, "“Slip.JSON”有两个"),
        ({"slip.json": b"{}", "con.txt": b""}, {}, "的名称是 Windows 保留的名称"),
        ({"slip.json": b"{}"}, {"external_attr": (stat.S_IFLNK | 0o777) << 16}, "不是普通文件"),
        ({"slip.json": b"{}", **{f"{n}.txt": b"" for n in range(101)}}, {}, "里面有 102 个文件"),
    ],
)
def test_zips_that_no_form_makes(
    members: dict[str, bytes], more: dict[str, Any], words: str, tmp_path: Path
) -> None:
    """Paths, links, and too many files are refused before anything is unpacked."""
    path = packed(tmp_path / "a.zip", members, **more)
    with pytest.raises(SlipError, match=re.escape(words)), opened(path):
        pass


def test_directories_that_fill_the_memory(tmp_path: Path) -> None:
    """A zip of very many entries is refused before they are read, whatever its end looks like."""
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(36_000):
            archive.writestr(f"{number:0100}", b"")
    raw = path.read_bytes()
    assert directory_size(path) == int.from_bytes(raw[-10:-6], "little") > 1_000_000
    ends = (raw, raw[:-2] + b"\x09\0comment!!", raw[:-10] + b"PK\5\6" + raw[-6:])
    for end in (*ends, raw[:-22] + b"PK\6\7".ljust(20, b"\0") + raw[-22:]):
        path.write_bytes(end)
        with pytest.raises(SlipError, match="文件太多"), opened(path):
            pass
        with pytest.raises(OfficeError):
            file_guard.check(path)


def test_bombs_passwords_and_damage(tmp_path: Path) -> None:
    """What a zip declares is believed only as a bound; what it has beyond that is not read."""
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("slip.json", b"{}")
        with archive.open("a.txt", "w", force_zip64=True) as file:
            for _ in range(MAX_UNPACKED // 10_000_000 + 1):
                file.write(bytes(10_000_000))
    with pytest.raises(SlipError, match="解开后太大"), opened(path):
        pass
    raw = packed(path, {"slip.json": b"{}"}).read_bytes()
    path.write_bytes(
        raw.replace(b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\x01\0")
    )
    with pytest.raises(SlipError, match="有密码"), opened(path):
        pass
    for damaged in (raw[:-20], b"PK" + raw[40:], b"", b"{}"):
        path.write_bytes(damaged)
        with pytest.raises(SlipError), opened(path):
            pass
