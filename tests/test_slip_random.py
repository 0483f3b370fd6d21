"""A thousand random changes by slips: only their records change, and undoing brings all back."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pytest

from allocation.base.enums import DepartmentKind, EvidenceKind, FilingState, Frequency, Visibility
from allocation.base.grouping import grouped
from allocation.datafiles import loader
from allocation.editing import slip_changes
from allocation.editing.edits import edited
from allocation.editing.slip_changes import SlipPlan
from allocation.editing.slip_records import KINDS, find, plain, plain_value
from allocation.editing.slip_values import decoded
from allocation.editing.yaml_edit import YamlDocument
from allocation.lint.validate import load_register
from allocation.register import register as registers
from allocation.register.published_register import publish
from allocation.register.register import Register
from example import make
from helpers import DELIVERED
from slips import Change, added, changed, made, removed

CHANGES = 1000
TEXTS = (
    "新的一句", "带 # 号", "冒号: 空格", "- 减号", "'单引号'", '"双引号"', "2026-01-02", "0123",
    "no", "[方括号]", "{花括号}", "行一\n行二", "反斜杠\\n", "𠮷和✓", "*星", "&和", "!叹号",
    "%百分", "~", "a，b；c",
)  # fmt: skip
DAYS = ("2024-03-05", "2025-12-31", "2026-02-28")
Values = Mapping[str, Callable[[random.Random, Register], Any]]


def text(rng: random.Random, register: Register) -> str:
    """Return a text that YAML may take for something else."""
    return rng.choice(TEXTS)


def _one(*values: Any) -> Callable[[random.Random, Register], Any]:
    return lambda rng, register: rng.choice(values)


def _person(rng: random.Random, register: Register) -> str:
    return rng.choice(register.people).key


def _department(rng: random.Random, register: Register) -> str:
    return rng.choice(register.departments).name


def _some(of: Callable[[random.Random, Register], Any], least: int = 0) -> Any:
    def drawn(rng: random.Random, register: Register) -> list[Any]:
        values = [of(rng, register) for _ in range(rng.randint(least, 3))]
        return list({json.dumps(each): each for each in values}.values())

    return drawn


def _evidence(rng: random.Random, register: Register) -> str:
    return rng.choice(register.evidence).id


def _indicator(rng: random.Random, register: Register) -> str:
    return rng.choice(register.indicators).id


def _party(rng: random.Random, register: Register) -> dict[str, Any]:
    pair = {"department": _department(rng, register), "person": _person(rng, register)}
    return rng.choice([pair, {**pair, "role": "牵头"}, {"person": pair["person"]}])


def _past(rng: random.Random, register: Register) -> dict[str, Any]:
    duty = rng.choice([{}, {"duty": "分管领导"}])
    return {**duty, "person": _person(rng, register), "until": rng.choice(DAYS)}


def _milestone(rng: random.Random, register: Register) -> dict[str, Any]:
    return {"date": rng.choice(DAYS), "name": text(rng, register)}


def _handin(rng: random.Random, register: Register) -> dict[str, Any]:
    return {"place": text(rng, register), "person": _person(rng, register)}


day, count = _one(*DAYS, None), _one(1, 7, 120, None)
line = _one(*TEXTS, None)
VALUES: dict[str, Values] = {
    "filing": {
        "evidence": _some(_evidence, 1), "slot": _one("届期", "2026", "2026-Q1", None),
        "title": text, "document_no": line, "author_body": line, "date": day, "pages": count,
        "count": count, "box": line, "page": line, "redacted": _one(True, False),
        "filed_by": _person, "party": _department, "filed_on": day, "checked_by": _person,
        "checked_on": day, "state": _one(*map(str, FilingState)), "reason": line, "reuse": line,
    },
    "value": {
        "value": line, "numerator": _one("26", "12.5", 0, None), "denominator": _one("52", None),
        "note": line, "proof": _some(_one("2026-001", "2025-002")), "round": line,
    },
    "row": {"leaders": _some(_person), "parties": _some(_party), "history": _some(_past)},
    "item": {"statement": line, "aliases": _some(text)},
    "clause": {"text": text, "not_applicable": line},
    "evidence": {
        "name": text, "aliases": _some(text), "kind": _one(*map(str, EvidenceKind)),
        "frequency": _one(*map(str, Frequency)), "min_count": count, "per": _one("科室", None),
        "visibility": _one(*map(str, Visibility)), "due": _one("12-15", "无期限", None),
        "note": line, "not_applicable": line,
    },
    "indicator": {"name": text, "formula": text, "threshold": text, "unit": line},
    "person": {"pinyin": _one("zhang san", None)},
    "department": {"kind": _one(*map(str, DepartmentKind)), "aliases": _some(text)},
    "term": {
        "name": line, "start": _one("2024-01-01"), "years": _one(2, 3), "confirmed": _one(True),
        "milestones": _some(_milestone),
    },
    "unit": {"handin": _handin},
}  # fmt: skip


def _of_filing(rng: random.Random, register: Register) -> Change:
    new = {"evidence": [_evidence(rng, register)], "title": text(rng, register), "date": DAYS[0]}
    return added("filing", rng.choice(["2024", "2026", "2030"]), **new)


def _of_value(rng: random.Random, register: Register) -> Change:
    note = text(rng, register)
    return added("value", "2031", indicator=_indicator(rng, register), value="1", note=note)


def _of_evidence(rng: random.Random, register: Register) -> Change:
    said = {"kind": "文件", "frequency": "每年", "basis": "建议", "visibility": "内网可见"}
    clause = rng.choice(register.clauses).id
    return added("evidence", clause, name=text(rng, register), aliases=["别名"], **said)


def _of_person(rng: random.Random, register: Register) -> Change:
    return added("person", name=f"新人{rng.randrange(10**6)}", pinyin="xin ren")


def _of_department(rng: random.Random, register: Register) -> Change:
    return added("department", name=f"新科{rng.randrange(10**6)}", kind="其他")


ADDITIONS = (_of_filing, _of_filing, _of_value, _of_evidence, _of_person, _of_department)
REMOVABLE = ("filing", "value", "evidence", "person", "department")


def drawn(rng: random.Random, register: Register) -> Change | None:
    """Draw a change: of any kind of record, now and then an addition or a removal."""
    way = rng.random()
    if way < 0.12:
        way_of = rng.choice(ADDITIONS)
        return None if way_of is _of_value and not register.indicators else way_of(rng, register)
    kind = rng.choice(REMOVABLE if way < 0.2 else [*KINDS, "filing", "evidence"])
    entries = list(KINDS[kind].entries(register))
    if not entries:
        return None
    id, entry = rng.choice(entries)
    if way < 0.2:
        # What was filed for evidence that is gone is no more in the register: lint refuses it.
        filed = any(entry in filing.evidence for filing in register.filings)
        return None if filed else removed(register, kind, id)
    names = rng.sample(sorted(VALUES[kind]), rng.randint(1, min(3, len(VALUES[kind]))))
    return changed(
        register, kind, id, **{name: VALUES[kind][name](rng, register) for name in names}
    )


def batch(rng: random.Random, register: Register) -> list[Change]:
    """Draw the changes of one slip, each of another record."""
    found = [change for _ in range(rng.choice([1, 20, 40])) if (change := drawn(rng, register))]
    unique = {(each["record"], each.get("id") or json.dumps(each["new"])): each for each in found}
    return list(unique.values())


def after(texts: Mapping[str, str], plan: SlipPlan) -> tuple[dict[str, str], Counter[str]]:
    """Return the texts of the data files after the edits of a plan, and the comments that go."""
    new, lost = dict(texts), Counter[str]()
    for name, edits in grouped(plan.edits.edits, lambda edit: edit.ref.file).items():
        document = edited(texts.get(name, EMPTY), edits)
        new[name] = document.text()
        lost += Counter(comment.text for comment in document.lost)
    return new, lost


EMPTY = "filings: []\nindicators: []\n"


def read(register: Register, texts: Mapping[str, str]) -> Register:
    """Return the register of these texts, right or wrong as they may be."""
    files, problems = loader.load(
        register.folder, {register.data.file(name): text for name, text in texts.items()}
    )
    assert problems == []
    return registers.build(files)


def said(register: Register) -> Counter[str]:
    """Return what all records say, with what they belong to, but for their numbers and order."""
    return Counter(
        json.dumps([kind.name, str(getattr(entry, "clause", None) and entry.clause.id),
                    getattr(entry, "year", None), plain(entry.record)], ensure_ascii=False)
        for kind in KINDS.values()
        for _, entry in kind.entries(register)
    )  # fmt: skip


def spans(
    documents: Mapping[str, YamlDocument], register: Register, changes: Iterable[Change]
) -> dict[str, list[tuple[int, int]]]:
    """Return the lines of the records that change, counted from 0, by file."""
    found: dict[str, list[tuple[int, int]]] = {name: [] for name in documents}
    for change in changes:
        if "id" in change:
            ref = find(register, change["record"], change["id"]).ref  # type: ignore[union-attr]
            document, end = documents[ref.file], ref.line
            while document.key_at(ref, end) is not None:
                end += 1
            found[ref.file].append((ref.line - 1, end - 1))
    return found


def strayed(old: str, new: str, allowed: list[tuple[int, int]]) -> list[str]:
    """Return the lines outside the records that were to change which are not there any more.

    A list without entries may begin, and one may lose its last.
    """
    outside = [
        line
        for number, line in enumerate(old.split("\n"))
        if not any(first <= number < last for first, last in allowed)
    ]
    now = iter(line.removesuffix(" []") for line in new.split("\n"))
    return [line for line in outside if line.removesuffix(" []") not in now]


@pytest.fixture(scope="module", params=["example", "delivered"])
def register(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Register:
    """A register whose files have comments everywhere."""
    source = make.DATA if request.param == "example" else DELIVERED
    folder = tmp_path_factory.mktemp("data") / "data"
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("evidence"))
    rng = random.Random(request.param)
    for path in sorted(folder.glob("**/*.yml")):
        lines = path.read_text("utf-8").split("\n")
        path.write_text("\n".join(commented(rng, lines, path.stem)), "utf-8")
    return load_register(folder)


def commented(rng: random.Random, lines: Iterable[str], name: str) -> Iterator[str]:
    """Yield lines with comments between them."""
    for number, line in enumerate(lines):
        if rng.random() < 0.1 and re.match(r"\s*(- )?[a-z_0-9]+:", line):
            yield f"{' ' * (len(line) - len(line.lstrip()))}# 注 {name} {number}"
        yield line


def test_a_thousand_changes(register: Register) -> None:
    """Nothing outside a record changes, comments are kept or told, the data says what was asked."""
    rng = random.Random(26)
    original = {
        register.data.display_name(path): path.read_text("utf-8")
        for path in register.folder.glob("**/*.yml")
    }
    documents = {name: YamlDocument(text) for name, text in original.items()}
    everything, done, kept_back = said(register), 0, 0
    while done < CHANGES // 2:
        changes = batch(rng, register)
        plan = slip_changes.plan(register, made(register, *changes), None) if changes else None
        if plan is None or plan.is_done:
            continue
        assert (plan.problems, plan.conflicts) == ((), ()), changes
        done += len(changes)
        texts, lost = after(original, plan)
        assert comments(texts) + lost == comments(original), changes
        for name, allowed in spans(documents, register, changes).items():
            assert strayed(original[name], texts[name], allowed) == [], (name, changes)
        new = read(register, texts)
        _check_values(new, plan)
        undo = plan.inverse(new)
        if not undo:
            kept_back += 1
            continue
        back = slip_changes.plan(new, made(register, *undo), None)
        assert (back.problems, back.conflicts) == ((), ()), undo
        restored, _ = after(texts, back)
        assert restored == original or said(read(register, restored)) == everything, changes
    assert kept_back < 20


def comments(texts: Mapping[str, str]) -> Counter[str]:
    """Return the comments of all files."""
    return Counter(each for text in texts.values() for each in re.findall("# 注 .*", text))


def _check_values(new: Register, plan: SlipPlan) -> None:
    published = publish(new)
    for step in plan.steps:
        change = step.change
        entry = find(published, change.record, step.id)
        if change.op == "remove":
            taken = any(other.id == step.id for other in plan.steps if other is not step)
            assert entry is None or taken
            continue
        assert entry, step.id
        for name, value in (change.new or {}).items():
            wanted = plain_value(decoded(change.kind.type, name, value))
            assert plain_value(getattr(entry.record, name)) == wanted, (step.id, name)
