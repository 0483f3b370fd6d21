"""Edits in the text of a YAML file: all other characters, comments included, stay unchanged."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from operator import attrgetter
from typing import Any

import yaml

from allocation.base.problems import Ref
from allocation.editing import new_yaml

Keys = tuple[str | int, ...]
Node = Any
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Lost:
    """A comment that is removed with the value that it is in."""

    line: int
    text: str


@dataclass(slots=True)
class _Change:
    """The changes of one mapping or list; positions are those before the change."""

    node: Node
    removed: set[int] = field(default_factory=set)
    replaced: dict[int, Any] = field(default_factory=dict)
    added: list[tuple[int, str, Any]] = field(default_factory=list)


class YamlDocument:
    """The text of a file, the nodes of its records, and the changes to make."""

    def __init__(self, text: str) -> None:
        self.lost: list[Lost] = []
        self._text = text
        self._root = yaml.compose(text, Loader=_Loader)
        self._records = list(_records(self._root, ()))
        self._at: dict[tuple[int, int], tuple[Keys, Node]] = {}
        self._on: dict[int, tuple[Keys, Node]] = {}
        for keys, node in self._records:
            mark = node.start_mark
            self._at.setdefault((mark.line + 1, mark.column), (keys, node))
            self._on.setdefault(mark.line + 1, (keys, node))
        self._changes: dict[int, _Change] = {}
        self._splices: list[tuple[int, int, int, str]] = []
        self._scalars = sorted(_spans(self._root))

    def keys(self, ref: Ref) -> Keys:
        """Return the keys from the root of the file to a record."""
        return self._find(ref)[0]

    def key_at(self, ref: Ref, line: int) -> str | None:
        """Return the key of a record that a line is of: empty if several are, None outside it."""
        node = self._find(ref)[1]
        if not ref.line <= line <= self._text.count("\n", 0, self.end(node)) + 1:
            return None
        lines = [key.start_mark.line + 1 for key, _ in node.value]
        nearest = max((each for each in lines if each <= line), default=0)
        return node.value[lines.index(nearest)][0].value if lines.count(nearest) == 1 else ""

    def lines(self, ref: Ref, key: str) -> tuple[int, int]:
        """Return the first and last line of a field; where there is none, those of its record."""
        node = self._find(ref)[1]
        at = _position(node, key)
        start, value = (node, node) if at is None else node.value[at]
        return start.start_mark.line + 1, self._text.count("\n", 0, self.end(value)) + 1

    def length(self, ref: Ref, key: str) -> int:
        """Return the number of entries in a list of a record."""
        node = self._find(ref)[1]
        at = _position(node, key)
        return 0 if at is None else len(_entries(node.value[at][1]))

    def put(self, ref: Ref, keys: Keys, value: Any) -> None:
        """Set a value of a record; none removes its key.

        Entries of a list that are in the new list, too, keep their text.
        """
        node, last = self._holder(ref, keys)
        if value is None:
            at = _position(node, last)
            if at is not None:
                self._change(node).removed.add(at)
        else:
            self._put(node, last, value)

    def remove(self, ref: Ref) -> None:
        """Remove a record from its list."""
        self.put(Ref(ref.file, 1), self.keys(ref), None)

    def append(self, ref: Ref, keys: Keys, value: Any) -> None:
        """Add an entry at the end of a list of a record, which may not exist yet."""
        node, last = self._holder(ref, keys)
        at, change = _position(node, last), self._change(node)
        if at is not None and _entries(node.value[at][1]):
            entries = node.value[at][1]
            self._change(entries).added.append((len(entries.value), "", value))
        elif at is not None:
            change.replaced.setdefault(at, []).append(value)
        else:
            added = next((added for _, key, added in change.added if key == last), None)
            if added is None:
                change.added.append((len(node.value), str(last), [value]))
            else:
                added.append(value)

    def text(self) -> str:
        """Return the text with all changes."""
        # Of nested nodes that end at the same position, the inner one's additions come first.
        key = attrgetter("node.start_mark.index")
        for change in sorted(self._changes.values(), key=key, reverse=True):
            _Writer(self, change).write()
        parts: list[str] = []
        at = 0
        for start, end, _, text in sorted(self._splices):
            if start < at and end <= at:
                # What is removed takes the changes within it along.
                continue
            parts += (self._text[at:start], text)
            at = max(at, end)
        return "".join([*parts, self._text[at:]])

    def splice(self, start: int, end: int, text: str, *, keeps: bool = False) -> None:
        """Replace a range by a text; comments in it are lost unless the text ``keeps`` them."""
        if not keeps:
            self.lost += self.comments(start, end)
        self._splices.append((start, end, len(self._splices), text))

    def comments(self, start: int, end: int) -> list[Lost]:
        """Return the comments in a range of the text."""
        comments = []
        at = self._text.find("#", start, end)
        while at >= 0:
            inside = bisect_left(self._scalars, (at + 1, 0)) - 1
            if inside >= 0 and at < self._scalars[inside][1]:
                at = self._text.find("#", self._scalars[inside][1], end)
                continue
            line = self._text.count("\n", 0, at) + 1
            comments.append(Lost(line, self._text[at : self.line_end(at)].strip()))
            at = self._text.find("#", self.line_end(at), end)
        return comments

    def written(self, start: int, end: int) -> str:
        """Return a range of the original text."""
        return self._text[start:end]

    def line_start(self, at: int) -> int:
        """Return the start of the line of a position."""
        return self._text.rfind("\n", 0, at) + 1

    def line_end(self, at: int) -> int:
        """Return the end of the line of a position."""
        end = self._text.find("\n", at)
        return len(self._text) if end < 0 else end

    def end(self, node: Node) -> int:
        """Return the end of a value, without empty lines and comments after it."""
        if isinstance(node, yaml.ScalarNode) or node.flow_style:
            start, end = node.start_mark.index, node.end_mark.index
            return int(start + len(self._text[start:end].rstrip()))
        last = node.value[-1]
        return self.end(last[1] if isinstance(last, tuple) else last)

    def indents(self) -> tuple[int, int]:
        """Return the indents of lists, and of their entries from the dash, in this file."""
        for _, node in self._records:
            for _, value in node.value:
                if isinstance(value, yaml.SequenceNode) and not value.flow_style and value.value:
                    dash, mark = value.start_mark.column, node.start_mark
                    return dash - mark.column, value.value[0].start_mark.column - dash
        return new_yaml.INDENTS

    def _find(self, ref: Ref) -> tuple[Keys, Node]:
        if ref.column is not None:
            record = self._at.get((ref.line, ref.column))
        elif ref.line <= 1:
            record = ((), self._root)
        else:
            record = self._on.get(ref.line)
        if record is None:
            raise LookupError(str(ref))
        return record

    def _holder(self, ref: Ref, keys: Keys) -> tuple[Node, str | int]:
        node = self._find(ref)[1]
        for key in keys[:-1]:
            node = _entry(node, _position(node, key))
        return node, keys[-1]

    def _change(self, node: Node) -> _Change:
        return self._changes.setdefault(id(node), _Change(node))

    def _put(self, node: Node, key: str | int, value: Any) -> None:
        at = _position(node, key)
        old = None if at is None else _entry(node, at)
        if at is None:
            self._change(node).added.append((len(node.value), str(key), value))
        elif isinstance(value, list) and isinstance(old, yaml.SequenceNode) and old.value:
            self._put_list(old, value)
        elif isinstance(value, dict) and isinstance(old, yaml.MappingNode):
            self._put_mapping(old, value)
        else:
            self._change(node).replaced[at] = value

    def _put_mapping(self, node: Node, value: dict[str, Any]) -> None:
        old = _plain_node(node)
        self._change(node).removed |= {at for at, key in enumerate(old) if key not in value}
        for key, entry in value.items():
            if old.get(key) != _plain_value(entry):
                self._put(node, key, entry)

    def _put_list(self, node: Node, value: list[Any]) -> None:
        old, new = list(map(_key, _plain_node(node))), list(map(_key, _plain_value(value)))
        change = self._change(node)
        for tag, first, last, start, end in SequenceMatcher(None, old, new, False).get_opcodes():
            common = min(last - first, end - start)
            for step in range(common if tag != "equal" else 0):
                self._put(node, first + step, value[start + step])
            change.removed |= set(range(first + common, last))
            change.added += [(last, "", entry) for entry in value[start + common : end]]


class _Writer:
    """Writes the changes of one mapping or list as splices of the document."""

    def __init__(self, document: YamlDocument, change: _Change) -> None:
        self._document = document
        self._change = change
        self._node = change.node
        self._is_mapping = isinstance(self._node, yaml.MappingNode)
        entries = self._node.value
        self._starts = [_start(entry) for entry in entries]
        self._ends = [document.end(entry[1] if self._is_mapping else entry) for entry in entries]

    def write(self) -> None:
        """Splice every range of the text that changes."""
        for at, value in self._change.replaced.items():
            self._replace(at, value)
        kept = [at for at in range(len(self._starts)) if at not in self._change.removed]
        if not self._change.added and len(kept) == len(self._starts):
            return
        if self._node.flow_style:
            self._write_flow(kept)
        elif kept:
            self._write_block(kept)
        elif not self._is_mapping:
            start = self._node.start_mark
            lines = f"\n{' ' * start.column}".join(self._lines()) or " []"
            self._document.splice(start.index, self._ends[-1], lines)
        else:
            lines = f"\n{' ' * self._column}".join(self._lines())
            self._document.splice(self._starts[0], self._ends[-1], lines)

    @property
    def _column(self) -> int:
        return int(self._node.value[0][0].start_mark.column)

    def _lines(self) -> Iterator[str]:
        for _, key, value in self._change.added:
            yield self._entry(key, value)

    def _replace(self, at: int, value: Any) -> None:
        if not self._is_mapping:
            old = self._node.value[at]
            text = new_yaml.scalar(value, flow=self._node.flow_style, style=old.style)
            self._document.splice(self._starts[at], self._ends[at], text)
            return
        key, old = self._node.value[at]
        start, end = key.end_mark.index, self._ends[at]
        style = old.style if isinstance(old, yaml.ScalarNode) else None
        text = f":{self._value(value, style)}"
        if start + 1 >= end:
            end = max(end, start + 1)
            below = self._end_of_comments(end) if text.startswith(":\n") else end
            self._document.splice(below, below, text[1:], keeps=True)
        elif text.startswith(":\n"):
            # A comment on the line of the old value stays there.
            below = self._document.line_end(end)
            self._document.splice(start, end, ":")
            self._document.splice(below, below, text[1:], keeps=True)
        else:
            self._document.splice(start, end, text)

    def _end_of_comments(self, at: int) -> int:
        """Return the end of the comments below a key without a value."""
        document, column = self._document, self._column
        end = document.line_end(at)
        while True:
            following = document.line_end(end + 1)
            line = document.written(end + 1, following)
            mark = line.lstrip(" ")
            if not mark.startswith("#") or len(line) - len(mark) <= column:
                return end
            end = following

    def _write_flow(self, kept: list[int]) -> None:
        document, starts, ends = self._document, self._starts, self._ends
        if not kept:
            first, last = self._node.start_mark.index + 1, self._node.end_mark.index - 1
            document.splice(first, last, ", ".join(self._lines()))
            return
        for at in self._change.removed:
            if at < kept[-1]:
                document.splice(starts[at], starts[at + 1], "")
        if kept[-1] < len(starts) - 1:
            self._remove_last(kept[-1])
        gap = self._gap()
        for at, key, value in self._change.added:
            text = self._entry(key, value)
            if at < len(starts):
                document.splice(starts[at], starts[at], f"{text}{gap}")
            else:
                document.splice(ends[-1], ends[-1], f"{gap}{text}")

    def _remove_last(self, kept: int) -> None:
        """Remove the entries after the last one that stays, but no comment on its line."""
        document, begin, end = self._document, self._ends[kept], self._ends[-1]
        line = document.line_end(begin)
        appends = any(at == len(self._ends) for at, _, _ in self._change.added)
        if not appends and document.comments(begin, min(line, self._starts[kept + 1])):
            # The comma before the comment becomes the trailing one: remove the old one.
            comma = re.match(r"\s*,", document.written(end, self._node.end_mark.index))
            begin, end = line, end + (comma.end() if comma else 0)
        document.splice(begin, end, "")

    def _gap(self) -> str:
        """Return the separator of entries: with a line break if each has its own line."""
        nodes = (entry[0] if self._is_mapping else entry for entry in self._node.value)
        marks = [node.start_mark for node in nodes]
        if len(marks) > 1 and marks[-1].line != marks[-2].line:
            return f",\n{' ' * marks[-1].column}"
        return ", "

    def _write_block(self, kept: list[int]) -> None:
        for at in sorted(self._change.removed):
            self._remove(at, kept)
        for at, key, value in self._change.added:
            column = self._column if self._is_mapping else self._node.start_mark.column
            line = f"{' ' * column}{self._entry(key, value)}"
            if at:
                end = self._document.line_end(self._ends[at - 1])
                self._document.splice(end, end, f"\n{line}", keeps=True)
            else:
                start = self._document.line_start(self._starts[0])
                self._document.splice(start, start, f"{line}\n", keeps=True)

    def _remove(self, at: int, kept: list[int]) -> None:
        document = self._document
        begin, end = self._starts[at], document.line_end(self._ends[at])
        line = document.line_start(begin)
        if not self._is_mapping or not document.written(line, begin).strip():
            document.splice(max(line - 1, 0), end, "")
        elif document.comments(end, self._starts[at + 1]) or at + 1 not in kept:
            # The dash before it stays, and the next key may be on the line below.
            document.splice(begin, end, "")
        else:
            document.splice(begin, self._starts[at + 1], "")

    def _entry(self, key: str, value: Any) -> str:
        if self._is_mapping:
            return f"{key}:{self._value(value, None)}"
        if self._node.flow_style:
            return new_yaml.inline(value)
        last = self._node.value[-1]
        dash = self._node.start_mark.column
        column = last.start_mark.column
        short = isinstance(last, yaml.MappingNode) and last.flow_style
        item = new_yaml.item(value, column, self._document.indents(), short=short)
        return f"-{' ' * (column - dash - 1)}{item}"

    def _value(self, value: Any, style: str | None) -> str:
        """Return the text after a key and its colon."""
        if self._node.flow_style or isinstance(value, dict):
            return f" {new_yaml.inline(value)}"
        if isinstance(value, list):
            return new_yaml.entry(value, self._column, self._document.indents())
        return f" {new_yaml.scalar(value, style=style)}"


def _records(node: Node, keys: Keys) -> Iterator[tuple[Keys, Node]]:
    if isinstance(node, yaml.MappingNode):
        yield keys, node
        for key, value in node.value:
            yield from _records(value, (*keys, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for at, value in enumerate(node.value):
            yield from _records(value, (*keys, at))


def _spans(node: Node) -> Iterator[tuple[int, int]]:
    if isinstance(node, yaml.ScalarNode):
        yield node.start_mark.index, node.end_mark.index
    for entry in _entries(node):
        for part in entry if isinstance(entry, tuple) else (entry,):
            yield from _spans(part)


def _entries(node: Node) -> list[Any]:
    return node.value if isinstance(node, yaml.CollectionNode) else []


def _start(entry: Any) -> int:
    return int((entry[0] if isinstance(entry, tuple) else entry).start_mark.index)


def _position(node: Node, key: str | int) -> int | None:
    if isinstance(key, int):
        return key
    return next((at for at, (name, _) in enumerate(node.value) if name.value == key), None)


def _entry(node: Node, at: int | None) -> Node:
    if at is None:
        raise LookupError
    entry = node.value[at]
    return entry[1] if isinstance(entry, tuple) else entry


def _plain_node(node: Node) -> Any:
    """Return the value of a node with every scalar as text, to compare it."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain_node(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain_node(entry) for entry in node.value]
    return node.value


def _key(entry: Any) -> str:
    """Return a text that is equal for equal entries of a list, in whatever order their keys are."""
    return repr(sorted(entry.items()) if isinstance(entry, dict) else entry)


def _plain_value(value: Any) -> Any:
    """Return a new value with every scalar as text, to compare it."""
    if isinstance(value, dict):
        return {key: _plain_value(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_plain_value(entry) for entry in value]
    return str(value).lower() if isinstance(value, bool) else str(value)
