"""Copying objects of a PDF into a new one: each kind has its list of what is copied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from allocation.cleaning.content import is_number
from allocation.cleaning.error import CleaningError
from allocation.cleaning.layers import Layers

Copy = Callable[["Copier", Any], Any]
"""Returns a copy of a value, or nothing if it is not what belongs there."""
_PREFIXES = {
    "Font": "F", "XObject": "X", "ExtGState": "G", "ColorSpace": "C", "Pattern": "P",
    "Shading": "S",
}  # fmt: skip
_CATEGORIES = {
    "Font": "font", "XObject": "object", "ExtGState": "look", "ColorSpace": "colour",
    "Pattern": "pattern", "Shading": "shading",
}  # fmt: skip
_MOST_DRAWN = 1_000_000
"""Forms that draw forms that draw forms can keep a viewer busy for years."""
_DEFAULTS = ("/DefaultGray", "/DefaultRGB", "/DefaultCMYK")


class Copier:
    """Copies objects into a new document; what several refer to is copied once."""

    def __init__(self, target: Pdf, layers: Layers, kinds: Mapping[str, Copy]) -> None:
        self.target = target
        self.layers = layers
        self._kinds = kinds
        self.around: Any = {}
        """The resources of the page, for what has none of its own."""
        self.drawn_in: dict[tuple[int, int], int] = {}
        """How many objects a form draws."""
        self._made: dict[tuple[str, tuple[int, int]], Any] = {}

    def copy(self, kind: str, given: Any) -> Any:
        """Return a copy of a value, or nothing if it is not what belongs there."""
        if not isinstance(given, Object) or not given.is_indirect:
            return self.anew(kind, given)
        key = kind, given.objgen
        if key not in self._made:
            # What refers to itself finds nothing there yet, and is left out.
            self._made[key] = None
            made = self.anew(kind, given)
            shared = isinstance(made, (Dictionary, Array, Stream))
            self._made[key] = self.target.make_indirect(made) if shared else made
        return self._made[key]

    def anew(self, kind: str, given: Any) -> Any:
        """Do the same, though it was copied before."""
        return self._kinds[kind](self, given)

    def fields(self, keys: Mapping[str, str], given: Any) -> Dictionary:
        """Return a dictionary with the listed keys."""
        copies = ((key, self.copy(kind, given.get(f"/{key}"))) for key, kind in keys.items())
        return Dictionary({f"/{key}": value for key, value in copies if value is not None})

    def stream(self, data: bytes, fields: Dictionary) -> Stream:
        """Return a stream of the new document."""
        made = Stream(self.target, data)
        for key, value in fields.items():
            made[key] = value
        return made


class Resources:
    """The resources of one page, form, pattern or font, under names of our own."""

    def __init__(self, copier: Copier, given: Any) -> None:
        self._copier = copier
        self._given = given if isinstance(given, Dictionary) else copier.around
        self._names: dict[tuple[str, str], Name | None] = {}
        self.copies: dict[str, dict[str, Any]] = {}
        self.drawn = 0
        """How many forms and images are drawn, those in forms too."""
        for name, value in self._category("ColorSpace").items():
            if name in _DEFAULTS:
                self._keep("ColorSpace", name, copier.copy("colour", value))

    def use(self, category: str, name: str) -> Name | None:
        """Copy a resource; return the name of the copy."""
        key = category, name
        found = self._category(category).get(name)
        if category == "XObject":
            self._count(found)
        if key not in self._names:
            self._names[key] = None if found is None else self._add(category, found)
        return self._names[key]

    def use_image(self, image: Any) -> Name | None:
        """Set an image that stands in the content beside it."""
        given = self._copier.stream(image.read_raw_bytes(), image.obj)
        given.Subtype = Name.Image
        return self._named("XObject", self._inside(self._copier.anew, "image", given))

    def hides(self, mark: Any) -> bool:
        """Whether the layer of a mark is hidden; marks refer to layers by name."""
        found = self._category("Properties").get(str(mark)) if isinstance(mark, Name) else mark
        return self._copier.layers.hide(found)

    def is_form(self, name: str) -> bool:
        """Whether a name is that of a form."""
        found = self._category("XObject").get(name)
        return isinstance(found, Stream) and found.get("/Subtype") == "/Form"

    def dictionary(self) -> Dictionary:
        """Return what was used."""
        return Dictionary(
            {f"/{category}": Dictionary(copies) for category, copies in self.copies.items()}
        )

    def _count(self, drawn: Any) -> None:
        known = isinstance(drawn, Stream)
        self.drawn += 1 + (self._copier.drawn_in.get(drawn.objgen, 0) if known else 0)
        if self.drawn > _MOST_DRAWN:
            raise CleaningError("画的东西太多，不像是正常的文件")

    def _category(self, category: str) -> Any:
        found = self._given.get(f"/{category}")
        return found if isinstance(found, Dictionary) else {}

    def _add(self, category: str, given: Any) -> Name | None:
        copy = self._inside(self._copier.copy, _CATEGORIES[category], given)
        return self._named(category, copy)

    def _inside(self, copy: Callable[[str, Any], Any], kind: str, given: Any) -> Any:
        """Copy something that may refer to what lies beside it."""
        outer, self._copier.around = self._copier.around, self._given
        try:
            return copy(kind, given)
        finally:
            self._copier.around = outer

    def _named(self, category: str, copy: Any) -> Name | None:
        number = len(self.copies.get(category, ())) + 1
        name = f"/{_PREFIXES[category]}{number}"
        return None if copy is None else self._keep(category, name, copy)

    def _keep(self, category: str, name: str, copy: Any) -> Name:
        self.copies.setdefault(category, {})[name] = copy
        return Name(name)


def number(copier: Copier, given: Any) -> Any:
    """A number."""
    return given if is_number(given) else None


def truth(copier: Copier, given: Any) -> bool | None:
    """A truth value."""
    return given if isinstance(given, bool) else None


def numbers(copier: Copier, given: Any) -> Array | None:
    """An array of numbers, and of such arrays."""
    if not isinstance(given, Array):
        return None
    parts = [numbers(copier, each) if isinstance(each, Array) else each for each in given]
    return Array([each for each in parts if is_number(each) or isinstance(each, (Array, bool))])


def one_of(names: frozenset[str]) -> Copy:
    """One of these names."""

    def copy(_: Copier, given: Any) -> Any:
        return given if str(given) in names else None

    return copy


def record(keys: Mapping[str, str]) -> Copy:
    """A dictionary with these keys."""
    return lambda copier, given: (
        copier.fields(keys, given) if isinstance(given, Dictionary) else None
    )


def array_of(kind: str) -> Copy:
    """One value of a kind, or an array of them."""

    def copy(copier: Copier, given: Any) -> Any:
        if not isinstance(given, Array):
            return copier.copy(kind, given)
        copies = [copier.copy(kind, each) for each in given]
        return None if None in copies else Array(copies)

    return copy
