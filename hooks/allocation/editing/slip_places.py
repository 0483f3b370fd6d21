"""Where a problem of the data belongs in a slip: the change, and the field in whose lines it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from allocation.base.problems import Problem, Ref
from allocation.datafiles import loader
from allocation.datafiles.data_folder import DataFolder
from allocation.editing.slip import Op
from allocation.editing.slip_records import find
from allocation.editing.slip_undo import Step
from allocation.editing.yaml_edit import YamlDocument
from allocation.register import register


class ProblemPlaces:
    """The records of a slip in the texts that the data files would have, the inner ones first."""

    def __init__(self, data: DataFolder, texts: Mapping[Path, str], steps: Iterable[Step]) -> None:
        self._steps = tuple(steps)
        self._documents = {
            data.display_name(path): YamlDocument(text) for path, text in texts.items()
        }
        files, _ = loader.load(data.path, texts)
        built = register.build(files) if files.unit else None
        found = [(entry.ref, step) for step, entry in self._entries(built)] if built else []
        self._records = sorted(found, key=lambda pair: pair[0], reverse=True)

    def of(self, problem: Problem) -> tuple[int | None, str]:
        """Return the change and the field of a problem; a slip of one change has no other."""
        for ref, step in self._records:
            if isinstance(problem.ref, Ref) and ref.file == problem.ref.file:
                key = self._documents[ref.file].key_at(ref, problem.ref.line)
                if key is not None:
                    return step.number, key if key in step.values else ""
        only = len(self._steps) == 1
        return self._steps[0].number if only else None, ""

    def _entries(self, built: register.Register) -> Iterator[tuple[Step, Any]]:
        for step in self._steps:
            entry = find(built, step.change.record, step.id)
            if entry and step.change.op is not Op.REMOVE:
                yield step, entry
