"""A register in which every text is an attack: each says which field it stands in.

It is made from the model, so that a field that is added tomorrow is attacked, too.
"""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from PIL import Image
from pydantic import StringConstraints

from allocation.base.enums import Column
from allocation.datafiles import model
from allocation.lint.validate import load_register

ATTACK = (
    "=1+1</title></script></textarea>]]>--><x-pwned/id=x></x-pwned><script>window.pwned=1</script>"
    "<img/src=x/onerror=window.pwned=1><svg/onload=window.pwned=1><a/href=javascript:window.pwned=1>"
    "{{7*7}}{%raw%}${7*7}#{7*7}**b**[a](javascript:window.pwned=1)`c`~~d~~\"'&lt;&amp;"
)
"""HTML, SVG, script, a formula, templates and Markdown; without spaces, since names have none."""
IN_A_PATH = "{{7+7}}'&lt;$(touch pwned)`id`;[a](b)"
"""The same for names of files, of what lint lets pass."""
SHORT = ("<svg/onload=pwned=1>", "{{7*7}}=1+1")
"""Attacks that are short enough for a synonym."""
LINK = "javascript:window.pwned=1//"
FILED = date(2026, 3, 5)
_PATHS = {"evidence_folder", "folder", "source_text", "word_template"}
_LINKS = {"url", "link"}
_CHOSEN = {"same_as", "party", "proof"}
"""What must name another record."""
_LONGEST = 480


def attack(field: str) -> str:
    """Return the attack that stands in a field; it says so itself."""
    said = f"⟦{field}⟧"
    return f"{said}{ATTACK}{said}"


def fields() -> dict[str, type]:
    """Return every field of the model that takes any text, under the name of class and field."""
    return {
        f"{cls.__name__}.{name}": cls
        for cls in vars(model).values()
        if isinstance(cls, type) and issubclass(cls, model.Node) and dataclasses.is_dataclass(cls)
        for name, hint in _hints(cls).items()
        if name not in _PATHS | _CHOSEN and _is_text(_inner(hint))
    }


def write(folder: Path) -> None:
    """Write a data folder where each of these fields is filled."""
    _dump(folder / "departments.yml", {"departments": [_department()]})
    _dump(folder / "people.yml", {"people": [*_people()]})
    _dump(folder / "references.yml", {"references": [_filled(model.Reference)]})
    _dump(folder / "synonyms.yml", {"synonyms": [[*SHORT]]})
    _dump(folder / "unit.yml", _unit())
    _dump(folder / "allocation" / "01-'&{{7-7}}.yml", _grouped())
    _dump(folder / "allocation" / "02.yml", _flat())
    register = load_register(folder)
    picture = folder / "evidence" / f"{IN_A_PATH}.jpg"
    picture.parent.mkdir()
    Image.new("RGB", (64, 48), "gray").save(picture)
    filings = _filings(register.evidence[0].id, picture.name)
    filings["indicators"] = [_measured(register.indicators[1].id)]
    _dump(folder / "filings" / "2026.yml", filings)


def _unit() -> dict[str, Any]:
    unit = _filled(model.Unit)
    unit["columns"] = [column.value for column in Column]
    unit["term"] |= {"years": "1", "start": "2026-01-01"}
    unit["term"]["milestones"][0]["date"] = "2026-06-01"
    unit["inbox"] |= {"coordinators": [attack("Person.id")]}
    unit["inbox"]["rules"][0] |= {"who": attack("Department.name")}
    return unit


def _department() -> dict[str, Any]:
    return _filled(model.Department) | {"slug": "department"}


def _people() -> tuple[dict[str, Any], ...]:
    """One who is called by an id, and one by name."""
    signed = {"version": "0000-0000", "on": "2026-02-01"}
    person = _filled(model.Person) | {"slug": "person", "signed": signed}
    leader = {"name": attack("Row.leaders"), "slug": "leader"}
    return person, leader


def _row() -> dict[str, Any]:
    row = _filled(model.Row)
    row["leaders"] = [attack("Row.leaders")]
    row["parties"] = [{"department": attack("Department.name"), "person": attack("Person.id")}]
    row["history"][0] |= {"until": "2026-02-01"}
    clause = row["clauses"][0]
    clause["evidence"][0]["refs"] = [attack("Reference.id")]
    (indicator,) = clause["indicators"]
    of_rounds = {**indicator, "no": "02", "period": "每轮"}
    del of_rounds["not_applicable"]
    clause["indicators"] = [indicator, of_rounds]
    applicable = {**clause, "key": "two", "mark": ""}
    del applicable["not_applicable"]
    evidence = dict(clause["evidence"][0])
    del evidence["not_applicable"]
    photographs = evidence | {"no": "02", "kind": "照片", "refs": []}
    applicable["evidence"] = [evidence, photographs]
    row["clauses"] = [applicable, clause]
    return row


