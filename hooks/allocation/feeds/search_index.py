"""The search index: an entry for everything that can be searched for, made from the data.

The worker reads ``config`` and ``docs`` (``assets/search-worker/index.js``), so the format is ours.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import chain, pairwise

from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

from allocation.base.grouping import grouped_pairs
from allocation.base.pinyin_tables import POLYPHONES, SURNAMES
from allocation.base.search_forms import other_forms
from allocation.feeds.questions import FILLERS, QUESTIONS, TITLES, Question
from allocation.feeds.search_doc import Doc
from allocation.feeds.search_entries import Section, entries
from allocation.pages.views.page import Page
from allocation.register.addresses import SEARCH_INDEX, search_index_part
from allocation.register.derived import Derived, note
from allocation.register.index import Index
from allocation.runtime.spooled_file import spooled_file
from allocation.runtime.streaming import TextStream, rechunked

_PART = 5000
"""The most entries of a file. An index of more is divided; its first file holds short names."""
_IN_MEMORY = 1 << 20
_DERIVED = (Derived.MEMBERSHIP, Derived.CLAUSE_NUMBER, Derived.ALIAS, Derived.READING)
"""What entries say beside the source, in their contexts and other names."""
_OTHER_DOTS = "‧∙⋅・"


@dataclass(frozen=True, slots=True)
class EntryKind:
    """The kind of an entry.

    ``person`` marks people, ``who`` people and departments; ``short`` marks kinds with short names,
    which are searched by their initials; ``weak`` marks kinds whose texts count less than those
    of others; ``marked`` marks the kind that a mark such as ⑴ names, ``measured`` the one with
    numbers to be reached; ``within`` is the kind whose filter includes this one; ``owned`` marks
    kinds whose results begin with the name of their owner.
    """

    name: str
    person: bool = False
    who: bool = False
    short: bool = False
    weak: bool = False
    marked: bool = False
    measured: bool = False
    within: str = ""
    owned: bool = False


KINDS = (
    EntryKind("人", person=True, who=True, short=True),
    EntryKind("科室", who=True, short=True),
    EntryKind("项目", short=True),
    EntryKind("类别", short=True, within="项目"),
    EntryKind("测评指标", short=True, within="项目"),
    EntryKind("未交清单", short=True),
    EntryKind("条款", marked=True),
    EntryKind("材料"),
    EntryKind("量化要求", measured=True, within="材料"),
    EntryKind("登记"),
    EntryKind("页面", short=True, weak=True),
    EntryKind("期间", short=True),
    EntryKind("盒", short=True),
    EntryKind("手册", weak=True),
)
"""The kinds in the order of results; entries refer to them by position."""
_POSITIONS = {kind.name: place for place, kind in enumerate(KINDS)}
_IN_PARTS = frozenset({"条款", "材料", "量化要求", "登记"})
"""The kinds that grow with the table; their entries stand after all others."""


class SearchIndex:
    """The search index of a site: its entries, made once, and the files that hold them.

    :param pages: the pages of the site.
    :param manual: the hand-written pages and their sections.
    :param flat: whether the site is opened from a file share, so that pages need their file name.
    """

    def __init__(
        self, index: Index, pages: Iterable[Page], manual: Iterable[Section], *, flat: bool
    ) -> None:
        self._lines = spooled_file(self, _IN_MEMORY)
        self._spoken: set[str] = set()
        self._bounds = self._written(entries(index, pages, manual))
        self._config = config(
            KINDS,
            self._spoken,
            flat=flat,
            derived=note(_DERIVED),
            synonyms=index.register.synonyms,
            questions=QUESTIONS,
        )

    def files(self) -> Iterator[tuple[str, TextStream]]:
        """Yield the address and the content of each file, the first one first."""
        first, *others = pairwise(self._bounds)
        parts = f'"parts":{len(others)},' if others else ""
        head = f'{{"config":{_json(self._config)},{parts}"docs":['
        yield SEARCH_INDEX, TextStream(partial(self._file, head, *first))
        for number, bounds in enumerate(others, start=1):
            yield search_index_part(number), TextStream(partial(self._file, '{"docs":[', *bounds))

    def _written(self, docs: Iterable[Doc]) -> list[int]:
        """Write each entry as a line; return where files begin in them, and their end."""
        starts = [0]
        late = total = 0
        for doc in docs:
            if doc.kind in _IN_PARTS:
                if late % _PART == 0:
                    starts.append(self._lines.tell())
                late += 1
            total += 1
            self._note(doc)
            self._lines.write(line(doc, _POSITIONS[doc.kind]).encode() + b"\n")
        return [*(starts if total > _PART else [0]), self._lines.tell()]

    def _note(self, doc: Doc) -> None:
        """Note the characters of an entry; long weak texts are not searched by pinyin."""
        weak = KINDS[_POSITIONS[doc.kind]].weak
        self._spoken.update(*doc.names(), "" if weak else doc.text)

    def _file(self, head: str, start: int, end: int) -> Iterator[str]:
        return rechunked(self._pieces(head, start, end))

    def _pieces(self, head: str, start: int, end: int) -> Iterator[str]:
        separator = head
        while start < end:
            # Other files may be read meanwhile.
            self._lines.seek(start)
            line = self._lines.readline()
            start += len(line)
            yield f"{separator}{line[:-1].decode()}"
            separator = ","
        yield "]}" if separator == "," else f"{head}]}}"


def config(
    kinds: Iterable[EntryKind],
    spoken: Collection[str],
    *,
    flat: bool,
    derived: str = "",
    synonyms: Sequence[Sequence[str]] = (),
    questions: Sequence[Question] = (),
) -> dict[str, object]:
    """Return what the worker must know beside the entries.

    :param spoken: the characters of entries that are searched by pinyin.
    :param derived: what entries say beside the source, in words.
    """
    asked = chain.from_iterable(question.words for question in questions)
    words = (*FILLERS, *TITLES, *chain(*synonyms), *asked)
    return {
        "flat": flat,
        "derived": derived,
        "kinds": [_filled(kind) for kind in kinds],
        "synonyms": synonyms,
        "questions": [_filled(question) for question in questions],
        "fillers": FILLERS,
        "titles": TITLES,
        "readings": readings(sorted(spoken)),
        "variants": "".join(chain(*variants(set(spoken).union(*words)).items())),
    }


def line(doc: Doc, kind: int) -> str:
    """Return an entry as a file has it.

    :param kind: the position of its kind.
    """
    return _json(doc.fields() | {"kind": kind})


def _filled(record: EntryKind | Question) -> dict[str, object]:
    """Return the fields of a record that are not empty."""
    return {key: value for key, value in asdict(record).items() if value}


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def readings(chars: Iterable[str]) -> dict[str, str]:
    """Return the characters by syllable: all their common readings, and those as surnames."""
    pairs = ((syllable, char) for char in chars for syllable in _all_readings(char))
    return {syllable: "".join(own) for syllable, own in sorted(grouped_pairs(pairs).items())}


def _all_readings(char: str) -> frozenset[str]:
    """Return the common syllables of a character, and those that it has as a surname."""
    return frozenset((*_common_readings(char), *_SURNAME_READINGS.get(char, ())))


def _common_readings(char: str) -> tuple[str, ...]:
    first = PINYIN_DICT.get(ord(char), "").partition(",")[0]
    syllables = POLYPHONES.get(char) or to_normal(first).replace("ü", "v")
    return tuple(syllables.split())


_SURNAME_READINGS = grouped_pairs(
    pair
    for surname, syllables in SURNAMES.items()
    for pair in zip(surname, syllables.split(), strict=True)
)


def variants(chars: Iterable[str]) -> dict[str, str]:
    """Return the simplified character of every traditional or older form of the characters.

    Dots that people type in a name are forms of the one that the search leaves out.
    """
    return other_forms(chars) | dict.fromkeys(_OTHER_DOTS, "·")
