"""Templates are compiled to plain calls and attributes: what is missing is an error, not a gap."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import UndefinedError

from allocation.pages.html.environment import page_environment


def rendered(template: str, **names: Any) -> str:
    """Render the text of a template as pages are."""
    return page_environment().from_string(template).render(names)


def test_texts_are_escaped_once() -> None:
    """Texts are escaped, HTML of macros and filters is not."""
    macro = "{% macro b(x) %}<b>{{ x }}</b>{% endmacro %}"
    assert rendered(f"{macro}{{{{ b(text) }}}}", text="<&") == "<b>&lt;&amp;</b>"
    assert rendered("{{ 1 }}{{ none }}{{ text ~ '<' }}", text="<") == "1None&lt;&lt;"


def test_loops_and_callers() -> None:
    """Functions are called in loops and blocks as elsewhere."""
    template = "{% macro each() %}{% for x in 'ab' %}{{ caller(x) }}{% endfor %}{% endmacro %}"
    assert rendered(f"{template}{{% call(x) each() %}}-{{{{ x }}}}{{% endcall %}}") == "-a-b"
    assert rendered("{% for x in 'ab' %}{{ f(x) }}{% endfor %}", f=str.upper) == "AB"


@pytest.mark.parametrize("template", ["{{ a.b }}", "{{ a.b | join }}", "{{ f(a.b) }}"])
def test_what_is_missing(template: str) -> None:
    """A missing attribute is an error, also where nobody would see it."""
    with pytest.raises(AttributeError):
        rendered(template, a=SimpleNamespace(), f=str)


def test_names_that_are_missing() -> None:
    """A missing name is an error; whether something is there may be asked."""
    with pytest.raises(UndefinedError):
        rendered("{{ nobody.name }}")
    template = "{{ a.b is defined }} {{ a.b.c is defined }} {{ a.b if a.b is defined else 0 }}"
    assert rendered(template, a=SimpleNamespace(b=1)) == "True False 1"
