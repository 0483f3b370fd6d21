"""The first words of files: what other programs read is kept by content, or counted."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import docx
import openpyxl
import pytest
from PIL import Image

from allocation.datafiles import file_metadata
from allocation.datafiles.file_metadata import FileFacts
from allocation.datafiles.file_texts import FileTexts, Recognizer
from allocation.office.formats import libreoffice, picture_text

File = tuple[Path, FileFacts]


def file(path: Path, content: bytes) -> File:
    """Write a file; return it with its facts."""
    path.write_bytes(content)
    return path, file_metadata.read(path)


def word(text: str) -> bytes:
    """Return a Word file."""
    document, content = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(content)
    return content.getvalue()


def picture(shade: int, kind: str = "png") -> bytes:
    """Return a picture that differs from those of other shades."""
    content = io.BytesIO()
    Image.new("RGB", (60, 60), (shade, 0, 0)).save(content, kind)
    return content.getvalue()


def unable(paths: Sequence[Path], folder: Path, kind: str) -> Mapping[Path, Path]:
    """Convert nothing, and say that it should not have been asked."""
    raise AssertionError(paths)


def test_older_formats(tmp_path: Path) -> None:
    """Older formats are read through LibreOffice, once; a broken file spoils no other."""
    source = tmp_path / "协议.docx"
    source.write_bytes(word("与社区结对共建协议"))
    book = openpyxl.Workbook()
    book.worksheets[0].append(["志愿者名册"])
    book.save(tmp_path / "名册.xlsx")
    files = []
    for kind in ("doc", "rtf", "odt"):
        (tmp_path / "made" / kind).mkdir(parents=True)
        made = libreoffice.converted(source, tmp_path / "made" / kind, kind)
        files.append(file(tmp_path / f"{kind}.{kind}", made.read_bytes()))
    (tmp_path / "made" / "xls").mkdir()
    made = libreoffice.converted(tmp_path / "名册.xlsx", tmp_path / "made" / "xls", "xls")
    files.append(file(tmp_path / "名册.et", made.read_bytes()))
    files.append(file(tmp_path / "坏.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 rubbish"))
    texts = FileTexts(tmp_path / "cache", libreoffice.converted_together)
    texts.convert(files)
    words = [texts.beginning(*each).strip() for each in files]
    assert words[:4] == [*["与社区结对共建协议"] * 3, "志愿者名册"]
    again = FileTexts(tmp_path / "cache", unable)
    again.convert(files)
    assert [again.beginning(*each).strip() for each in files] == words


def test_without_a_converter(tmp_path: Path) -> None:
    """Files that a converter would read are counted, each content once; others are none."""
    files = [file(tmp_path / name, b"x") for name in ("a.doc", "b.doc", "c.txt")]
    files.append(file(tmp_path / "d.xls", b"y"))
    texts = FileTexts(tmp_path / "cache")
    texts.convert(files)
    assert texts.unconverted == 2
    assert [texts.beginning(*each) for each in files] == ["", "", "x", ""]


class Counting:
    """A recogniser that says the name of a file, and is ended at one of them."""

    def __init__(self, ended_at: str = "") -> None:
        self.read: list[str] = []
        self._ended_at = ended_at

    def __call__(self, path: Path) -> str:
        if path.name == self._ended_at:
            raise KeyboardInterrupt
        self.read.append(path.name)
        return f"{path.stem}号扫描件上的字"


def recognized(files: Sequence[File], cache: Path, recognizer: Recognizer | None) -> list[str]:
    """Return the texts of files, those in pictures, too."""
    texts = FileTexts(cache, recognizer=recognizer)
    return [texts.beginning(*each, recognize=True) for each in files]


def test_recognised_words_are_kept(tmp_path: Path) -> None:
    """What was read before a run was ended is not read again; the same content is read once."""
    files = [file(tmp_path / f"{n}.png", picture(n)) for n in range(4)]
    files.append(file(tmp_path / "副本.png", picture(0)))
    first, second = Counting(ended_at="2.png"), Counting()
    with pytest.raises(KeyboardInterrupt):
        recognized(files, tmp_path / "cache", first)
    words = recognized(files, tmp_path / "cache", second)
    assert (first.read, second.read) == (["0.png", "1.png"], ["2.png", "3.png"])
    assert words == [f"{n}号扫描件上的字" for n in (0, 1, 2, 3, 0)]


def test_only_pictures_are_recognised(tmp_path: Path) -> None:
    """A text that can be read is; a picture only where its words are needed."""
    counting = Counting()
    texts = FileTexts(tmp_path / "cache", recognizer=counting)
    assert texts.beginning(*file(tmp_path / "a.docx", word("字")), recognize=True).strip() == "字"
    assert texts.beginning(*file(tmp_path / "b.png", picture(1))) == ""
    assert counting.read == []
    missing = FileTexts(tmp_path / "cache")
    assert missing.beginning(*file(tmp_path / "c.jpg", picture(2, "jpeg")), recognize=True) == ""
    assert missing.unrecognized == 1


def test_a_picture_that_fails(tmp_path: Path) -> None:
    """Whatever a recogniser does, the name still speaks."""

    def failing(path: Path) -> str:
        raise MemoryError(path)

    assert recognized([file(tmp_path / "a.png", picture(1))], tmp_path / "cache", failing) == [""]


def test_without_the_extra() -> None:
    """Tests and builds run without the recogniser."""
    assert picture_text.recognizer() is None
