"""Views -> HTML. Everything that comes from data is escaped; an unknown name is an error."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from allocation import addresses
from allocation.addresses import Entry, address, anchor
from allocation.enums import GAPS, Basis, EvidenceKind, Frequency, SlotState
from allocation.filenames import EDITIONS
from allocation.grouping import grouped
from allocation.kept import Kept
from allocation.measures import Measure
from allocation.model import Evidence, Indicator
from allocation.problems import Ref
from allocation.progress import Slot
from allocation.register import AttachedFile
from allocation.texts import Text, gathered
from allocation.views import Page
from allocation.views.dossier import BOX_HEADS
from allocation.views.index import Index

TEMPLATES = Path(__file__).parent / "templates"
FRAME = TEMPLATES / "frame"
"""What lies over the theme's own templates."""

_ADDRESSES: dict[str, Callable[..., Any]] = {
    "data_address": addresses.data_address,
    "file_address": addresses.file_address,
    "calendar_address": addresses.calendar_address,
    "gaps_address": addresses.gaps_address,
    "photos_address": addresses.photos_address,
    "dossier_page": addresses.dossier_page,
    "data_api_address": addresses.data_api_address,
}
_ROMAN = {"Ⅰ": "一", "Ⅱ": "二", "Ⅲ": "三", "Ⅳ": "四", "Ⅴ": "五", "Ⅵ": "六"}
_ENCLOSED = re.compile(r"[⑴-⒇①-⑳]")
_UNREAD = re.compile(rf"[{''.join(_ROMAN)}][-0-9]*|[⑴-⒇①-⑳]")
"""Codes and marks made of characters that screen readers skip, or call by their Unicode names."""
_TIMES = {Frequency.TERM: "届期"}


UP = "../../"
"""From the entrance of an earlier edition to that of the current one."""
_CURRENT = ("manual/", "search/")
"""What an earlier edition has no page of its own for."""


@dataclass(frozen=True, slots=True)
class Banner:
    """What a page of an earlier edition says of itself, and where the current one is."""

    name: str
    title: str
    current: str
    list: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier edition within the site; ``titles`` are those of the current pages by address."""

    name: str
    address: str
    titles: Mapping[str, str]

    def banner(self, address: str) -> Banner:
        """Return the banner of a page: it leads to the page of today, or else to the home page."""
        current = address if address in self.titles else ""
        title = self.titles.get(current, "首页")
        return Banner(self.name, title, f"{UP}{current}", f"{UP}{EDITIONS}/")


class Renderer:
    """Renders the pages of one index.

    :param assets: where the named assets are.
    :param flat: name ``index.html`` in every link, for a site opened from a file share.
    :param downloads: whether pages offer any.
    :param earlier: the earlier edition that the index is of; its links keep within it.
    """

    def __init__(
        self,
        index: Index,
        assets: Mapping[str, str],
        *,
        flat: bool = False,
        downloads: bool = True,
        earlier: Earlier | None = None,
    ) -> None:
        self._flat = flat
        self._earlier = earlier
        self._environment = _environment(index)
        self._environment.globals |= {
            "assets": assets,
            "takeaway": downloads,
            "banner": None,
            "tick_prefix": "",
        }
        if earlier:
            self._environment.globals |= {
                "assets": {name: f"{UP}{place}" for name, place in assets.items()},
                "data_address": _nowhere,
                "tick_prefix": earlier.address,
            }
        self._parts: defaultdict[tuple[str, str], Kept] = defaultdict(Kept)

    def page(self, page: Page) -> Text:
        """Return the content of a page, to be set into a frame."""
        return Text(partial(self._page, page))

    def part(self, name: str, view: Any, at: str) -> str:
        """Return what the hand-written page at address ``at`` shows below its text."""
        root = "../" * at.count("/") or "./"
        return "".join(self._rendered(f"parts/{name}.html", root, view=view))

    def _page(self, page: Page) -> Iterator[str]:
        root = "../" * page.address.count("/")
        banner = self._earlier.banner(page.address) if self._earlier else None
        return self._rendered(page.template, root, page=page, view=page.view, banner=banner)

    def _rendered(self, template: str, root: str, **names: Any) -> Iterator[str]:
        names |= {"href": self._href(root), "once": self._once(root)}
        return gathered(self._environment.get_template(template).generate(names))

    def _once(self, root: str) -> Callable[[Callable[[Any], Markup], Any], Markup]:
        """Let a macro render an entry once for all pages from which links look the same."""

        def once(macro: Any, entry: Any) -> Markup:
            parts = self._parts[root, macro.name]
            known = parts.get(entry)
            return Markup(known) if known else Markup(parts.put(entry, macro(entry)))

        return once

    def _href(self, root: str) -> Callable[[Entry | str], str]:
        def href(target: Entry | str) -> str:
            place = target if isinstance(target, str) else address(target)
            path, hash, fragment = place.partition("#")
            if self._earlier and path.startswith(_CURRENT):
                path = f"{UP}{path}"
            if self._flat and (not path or path.endswith("/")):
                path += "index.html"
            return f"{root}{path}{hash}{fragment}"

        return href


def templates_state() -> list[tuple[str, int]]:
    """Return what tells one state of the templates from another."""
    return sorted((path.name, path.stat().st_mtime_ns) for path in TEMPLATES.rglob("*.html"))


def _nowhere(ref: Ref) -> None:
    """Stand in for the addresses of data files that the site does not show."""


def standalone(template: str, **names: Any) -> str:
    """Return a page that stands outside the site."""
    return _plain().get_template(template).render(names)


def compiled() -> FileSystemBytecodeCache | None:
    """Return where compiled templates are kept between builds; none where nothing can be kept.

    Jinja keeps them in a folder of the user's own and compares each with its source.
    """
    try:
        return FileSystemBytecodeCache()
    except (OSError, RuntimeError):
        return None


def _plain() -> Environment:
    return Environment(
        bytecode_cache=compiled(),
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def _environment(index: Index) -> Environment:
    register = index.register
    environment = _plain()
    environment.globals |= {
        "unit": register.unit,
        "labels": register.labels,
        "has": lambda name: name in {column.name for column in register.unit.columns},
        "anchor": anchor,
        "progress": index.progress,
        "gap_states": GAPS,
        "states": SlotState,
        "heads": BOX_HEADS,
        "measures": index.measures,
        **_ADDRESSES,
    }
    environment.filters |= {
        "quantity": quantity,
        "measure": measure,
        "basis": basis,
        "spoken": spoken,
        "by_state": by_state,
        "file_label": file_label,
        "day": day,
        "month_day": month_day,
        "trend": trend,
        "listing": listing,
    }
    return environment


def quantity(evidence: Evidence) -> str:
    """Return how many are due how often: ``每年 ≥2 份``; photographs are counted in 张."""
    times = _TIMES.get(evidence.frequency, evidence.frequency.value)
    if evidence.min_count is None:
        return f"{times} 有则交"
    counter = "张" if evidence.kind is EvidenceKind.PHOTO else "份"
    return f"{times} ≥{evidence.min_count} {counter}"


def measure(indicator: Indicator) -> str:
    """Return the comparison of an indicator: ``≥ 30%``, ``≥ 20 小时``."""
    unit = (indicator.unit or "").replace("％", "%")
    space = "" if unit in ("", "%") else " "
    return f"{indicator.operator} {indicator.threshold}{space}{unit}"


def basis(value: Basis) -> Markup:
    """Return a label that tells the source's own numbers from proposals, in words."""
    if value.from_source:
        return Markup('<span class="tag tag--source">条款</span>')
    text = "参考" if value is Basis.PROPOSAL else f"参考·{value}"
    return Markup('<span class="tag">{}</span>').format(text)


