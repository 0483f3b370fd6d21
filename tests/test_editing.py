"""What helps whoever edits a data file: schemas, the page of all fields, settings of editors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from allocation.datafiles import data_readme
from allocation.datafiles import json_schema as schemas
from allocation.datafiles.loader import KINDS
from helpers import PROJECT

LINE = re.compile(
    r"^\| `(\w+)` \|[^|]*\| (?P<meaning>[^|]+) \| (?P<allowed>[^|]+) \|(?P<example>[^|]*)\|$"
)
EXPLAINED = ("见下面", "`true`", "、`", "sha256")


MADE = {path.as_posix(): text for path, text in schemas.stale(Path()).items()}
"""What lies beside the data of an office: `allocation schema --check` compares."""


def schema(name: str) -> dict[str, Any]:
    """Return the schema of a kind of data file."""
    found: dict[str, Any] = json.loads(MADE[f"schema/{name}.schema.json"])
    return found


def fields(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each field of a kind, also those of the records in it."""
    whole = schema(name)
    for node in (whole, *whole.get("$defs", {}).values()):
        yield from node.get("properties", {}).items()


@pytest.mark.parametrize("name", KINDS)
def test_every_field_is_explained(name: str) -> None:
    """Each field says in Chinese what it means, and shows an example that may really be written."""
    for key, field in fields(name):
        assert re.search(r"[一-鿿]", field["description"]), key
        for example in field.get("examples", ()):
            node = {**field, "$defs": schema(name).get("$defs", {})}
            jsonschema.validate(example, node, jsonschema.Draft202012Validator)


def test_the_page_has_every_field() -> None:
    """A line for each field, with an example, the words to choose from, or where it goes on."""
    page = MADE[data_readme.NAME]
    lines = [match for line in page.splitlines() if (match := LINE.match(line))]
    assert {match[1] for match in lines} == {key for name in KINDS for key, _ in fields(name)}
    for match in lines:
        assert match["example"].strip() or any(each in match[0] for each in EXPLAINED), match[0]
    for title in re.findall(r"见下面的“(.+?)”", page):
        assert f"### {title}\n" in page


def test_examples_are_written_as_yaml_reads_them() -> None:
    """What the page shows can be copied: YAML 1.2 reads text as text and numbers as numbers."""
    page = MADE[data_readme.NAME]
    for match in filter(None, map(LINE.match, page.splitlines())):
        for written in re.findall(r"`(.+)`", match["example"]):
            read = yaml.safe_load(f"key: {written}")["key"]
            assert str(read) == written.strip('"') or isinstance(read, list), written


def test_limits_are_those_that_editors_know() -> None:
    """An editor underlines a term of nine years, and a count of zero."""
    validator = jsonschema.Draft202012Validator
    for name, key, wrong in (("unit", "years", 9), ("allocation", "min_count", 0)):
        node = {**dict(fields(name))[key], "$defs": schema(name)["$defs"]}
        assert not validator(node).is_valid(wrong)


def test_vs_code_knows_the_schema_of_each_file() -> None:
    """Also of a file that is new and does not name its schema yet."""
    settings = json.loads((PROJECT / ".vscode/settings.json").read_text(encoding="utf-8"))
    expected = {
        f"data/schema/{each.name}.schema.json": f"data/{each.pattern}" for each in KINDS.values()
    }
    assert settings["yaml.schemas"] == expected
