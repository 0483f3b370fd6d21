"""The theme without its icons, as far as MkDocs lists files to copy."""

from __future__ import annotations

import os
from collections.abc import Iterator

from jinja2 import Environment, FileSystemLoader
from mkdocs.theme import Theme


class IconlessLoader(FileSystemLoader):
    """Lists no templates in folders whose names begin with a dot: MkDocs copies none of them.

    The theme has 14,000 icons there: listing them takes as long as rendering today's pages.
    """

    def list_templates(self) -> list[str]:
        """Return the paths of the files."""
        return sorted({name for root in self.searchpath for name in _visible(str(root))})


class IconlessTheme(Theme):
    """The same theme with a loader that lists no icons; templates can include them."""

    def __init__(self, theme: Theme) -> None:
        # The constructor would read the theme's settings again and lose the changes of plugins.
        vars(self).update(vars(theme))

    def get_env(self) -> Environment:
        """Return the environment of templates."""
        env = super().get_env()
        env.loader = IconlessLoader(self.dirs)
        return env


def _visible(root: str) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        inside = folder[len(root) :].strip(os.sep).replace(os.sep, "/")
        yield from (f"{inside}/{name}" if inside else name for name in names)
