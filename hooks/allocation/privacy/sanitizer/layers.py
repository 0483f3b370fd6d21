"""Visibility of the layers of a PDF (optional content, ISO 32000-1, 8.11)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pikepdf

_Groups = set[tuple[int, int]]
_MAX_DEPTH = 20


class Layers:
    """The layers that are hidden when the document is opened on a screen.

    A layer that is off, or off on screens, counts as hidden: where viewers disagree, hiding is the
    safe choice.
    """

    def __init__(self, root: pikepdf.Object) -> None:
        given = _dictionary(root.get("/OCProperties"))
        setting = _dictionary(given.get("/D"))
        groups = _groups(given.get("/OCGs"))
        self._off = _ids(groups) if setting.get("/BaseState") == "/OFF" else set()
        self._off -= _ids(_groups(setting.get("/ON")))
        self._off |= _ids(_groups(setting.get("/OFF")))
        self._off |= _ids(group for group in groups if _is_off_on_screens(group))

    def hide(self, content: Any) -> bool:
        """Whether a layer, or a membership dictionary of layers (8.11.2.2), is hidden."""
        if not isinstance(content, pikepdf.Dictionary):
            return False
        if content.get("/Type") != "/OCMD" and not {"/OCGs", "/VE"} & {*content.keys()}:
            return content.objgen in self._off
        expression = content.get("/VE")
        if isinstance(expression, pikepdf.Array):
            return not self._is_true(expression)
        return not self._is_on_by_policy(content)

    def _is_on_by_policy(self, content: pikepdf.Object) -> bool:
        given = content.get("/OCGs")
        groups = [given] if isinstance(given, pikepdf.Dictionary) else _groups(given)
        layers = (group for group in groups if isinstance(group, pikepdf.Dictionary))
        visible = [not self.hide(layer) for layer in layers]
        policies = {
            "/AllOn": all(visible),
            "/AnyOff": not all(visible),
            "/AllOff": not any(visible),
        }
        return not visible or policies.get(str(content.get("/P")), any(visible))

    def _is_true(self, expression: Any, depth: int = 0) -> bool:
        if not isinstance(expression, pikepdf.Array):
            return not self.hide(expression)
        if depth > _MAX_DEPTH or not len(expression):
            return False
        operator, *operands = expression
        values = [self._is_true(operand, depth + 1) for operand in operands]
        results = {"/And": all(values), "/Or": any(values), "/Not": values[:1] == [False]}
        return results.get(str(operator), False)


def _is_off_on_screens(group: Any) -> bool:
    usage = _dictionary(group.get("/Usage"))
    return bool(_dictionary(usage.get("/View")).get("/ViewState") == "/OFF")


def _ids(groups: Iterable[Any]) -> _Groups:
    return {group.objgen for group in groups}


def _groups(value: Any) -> list[Any]:
    items = list(value) if isinstance(value, pikepdf.Array) else []
    return [item for item in items if isinstance(item, pikepdf.Dictionary)]


def _dictionary(value: Any) -> Any:
    return value if isinstance(value, pikepdf.Dictionary) else {}
