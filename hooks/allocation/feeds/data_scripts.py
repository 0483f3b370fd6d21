"""Data as a script that sets a variable: a page that is opened from a file share loads no JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def data_script(name: str, data: Mapping[str, Any]) -> bytes:
    """Return a script after which a variable of the window holds the data."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"var {name} = {text};\n".encode()