def _item(slug: str) -> dict[str, Any]:
    return _filled(model.Item) | {"slug": slug, "key": slug, "rows": [_row()]}


def _grouped() -> dict[str, Any]:
    group = _filled(model.Group)
    group["items"] = [_item("item")]
    category = _filled(model.Category) | {"slug": "category"}
    return {key: value for key, value in category.items() if key not in ("items", "rows")} | {
        "groups": [group]
    }


def _flat() -> dict[str, Any]:
    category = _filled(model.Category) | {"slug": "flat", "title": f"二{attack('Category.title')}"}
    return {key: value for key, value in category.items() if key not in ("groups", "items")} | {
        "rows": [_row()]
    }


def _filings(evidence: str, picture: str) -> dict[str, Any]:
    filing = _filled(model.Filing)
    filing |= {
        "evidence": [evidence],
        "date": FILED.isoformat(),
        "filed_by": attack("Person.id"),
        "checked_by": attack("Person.id"),
        "redacted": "true",
        "files": [_filled(model.Attachment) | {"name": picture}],
    }
    checked = {**filing, "no": "01", "state": "已审核"}
    returned = {**filing, "no": "02", "state": "退回", "files": []}
    photographed = {**checked, "no": "03", "evidence": [f"{evidence[:-2]}02"]}
    return {"filings": [checked, returned, photographed]}


def _measured(indicator: str) -> dict[str, Any]:
    value = _filled(model.IndicatorValue) | {"indicator": indicator}
    return {key: value[key] for key in ("indicator", "round", "value", "note")}


def _filled(cls: type) -> dict[str, Any]:
    """Return a record with every field of a class."""
    made = {name: _value(cls, name, _inner(hint), hint) for name, hint in _hints(cls).items()}
    return {name: value for name, value in made.items() if value is not None}


def _hints(cls: type) -> dict[str, Any]:
    hints = get_type_hints(cls, include_extras=True)
    names = (field.name for field in dataclasses.fields(cls))
    return {name: hints[name] for name in names if name != "ref"}


def _value(cls: type, name: str, inner: Any, hint: Any) -> Any:
    if name in _PATHS | _CHOSEN:
        return None
    if name in _LINKS:
        return f"{LINK}⟦{cls.__name__}.{name}⟧"
    if _is_many(hint):
        return [_one(cls, name, inner)] if name != "groups" else None
    return _one(cls, name, inner)


def _one(cls: type, name: str, inner: Any) -> Any:
    if _is_text(inner):
        return attack(f"{cls.__name__}.{name}")
    plain = _plain(inner)
    if dataclasses.is_dataclass(plain):
        return _filled(cast("type", plain))
    if isinstance(plain, type) and issubclass(plain, Enum):
        return next(iter(plain)).value
    if get_origin(plain) is Literal:
        return str(get_args(plain)[0])
    return _SAMPLES[plain](name)


_SAMPLES: dict[Any, Callable[[str], str | None]] = {
    str: {"no": "01", "number": "13900139000"}.get,
    int: lambda name: "1",
    bool: lambda name: "false",
    Decimal: lambda name: "1",
    date: lambda name: FILED.isoformat(),
}


def _inner(hint: Any) -> Any:
    """Return what a hint is about, without ``None`` and without the tuple around it."""
    if get_origin(hint) is Annotated and not _constraints(hint):
        return _inner(get_args(hint)[0])
    if get_origin(hint) in (Union, types.UnionType):
        return _inner(next(each for each in get_args(hint) if each is not type(None)))
    if get_origin(hint) is tuple:
        return _inner(get_args(hint)[0])
    return hint


def _is_many(hint: Any) -> bool:
    while get_origin(hint) in (Annotated, Union, types.UnionType):
        hint = get_args(hint)[0]
    return get_origin(hint) is tuple


def _plain(hint: Any) -> Any:
    while get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    return hint


def _constraints(hint: Any) -> list[StringConstraints]:
    return [
        each for each in getattr(hint, "__metadata__", ()) if isinstance(each, StringConstraints)
    ]


def _is_text(hint: Any) -> bool:
    """Whether any text may stand in a field: one that no pattern describes."""
    found = _constraints(hint)
    return bool(found) and all(each.pattern is None for each in found)


def _dump(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # JSON is YAML, too, and repeats what YAML would refer to.
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
