"""The fuzzer's corpus, replayed: whatever was once tried is read or refused as its target says."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz.targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"
MOST_BYTES = 200_000


@pytest.mark.parametrize("target", TARGETS)
def test_corpus(target: str) -> None:
    """Nothing in the corpus of a target makes it fail."""
    files = sorted((CORPUS / target).iterdir())
    assert files
    for path in files:
        try:
            TARGETS[target](path.read_bytes())
        except Exception as error:
            pytest.fail(f"{path.name}: {error!r}")


def test_corpus_is_small() -> None:
    """The corpus is no burden to whoever clones the project."""
    assert sum(path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()) < MOST_BYTES
