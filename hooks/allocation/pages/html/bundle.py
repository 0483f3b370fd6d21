"""Bundle ES modules into one script: a site is built without Node, and browsers load one file.

Only what our modules need is parsed: named imports by relative path, exported declarations. All
modules share the scope of one function, so a name means one thing in a bundle; what would need a
renaming is refused, as is syntax that Chromium 69 does not know.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from allocation.pages.html.javascript import ScanError, Scanned, scan

_NAME = r"[A-Za-z_$][\w$]*"
_IMPORT = re.compile(
    rf'^import \{{\s*({_NAME}(?:,\s*{_NAME})*),?\s*\}} from "(\.\.?/[\w./-]+\.js)";', re.MULTILINE
)
_EXPORT = re.compile(rf"^export (?=(?:const|class|(?:async )?function\*?) ({_NAME}))", re.MULTILINE)
_DECLARATION = re.compile(rf"\b(?:const|let|class|function\*?) ({_NAME})")
_REMOVED = "\0"
_GAP = re.compile(rf"[\s{_REMOVED}]+")
_OPENING = "{([,;:?="
_CLOSING = "})],:?="
"""Signs after which, or before which, no statement can end by the end of a line."""
_PUNCTUATION = f"{_OPENING}{_CLOSING}<>|&*!%"
_LAST_COMMAS = frozenset((",", bracket) for bracket in ")]}")
_USE = re.compile(rf"(?<![\w$])(?<!(?<!\.)\.)({_NAME})(?!:)")
_REFUSED_OUTSIDE = {
    rf"\b(?:const|let|class|function)\b(?!\*? {_NAME})": "a declaration without a plain name",
    ",": "two declarations in one statement",
    r"\bvar\b": "var",
    r"\bawait\b": "await outside of functions",
}
"""Patterns that are refused outside of brackets, and what they match."""
_REFUSED = {
    r"\b(?:import|export)\b": "an import or export that is not of names",
    r"\?\.(?!\d)|\?\?|(?:\|\||&&)=|(?<![\w$])#[A-Za-z_]": "syntax that old browsers do not know",
}


class BundleError(ValueError):
    """A module that can't be bundled; the message names the file."""


@dataclass(frozen=True, slots=True)
class _Module:
    """A module; ``used`` are the names in its code, ``imports`` map names to their files."""

    path: Path
    body: str
    imports: Mapping[str, Path]
    exports: frozenset[str]
    declared: tuple[str, ...]
    used: frozenset[str]


def bundle(entry: Path) -> str:
    """Return the script of a module and of all that it imports, imported modules first.

    :raises BundleError: if a module can't be parsed, or a name would mean two things.
    """
    modules: dict[Path, _Module] = {}
    _collect(entry.resolve(), (), modules)
    _check_imports(modules)
    _check_names(modules.values())
    bodies = "\n".join(module.body for module in modules.values())
    return f'(function () {{\n"use strict";\n{bodies}\n}})();\n'


def _collect(path: Path, importers: tuple[Path, ...], modules: dict[Path, _Module]) -> None:
    """Add a module after those that it imports."""
    if path in importers:
        circle = (*importers[importers.index(path) :], path)
        raise BundleError(f"{path}: imports go in a circle: {_names(circle)}")
    if path not in modules:
        module = _read(path)
        for imported in module.imports.values():
            _collect(imported, (*importers, path), modules)
        modules[path] = module


def _names(paths: Iterable[Path]) -> str:
    return ", ".join(path.name for path in paths)


def _read(path: Path) -> _Module:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise BundleError(f"{path}: imported, but there is no such file") from error
    try:
        return _module(path, scan(text))
    except ScanError as error:
        line = text.count("\n", 0, error.place) + 1
        raise BundleError(f"{path}:{line}: {error}") from error


def _module(path: Path, source: Scanned) -> _Module:
    imports = list(_statements(_IMPORT, source))
    exports = list(_statements(_EXPORT, source))
    views = (source.text, source.code, source.outer)
    text, code, outer = (_without(view, imports + exports) for view in views)
    _refuse(_REFUSED, code)
    _refuse(_REFUSED_OUTSIDE, outer)
    return _Module(
        path,
        _body(text, code),
        {
            name: (path.parent / match[2]).resolve()
            for match in imports
            for name in re.findall(_NAME, match[1])
        },
        frozenset(match[1] for match in exports),
        tuple(_DECLARATION.findall(outer)),
        frozenset(_USE.findall(code)),
    )


def _statements(pattern: re.Pattern[str], source: Scanned) -> Iterator[re.Match[str]]:
    """Yield the matches that are statements: outside of brackets, comments and literals."""
    matches = pattern.finditer(source.text)
    return (match for match in matches if source.outer[match.start()] == match[0][0])


def _without(view: str, statements: Iterable[re.Match[str]]) -> str:
    """Return a view of the source whose removed statements are filled with ``_REMOVED``."""
    for match in statements:
        view = view[: match.start()] + _REMOVED * len(match[0]) + view[match.end() :]
    return view


def _refuse(patterns: Mapping[str, str], view: str) -> None:
    for pattern, message in patterns.items():
        if match := re.search(pattern, view):
            raise ScanError(match.start(), f"not understood: {message}")


def _body(text: str, code: str) -> str:
    """Return the text without removed statements, comments, and white space that says nothing."""
    pieces: list[str] = []
    end = 0
    for gap in _GAP.finditer(code):
        start, after = gap.span()
        sides = code[max(start - 1, 0)], code[after : after + 1]
        is_last = sides in _LAST_COMMAS
        pieces += (text[end : start - is_last], _needed(gap[0], *sides))
        end = after
    return "".join((*pieces, text[end:])).strip()


def _needed(gap: str, before: str, after: str) -> str:
    """Return what has to stay of a gap: where a statement may end, the end of its line."""
    if before in _OPENING or after in _CLOSING:
        return ""
    if "\n" in gap:
        return "\n"
    return "" if before in _PUNCTUATION or after in _PUNCTUATION else " "


def _check_imports(modules: Mapping[Path, _Module]) -> None:
    for module in modules.values():
        for name, source in module.imports.items():
            if name not in modules[source].exports:
                raise BundleError(f"{module.path}: {source.name} does not export {name}")


def _check_names(modules: Collection[_Module]) -> None:
    """Refuse names that would mean another thing in one scope than in the scope of a module."""
    owners = _owners(modules)
    for module in modules:
        for name in sorted(module.used & owners.keys() - module.imports.keys()):
            if owners[name] != module.path:
                raise BundleError(f"{module.path}: uses {name}, as {owners[name].name} does")


def _owners(modules: Iterable[_Module]) -> dict[str, Path]:
    """Return the module that declares each name."""
    owners: dict[str, Path] = {}
    for module in modules:
        for name in module.declared:
            if name in owners:
                others = _names((owners[name], module.path))
                raise BundleError(f"{module.path}: {name} is declared more than once: {others}")
            owners[name] = module.path
    return owners
