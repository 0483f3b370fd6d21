"""挂出的文件: every file that the site shows and its visibility; how many it does not, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from allocation.base.enums import FilingState, Visibility
from allocation.base.grouping import unique
from allocation.datafiles.file_metadata import FileFacts
from allocation.pages.views.context import SiteContext
from allocation.pages.views.page import Page
from allocation.register.addresses import FILES, file_address
from allocation.register.register import AttachedFile, ClauseEntry, FilingEntry, ItemEntry, Register


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file of a filing that the site shows, and the address of its copy."""

    filing: FilingEntry
    file: AttachedFile
    facts: FileFacts
    address: str

    @property
    def clauses(self) -> tuple[ClauseEntry, ...]:
        return unique(evidence.clause for evidence in self.filing.evidence)

    @property
    def items(self) -> tuple[ItemEntry, ...]:
        return unique(clause.item for clause in self.clauses)

    @property
    def digest(self) -> str:
        """The beginning of the original's SHA-256: what the address says, too."""
        return self.facts.sha256[:16]


@dataclass(frozen=True, slots=True)
class FilesView:
    """The published files, and the numbers of others by the reason why they are not."""

    files: tuple[PublishedFile, ...]
    withheld: tuple[tuple[str, int], ...]


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield the list of published files."""
    register = context.index.register
    yield Page(
        address=FILES,
        title="挂出的文件",
        template="files.html",
        view=FilesView(tuple(published_files(register)), _withheld(register)),
        ref=register.unit.ref,
        description="网站上能打开的每一个文件：公开范围、项目、条款、登记；没有挂出的有多少，为什么",
        aliases=("哪些文件在网上", "保密", "保密检查", "网上的文件", "挂网的文件", "公开的文件"),
    )


def published_files(register: Register) -> Iterator[PublishedFile]:
    """Yield the files that are shown, in the order of the filings."""
    for filing in register.filings:
        for file in filing.files if filing.published else ():
            address = file_address(file)
            if address and file.facts:
                yield PublishedFile(filing, file, file.facts, address)


def _withheld(register: Register) -> tuple[tuple[str, int], ...]:
    """Return how many files are not shown, by reason, the most frequent first."""
    return tuple(
        Counter(
            _reason(filing, file)
            for filing in register.filings
            for file in filing.files
            if not (filing.published and file_address(file))
        ).most_common()
    )


def _reason(filing: FilingEntry, file: AttachedFile) -> str:
    if filing.record.state is FilingState.RETURNED or filing.withdrawn:
        return "已退回或不再公开"
    if filing.visibility is Visibility.REDACTED and not filing.record.redacted:
        return f"{filing.visibility}，尚未去除个人信息"
    if filing.visibility is Visibility.TITLE_ONLY:
        return str(filing.visibility)
    if file.facts is None:
        return "文件不在这台机器上"
    # A stand-in of what may be shown by its visibility: the file is another one than registered.
    return "这类文件不挂出" if file.digest else "登记以后换过文件，尚未核对"
