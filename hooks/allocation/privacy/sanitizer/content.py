"""Filter of PDF content streams: keep what draws visible content (ISO 32000-1, annex A).

Dropped are text in render mode 3, content of hidden layers, marked-content operators with their
properties, comments, and graphics state operators under which nothing is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

import pikepdf

from allocation.privacy.sanitizer.error import REPRINT, CleaningError

_INVISIBLE = 3
DEVICES = frozenset(("/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/Pattern"))
INTENTS = frozenset(
    ("/AbsoluteColorimetric", "/RelativeColorimetric", "/Saturation", "/Perceptual")
)
"""Rendering intents (8.6.5.8)."""
_PATHS = {"m": "n" * 2, "l": "n" * 2, "c": "n" * 6, "v": "n" * 4, "y": "n" * 4, "re": "n" * 4}
_PAINTS = ("S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n")
_SHOWS = {"Tj": "s", "TJ": "a", "'": "s", '"': "nns"}
_PLAIN = {
    **dict.fromkeys(("BT", "ET", "T*"), ""),
    **dict.fromkeys(("w", "J", "j", "M", "i", "Tc", "Tw", "Tz", "TL", "Ts"), "n"),
    "Tm": "n" * 6,
    "Td": "nn",
    "TD": "nn",
    "d": "dn",
    "d0": "nn",
    "d1": "n" * 6,
    "ri": "i",
}
_MOVES = {"BT", "Td", "TD", "Tm", "T*"}
"""Operators after which the position of text does not depend on the preceding text."""


class _Resources(Protocol):
    """Copies of the resources that a content stream refers to by name."""

    def use(self, category: str, name: str) -> pikepdf.Name | None:
        """Copy a resource; return the name of the copy, or None if nothing is to be drawn."""

    def use_image(self, image: Any) -> pikepdf.Name | None:
        """Copy an inline image as an image XObject; return its name."""

    def is_form(self, name: str) -> bool:
        """Whether a name is that of a form XObject, which may use the current font."""

    def hides(self, mark: Any) -> bool:
        """Whether the optional content of a marked-content operand is hidden."""


@dataclass(slots=True)
class _State:
    """The graphics state that q saves and Q restores: render mode, matrix, current resources."""

    mode: int = 0
    matrix: tuple[float, ...] = (1, 0, 0, 1, 0, 0)
    slots: dict[str, _Key] = field(default_factory=dict)

    def copy(self) -> _State:
        return _State(self.mode, self.matrix, dict(self.slots))


_Key = tuple[str, str]
_Entry = tuple[list[Any], str, _Key | None]


def filtered(
    content: pikepdf.Object | pikepdf.Page, resources: _Resources, box: Sequence[Any] | None = None
) -> bytes:
    """Return a content stream with its visible content only.

    :param box: the page's box; images outside it are dropped.
    :raises CleaningError: if hidden and visible text share one line, so that one moves the other.
    """
    handler = _Filter(resources, box)
    for instruction in pikepdf.parse_content_stream(content):
        if isinstance(instruction, pikepdf.ContentStreamInlineImage):
            handler.inline(instruction.iimage)
        else:
            handler.take(str(instruction.operator), list(instruction.operands))
    return pikepdf.unparse_content_stream(list(handler.entries()))


class _Filter:
    """Handles one instruction after the other."""

    def __init__(self, resources: _Resources, box: Sequence[Any] | None) -> None:
        self._resources = resources
        self._box = box
        self._out: list[_Entry] = []
        self._state = _State()
        self._saved: list[_State] = []
        self._marks: list[bool] = []
        self._path: list[_Entry] = []
        self._clips = False
        self._follows_hidden_text = False
        self._used: set[_Key] = set()

    def entries(self) -> Iterator[tuple[list[Any], pikepdf.Operator]]:
        """Yield the remaining instructions; resources that draw nothing are not copied."""
        for operands, operator, key in self._out:
            if key is None:
                yield operands, pikepdf.Operator(operator)
            elif key in self._used and (name := self._resources.use(*key)) is not None:
                yield (
                    [name if operand is None else operand for operand in operands],
                    pikepdf.Operator(operator),
                )
        for _ in self._saved:
            yield [], pikepdf.Operator("Q")

    def take(self, operator: str, operands: list[Any]) -> None:
        """Handle an instruction; unlisted operators are dropped."""
        _HANDLERS.get(operator, _Filter._drop)(self, operator, operands)

    def inline(self, image: Any) -> None:
        """Replace an inline image by an image XObject."""
        if not self._hidden and self._reaches_page():
            self._draw_object(self._resources.use_image(image), "font")

    @property
    def _hidden(self) -> bool:
        return any(self._marks)

    def _drop(self, operator: str, operands: list[Any]) -> None:
        pass

    def _emit(self, operator: str, operands: Sequence[Any] = (), key: _Key | None = None) -> None:
        self._out.append((list(operands), operator, key))

    def _plain(self, operator: str, operands: list[Any]) -> None:
        matched = _matched(_PLAIN[operator], operands)
        if matched is not None:
            self._follows_hidden_text = self._follows_hidden_text and operator not in _MOVES
            self._emit(operator, matched)

    def _save(self, operator: str, operands: list[Any]) -> None:
        self._saved.append(self._state.copy())
        self._emit("q")

    def _restore(self, operator: str, operands: list[Any]) -> None:
        if self._saved:
            self._state = self._saved.pop()
            self._emit("Q")

    def _segment(self, operator: str, operands: list[Any]) -> None:
        matched = _matched(_PATHS.get(operator, ""), operands)
        if matched is not None:
            self._path.append((matched, operator, None))

    def _clip(self, operator: str, operands: list[Any]) -> None:
        self._clips = True
        self._path.append(([], operator, None))

    def _paint(self, operator: str, operands: list[Any]) -> None:
        """Drop an invisible path, unless it clips the following content."""
        visible = operator != "n" and not self._hidden
        if visible:
            self._use("font")
        if visible or self._clips:
            self._out += [*self._path, ([], operator if visible else "n", None)]
        self._path, self._clips = [], False

    def _transform(self, operator: str, operands: list[Any]) -> None:
        matched = _matched("n" * 6, operands)
        if matched is not None:
            self._state.matrix = product([float(number) for number in matched], self._state.matrix)
            self._emit(operator, matched)

    def _reaches_page(self) -> bool:
        """Whether the unit square, into which images are drawn, intersects the page."""
        if self._box is None:
            return True
        a, b, c, d, e, f = self._state.matrix
        left, bottom, right, top = map(float, self._box)
        xs, ys = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
        return min(xs) < right and max(xs) > left and min(ys) < top and max(ys) > bottom

    def _mode(self, operator: str, operands: list[Any]) -> None:
        matched = _matched("n", operands)
        if matched is not None:
            self._state.mode = int(matched[0])
            self._emit("Tr", matched)

    def _show(self, operator: str, operands: list[Any]) -> None:
        matched = _matched(_SHOWS[operator], operands)
        if matched is None:
            return
        if operator in "'\"":
            for setting, value in zip(("Tw", "Tc"), matched[:-1], strict=False):
                self._emit(setting, [value])
            self.take("T*", [])
        self._text("TJ" if operator == "TJ" else "Tj", matched[-1:])

    def _text(self, operator: str, operands: list[Any]) -> None:
        if self._hidden or self._state.mode == _INVISIBLE:
            self._follows_hidden_text = True
            return
        if self._follows_hidden_text:
            raise CleaningError("看不见的文字和看得见的连在一起，分不开", REPRINT)
        self._use()
        self._emit(operator, operands)

    def _font(self, operator: str, operands: list[Any]) -> None:
        matched = _matched("Nn", operands)
        if matched is not None:
            self._set("font", ("Font", str(matched[0])), operator, [None, matched[1]])

    def _look(self, operator: str, operands: list[Any]) -> None:
        matched = _matched("N", operands)
        if matched is not None:
            key = ("ExtGState", str(matched[0]))
            self._set(f"look {key[1]}", key, operator, [None])

    def _space(self, operator: str, operands: list[Any]) -> None:
        matched = _matched("N", operands)
        if matched is None:
            return
        slot, name = _side(operator), str(matched[0])
        self._state.slots.pop(f"{slot} pattern", None)
        if name in DEVICES:
            self._state.slots.pop(slot, None)
            self._emit(operator, matched)
        else:
            self._set(slot, ("ColorSpace", name), operator, [None])

    def _device(self, operator: str, operands: list[Any]) -> None:
        matched = _matched(_DEVICE_COLOURS[operator], operands)
        if matched is not None:
            for slot in (_side(operator), f"{_side(operator)} pattern"):
                self._state.slots.pop(slot, None)
            self._emit(operator, matched)

    def _colour(self, operator: str, operands: list[Any]) -> None:
        slot = f"{_side(operator)} pattern"
        numbers = [operand for operand in operands if _FITS["n"](operand)]
        self._state.slots.pop(slot, None)
        if operands and _FITS["N"](operands[-1]):
            self._set(slot, ("Pattern", str(operands[-1])), operator, [*numbers, None])
        else:
            self._emit(operator, numbers)

    def _shade(self, operator: str, operands: list[Any]) -> None:
        matched = _matched("N", operands)
        if matched is not None and not self._hidden:
            self._use("font")
            key = ("Shading", str(matched[0]))
            self._used.add(key)
            self._emit("sh", [None], key)

    def _object(self, operator: str, operands: list[Any]) -> None:
        matched = _matched("N", operands)
        if matched is not None and not self._hidden:
            name = str(matched[0])
            form = self._resources.is_form(name)
            if form or self._reaches_page():
                self._draw_object(self._resources.use("XObject", name), "" if form else "font")

    def _draw_object(self, name: pikepdf.Name | None, except_slot: str) -> None:
        if name is not None:
            self._use(except_slot)
            self._emit("Do", [name])

    def _mark(self, operator: str, operands: list[Any]) -> None:
        layer = operator == "BDC" and len(operands) > 1 and operands[-2] == "/OC"
        self._marks.append(layer and self._resources.hides(operands[-1]))

    def _unmark(self, operator: str, operands: list[Any]) -> None:
        if self._marks:
            self._marks.pop()

    def _set(self, slot: str, key: _Key, operator: str, operands: list[Any]) -> None:
        self._state.slots[slot] = key
        self._emit(operator, operands, key)

    def _use(self, except_slot: str = "") -> None:
        """Mark the current resources as used, since something is drawn with them."""
        self._used |= {key for slot, key in self._state.slots.items() if slot != except_slot}


def product(one: Sequence[float], other: Sequence[float]) -> tuple[float, ...]:
    """Return the product of two transformation matrices (8.3.4)."""
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
        e * p + f * r + t, e * q + f * s + u,
    )  # fmt: skip


def is_number(value: Any) -> bool:
    """Whether a value is a number; booleans are not."""
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def _is_text(value: Any) -> bool:
    return isinstance(value, pikepdf.String)


def _is_array(value: Any, predicate: Callable[[Any], bool]) -> bool:
    return isinstance(value, pikepdf.Array) and all(map(predicate, value))


_FITS: dict[str, Callable[[Any], bool]] = {
    "n": is_number,
    "N": lambda value: isinstance(value, pikepdf.Name),
    "s": _is_text,
    "a": lambda value: _is_array(value, lambda item: is_number(item) or _is_text(item)),
    "d": lambda value: _is_array(value, is_number),
    "i": lambda value: str(value) in INTENTS,
}


def _matched(pattern: str, operands: list[Any]) -> list[Any] | None:
    """Return the last operands, which the operator reads; None if their types don't fit."""
    last = operands[len(operands) - len(pattern) :] if pattern else []
    if len(last) != len(pattern):
        return None
    fit = all(_FITS[code](operand) for code, operand in zip(pattern, last, strict=True))
    return last if fit else None


