"""Content streams of a PDF with the operators that draw what is seen (ISO 32000-1, annex A).

Everything else is left out: text in render mode 3 and in hidden layers, what hidden marks enclose,
marks with their properties, comments, and settings under which nothing is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

import pikepdf

from allocation.cleaning.error import REPRINT, CleaningError

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
"""Operators after which the place of text does not depend on the text before."""


class CopiedResources(Protocol):
    """Copies of what content refers to by name."""

    def use(self, category: str, name: str) -> pikepdf.Name | None:
        """Copy a resource; return the name of the copy, or nothing where there is none to draw."""

    def use_image(self, image: Any) -> pikepdf.Name | None:
        """Do the same with an image that stands in the content."""

    def is_form(self, name: str) -> bool:
        """Whether a name is that of a form, which may show text in the font that is set."""

    def hides(self, mark: Any) -> bool:
        """Whether the layer of a mark is hidden."""


@dataclass(slots=True)
class _State:
    """What q saves and Q brings back: the render mode, the resources that are set, the place."""

    mode: int = 0
    matrix: tuple[float, ...] = (1, 0, 0, 1, 0, 0)
    slots: dict[str, _Key] = field(default_factory=dict)

    def copy(self) -> _State:
        return _State(self.mode, self.matrix, dict(self.slots))


_Key = tuple[str, str]
_Entry = tuple[list[Any], str, _Key | None]


def filtered(
    content: pikepdf.Object | pikepdf.Page,
    resources: CopiedResources,
    box: Sequence[Any] | None = None,
) -> bytes:
    """Return a content stream with what is seen.

    :param box: the page; images that lie beside it are dropped.
    :raises CleaningError: if hidden text stands in one line with text that is seen.
    """
    taker = _Filter(resources, box)
    for instruction in pikepdf.parse_content_stream(content):
        if isinstance(instruction, pikepdf.ContentStreamInlineImage):
            taker.inline(instruction.iimage)
        else:
            taker.take(str(instruction.operator), list(instruction.operands))
    return pikepdf.unparse_content_stream(list(taker.entries()))


class _Filter:
    """Takes one instruction after the other."""

    def __init__(self, resources: CopiedResources, box: Sequence[Any] | None) -> None:
        self._resources = resources
        self._box = box
        self._out: list[_Entry] = []
        self._state = _State()
        self._saved: list[_State] = []
        self._marks: list[bool] = []
        self._path: list[_Entry] = []
        self._clips = False
        self._gap = False
        self._used: set[_Key] = set()

    def entries(self) -> Iterator[tuple[list[Any], pikepdf.Operator]]:
        """Yield what stays; resources are copied now that it is known which draw anything."""
        for operands, operator, key in self._out:
            if key is None:
                yield operands, pikepdf.Operator(operator)
            elif key in self._used and (name := self._resources.use(*key)) is not None:
                yield (
                    [name if each is None else each for each in operands],
                    pikepdf.Operator(operator),
                )
        for _ in self._saved:
            yield [], pikepdf.Operator("Q")

    def take(self, operator: str, operands: list[Any]) -> None:
        """Take an instruction; what is not listed is dropped."""
        _TAKERS.get(operator, _Filter._drop)(self, operator, operands)

    def inline(self, image: Any) -> None:
        """Take an image that stands in the content: it becomes one that stands beside it."""
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
        found = _matched(_PLAIN[operator], operands)
        if found is not None:
            self._gap = self._gap and operator not in _MOVES
            self._emit(operator, found)

    def _save(self, operator: str, operands: list[Any]) -> None:
        self._saved.append(self._state.copy())
        self._emit("q")

    def _restore(self, operator: str, operands: list[Any]) -> None:
        if self._saved:
            self._state = self._saved.pop()
            self._emit("Q")

    def _segment(self, operator: str, operands: list[Any]) -> None:
        found = _matched(_PATHS.get(operator, ""), operands)
        if found is not None:
            self._path.append((found, operator, None))

    def _clip(self, operator: str, operands: list[Any]) -> None:
        self._clips = True
        self._path.append(([], operator, None))

    def _paint(self, operator: str, operands: list[Any]) -> None:
        """A path that is not seen is dropped, but where it clips what follows."""
        seen = operator != "n" and not self._hidden
        if seen:
            self._use("font")
        if seen or self._clips:
            self._out += [*self._path, ([], operator if seen else "n", None)]
        self._path, self._clips = [], False

    def _transform(self, operator: str, operands: list[Any]) -> None:
        found = _matched("n" * 6, operands)
        if found is not None:
            self._state.matrix = product([float(each) for each in found], self._state.matrix)
            self._emit(operator, found)

    def _reaches_page(self) -> bool:
        """Whether the unit square, where images are drawn, has a part on the page."""
        if self._box is None:
            return True
        a, b, c, d, e, f = self._state.matrix
        left, bottom, right, top = map(float, self._box)
        xs, ys = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
        return min(xs) < right and max(xs) > left and min(ys) < top and max(ys) > bottom

    def _mode(self, operator: str, operands: list[Any]) -> None:
        found = _matched("n", operands)
        if found is not None:
            self._state.mode = int(found[0])
            self._emit("Tr", found)

    def _show(self, operator: str, operands: list[Any]) -> None:
        found = _matched(_SHOWS[operator], operands)
        if found is None:
            return
        if operator in "'\"":
            for setting, value in zip(("Tw", "Tc"), found[:-1], strict=False):
                self._emit(setting, [value])
            self.take("T*", [])
        self._text("TJ" if operator == "TJ" else "Tj", found[-1:])

    def _text(self, operator: str, operands: list[Any]) -> None:
        if self._hidden or self._state.mode == _INVISIBLE:
            self._gap = True
            return
        if self._gap:
            raise CleaningError("看不见的文字和看得见的连在一起，分不开", REPRINT)
        self._use()
        self._emit(operator, operands)

    def _font(self, operator: str, operands: list[Any]) -> None:
        found = _matched("Nn", operands)
        if found is not None:
            self._set("font", ("Font", str(found[0])), operator, [None, found[1]])

    def _look(self, operator: str, operands: list[Any]) -> None:
        found = _matched("N", operands)
        if found is not None:
            key = ("ExtGState", str(found[0]))
            self._set(f"look {key[1]}", key, operator, [None])

    def _space(self, operator: str, operands: list[Any]) -> None:
        found = _matched("N", operands)
        if found is None:
            return
        slot, name = _side(operator), str(found[0])
        self._state.slots.pop(f"{slot} pattern", None)
        if name in DEVICES:
            self._state.slots.pop(slot, None)
            self._emit(operator, found)
        else:
            self._set(slot, ("ColorSpace", name), operator, [None])

    def _device(self, operator: str, operands: list[Any]) -> None:
        found = _matched(_DEVICE_COLOURS[operator], operands)
        if found is not None:
            for slot in (_side(operator), f"{_side(operator)} pattern"):
                self._state.slots.pop(slot, None)
            self._emit(operator, found)

    def _colour(self, operator: str, operands: list[Any]) -> None:
        slot = f"{_side(operator)} pattern"
        numbers = [each for each in operands if _FITS["n"](each)]
        self._state.slots.pop(slot, None)
        if operands and _FITS["N"](operands[-1]):
            self._set(slot, ("Pattern", str(operands[-1])), operator, [*numbers, None])
        else:
            self._emit(operator, numbers)

    def _shade(self, operator: str, operands: list[Any]) -> None:
        found = _matched("N", operands)
        if found is not None and not self._hidden:
            self._use("font")
            key = ("Shading", str(found[0]))
            self._used.add(key)
            self._emit("sh", [None], key)

    def _object(self, operator: str, operands: list[Any]) -> None:
        found = _matched("N", operands)
        if found is not None and not self._hidden:
            name = str(found[0])
            form = self._resources.is_form(name)
            if form or self._reaches_page():
                self._draw_object(self._resources.use("XObject", name), "" if form else "font")

    def _draw_object(self, name: pikepdf.Name | None, apart: str) -> None:
        if name is not None:
            self._use(apart)
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

    def _use(self, apart: str = "") -> None:
        """Something is drawn: what is set counts as used."""
        self._used |= {key for slot, key in self._state.slots.items() if slot != apart}


def product(one: Sequence[float], other: Sequence[float]) -> tuple[float, ...]:
    """Return a change of place followed by another (8.3.4)."""
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
        e * p + f * r + t, e * q + f * s + u,
    )  # fmt: skip


def is_number(value: Any) -> bool:
    """Whether an operand or a value is a number; a truth value is none."""
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def _is_text(value: Any) -> bool:
    return isinstance(value, pikepdf.String)


def _is_row(value: Any, fits: Callable[[Any], bool]) -> bool:
    return isinstance(value, pikepdf.Array) and all(map(fits, value))


_FITS: dict[str, Callable[[Any], bool]] = {
    "n": is_number,
    "N": lambda value: isinstance(value, pikepdf.Name),
    "s": _is_text,
    "a": lambda value: _is_row(value, lambda each: is_number(each) or _is_text(each)),
    "d": lambda value: _is_row(value, is_number),
    "i": lambda value: str(value) in INTENTS,
}


def _matched(pattern: str, operands: list[Any]) -> list[Any] | None:
    """Return the operands that an operator reads, the last ones; nothing if they don't fit."""
    found = operands[len(operands) - len(pattern) :] if pattern else []
    if len(found) != len(pattern):
        return None
    fit = all(_FITS[sort](each) for sort, each in zip(pattern, found, strict=True))
    return found if fit else None


def _side(operator: str) -> str:
    return "stroke" if operator[0].isupper() else "fill"


_DEVICE_COLOURS = {"g": "n", "G": "n", "rg": "nnn", "RG": "nnn", "k": "nnnn", "K": "nnnn"}
_TAKERS: dict[str, Callable[[_Filter, str, list[Any]], None]] = {
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
