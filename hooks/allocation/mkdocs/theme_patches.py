"""The table of changes in the HTML of the theme.

Blocks of ``templates/frame`` apply the rows of their place by the filter ``patched``; the rows of
whole pages are applied when MkDocs has rendered them. Additions and complete replacements are
blocks or templates in ``templates/frame`` instead.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_SCRIPT = re.compile(r"<script>(.+?)</script>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ThemePatch:
    """One change.

    :ivar place: the part of a page that is searched: a block, or ``page`` for all of it.
    :ivar pattern: the theme's HTML.
    :ivar replacement: its replacement, with groups of the pattern and ``{values}``.
    """

    place: str
    pattern: re.Pattern[str]
    replacement: str
    reason: str

    def apply(self, html: str, values: Callable[[re.Match[str]], Mapping[str, str]]) -> str:
        """Replace every match; ``values`` returns those for one match."""
        return self.pattern.sub(
            lambda match: match.expand(self.replacement.format_map(values(match))), html
        )


THEME_PATCHES = (
    ThemePatch(
        "header",
        re.compile(' name="search"'),
        "",
        "Without a form of that name the theme loads no search index: our worker does.",
    ),
    ThemePatch(
        "header",
        re.compile('data-md-component="palette"'),
        "data-colours",
        "Light and dark are switched by site.js: the theme computes all styles of the page anew.",
    ),
    ThemePatch(
        "ribbon",
        re.compile('<div class="md-header__title"'),
        r'<strong class="ribbon">{ribbon}</strong>\g<0>',
        "An example or a preview is told from the real site, wherever one scrolls.",
    ),
    ThemePatch(
        "search dialog",
        re.compile('data-md-component="search" role="dialog"'),
        r'\g<0> aria-label="搜索"',
        "A dialog needs a name for screen readers.",
    ),
    ThemePatch(
        "no search dialog",
        re.compile('data-md-component="search" role="dialog"'),
        "hidden",
        "The search page has a box of its own; for the query in its address the theme would open"
        " the dialog over it.",
    ),
    ThemePatch(
        "no search dialog",
        re.compile('for="__search"'),
        r"\g<0> hidden",
        "The buttons that open the dialog are hidden with it.",
    ),
    ThemePatch(
        "scripts",
        re.compile("<script src="),
        '<link data-late rel="preload" as="script" href=',
        "The theme's script is the longest task of a page: site.js runs it once the page is seen.",
    ),
    ThemePatch("scripts", re.compile("></script>"), ">", "A link has no end tag."),
    ThemePatch(
        "config",
        re.compile('"search": "'),
        r"\g<0>{worker}#",
        "Our worker in place of the theme's, whose name changes with each release: that one ends"
        " up in the fragment, which no browser sends.",
    ),
    ThemePatch(
        "page",
        re.compile(r'(<input class="md-toggle" [^>]*type="checkbox"[^>]*?) autocomplete="off"'),
        r"\1",
        "HTML allows autocomplete on text fields only.",
    ),
    ThemePatch(
        "page",
        re.compile('class="md-nav__title" for="__toc"'),
        'class="md-nav__title"',
        "A label must be of a control that exists.",
    ),
    ThemePatch(
        "page",
        re.compile(
            r'(<div data-md-component="skip">)\s*(</div>.*?<article )(?=class="md-content__inner)',
            re.DOTALL,
        ),
        r'\1<a href="#__content" class="md-skip">跳到正文</a>\2id="__content" ',
        "Where the theme has no heading to skip to, keys reach the content past the header too.",
    ),
    ThemePatch(
        "inline scripts",
        re.compile(rf"{_SCRIPT.pattern}(?:\s*{_SCRIPT.pattern})*", re.DOTALL),
        '<script src="{source}"></script>',
        "Servers may forbid scripts in pages. They stay where they are and run in their order,"
        " since what they do must be done before the first paint; neighbours share a file.",
    ),
    ThemePatch(
        "contents",
        re.compile('<nav class="md-nav md-nav--secondary".*?</nav>', re.DOTALL),
        "mark:toc:mark",
        "Pages that share a frame differ in their table of contents.",
    ),
)


class ThemePatches:
    """The table, applied to the pages of one build.

    :ivar scripts: the scripts that were moved out of pages, by path below the site.
    """

    def __init__(self) -> None:
        self.scripts: dict[str, str] = {}

    def apply(self, html: str, place: str, **values: str) -> str:
        """Return a part of a page with the changes of its place."""
        return _patched(html, place, lambda _: values)

    def page(self, html: str, base_url: str) -> str:
        """Return a whole page with its changes.

        :param base_url: the relative link from the page to the root of the site.
        """
        root = base_url.rstrip("/")
        return _patched(
            self.apply(html, "page"),
            "inline scripts",
            lambda match: {"source": f"{root}/{self._move_scripts(match[0])}"},
        )

    def _move_scripts(self, html: str) -> str:
        """Record the scripts of some HTML as one file, and return its path."""
        script = "\n".join(match[1].strip() for match in _SCRIPT.finditer(html))
        digest = hashlib.sha256(script.encode()).hexdigest()[:10]
        path = f"assets/inline.{digest}.js"
        self.scripts[path] = script
        return path


def _patched(html: str, place: str, values: Callable[[re.Match[str]], Mapping[str, str]]) -> str:
    for patch in THEME_PATCHES:
        if patch.place == place:
            html = patch.apply(html, values)
    return html