def _side(operator: str) -> str:
    return "stroke" if operator[0].isupper() else "fill"


_DEVICE_COLOURS = {"g": "n", "G": "n", "rg": "nnn", "RG": "nnn", "k": "nnnn", "K": "nnnn"}
_HANDLERS: dict[str, Callable[[_Filter, str, list[Any]], None]] = {
    **dict.fromkeys(_PLAIN, _Filter._plain),
    **dict.fromkeys((*_PATHS, "h"), _Filter._segment),
    **dict.fromkeys(("W", "W*"), _Filter._clip),
    **dict.fromkeys(_PAINTS, _Filter._paint),
    **dict.fromkeys(_SHOWS, _Filter._show),
    **dict.fromkeys(_DEVICE_COLOURS, _Filter._device),
    **dict.fromkeys(("cs", "CS"), _Filter._space),
    **dict.fromkeys(("sc", "SC", "scn", "SCN"), _Filter._colour),
    **dict.fromkeys(("BMC", "BDC"), _Filter._mark),
    "EMC": _Filter._unmark,
    "q": _Filter._save,
    "Q": _Filter._restore,
    "cm": _Filter._transform,
    "Tr": _Filter._mode,
    "Tf": _Filter._font,
    "gs": _Filter._look,
    "sh": _Filter._shade,
    "Do": _Filter._object,
}
