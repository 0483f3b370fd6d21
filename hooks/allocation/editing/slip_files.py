"""The files of slips: the names that they get in the evidence folder, and their way into it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, fields, replace
from itertools import count
from pathlib import Path

from allocation.base.filenames import leads_out, usable
from allocation.base.os_messages import reason
from allocation.datafiles import file_metadata
from allocation.datafiles.file_metadata import FileFacts
from allocation.datafiles.model import Attachment
from allocation.datafiles.validation_messages import Message
from allocation.editing.slip import Slip, SlipFile
from allocation.editing.slip_values import SlipValueError
from allocation.register.register import Register
from allocation.runtime import durable
from allocation.runtime.atomic_files import is_inside

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")
_REPLACE = "请重新选这个文件，再交一次。"

Copy = tuple[Path, Path]
"""A file that lies beside a slip, and where it belongs."""


@dataclass(frozen=True, slots=True)
class FiledAs:
    """What names the files of a filing: its year and code, its period, its title."""

    year: int
    evidence: str
    period: str
    title: str


class FilePlaces:
    """Gives the files of a slip their places in the evidence folder; ``copies`` are what to do."""

    def __init__(self, register: Register, slip: Slip, folder: Path | None) -> None:
        self.copies: list[Copy] = []
        self._evidence = register.evidence_folder
        self._folder = folder
        self._files = {file.sha256: file for file in slip.files}
        self._taken: dict[Path, str] = {}

    def attachments(
        self, entries: Iterable[Attachment], filed: FiledAs, known: Mapping[str, Attachment]
    ) -> tuple[Attachment, ...]:
        """Return the files of a filing under the names that they get.

        :param known: the files that the filing has, by the names that everybody may see.
        :raises SlipValueError: with everything that is wrong with them.
        """
        found: list[Attachment] = []
        messages: list[Message] = []
        for entry in entries:
            try:
                found.append(self._attachment(entry, filed, known))
            except SlipValueError as error:
                messages += error.messages
        if messages:
            raise SlipValueError(tuple(messages))
        return tuple(found)

    def _attachment(
        self, entry: Attachment, filed: FiledAs, known: Mapping[str, Attachment]
    ) -> Attachment:
        there, file = known.get(entry.name), self._files.get(entry.sha256 or "")
        if there and (file is None or file.sha256 == there.sha256):
            return _like(there, entry)
        if file:
            return replace(entry, name=self._placed(file, filed))
        if self._is_filed(entry):
            return entry
        raise SlipValueError(
            (
                (
                    f"文件“{entry.name}”不在这条登记里，也没有随改动单交来",
                    "已经登记的文件，或随改动单交来的文件",
                    _REPLACE,
                ),
            )
        )

    def _is_filed(self, entry: Attachment) -> bool:
        """Whether a file lies in the evidence folder that its digest was known of."""
        path = self._evidence / entry.name
        if not entry.sha256 or leads_out(entry.name) or not is_inside(self._evidence, path):
            return False
        return path.is_file() and file_metadata.read(path).sha256 == entry.sha256

    def _placed(self, file: SlipFile, filed: FiledAs) -> str:
        source = self._checked(file)
        suffix = Path(file.name).suffix
        suffix = suffix if _SUFFIX.fullmatch(suffix) else ""
        whole = f"{filed.evidence}_{filed.period}_{filed.title}"
        for number in count(1):
            stem = usable(whole) if number == 1 else f"{usable(whole)}_{number}"
            target = self._evidence / str(filed.year) / f"{stem}{suffix}"
            if self._taken.get(target) == file.sha256:
                break
            if target in self._taken:
                continue
            if not target.exists():
                self.copies.append((source, target))
                break
            if target.is_file() and file_metadata.read(target).sha256 == file.sha256:
                break
        self._taken[target] = file.sha256
        return target.relative_to(self._evidence).as_posix()

    def _checked(self, file: SlipFile) -> Path:
        """Return where a file lies that is what the slip says it is."""
        if self._folder is None or not is_inside(self._folder, self._folder / file.name):
            raise _wrong(file, "没有随改动单收到")
        path = self._folder / file.name
        if not path.is_file():
            raise _wrong(file, "没有随改动单收到")
        try:
            facts = file_metadata.read(path)
        except OSError as error:
            raise _wrong(file, f"打不开（{reason(error)}）") from error
        if wrong := _difference(file, facts):
            raise _wrong(file, wrong)
        return path


def _difference(file: SlipFile, facts: FileFacts) -> str | None:
    if (facts.sha256, facts.size) != (file.sha256, file.size):
        return "和填表时的不一样，可能没有传完，或后来改过"
    return facts.damage and f"不能用：{facts.damage}"


def _wrong(file: SlipFile, what: str) -> SlipValueError:
    return SlipValueError(((f"文件“{file.name}”{what}", "能打开的、完整的文件", _REPLACE),))


def _like(there: Attachment, entry: Attachment) -> Attachment:
    """Return a file that a filing has, as the slip describes it.

    Of a file that is kept back, a slip knows neither name nor digest, nor what else is said.
    """
    if there.name == entry.name:
        return replace(entry, sha256=there.sha256)
    own = ((field.name, getattr(entry, field.name)) for field in fields(entry))
    apart = ("ref", "name", "sha256")
    return replace(there, **{name: value for name, value in own if value and name not in apart})


@contextmanager
def copied(copies: Iterable[Copy]) -> Iterator[None]:
    """Put files into the evidence folder for good, unless the block fails.

    :raises OSError: if one can't be written; nothing is left of them then.
    """
    with ExitStack() as undo:
        for source, target in copies:
            target.parent.mkdir(parents=True, exist_ok=True)
            durable.copy(source, target)
            undo.callback(_remove, target)
        durable.sync(*{target.parent for _, target in copies})
        yield
        undo.pop_all()


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
