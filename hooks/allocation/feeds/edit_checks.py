"""The checks that a form makes as one types: what the model and lint want of one record.

Every limit is read from the model's own schema, and every word from where lint has it. The scripts
``checks*.js`` of the page ``edit/`` follow them.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from allocation.base.enums import (
    FORMER_WORDS,
    Column,
    Duty,
    FilingState,
    Period,
    Verdict,
    Visibility,
)
from allocation.base.filenames import MAX_BYTES, RESERVED
from allocation.base.filenames import RULES as NAME_RULES
from allocation.base.filenames import WORDS as NAME_WORDS
from allocation.base.search_forms import MARK
from allocation.base.slugs import INVISIBLE, NAME_DOT
from allocation.base.unseen import CONTROL, UNSEEN_WORDS
from allocation.datafiles.loader import KINDS as FILES
from allocation.datafiles.model import Shape
from allocation.datafiles.validation_messages import SHOWN_LENGTH, Context, message, shown
from allocation.editing.slip_records import KINDS
from allocation.feeds.js_patterns import js_pattern
from allocation.lint import rule_words
from allocation.privacy.personal_numbers import PATTERNS, NumberKind, digit_values
from allocation.register.owing import PARTY_WORDS
from allocation.register.register import Register
from allocation.register.schedule import FREQUENCIES, SLOT_FORMS, SLOT_WORDS

Check = dict[str, Any]
Schema = Mapping[str, Any]


def checks(kind: str, field: str) -> list[Check]:
    """Return the checks of a field, in their order; the first that fails speaks.

    ``is`` names a check, ``words`` are what it found, what it expects, and the remedy;
    ``{shown}`` stands for the value.

    :param kind: a kind of record, such as ``filing``.
    :param field: a field of its class in the model.
    """
    return _of_field(_fields(kind)[field])


@functools.cache
def rules() -> Mapping[str, Any]:
    """Return what the scripts need beside the checks of fields: words, patterns and tables."""
    return {
        "words": {
            name: (words.found, words.expected, words.remedy)
            for name, words in rule_words.WORDS.items()
        },
        "labels": rule_words.LABELS,
        "hints": rule_words.HINTS,
        "days": rule_words.FILING_DAYS,
        "paper": rule_words.PAPER_FIELDS,
        "alias": rule_words.SAME_ALIAS,
        "names": rule_words.NAMES,
        "remedies": {
            kind: rule_words.duplicate_remedy(rule_words.NAMES[kind][0])
            for kind in ("person", "department")
        },
        "frequencies": FREQUENCIES,
        "slotForms": SLOT_FORMS,
        "slotWords": SLOT_WORDS,
        "party": PARTY_WORDS,
        "shown": {
            "length": SHOWN_LENGTH,
            "mapping": shown({}),
            "list": shown([]),
            "text": shown("{text}"),
        },
        "unseen": {"words": UNSEEN_WORDS, "control": js_pattern(CONTROL.pattern)},
        "invisible": js_pattern(INVISIBLE.pattern),
        "nameDot": js_pattern(NAME_DOT.pattern),
        "searchMark": js_pattern(MARK),
        "fileNames": {
            "reserved": sorted(RESERVED),
            "bytes": MAX_BYTES,
            "chars": [(js_pattern(pattern.pattern), what) for pattern, what in NAME_RULES],
            "words": NAME_WORDS,
        },
        "values": _VALUES,
        "numbers": {
            "patterns": {name: js_pattern(pattern.pattern) for name, pattern in PATTERNS.items()},
            "digits": digit_values(),
            "kinds": {"card": NumberKind.CARD, "phone": NumberKind.PHONE},
        },
        "counted": _counted(),
    }


def facts(register: Register) -> dict[str, Any]:
    """Return what the checks need of the unit: columns, allowed numbers, ids of references."""
    return {
        "columns": register.unit.columns,
        "allowed": [entry.number for entry in register.unit.allowed_numbers],
        "references": [reference.id for reference in register.references],
    }


_VALUES = {
    "returned": FilingState.RETURNED,
    "checked": FilingState.CHECKED,
    "titleOnly": Visibility.TITLE_ONLY,
    "redacted": Visibility.REDACTED,
    "perRound": Period.ROUND,
    "notOccurred": Verdict.NOT_OCCURRED,
    "notApplicable": Verdict.NOT_APPLICABLE,
    "leader": Column.LEADER,
    "department": Column.DEPARTMENT,
    "person": Column.PERSON,
    "responsible": Duty.PERSON,
}
"""The values that rules name."""


def _counted() -> dict[str, int]:
    """Return the numbers of enclosed characters, which codes may have, that NFKC leaves as is."""
    enclosed = (chr(code) for code in range(0x2460, 0x3300))
    plain = (char for char in enclosed if unicodedata.category(char) == "No")
    own = (char for char in plain if unicodedata.normalize("NFKC", char) == char)
    return {char: int(unicodedata.numeric(char)) for char in own}


@dataclass(frozen=True, slots=True)
class _Words:
    """The words for one key."""

    key: str

    def check(self, name: str, kind: str, context: Context | None = None, **more: Any) -> Check:
        """Return a check with the words of a type of pydantic's error.

        :param context: what pydantic says of the limit, which the words repeat.
        :param more: what the check compares with.
        """
        return {"is": name, "words": message(self.key, kind, "{shown}", context or {}), **more}


@functools.cache
def _fields(kind: str) -> dict[str, Schema]:
    """Return the schemas of the fields of a kind's class in the model."""
    schema = _known()[KINDS[kind].type]
    while schema["type"] != "dataclass-args":
        schema = schema["schema"]
    return _named(schema)


