"""Chromium 83, which old office browsers are made of, as tests drive it."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from helpers import PROJECT

PYTHON = PROJECT / ".venv-chromium83" / "bin" / "python"


class OldBrowser:
    """Chromium 83 in a process of its own: steps in, answers out."""

    def __init__(self) -> None:
        assert PYTHON.exists(), "scripts/install chromium83 (on x86-64)"
        self.process = subprocess.Popen(
            (PYTHON, "-W", "ignore", PROJECT / "tests" / "chromium83.py"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def take(self, **step: Any) -> Any:
        """Do one step; return its answer. What the console calls an error fails."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(step) + "\n")
        self.process.stdin.flush()
        took = json.loads(self.process.stdout.readline())
        assert took["errors"] == [], step
        return took["answer"]

    def close(self) -> None:
        """End the process."""
        self.process.communicate()
