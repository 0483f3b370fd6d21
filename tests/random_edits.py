"""Random edits of a data folder, of every kind of file and field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from live import git

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_ADDED = "改"


@dataclass(frozen=True)
class Scalar:
    """A value in a data file: the keys above it, and its place in the text."""

    path: Path
    keys: tuple[str, ...]
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Entry:
    """An entry of a list, as whole lines."""

    path: Path
    keys: tuple[str, ...]
    first: int
    after: int


def edit(draw: st.DrawFn, folder: Path) -> str:
    """Make one edit; return the file and field that it was made in.

    The data may have errors afterwards.
    """
    return draw(st.sampled_from(_EDITS))(draw, folder)


def data_files(folder: Path) -> list[Path]:
    """Return the data files, those of earlier editions too."""
    return sorted(path for path in folder.rglob("*.yml") if "schema" not in path.parts)


def _change_value(draw: st.DrawFn, folder: Path) -> str:
    """Write another value: a similar one, or one that stands elsewhere under the same key."""
    scalar = _scalar(draw, folder)
    same = [each.value for path in data_files(folder) for each in scalars(path)
            if each.keys[-1:] == scalar.keys[-1:]]  # fmt: skip
    _write(scalar, draw(st.sampled_from([_similar(scalar.value), *sorted(set(same))])))
    return _named(folder, scalar.path, scalar.keys)


def _change_everywhere(draw: st.DrawFn, folder: Path) -> str:
    """Write a name in another way wherever it stands, as who renames a person does."""
    scalar = _scalar(draw, folder, lambda each: len(each.value) > 1)
    for path in data_files(folder):
        text = path.read_text(encoding="utf-8")
        for each in sorted(scalars(path), key=lambda each: -each.start):
            if each.value == scalar.value:
                text = f"{text[: each.start]}{_quoted(_similar(each.value))}{text[each.end :]}"
        path.write_text(text, encoding="utf-8")
    return _named(folder, scalar.path, scalar.keys)


def _remove_entry(draw: st.DrawFn, folder: Path) -> str:
    entry = _entry(draw, folder)
    lines = entry.path.read_text(encoding="utf-8").splitlines(keepends=True)
    del lines[entry.first : entry.after]
    entry.path.write_text("".join(lines), encoding="utf-8")
    return f"{_named(folder, entry.path, entry.keys)} −"


def _repeat_entry(draw: st.DrawFn, folder: Path) -> str:
    """Add an entry like another one, with other names and numbers."""
    entry = _entry(draw, folder)
    lines = entry.path.read_text(encoding="utf-8").splitlines(keepends=True)
    again = "".join(lines[entry.first : entry.after])
    again = re.sub(r"\b(no|id|mark|code|name|title|key): ['\"]?([^\n'\",}]+)", _renamed, again)
    lines.insert(entry.after, again)
    entry.path.write_text("".join(lines), encoding="utf-8")
    return f"{_named(folder, entry.path, entry.keys)} +"


def _move_entry(draw: st.DrawFn, folder: Path) -> str:
    """Put an entry first in its list."""
    entry = _entry(draw, folder)
    whole = [each for each in entries(entry.path) if each.keys == entry.keys]
    first = min(each.first for each in whole if each.first <= entry.first)
    lines = entry.path.read_text(encoding="utf-8").splitlines(keepends=True)
    moved = lines[entry.first : entry.after]
    del lines[entry.first : entry.after]
    lines[first:first] = moved
    entry.path.write_text("".join(lines), encoding="utf-8")
    return f"{_named(folder, entry.path, entry.keys)} ↑"


def _rename_file(draw: st.DrawFn, folder: Path) -> str:
    """Give a category another place in the order."""
    path = draw(st.sampled_from(sorted((folder / "allocation").glob("*.yml"))))
    number = draw(st.integers(0, 99))
    path.rename(path.with_name(f"{number:02}-{draw(st.sampled_from('abc'))}.yml"))
    return "allocation/*.yml"


def _touch_evidence(draw: st.DrawFn, folder: Path) -> str:
    """Replace, add to or remove a file that was handed in."""
    files = sorted(path for path in (folder / "evidence").rglob("*") if path.is_file())
    if not files:
        return _change_value(draw, folder)
    path = draw(st.sampled_from(files))
    how = draw(st.sampled_from(["gone", "longer", "other"]))
    if how == "gone":
        path.unlink()
    elif how == "longer":
        path.write_bytes(path.read_bytes() + b"\n")
    else:
        path.write_bytes(draw(st.sampled_from(files)).read_bytes())
    return f"evidence/* {how}"


def _commit(draw: st.DrawFn, folder: Path) -> str:
    """Commit what was changed, so that it is in the history."""
    if not (folder.parent / ".git").exists():
        git(folder.parent, "init", "-q")
    git(folder.parent, "add", "-A")
    git(folder.parent, "commit", "-q", "--allow-empty", "-m", "改")
    return "git commit"


_EDITS: tuple[Callable[[st.DrawFn, Path], str], ...] = (
    *[_change_value] * 8,
    *[_change_everywhere] * 4,
    *[_remove_entry, _repeat_entry, _move_entry] * 2,
    _rename_file,
    _touch_evidence,
    _commit,
)


def scalars(path: Path) -> list[Scalar]:
    """Return every value in a file."""
    return [each for each in _nodes(path) if isinstance(each, Scalar)]


def entries(path: Path) -> list[Entry]:
    """Return every entry of a list in a file that has lines of its own."""
    return [each for each in _nodes(path) if isinstance(each, Entry)]


def _nodes(path: Path) -> list[Scalar | Entry]:
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return []
    return list(_walk(path, node, ()))


def _walk(path: Path, node: Any, keys: tuple[str, ...]) -> Iterator[Scalar | Entry]:
    if isinstance(node, yaml.ScalarNode):
        yield Scalar(path, keys, node.value, node.start_mark.index, node.end_mark.index)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _walk(path, value, (*keys, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for place, entry in enumerate(node.value):
            if not node.flow_style:
                after = node.value[place + 1 :][:1]
                end = after[0].start_mark.line if after else entry.end_mark.line
                # The mark of a block's end stands where the next token begins.
                last = end if end > entry.start_mark.line else entry.start_mark.line + 1
                yield Entry(path, keys, entry.start_mark.line, last)
            yield from _walk(path, entry, keys)


def _scalar(
    draw: st.DrawFn, folder: Path, suits: Callable[[Scalar], bool] = lambda _: True
) -> Scalar:
    """Draw a file, a field of it, then one of its values: rare fields come as often as others."""
    found = {
        path: kept for path in data_files(folder) if (kept := list(filter(suits, scalars(path))))
    }
    values = found[draw(st.sampled_from(list(found)))]
    keys = draw(st.sampled_from(sorted({each.keys for each in values})))
    return draw(st.sampled_from([each for each in values if each.keys == keys]))


def _entry(draw: st.DrawFn, folder: Path) -> Entry:
    found = {path: kept for path in data_files(folder) if (kept := entries(path))}
    kept = found[draw(st.sampled_from(list(found)))]
    keys = draw(st.sampled_from(sorted({each.keys for each in kept})))
    return draw(st.sampled_from([each for each in kept if each.keys == keys]))


def _similar(value: str) -> str:
    if _DATE.fullmatch(value):
        return (date.fromisoformat(value) + timedelta(days=1)).isoformat()
    if value in ("true", "false"):
        return "false" if value == "true" else "true"
    return str(int(value) + 1) if value.isdecimal() and value.isascii() else value + _ADDED


def _quoted(value: str) -> str:
    plain = value.isdecimal() or value in ("true", "false") or _DATE.fullmatch(value)
    return value if plain else "'" + value.replace("'", "''") + "'"


def _write(scalar: Scalar, value: str) -> None:
    text = scalar.path.read_text(encoding="utf-8")
    was_quoted = text[scalar.start : scalar.start + 1] in ("'", '"')
    new = "'" + value.replace("'", "''") + "'" if was_quoted else _quoted(value)
    scalar.path.write_text(f"{text[: scalar.start]}{new}{text[scalar.end :]}", encoding="utf-8")


def _renamed(match: re.Match[str]) -> str:
    value = match[2]
    if value.isdecimal():
        return f"{match[1]}: '{int(value) + 50:0{len(value)}}'"
    return f"{match[1]}: '{value}{_ADDED}'"


def _named(folder: Path, path: Path, keys: tuple[str, ...]) -> str:
    """Return the kind of the file, and the field."""
    kind = re.sub(r"(?<=/)[^/]+(?=\.yml$)", "*", path.relative_to(folder).as_posix())
    return f"{kind} {'.'.join(keys)}"
