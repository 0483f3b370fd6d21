"""Changes to data files: lines that change are written anew, all others stay as they are."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.util import load_yaml_guess_indent

from allocation import files, outputs
from allocation.problems import DataError, Problem, Ref

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: a value of a record, or a further record in a list of it.

    ``ref`` is the record's place, ``keys`` leads from it to the value. ``value`` is what stands
    there afterwards: none takes the key away. With ``append`` it is put at the end of the list.
    """

    ref: Ref
    keys: Path_
    value: Any
    append: bool = False


@dataclass(slots=True)
class Edits:
    """Changes to the files of one data folder."""

    folder: Path
    edits: list[Edit] = field(default_factory=list)

    def texts(self) -> dict[Path, str]:
        """Return the files that change with what they will say."""
        by_file: dict[str, list[Edit]] = {}
        for edit in self.edits:
            by_file.setdefault(edit.ref.file, []).append(edit)
        found = {}
        for name, edits in by_file.items():
            path = self.folder / name.partition("/")[2]
            before = files.read(path) or _new(name)
            found[path] = applied(before, edits)
        return found


def problems_with(folder: Path, texts: dict[Path, str]) -> tuple[Problem, ...]:
    """Return what would be wrong with a data folder if these files said this."""
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / folder.name
        if folder.exists():
            shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("evidence", ".*"))
        for path, text in texts.items():
            target = copy / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        try:
            outputs.check(copy)
        except DataError as error:
            return error.problems
    return ()


def applied(text: str, edits: Iterable[Edit]) -> str:
    """Return the text of a file after some changes."""
    yaml = _yaml(text)
    document = yaml.load(text)
    before = _dumped(yaml, document)
    # Places are lines of the text as it is: every record is found before anything moves.
    targets = [(edit, _record(document, edit)) for edit in edits]
    for edit, record in targets:
        _apply(record, edit)
    return _merged(text, before, _dumped(yaml, document))


def _new(name: str) -> str:
    kind = name.split("/")[1]
    head = f"# yaml-language-server: $schema=../schema/{kind}.schema.json\n"
    return f"{head}filings: []\nindicators: []\n"


def _yaml(text: str) -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    # The same value in two places is two values, not an anchor and its alias.
    yaml.representer.ignore_aliases = lambda _: True
    yaml.width = 100_000
    _, indent, offset = load_yaml_guess_indent(text)
    yaml.indent(mapping=2, sequence=indent or 4, offset=2 if offset is None else offset)
    return yaml


def _dumped(yaml: YAML, document: Any) -> str:
    out = io.StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def _record(document: Any, edit: Edit) -> Any:
    whole = edit.append or edit.keys[0] in document
    if edit.ref.line <= 1 and isinstance(document, CommentedMap) and whole:
        return document
    found = [each for each in _mappings(document) if each.lc.line + 1 == edit.ref.line]
    if not found:
        raise DataError([])
    return found[-1] if len(found) > 1 and edit.keys[0] in found[-1] else found[0]


def _mappings(node: Any) -> Iterator[CommentedMap]:
    if isinstance(node, CommentedMap):
        yield node
    children = node.values() if isinstance(node, CommentedMap) else node
    if isinstance(node, CommentedMap | CommentedSeq):
        for child in children:
            yield from _mappings(child)


def _apply(record: Any, edit: Edit) -> None:
    *way, last = edit.keys
    for key in way:
        record = record[key]
    if edit.append:
        if not record.get(last):
            record[last] = CommentedSeq()
        record[last].append(node(edit.value))
    elif edit.value is None:
        record.pop(last, None)
    else:
        record[last] = node(edit.value)


def node(value: Any) -> Any:
    """Return a value as it is to be written: short lists and pairs on one line."""
    if isinstance(value, list):
        found = CommentedSeq(map(node, value))
        if all(not isinstance(each, dict) for each in value):
            found.fa.set_flow_style()
        return found
    if isinstance(value, dict):
        pairs = CommentedMap((key, node(each)) for key, each in value.items())
        if set(pairs) <= {"department", "person", "role"}:
            pairs.fa.set_flow_style()
        return pairs
    return value


def _merged(original: str, before: str, after: str) -> str:
    """Carry the change from ``before`` to ``after`` over to the original, line by line.

    ``before`` is the original as the library writes it, perhaps in another style; lines that the
    change leaves alone keep the original's.
    """
    theirs, old, new = (text.splitlines(keepends=True) for text in (original, before, after))
    places = _places(old, theirs)
    lines: list[str] = []
    at = 0
    for what, first, last, start, end in _compared(old, new):
        if what != "equal":
            lines += theirs[at : places[first]] + new[start:end]
            at = places[last]
    return "".join(lines + theirs[at:])


def _places(old: list[str], theirs: list[str]) -> list[int]:
    """Return, for each boundary between lines of ``old``, the same boundary in ``theirs``."""
    places = [0] * (len(old) + 1)
    for _, first, last, start, end in _compared(old, theirs):
        for line in range(first, last + 1):
            places[line] = min(start + line - first, end)
    places[len(old)] = len(theirs)
    return places


def _compared(one: list[str], other: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
