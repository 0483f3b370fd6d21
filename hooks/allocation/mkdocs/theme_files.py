"""The theme's files without its icons, as far as MkDocs looks for files to copy."""

from __future__ import annotations

import os
from collections.abc import Iterator

from jinja2 import Environment, FileSystemLoader
from mkdocs.theme import Theme


class IconlessLoader(FileSystemLoader):
    """Lists templates outside folders that begin with a dot; MkDocs copies none of those.

    The theme has 14,000 icons there: listing them takes as long as rendering today's pages.
    """

    def list_templates(self) -> list[str]:
        """Return the names of the files."""
        return sorted({name for root in self.searchpath for name in _visible(str(root))})


class _IconlessTheme(Theme):
    def __init__(self, theme: Theme) -> None:
        # Made anew, it would read the theme's settings again and lose what plugins changed since.
        vars(self).update(vars(theme))

    def get_env(self) -> Environment:
        env = super().get_env()
        env.loader = IconlessLoader(self.dirs)
        return env


def skip_theme_icons(theme: Theme) -> Theme:
    """Return the same theme with a loader that lists no icons; templates can include them."""
    return _IconlessTheme(theme)


def _visible(root: str) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        inside = folder[len(root) :].strip(os.sep).replace(os.sep, "/")
        yield from (f"{inside}/{name}" if inside else name for name in names)
