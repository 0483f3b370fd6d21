"""Random edits, each followed by an update: is the site what a new build makes, byte for byte?"""

from __future__ import annotations

import itertools
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from allocation.base import clock
from bench.proof import keep, say
from example.make import DATA, TODAY
from helpers import UNITS
from test_warm_builder import random_edits

LENGTH = 20
"""Edits that follow each other, before the next begin with the unit as it was."""
SEQUENCES = 2
"""Sequences that a process makes at once."""


def main() -> None:
    """Make as many edits as the argument says, or 1,000; print and keep the table."""
    keep("fresh", _lines(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))


def _lines(count: int) -> Iterator[str]:
    seconds = time.mktime(TODAY.timetuple())
    os.environ[clock.VARIABLE] = str(int(seconds) + 12 * 3600)
    began = time.perf_counter()
    made: Counter[str] = Counter()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        seeds = itertools.count()
        while made.total() - made["refused"] < count:
            for part in pool.map(_sequences, itertools.islice(seeds, 12)):
                made += part
                say(f"{made.total() - made['refused']} 次改动，{made['refused']} 次有错")
    refused = made.pop("refused", 0)
    kinds: Counter[str] = Counter()
    fields: dict[str, set[str]] = {}
    for field, times in made.items():
        kind = field.partition(" ")[0]
        kinds[kind] += times
        fields.setdefault(kind, set()).add(field)
    whole, took = made.total(), time.perf_counter() - began
    yield "| 改了什么文件 | 改动 | 不同的字段和改法 |"
    yield "| --- | --- | --- |"
    for kind, times in kinds.most_common():
        yield f"| {kind} | {times} | {len(fields[kind])} |"
    yield f"| 合计 | {whole} | {len(made)} |"
    yield ""
    yield (
        f"{whole} 次改动，{whole} 次与从头生成的逐字节相同；另有 {refused} 次改成了有错的数据，"
        f"都说了错在哪里，网站一个字节没有变。共 {took:.0f} 秒。"
    )


def _sequences(seed: int) -> Counter[str]:
    # The example has every kind of file; most of the edits are to a unit that is built sooner.
    unit = UNITS / "edit" / "data" if seed % 3 else DATA
    return random_edits(unit, sequences=SEQUENCES, length=LENGTH, seed=seed)


if __name__ == "__main__":
    main()
