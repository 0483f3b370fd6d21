"""The visible text of Word paragraphs: without hidden and deleted text, with results of fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from docx.oxml.ns import qn

_CHARACTERS = {
    qn("w:tab"): " ",
    qn("w:ptab"): " ",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
_SKIPPED = (
    qn("w:del"),
    qn("w:moveFrom"),
    qn("w:txbxContent"),
    qn("w:rt"),
    qn("w:pPr"),
    qn("w:rPr"),
)
"""Elements whose text is not seen, or not in its paragraph; ``w:rt`` is the reading of a ruby."""
_OFF = ("0", "false", "off")
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_UNDERSTOOD = ("http://schemas.microsoft.com/office/", "http://schemas.openxmlformats.org/")
"""Namespaces that Word knows, by their beginnings."""
_CIRCLE = re.compile(r"[○◯〇Oo⚪]+")
_COMBINED = re.compile(r"eq\s*\\o\s*(?:\\a[clr])?\s*\((.*)\)", re.IGNORECASE | re.DOTALL)
_SHOWN_BY_CODE = re.compile(
    r"\s*(EQ|SYMBOL|MACROBUTTON|AUTONUM|AUTONUMLGL|AUTONUMOUT|LISTNUM|FORMCHECKBOX|FORMDROPDOWN)\b",
    re.IGNORECASE,
)
"""Fields that show something although they have no result."""
_CIRCLED_SYMBOLS = {"wingdings": ((0x81, "①"), (0x8C, "❶"))}
"""Fonts of symbols with circled numbers: the code of each first one of ten."""


def visible_text(paragraphs: Iterable[Any]) -> str:
    """Return the text of paragraphs whose marks between them are deleted."""
    reader = _Reader()
    return "".join(piece for each in paragraphs for piece in reader.text(each)).strip()


def unread_fields(node: Any) -> list[str]:
    """Return the codes of fields that show what could not be read."""
    reader = _Reader()
    for _ in reader.text(node):
        pass
    return reader.unread


def is_on(properties: Any, *tags: str) -> bool:
    """Whether properties of a run have one of these, and not as "off"."""
    toggles = (None if properties is None else properties.find(qn(tag)) for tag in tags)
    return any(node is not None and node.get(qn("w:val"), "1") not in _OFF for node in toggles)


def symbol(node: Any) -> str:
    """Return the character of a ``w:sym``; empty if it is not known."""
    code = int(node.get(qn("w:char"), "0"), 16) & 0xFF
    for first, character in _CIRCLED_SYMBOLS.get(node.get(qn("w:font"), "").lower(), ()):
        if first <= code < first + 10:
            return chr(ord(character) + code - first)
    return ""


def choose_alternatives(root: Any) -> None:
    """Replace alternative content by the branch that Word shows."""
    for node in list(root.iter(f"{_MC}AlternateContent")):
        chosen = next(filter(_is_understood, node.iterchildren(f"{_MC}Choice")), None)
        if chosen is None:
            chosen = node.find(f"{_MC}Fallback")
        for child in [] if chosen is None else list(chosen):
            node.addprevious(child)
        node.getparent().remove(node)


def _is_understood(choice: Any) -> bool:
    spaces = [choice.nsmap.get(prefix, "") for prefix in choice.get("Requires", "").split()]
    return all(space.startswith(_UNDERSTOOD) for space in spaces)


class _Field:
    """A field while its code and then its result are read."""

    def __init__(self) -> None:
        self.code = ""
        self.in_result = False
        self.has_result = False


class _Reader:
    """Reads text; a field may begin in one paragraph and end in another."""

    def __init__(self) -> None:
        self.unread: list[str] = []
        self._fields: list[_Field] = []

    def text(self, node: Any) -> Iterator[str]:
        """Yield the pieces of text below a node."""
        for child in node.iterchildren():
            tag = child.tag
            if tag in _SKIPPED or (tag == qn("w:r") and is_on(child.find(qn("w:rPr")), "w:vanish")):
                continue
            if tag == qn("w:fldChar"):
                yield from self._character(child.get(qn("w:fldCharType")))
            elif tag == qn("w:instrText"):
                if self._fields:
                    self._fields[-1].code += child.text or ""
            elif tag == qn("w:fldSimple"):
                yield from self._simple(child)
            elif tag in (qn("w:t"), qn("w:sym"), *_CHARACTERS):
                yield from self._piece(child)
            else:
                yield from self.text(child)

    def _piece(self, node: Any) -> Iterator[str]:
        if node.tag == qn("w:sym"):
            text = symbol(node)
        else:
            text = _CHARACTERS.get(node.tag) or node.text or ""
        if all(field.in_result for field in self._fields):
            for field in self._fields:
                field.has_result = field.has_result or bool(text.strip())
            if not any(_combined(field.code) for field in self._fields):
                yield text

    def _simple(self, node: Any) -> Iterator[str]:
        self._fields.append(_Field())
        self._fields[-1].code = node.get(qn("w:instr"), "")
        self._fields[-1].in_result = True
        yield from self.text(node)
        yield from self._ended()

    def _character(self, kind: str) -> Iterator[str]:
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].in_result = True
        elif kind == "end" and self._fields:
            yield from self._ended()

    def _ended(self) -> Iterator[str]:
        field = self._fields.pop()
        shown = all(outer.in_result for outer in self._fields)
        if not shown:
            # Word takes the result of a field within a code as part of the code.
            return
        if text := _combined(field.code):
            yield text
        elif not field.has_result and _SHOWN_BY_CODE.match(field.code):
            self.unread.append(field.code.strip())


def _combined(code: str) -> str:
    r"""Return the character that an EQ field combines: ``eq \o\ac(○,1)`` is ①."""
    match = _COMBINED.fullmatch(code.strip())
    parts = [part.strip() for part in re.split("[,;，]", match[1])] if match else []
    inner = [part for part in parts if not _CIRCLE.fullmatch(part)]
    if len(parts) != 2 or len(inner) != 1 or not inner[0].isdecimal():
        return ""
    return _circled(int(inner[0]))


def _circled(number: int) -> str:
    """Return a circled number; beyond fifty, one in brackets."""
    for first, last, character in ((1, 20, "①"), (21, 35, "㉑"), (36, 50, "㊱")):
        if first <= number <= last:
            return chr(ord(character) + number - first)
    return f"({number})"
