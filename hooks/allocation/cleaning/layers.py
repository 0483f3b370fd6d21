"""Which layers of a PDF are seen (optional content, ISO 32000-1, 8.11)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pikepdf

_Groups = set[tuple[int, int]]
_DEEPEST = 20


class Layers:
    """Tells what is hidden when the document is opened on a screen.

    A layer that is off, or that is off on screens, counts as hidden: if viewers disagree, it is
    better hidden than shown.
    """

    def __init__(self, root: pikepdf.Object) -> None:
        given = _dictionary(root.get("/OCProperties"))
        setting = _dictionary(given.get("/D"))
        groups = _groups(given.get("/OCGs"))
        self._off = _ids(groups) if setting.get("/BaseState") == "/OFF" else set()
        self._off -= _ids(_groups(setting.get("/ON")))
        self._off |= _ids(_groups(setting.get("/OFF")))
        self._off |= _ids(each for each in groups if _off_on_screens(each))

    def hide(self, content: Any) -> bool:
        """Whether a layer, or a combination of layers (8.11.2.2), is hidden."""
        if not isinstance(content, pikepdf.Dictionary):
            return False
        if content.get("/Type") != "/OCMD" and not {"/OCGs", "/VE"} & {*content.keys()}:
            return content.objgen in self._off
        expression = content.get("/VE")
        if isinstance(expression, pikepdf.Array):
            return not self._holds(expression)
        return not self._policy(content)

    def _policy(self, content: pikepdf.Object) -> bool:
        given = content.get("/OCGs")
        groups = [given] if isinstance(given, pikepdf.Dictionary) else _groups(given)
        on = [not self.hide(each) for each in groups if isinstance(each, pikepdf.Dictionary)]
        policies = {
            "/AllOn": all(on),
            "/AnyOff": not all(on),
            "/AllOff": not any(on),
        }
        return not on or policies.get(str(content.get("/P")), any(on))

    def _holds(self, expression: Any, depth: int = 0) -> bool:
        if not isinstance(expression, pikepdf.Array):
            return not self.hide(expression)
        if depth > _DEEPEST or not len(expression):
            return False
        operator, *rest = expression
        parts = [self._holds(each, depth + 1) for each in rest]
        known = {"/And": all(parts), "/Or": any(parts), "/Not": parts[:1] == [False]}
        return known.get(str(operator), False)


def _off_on_screens(group: Any) -> bool:
    usage = _dictionary(group.get("/Usage"))
    return bool(_dictionary(usage.get("/View")).get("/ViewState") == "/OFF")


def _ids(groups: Iterable[Any]) -> _Groups:
    return {each.objgen for each in groups}


def _groups(value: Any) -> list[Any]:
    found = list(value) if isinstance(value, pikepdf.Array) else []
    return [each for each in found if isinstance(each, pikepdf.Dictionary)]


def _dictionary(value: Any) -> Any:
    return value if isinstance(value, pikepdf.Dictionary) else {}
