"""The personal numbers that a unit may publish, such as the telephone of a duty room."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from allocation.base.problems import Ref
from allocation.datafiles import yaml_reader
from allocation.datafiles.data_folder import SETTINGS


def allowed_numbers(folder: Path) -> dict[str, Ref]:
    """Return the exceptions of data that a build has checked, and their places."""
    # Without the model, whose import takes as long as the check of a small site.
    name = f"{folder.name}/{SETTINGS}"
    text, _ = yaml_reader.text_of(folder / SETTINGS, name)
    record: dict[str, Any] = yaml_reader.read_text(text or "", name)[0] or {}
    exceptions: list[yaml_reader.Record] = record.get("allowed_numbers") or []
    return {entry["number"]: entry[yaml_reader.REF_KEY] for entry in exceptions}
