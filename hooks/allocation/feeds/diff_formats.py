"""Diffs as text for the terminal, Markdown, HTML and JSON: one function per format."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import TypeAdapter

from allocation.datafiles.json_schema import doc, format_schema
from allocation.pages.html.environment import standalone
from allocation.versions.changes import Change, Changes
from allocation.versions.changes.words import Span

VERSION = "1.2"
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~$^]|%(?=\"))")
_RUN = re.compile(r"[!-_a-{}~]+|[^!-_a-{}~]+")
"""Printable ASCII without what ends a code span or a table cell; or all other characters."""
_LINKED = re.compile(
    r"://|[@#!&$%~^*]\w|[a-z0-9-]+\.[a-z]{2}|:\w+:|[a-z]{2,}-[0-9]"
    r"|(?<![a-z0-9])(?=[0-9]*[a-f])[0-9a-f]{7,64}(?![a-z0-9])",
    re.IGNORECASE | re.ASCII,
)
"""What git hosts turn into links or mentions: URLs, @name, #12, !12, :sign:, AB-12, commits."""


@dataclass(frozen=True, slots=True)
class Diff:
    """Changes between two states of the data, with the names of both."""

    before: str
    after: str
    changes: Changes


@dataclass(frozen=True, slots=True)
class ApiDiff:
    """A diff for programs."""

    version: Annotated[str, doc("格式版本")]
    before: Annotated[str, doc("和什么比")]
    after: Annotated[str, doc("比的是什么")]
    duties: Annotated[bool, doc("有没有人的职责变了")]
    changes: Annotated[Changes, doc("变了什么")]


_ADAPTER = TypeAdapter(ApiDiff)


def text(diff: Diff) -> str:
    """Return a diff for the terminal."""
    return "\n".join(_text(diff)) + "\n"


def markdown(diff: Diff) -> str:
    """Return a diff as a comment on a merge request (CommonMark; nothing in it is markup)."""
    return "\n".join(_markdown(diff)) + "\n"


def html(diff: Diff) -> str:
    """Return a diff as a page that needs no other file."""
    return standalone("diff.html", diff=diff)


def data(diff: Diff) -> str:
    """Return a diff as JSON, as ``schema`` describes it."""
    api = ApiDiff(VERSION, diff.before, diff.after, diff.changes.duties, diff.changes)
    return _ADAPTER.dump_json(api, indent=2).decode() + "\n"


def schema() -> str:
    """Return the JSON Schema of a diff as JSON."""
    return format_schema(_ADAPTER, "两份数据的变化") + "\n"


FORMATS: dict[str, Callable[[Diff], str]] = {
    "text": text,
    "markdown": markdown,
    "html": html,
    "json": data,
}


def _text(diff: Diff) -> Iterator[str]:
    yield f"{diff.before} → {diff.after}"
    yield diff.changes.summary
    for person in diff.changes.people:
        yield f"\n{person.key}  {person.count}"
        yield from (f"  ＋ {duty}" for duty in person.gained)
        yield from (f"  − {duty}" for duty in person.lost)
    for topic, entries in diff.changes.topics():
        yield f"\n{topic}（{len(entries)}）"
        for entry in entries:
            yield f"  {entry.sentence}{_with_people(entry)}"
            if entry.spans:
                yield f"    {''.join(map(text_span, entry.spans))}"


def text_span(span: Span) -> str:
    """Return a span of a marked text for the terminal."""
    return {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}[span.sign].format(span.text)


def _with_people(entry: Change) -> str:
    return f"  〔{'、'.join(entry.people)}〕" if entry.people else ""


def _markdown(diff: Diff) -> Iterator[str]:
    yield f"### 分工变化：{escape_markdown(diff.before)} → {escape_markdown(diff.after)}\n"
    yield f"{escape_markdown(diff.changes.summary)}\n"
    if diff.changes.people:
        yield "| 人 | 增减 | 增加 | 减少 |\n| --- | --- | --- | --- |"
        for person in diff.changes.people:
            gained, lost = (
                "<br>".join(escape_markdown(str(duty)) for duty in duties)
                for duties in (person.gained, person.lost)
            )
            yield f"| {escape_markdown(person.key)} | {person.count} | {gained} | {lost} |"
        yield ""
    for topic, entries in diff.changes.topics():
        yield f"**{topic}**（{len(entries)}）\n"
        yield from (f"- {_markdown_entry(entry)}" for entry in entries)
        yield ""


def _markdown_entry(entry: Change) -> str:
    spans = f"：{''.join(map(markdown_span, entry.spans))}" if entry.spans else ""
    return f"{escape_markdown(entry.sentence)}{spans}{escape_markdown(_with_people(entry))}"


def markdown_span(span: Span) -> str:
    """Return a span of a marked text as Markdown."""
    # Without spaces around them, as in Chinese, asterisks and tildes may be no markup.
    return {"=": "{}", "-": "<del>{}</del>", "+": "<ins>{}</ins>"}[span.sign].format(
        escape_markdown(span.text)
    )


def escape_markdown(text: str) -> str:
    """Return the Markdown of a text that is shown as it is: no markup, links or mentions.

    Runs that a git host would link become code spans, which no host searches for links.
    """
    return "".join(map(_escaped, _RUN.findall(" ".join(text.split()))))


def _escaped(run: str) -> str:
    if _LINKED.search(run):
        return f"`{run}`"
    run = _SPECIAL.sub(r"\\\1", run)
    return run.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("@", "&#64;")