@functools.cache
def _known() -> Mapping[object, Schema]:
    """Return the schemas by which data files are read: of classes, and of what others refer to."""
    return {
        schema[key]: schema
        for file in FILES.values()
        for schema in _nested(file.adapter.core_schema)
        for key in ("cls", "ref")
        if key in schema
    }


def _nested(part: Any) -> Iterator[Schema]:
    """Yield all schemas that are part of one."""
    if isinstance(part, dict):
        yield part
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from _nested(each)


def _named(schema: Schema) -> dict[str, Schema]:
    return {field["name"]: field for field in schema["fields"] if "validation_alias" not in field}


def _of_field(field: Schema) -> list[Check]:
    words, schema = _Words(field["name"]), field["schema"]
    if schema["type"] == "default":
        return _of(words, schema["schema"])
    return [words.check("required", "missing"), *_of(words, schema)]


def _of(words: _Words, schema: Schema) -> list[Check]:
    return _CHECKS[schema["type"]](words, schema)


def _inner(words: _Words, schema: Schema) -> list[Check]:
    return _of(words, schema["schema"])


def _text(words: _Words, schema: Schema) -> list[Check]:
    found = [words.check("text", "string_type")]
    if schema.get("strip_whitespace"):
        found.append({"is": "strip"})
    for name, key, kind in (
        ("least", "min_length", "string_too_short"),
        ("most", "max_length", "string_too_long"),
    ):
        if key in schema:
            found.append(words.check(name, kind, limit=schema[key]))
    if "pattern" in schema:
        pattern = js_pattern(schema["pattern"])
        found.append(words.check("pattern", "string_pattern_mismatch", pattern=pattern))
    return found


def _number(words: _Words, schema: Schema) -> list[Check]:
    limits = {name: schema[name] for name in _LIMITS if name in schema}
    return [words.check("number", f"{schema['type']}_type"), *_limits(words, limits)]


def _limits(words: _Words, limits: Mapping[str, Any]) -> list[Check]:
    return [
        words.check(name, kind, {limit: limits[limit]}, limit=limits[limit])
        for limit, (name, kind) in _LIMITS.items()
        if limit in limits
    ]


_LIMITS = {
    "ge": ("from", "greater_than_equal"),
    "le": ("to", "less_than_equal"),
    "decimal_places": ("places", "decimal_max_places"),
}
"""Limits of numbers by their names in pydantic: the checks, and the types of errors."""


def _shaped(words: _Words, schema: Schema) -> list[Check]:
    shape: Shape = schema["function"]["function"]
    pattern = f"^(?:{js_pattern(shape.pattern)})$"
    return [words.check("shape", shape.type, pattern=pattern), *_inner(words, schema)]


def _limited(words: _Words, schema: Schema) -> list[Check]:
    """Return the checks before a function, and its own if it compares with a limit."""
    limits = getattr(schema["function"]["function"], "keywords", {})
    return _inner(words, schema) + _limits(words, limits)


def _list(words: _Words, schema: Schema) -> list[Check]:
    found = [words.check("list", "tuple_type", of=_of(words, schema["items_schema"][0]))]
    return found + ([words.check("filled", "too_short")] if schema.get("min_length") else [])


def _choice(words: _Words, schema: Schema) -> list[Check]:
    allowed = [str(member) for member in schema["members"]]
    former = {word: now for word, now in FORMER_WORDS.items() if now in allowed}
    context = {"expected": ", ".join(allowed)}
    return [words.check("choice", "enum", context, of=allowed, former=former)]


def _record(words: _Words, schema: Schema) -> list[Check]:
    fields = {name: _of_field(field) for name, field in _named(schema["schema"]).items()}
    extra = message("{key}", "unexpected_keyword_argument", "{shown}", {})
    return [words.check("record", "dataclass_type", fields=fields, extra=extra)]


_CHECKS: Mapping[str, Callable[[_Words, Schema], list[Check]]] = {
    "nullable": _inner,
    "function-before": _shaped,
    "function-after": _limited,
    "str": _text,
    "int": _number,
    "decimal": _number,
    "date": lambda words, _: [words.check("day", "date_parsing")],
    "bool": lambda words, _: [words.check("flag", "bool_parsing")],
    "enum": _choice,
    "tuple": _list,
    "dataclass": _record,
    "definition-ref": lambda words, schema: _of(words, _known()[schema["schema_ref"]]),
}
"""The checks by the type of a schema."""
