"""The store: immutable sites, a link for each unit, one writer of links.

::

    objects/<unit>-<digest>/   a whole site, complete as soon as it has this name
    objects/.new-…             being built, or left over from a killed build
    sites/<unit>               a relative link to an object
    portal                     the same, to objects/portal-<digest>
    shared/                    files that sites have in common, each a hard link
    sources/<unit>/            what was fetched of repositories and zips
    status.json                what became of each unit
    .lock                      whoever writes holds it
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from allocation.runtime import atomic_files, locks, trees
from allocation.units.unit_list import PORTAL

_NEW = ".new-"
_OLD = ".old-"
_FILE, _FOLDER = 0o444, 0o755
"""Modes of what is in a store: files are never written again, and the web server reads all."""


@dataclass(frozen=True, slots=True)
class UnitState:
    """What became of a unit.

    :ivar digest: of the site that is live; None if there is none.
    :ivar built_at: when that was built, in ISO 8601; None if there is none.
    :ivar error: why the newest state has no site, in Chinese; None if it has one.
    :ivar kept: whether the site is one of an earlier state.
    :ivar tried: the digest of the state that has the error, if the same state will have it again.
    """

    digest: str | None = None
    built_at: str | None = None
    error: str | None = None
    kept: bool = False
    tried: str | None = None


@dataclass(frozen=True, slots=True)
class UnitStore:
    """A store in a folder, on a disk that all hosts see at the same path."""

    folder: Path

    @property
    def sources(self) -> Path:
        """The folder of what was fetched."""
        return self.folder / "sources"

    @property
    def digests(self) -> Path:
        """The file in which digests are kept."""
        return self.folder / ".cache" / "digests.json"

    @property
    def history(self) -> Path:
        """The folder of what the portal keeps of earlier months."""
        return self.folder / "history"

    def object(self, name: str, digest: str) -> Path:
        """Return the place of a site, whether it is there or not."""
        return self._objects / f"{name}-{digest}"

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer, after another one has ended; then remove what a killed one left.

        :raises WriteError: if it does not end for a minute.
        """
        for folder in (self._objects, self._sites, self.sources):
            folder.mkdir(parents=True, exist_ok=True)
        with locks.file_locked(self.folder / ".lock"):
            for folder in (self._objects, self._sites, self.sources, self.folder):
                for left in (*folder.glob(f"{_NEW}*"), *folder.glob(f"{_OLD}*")):
                    _remove(left)
            yield

    @contextmanager
    def building(self, name: str, digest: str) -> Iterator[Path]:
        """Give an empty folder for a site, which becomes the object when the block ends well."""
        work = Path(tempfile.mkdtemp(prefix=f"{_NEW}{name}.", dir=self._objects))
        try:
            yield work
            _finish(work)
            with suppress(FileExistsError):
                # A task that dask gave to two hosts makes the same object twice.
                _rename_whole(work, self.object(name, digest))
        finally:
            trees.remove(work)

    def share(self, site: Path, digests: Mapping[str, str]) -> None:
        """Replace files of a site by hard links to equal ones of other sites.

        :param digests: of their contents, by their names.
        """
        pool = self.folder / "shared"
        pool.mkdir(exist_ok=True)
        for name, digest in digests.items():
            path, known = site / name, pool / digest
            path.chmod(_FILE)
            # Where links are not to be had, or too many, the file stays a copy.
            with suppress(OSError):
                _link(path, known)

    def site(self, name: str) -> Path:
        """Return the place of the site that a unit's link shows."""
        return self._link(name)

    def live(self, name: str) -> str | None:
        """Return the digest of the site that a unit's link shows."""
        with suppress(OSError):
            target = Path(os.readlink(self._link(name)))
            if (self._objects / target.name).is_dir():
                return target.name.rpartition("-")[2]
        return None

    def show(self, name: str, digest: str) -> None:
        """Let a link show an object, at once."""
        link = self._link(name)
        target = self.object(name, digest)
        os.utime(target)
        draft = link.with_name(f"{_NEW}{link.name}")
        draft.unlink(missing_ok=True)
        draft.symlink_to(os.path.relpath(target, link.parent))
        draft.replace(link)

    def statuses(self) -> dict[str, UnitState]:
        """Return what became of each unit in the last run; nothing of what can't be read."""
        try:
            found = json.loads((self.folder / "status.json").read_bytes())
            return {id: UnitState(**status) for id, status in found.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def note(self, statuses: Mapping[str, UnitState]) -> None:
        """Write what became of each unit, in the order of the list, if it is something new."""
        text = json.dumps(
            {id: asdict(status) for id, status in statuses.items()},
            ensure_ascii=False,
            indent=1,
        )
        path = self.folder / "status.json"
        if atomic_files.read_text(path) != text:
            atomic_files.write(path, text.encode())

    def tidy(self, names: Iterable[str], keep: int) -> tuple[str, ...]:
        """Remove sites that are not needed any more; return the units whose site went.

        :param names: the units that there are, and the portal.
        :param keep: how many sites of each stay: the one that is live, and the newest others.
        """
        known = set(names)
        gone = [link.name for link in self._sites.iterdir() if link.name not in known]
        for name in gone if PORTAL in known else (*gone, PORTAL):
            self._link(name).unlink(missing_ok=True)
        unused = (*self._unused(known, keep), *self._unlisted(known))
        for path in unused:
            _remove(path)
        for path in (self.folder / "shared").glob("*") if unused else ():
            if path.stat().st_nlink == 1:
                path.unlink()
        return tuple(gone)

    def _unused(self, known: Collection[str], keep: int) -> Iterator[Path]:
        objects: dict[str, list[Path]] = {}
        for path in self._objects.iterdir():
            objects.setdefault(path.name.rpartition("-")[0], []).append(path)
        for name, paths in objects.items():
            live = self.object(name, self.live(name) or "")
            paths.sort(key=lambda path: path.stat().st_mtime)
            paths.sort(key=live.__eq__)
            yield from paths[:-keep] if name in known else paths

    def _unlisted(self, known: Collection[str]) -> Iterator[Path]:
        for path in self.sources.iterdir():
            if path.name not in known and not path.name.startswith("."):
                yield path

    @property
    def _objects(self) -> Path:
        return self.folder / "objects"

    @property
    def _sites(self) -> Path:
        return self.folder / "sites"

    def _link(self, name: str) -> Path:
        return self.folder / name if name == PORTAL else self._sites / name


def _link(path: Path, known: Path) -> None:
    """Make a file and a known one the same: the known one stays, if it is there."""
    try:
        os.link(path, known)
    except FileExistsError:
        linked = path.with_name(f"{_NEW}{path.name}")
        os.link(known, linked)
        linked.replace(path)


def _finish(folder: Path) -> None:
    """Make files of a site read-only, and all readable."""
    folder.chmod(_FOLDER)
    for path, folders, names in os.walk(folder):
        for name in folders:
            os.chmod(os.path.join(path, name), _FOLDER)
        for name in names:
            os.chmod(os.path.join(path, name), _FILE)


def _rename_whole(work: Path, place: Path) -> None:
    try:
        work.rename(place)
    except OSError as error:
        if place.is_dir():
            raise FileExistsError(place) from error
        raise


def _remove(path: Path) -> None:
    """Remove a file or a folder; a folder loses its name first, so that no half of it is seen."""
    if path.is_symlink() or not path.is_dir():
        path.unlink(missing_ok=True)
        return
    if not path.name.startswith((_NEW, _OLD)):
        hidden = path.with_name(f"{_OLD}{path.name}")
        trees.remove(hidden)
        path = path.rename(hidden)
    trees.remove(path)
