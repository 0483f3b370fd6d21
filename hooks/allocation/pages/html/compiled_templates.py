"""How templates become Python: without what Jinja does for templates that may be of anybody.

Of the processor's time of a build a fifth went to looking for functions that want the context,
which no function of ours does, for items where an attribute is missing, and to escaping again.
"""

from __future__ import annotations

import operator
import re
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context
from markupsafe import Markup, escape

_SPECIAL = re.compile("[&<>'\"]")
_MISSING_ALLOWED = ("defined", "undefined")
"""Tests of a value that need not be there."""


class DirectContext(Context):
    """A context in which a call is the call of the function, with nothing added."""

    call: Any = operator.call


class DirectCode(CodeGenerator):
    """Compiles ``a.b`` to the attribute alone, ``f(x)`` to the call alone.

    Items are written ``a["b"]``. The environment has :func:`escaped` as ``escaped``, and
    :class:`DirectContext` as its context.
    """

    _lenient = False

    def visit_Call(  # noqa: N802
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        """Write a call, without the variables of loops and blocks that Jinja would add."""
        self.write("context.call(")
        self.visit(node.node, frame)
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        self.write(")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """Write an attribute; one that is missing is an error at once."""
        if self._lenient:
            super().visit_Getattr(node, frame)
            return
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")

    def visit_Test(self, node: nodes.Test, frame: Frame) -> None:  # noqa: N802
        """Write a test; what is asked whether it is defined may be missing."""
        before, self._lenient = self._lenient, node.name in _MISSING_ALLOWED
        super().visit_Test(node, frame)
        self._lenient = before

    def _output_child_pre(self, *_: Any) -> None:
        self.write("environment.escaped(")


def escaped(value: object) -> str:
    """Return the HTML of a value; what is HTML stays, and so does text that needs no escapes."""
    if type(value) is Markup or (type(value) is str and not _SPECIAL.search(value)):
        return value
    return escape(value)
