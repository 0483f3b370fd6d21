"""Copies objects of a PDF into a new one: every kind of object has its list of keys to copy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from allocation.privacy.sanitizer.content import is_number
from allocation.privacy.sanitizer.error import CleaningError
from allocation.privacy.sanitizer.layers import Layers

Copy = Callable[["Copier", Any], Any]
"""Returns a copy of a value, or None if it is invalid in its place."""
_PREFIXES = {
    "Font": "F", "XObject": "X", "ExtGState": "G", "ColorSpace": "C", "Pattern": "P",
    "Shading": "S",
}  # fmt: skip
_CATEGORIES = {
    "Font": "font", "XObject": "object", "ExtGState": "look", "ColorSpace": "colour",
    "Pattern": "pattern", "Shading": "shading",
}  # fmt: skip
_MAX_DRAWN = 1_000_000
"""The limit of objects that a page draws: nested forms can multiply without bound."""
_DEFAULTS = ("/DefaultGray", "/DefaultRGB", "/DefaultCMYK")


class Copier:
    """Copies objects into a new document; a shared object is copied once."""

    def __init__(self, target: Pdf, layers: Layers, kinds: Mapping[str, Copy]) -> None:
        self.target = target
        self.layers = layers
        self._kinds = kinds
        self.enclosing: Any = {}
        """The enclosing resources, for objects that have none of their own."""
        self.drawn_in: dict[tuple[int, int], int] = {}
        """The number of objects that a form draws, by the form's object id."""
        self._made: dict[tuple[str, tuple[int, int]], Any] = {}

    def copy(self, kind: str, given: Any) -> Any:
        """Return a copy of a value, or None if it is invalid in its place."""
        if not isinstance(given, Object) or not given.is_indirect:
            return self.copy_again(kind, given)
        key = kind, given.objgen
        if key not in self._made:
            # Break cycles: a reference to an object that is being copied is dropped.
            self._made[key] = None
            made = self.copy_again(kind, given)
            shared = isinstance(made, (Dictionary, Array, Stream))
            self._made[key] = self.target.make_indirect(made) if shared else made
        return self._made[key]

    def copy_again(self, kind: str, given: Any) -> Any:
        """Return a new copy of a value, even if it was copied before."""
        return self._kinds[kind](self, given)

    def fields(self, keys: Mapping[str, str], given: Any) -> Dictionary:
        """Return a dictionary with copies of the listed keys.

        :param keys: the kind of each key's value.
        """
        copies = ((key, self.copy(kind, given.get(f"/{key}"))) for key, kind in keys.items())
        return Dictionary({f"/{key}": value for key, value in copies if value is not None})

    def stream(self, data: bytes, fields: Dictionary) -> Stream:
        """Return a stream of the new document."""
        made = Stream(self.target, data)
        for key, value in fields.items():
            made[key] = value
        return made


class Resources:
    """The resources of one page, form, pattern or font, under generated names."""

    def __init__(self, copier: Copier, given: Any) -> None:
        self._copier = copier
        self._given = given if isinstance(given, Dictionary) else copier.enclosing
        self._names: dict[tuple[str, str], Name | None] = {}
        self.copies: dict[str, dict[str, Any]] = {}
        self.drawn = 0
        """The number of forms and images that are drawn, including those in forms."""
        for name, value in self._category("ColorSpace").items():
            if name in _DEFAULTS:
                self._keep("ColorSpace", name, copier.copy("colour", value))

    def use(self, category: str, name: str) -> Name | None:
        """Copy a resource; return the name of the copy."""
        key = category, name
        resource = self._category(category).get(name)
        if category == "XObject":
            self._count(resource)
        if key not in self._names:
            self._names[key] = None if resource is None else self._add(category, resource)
        return self._names[key]

    def use_image(self, image: Any) -> Name | None:
        """Copy an inline image as an image XObject; return its name."""
        given = self._copier.stream(image.read_raw_bytes(), image.obj)
        given.Subtype = Name.Image
        return self._named("XObject", self._copy_enclosed(self._copier.copy_again, "image", given))

    def hides(self, mark: Any) -> bool:
        """Whether the layer of a marked-content operand is hidden; it may be a layer's name."""
        layer = self._category("Properties").get(str(mark)) if isinstance(mark, Name) else mark
        return self._copier.layers.hide(layer)

    def is_form(self, name: str) -> bool:
        """Whether a name is that of a form XObject."""
        resource = self._category("XObject").get(name)
        return isinstance(resource, Stream) and resource.get("/Subtype") == "/Form"

    def dictionary(self) -> Dictionary:
        """Return the resource dictionary with the copies."""
        return Dictionary(
            {f"/{category}": Dictionary(copies) for category, copies in self.copies.items()}
        )

    def _count(self, drawn: Any) -> None:
        known = isinstance(drawn, Stream)
        self.drawn += 1 + (self._copier.drawn_in.get(drawn.objgen, 0) if known else 0)
        if self.drawn > _MAX_DRAWN:
            raise CleaningError("画的东西太多，不像是正常的文件")

    def _category(self, category: str) -> Any:
        entries = self._given.get(f"/{category}")
        return entries if isinstance(entries, Dictionary) else {}

    def _add(self, category: str, given: Any) -> Name | None:
        copy = self._copy_enclosed(self._copier.copy, _CATEGORIES[category], given)
        return self._named(category, copy)

    def _copy_enclosed(self, copy: Callable[[str, Any], Any], kind: str, given: Any) -> Any:
        """Copy an object that may refer to other resources of the same dictionary."""
        previous, self._copier.enclosing = self._copier.enclosing, self._given
        try:
            return copy(kind, given)
        finally:
            self._copier.enclosing = previous

    def _named(self, category: str, copy: Any) -> Name | None:
        number = len(self.copies.get(category, ())) + 1
        name = f"/{_PREFIXES[category]}{number}"
        return None if copy is None else self._keep(category, name, copy)

    def _keep(self, category: str, name: str, copy: Any) -> Name:
        self.copies.setdefault(category, {})[name] = copy
        return Name(name)


def number(copier: Copier, given: Any) -> Any:
    """Copy a number."""
    return given if is_number(given) else None


def boolean(copier: Copier, given: Any) -> bool | None:
    """Copy a boolean."""
    return given if isinstance(given, bool) else None


def numbers(copier: Copier, given: Any) -> Array | None:
    """Copy an array of numbers, booleans and such arrays."""
    if not isinstance(given, Array):
        return None
    parts = [numbers(copier, item) if isinstance(item, Array) else item for item in given]
    return Array([item for item in parts if is_number(item) or isinstance(item, (Array, bool))])


def one_of(names: frozenset[str]) -> Copy:
    """Return a copy function for a value out of a set of names."""

    def copy(_: Copier, given: Any) -> Any:
        return given if str(given) in names else None

    return copy


def record(keys: Mapping[str, str]) -> Copy:
    """Return a copy function for a dictionary with the given keys."""
    return lambda copier, given: (
        copier.fields(keys, given) if isinstance(given, Dictionary) else None
    )


def array_of(kind: str) -> Copy:
    """Return a copy function for one value of a kind, or an array of them."""

    def copy(copier: Copier, given: Any) -> Any:
        if not isinstance(given, Array):
            return copier.copy(kind, given)
        copies = [copier.copy(kind, item) for item in given]
        return None if None in copies else Array(copies)

    return copy