def by_state(slots: tuple[Slot, ...]) -> list[tuple[SlotState, tuple[Slot, ...]]]:
    """Return slots under their states, what is urgent first; what lies ahead only if alone."""
    found = grouped(slots, lambda slot: slot.state)
    ordered = sorted(found.items(), key=lambda pair: _URGENCY.index(pair[0]))
    begun = [pair for pair in ordered if pair[0] is not SlotState.FUTURE]
    return begun or ordered


_URGENCY = (*GAPS, *(state for state in SlotState if not state.gap))


def day(value: date | None) -> str:
    """Return a day as people read it: 2025年3月5日."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


def month_day(value: date) -> str:
    """Return a day without its year."""
    return f"{value.month}月{value.day}日"


def file_label(file: AttachedFile) -> str:
    """Return what a link to a file says: ``PDF 6 页``, ``照片``."""
    facts = file.facts
    return f"PDF {facts.pages} 页" if facts and facts.pages else "照片"


def trend(measures: tuple[Measure, ...], width: int = 64, height: int = 18) -> str:
    """Return the points of a line through the values, for an SVG of this size; none below two."""
    numbers = [float(each.number) for each in measures if each.number is not None]
    if len(numbers) < 2:
        return ""
    low, high = min(numbers), max(numbers)
    step = width / (len(numbers) - 1)
    scale = (height - 4) / (high - low) if high > low else 0
    heights = (2 + (high - number) * scale if scale else height / 2 for number in numbers)
    return " ".join(f"{place * step:.1f},{at:.1f}" for place, at in enumerate(heights))


def listing(text: str) -> Markup:
    """Return the lines of a file as list entries, each with its number as id."""
    lines = str(escape(text)).splitlines()
    entries = (
        f'<li id="L{number}"><code>{line}</code></li>' for number, line in enumerate(lines, start=1)
    )
    return Markup("\n".join(entries))


def spoken(text: str) -> Markup:
    """Return a text whose codes and marks have readings for screen readers: Ⅲ-12 as 三杠12."""
    parts, end = [], 0
    for match in _UNREAD.finditer(text):
        parts += [escape(text[end : match.start()]), _with_reading(match.group())]
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


def _with_reading(code: str) -> Markup:
    words = "".join(_ROMAN.get(char, char) for char in code).replace("-", "杠")
    words = _ENCLOSED.sub(lambda match: f"第{_enclosed(match.group())}项", words)
    return Markup('<span aria-hidden="true">{}</span><span class="reading">{}</span>').format(
        code, words
    )


def _enclosed(char: str) -> int:
    first = "⑴" if "⑴" <= char <= "⒇" else "①"
    return ord(char) - ord(first) + 1
