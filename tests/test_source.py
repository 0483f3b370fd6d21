"""Reading YAML: text stays what was typed, and what is refused is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from allocation.datafiles import yaml_reader
from helpers import read_file


def read(tmp_path: Path, content: str | bytes) -> tuple[object, list[str]]:
    """Read a file with this content; return the record and the messages."""
    path = tmp_path / "x.yml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    record, found = read_file(path, "data/x.yml")
    return record, [f"{problem.ref} {problem.found}" for problem in found]


@pytest.mark.parametrize(
    "typed", ["no", "00101", "12:30", "1-2", "2024-01-02", "0o17", "1e3", "~", "null", "3.10", "是"]
)
def test_scalars_stay_text(tmp_path: Path, typed: str) -> None:
    """What YAML would turn into something else stays the text that was typed."""
    record, found = read(tmp_path, f"key: {typed}\n")
    assert isinstance(record, dict)
    assert (record["key"], found) == (typed, [])


@pytest.mark.parametrize("prefix", [b"\xef\xbb\xbf", b""])
@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_editors_of_windows(tmp_path: Path, prefix: bytes, newline: bytes) -> None:
    """A byte order mark and CR LF change neither text nor lines."""
    record, found = read(tmp_path, prefix + newline.join([b"a: 1", "b: 办公室".encode(), b""]))
    assert isinstance(record, yaml_reader.Record)
    assert (record["b"], record.lines["b"], found) == ("办公室", 2, [])


REFUSED: dict[str, tuple[str | bytes, str]] = {
    "duplicate key": ("a: 1\nb: 2\na: 3\n", "data/x.yml:3 键“a”重复（第 1 行已有）"),
    "alias": ("a: &x 1\nb: *x\n", "data/x.yml:2 用了引用“*x”"),
    "anchor": ("a: &x 1\n", "data/x.yml:1 用了锚点“&x”"),
    "tag": ("a: !!python/object:os.system x\n", "data/x.yml:1 用了标签"),
    "tab": ("a:\n\tb: 1\n", "data/x.yml:2 YAML 写法有误"),
    "colon": ("a: b: c\n", "data/x.yml:1 YAML 写法有误"),
    "open quote": ('a: "b\n', "data/x.yml:"),
    "empty": ("", "data/x.yml:1 文件是空的"),
    "only comment": ("# x\n", "data/x.yml:1 文件是空的"),
    "a list": ("- a\n", "data/x.yml:1 文件是空的，或最外层不是“键: 值”"),
    "two documents": ("a: 1\n---\nb: 2\n", "data/x.yml:2 有第二个“---”"),
    "GBK": ("a: 1\nb: 办公室\n".encode("gbk"), "data/x.yml:2 不是 UTF-8 编码（像是 GBK）"),
    "UTF-16": ("a: 办\n".encode("utf-16"), "data/x.yml:1 不是 UTF-8 编码（像是 UTF-16）"),
    "NUL": ("a: 1\nb: x\0y\n", "data/x.yml:2 YAML 写法有误"),
    "deep": ("a: " + "[" * 60 + "]" * 60, "data/x.yml:1 层次超过 30 层"),
    "key of a list": ("? [a]\n: 1\n", "data/x.yml:1 这里不是一个键"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(tmp_path: Path, name: str) -> None:
    """Each of these is refused with file and line, in Chinese."""
    content, expected = REFUSED[name]
    _, found = read(tmp_path, content)
    assert any(message.startswith(expected) for message in found), found


def test_alias_bomb_is_not_expanded(tmp_path: Path) -> None:
    """Nested aliases cost nothing: they are refused, never followed."""
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 12)]
    _, found = read(tmp_path, "\n".join(["l0: &l0 [x]", *levels]))
    assert len(found) == 12 + 9 * 11


def test_missing_file(tmp_path: Path) -> None:
    """A file that isn't there is a message, not a crash."""
    _, found = read_file(tmp_path / "none.yml", "data/none.yml")
    assert [problem.found for problem in found] == ["文件打不开（没有这个文件或文件夹）"]


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file put there by mistake is refused by its size, unread."""
    monkeypatch.setattr(yaml_reader, "MAX_BYTES", 5_000_000)
    _, found = read(tmp_path, b"a" * 6_000_000)
    assert found == ["data/x.yml:1 文件有 6 MB"]
