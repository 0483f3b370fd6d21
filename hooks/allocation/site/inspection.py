"""What is looked at before a site goes live; again and again, only what changed is read.

In: a folder with a built site, and the data that it was built of. Out: problems, which keep it from
going live, and notes for whoever publishes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from allocation.base.problems import Problem, Ref
from allocation.datafiles import yaml_reader
from allocation.datafiles.data_folder import SETTINGS
from allocation.privacy.site_numbers import Found, Scanner
from allocation.runtime.background import ForkedTask
from allocation.runtime.trees import is_page
from allocation.site import built_site, check

_WORTH_A_PROCESS = 50
"""How many new files are searched for personal numbers in a process of its own."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found; the counts are of pages and of links that work."""

    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    pages: int = 0
    links: int = 0

    @property
    def refusal(self) -> str:
        """All problems, ready to print; empty if there is none."""
        lines = list(map(str, self.problems))
        return "\n".join([f"网站有 {len(lines)} 处错误：", *lines]) if lines else ""

    def __str__(self) -> str:
        """What is said of a site without problems."""
        found = f"网站无误：{self.pages} 页，{self.links} 个链接都通，每个人、每个项目都搜得到。"
        return "\n".join([*self.notes, found])


class Inspector:
    """Looks through one site, as often as it is built: what is as before is not read again.

    :param is_alone: whether it takes one process only, since others look through other sites.
    """

    def __init__(self, is_alone: bool = False) -> None:
        self._is_alone = is_alone
        self._scanner = Scanner()
        self._reader = built_site.Reader()

    def learn(self, folder: Path, files: Mapping[str, str]) -> None:
        """Read a site that is like those that come later."""
        self._scanner.read(folder, files)
        self._reader.read(folder, files)

    def numbers(self, folder: Path, files: Mapping[str, str], data: Path) -> Inspection:
        """Look for personal numbers, and for exceptions of the data that are not needed.

        :param files: the names of the files in the folder, with the digests of their contents.
        """
        pages = {name: digest for name, digest in files.items() if is_page(name)}
        others = {name: digest for name, digest in files.items() if not is_page(name)}
        with self._search(folder, others) as task:
            self._scanner.read(folder, pages)
            self._scanner.add(task.wait())
        return self._numbers(folder, files, data)

    def whole(self, folder: Path, files: Mapping[str, str], data: Path) -> Inspection:
        """Look at everything: numbers, pages, links, search."""
        with self._search(folder, files) as task:
            site = self._reader.read(folder, files)
            problems = check.check(site)
            self._scanner.add(task.wait())
        numbers = self._numbers(folder, files, data)
        links = sum(page.occurrences for page in site.pages.values())
        found = sorted({*problems, *numbers.problems})
        return Inspection(tuple(found), numbers.notes, len(site.pages), links)

    def _search(self, folder: Path, files: Mapping[str, str]) -> ForkedTask[Found]:
        """Search files for personal numbers, in a process of its own if there are many."""
        return ForkedTask(
            partial(self._scanner.read, folder, files),
            is_worth_it=not self._is_alone and len(self._scanner.new(files)) >= _WORTH_A_PROCESS,
        )

    def _numbers(self, folder: Path, files: Mapping[str, str], data: Path) -> Inspection:
        places = _allowed_numbers(data)
        scan = self._scanner.scan(folder, files, frozenset(places))
        notes = [
            f"提示：{places[number]}  allowed_numbers 里的“{number}”在网站上没有出现，可以删去。"
            for number in scan.unused
        ]
        notes += [
            f"提示：{name} 打不开或太大，没有查里面有没有个人号码，请打开看一看。"
            for name in scan.unread
        ]
        return Inspection(tuple(sorted(set(scan.problems))), tuple(notes))


def _allowed_numbers(folder: Path) -> dict[str, Ref]:
    """Return the exceptions of data that the build has checked, and their places."""
    name = f"{folder.name}/{SETTINGS}"
    text, _ = yaml_reader.text_of(folder / SETTINGS, name)
    record: dict[str, Any] = yaml_reader.read_text(text or "", name)[0] or {}
    exceptions: list[yaml_reader.Record] = record.get("allowed_numbers") or []
    return {entry["number"]: entry[yaml_reader.REF_KEY] for entry in exceptions}
