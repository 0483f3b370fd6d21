"""The files of a site on disk, and what each was made of: an update writes what has changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from allocation.datafiles import model
from allocation.mkdocs.frames import Frames
from allocation.mkdocs.site_build import Kind, SiteBuild
from allocation.pages.html.renderer import Renderer
from allocation.register.addresses import box_page
from allocation.register.index import Index
from allocation.register.register import FilingEntry
from allocation.runtime.fingerprints import Fingerprints, Parts, fields_of
from allocation.runtime.streaming import Output, write_changed
from allocation.runtime.trees import is_page

_UNKNOWN = 0
"""What a file is made of if that was not looked at: the number of no value."""


class SiteFiles:
    """A folder with a site that was built whole, kept up to date from then on.

    A file is made again if what it was given is no longer the same; which file of the data has
    changed does not matter. It is written if its content is another one.

    :ivar written: the paths that were written since the build.
    :ivar removed: the paths that were removed.
    """

    def __init__(self, folder: Path, build: SiteBuild) -> None:
        self.written: set[str] = set()
        self.removed: set[str] = set()
        self._folder = folder
        self._prints = Fingerprints(lambda kind: kind.__module__ == model.__name__)
        self._made_of: dict[str, int] = {}
        self._kind_made_of: dict[int, tuple[int, frozenset[str]]] = {}
        self._kind_of: dict[str, int] = {}
        # Pages that were made of this state without looking at what they are made of.
        self._current: set[str] = set()
        self._kinds: tuple[Kind, ...] = ()
        self._is_new = False
        self.begin(build)
        self._is_new = True

    def begin(self, build: SiteBuild) -> None:
        """Begin with another state of the data, from which files are made from now on."""
        if self._is_new:
            # Not all files have been looked at since the build, and some may be of its state only.
            paths = (output.path for kind in self._kinds for output in kind.outputs())
            self._made_of = dict.fromkeys(paths, _UNKNOWN)
            self._kind_made_of.clear()
        self._is_new = False
        self.written.clear()
        self.removed.clear()
        self._current.clear()
        self._prints.begin(_parts(build))
        self._kinds = tuple(build.kinds())

    def make_current(self, path: str) -> None:
        """Bring one file up to date before all others; remove it if it is no longer there."""
        if (self._folder / path).is_file() and self._is_right(path):
            return
        likely = self._kind_of.get(path)
        numbers = sorted(range(len(self._kinds)), key=lambda number: number != likely)
        for number in numbers:
            for output in self._outputs(number):
                if output.path != path:
                    continue
                if is_page(path):
                    self._make_page(output)
                else:
                    self._update(output, self._made_of_now(number, output))
                return
        if path in self._made_of and not any(
            path in paths for _, paths in self._kind_made_of.values()
        ):
            self._remove(path)

    def steps(self) -> Iterator[str]:
        """Bring everything up to date, a file at a time; yield the path of each before."""
        kind_of: dict[str, int] = {}
        for number, kind in enumerate(self._kinds):
            paths = set()
            for output in self._outputs(number):
                paths.add(output.path)
                yield output.path
                self._update(output, self._made_of_now(number, output))
            if kind.given is not None and number not in self._kind_made_of:
                self._kind_made_of[number] = self._prints.of(kind.given), frozenset(paths)
            paths.update(self._kind_made_of.get(number, (0, ()))[1])
            kind_of.update(dict.fromkeys(paths, number))
        for path in self._made_of.keys() - kind_of.keys():
            self._remove(path)
        self._kind_of = kind_of
        self._is_new = False

    def _outputs(self, number: int) -> Iterator[Output]:
        """Yield the outputs of a kind.

        Of a kind that is made of one thing, which is the same as before, there are none; else it is
        not known what it is made of until all are written.
        """
        kind = self._kinds[number]
        if kind.given is None:
            yield from kind.outputs()
            return
        if self._kind_made_of.get(number, (0, ()))[0] == self._prints.of(kind.given):
            return
        self._kind_made_of.pop(number, None)
        yield from kind.outputs()

    def _is_right(self, path: str) -> bool:
        """Whether a file need not be looked at: made already, or none of ours, as the theme's."""
        return self._is_new or path in self._current or path not in self._made_of

    def _made_of_now(self, number: int, output: Output) -> int:
        given = self._kinds[number].given
        return self._prints.of(output.make if given is None else given)

    def _make_page(self, output: Output) -> None:
        """Make a page that somebody waits for: that is faster than to tell what it is made of."""
        self._made_of[output.path] = _UNKNOWN
        self._write(output)
        self._current.add(output.path)

    def _update(self, output: Output, made_of: int) -> None:
        is_current = output.path in self._current or self._made_of.get(output.path) == made_of
        if not (is_current and (self._folder / output.path).is_file()):
            self._write(output)
        self._made_of[output.path] = made_of

    def _write(self, output: Output) -> None:
        place = self._folder / output.path
        # The build that has written the folder made it of the same.
        if not (self._is_new and place.is_file()) and write_changed(place, output.content):
            self.written.add(output.path)

    def _remove(self, path: str) -> None:
        place = self._folder / path
        place.unlink(missing_ok=True)
        for folder in place.parents:
            if folder == self._folder or any(folder.iterdir()):
                break
            folder.rmdir()
        del self._made_of[path]
        self.removed.add(path)


def _parts(build: SiteBuild) -> Mapping[type, Parts]:
    """Return what stands for objects that are not only data."""
    indexes = build.site.indexes
    box_of = {filing: box for index in indexes for filing, box in index.box_of.items()}
    fields = fields_of(FilingEntry)

    def filing(entry: FilingEntry) -> tuple[Any, ...]:
        box = box_of.get(entry)
        # Templates look up where it lies.
        return (*fields(entry), *((box.title, box_page(box)) if box else ()))

    return {
        FilingEntry: filing,
        Index: lambda index: (index.register, index.progress.today),
        Renderer: lambda renderer: renderer.design,
        # These two stay the same until the whole site is built again.
        Frames: lambda _: (),
        SiteBuild: lambda _: (),
    }
