"""Fuzz one target for some time: ``python -m fuzz TARGET SECONDS``, with atheris installed.

What crashes it is written into the corpus, which the tests replay.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["allocation", "fuzz"]):
    from fuzz.targets import TARGETS

CORPUS = Path(__file__).parent.parent / "corpus"


def main(target: str, seconds: str) -> None:
    """Fuzz until the time is over or something is found."""
    corpus = CORPUS / target
    corpus.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as found:
        limits = (f"-max_total_time={seconds}", "-max_len=2000", "-timeout=20")
        places = ("-verbosity=0", f"-artifact_prefix={corpus}/", found, str(corpus))
        atheris.Setup([sys.argv[0], *limits, *places], TARGETS[target])
        atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
