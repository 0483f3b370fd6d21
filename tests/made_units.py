"""Many units that share a rubric: the delivered table with people, names and filings of their own.

Always the same: what a unit is like follows from its number alone.

    python tests/made_units.py FOLDER [COUNT]
"""

from __future__ import annotations

import random
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from allocation.base.enums import Frequency
from allocation.base.slugs import person_slug, person_syllables
from allocation.datafiles.model import Term
from allocation.feeds.summary import ADAPTER, Summary, SummaryPerson, summary
from allocation.lint.validate import load_register
from allocation.pages.views.context import SiteContext
from allocation.register import schedule
from allocation.register.index import Index
from allocation.register.register import EvidenceEntry
from allocation.register.schedule import DateSpan
from bench.generate import GIVEN, SURNAMES
from helpers import DELIVERED

TODAY = date(2026, 11, 20)
"""The day by which they are late: pass it as ``SOURCE_DATE_EPOCH``, or as ``today``."""
_START = date(2026, 1, 1)
_PLACES = (
    "海东 海西 海南 海北 江东 江西 江南 江北 山前 山后 湖东 湖西 桥头 桥南 城东 "
    "城西 城南 城北 港口 港湾 渔湾 石狮 石桥 石岭 青山 青云 青石 白沙 白云 白鹭 "
    "金沙 金山 金桥 银湖 银滩 云岭 云山 云水 龙湖 龙山 龙门 凤山 凤里 凤凰 紫帽 "
    "紫云 清源 清水 清溪 永和 永宁 永安 安平 安海 东石 东海 东园 南安 南埔 北峰"
)
_BODIES = (
    "交通运输 教育 财政 民政 司法 审计 统计 商务 水利 林业 气象 档案 医疗保障 "
    "市场监督管理 应急管理 自然资源 生态环境 农业农村 文化旅游 卫生健康 体育 人力资源 "
    "住房建设 城市管理 退役军人事务 信访 机关事务管理 粮食储备 公安 国有资产 发展改革 "
    "科学技术 工业信息 民族宗教 外事 海洋渔业 港口管理 邮政管理 烟草专卖 税务 供销合作 "
    "地震 地方志 政务服务 大数据管理 广播电视 侨务 台港澳事务 公共资源交易 金融监督"
)
_BROKEN_EVERY = 29
_PEOPLE_EVERY = 5
_NO_TERM_EVERY = 6
_UNNAMED_EVERY = 7
_OTHER_RUBRIC_EVERY = 31
_REWORDED = ("主官主抓", "主要领导亲自抓")
_Owed = tuple[EvidenceEntry, DateSpan]
_NAMES_OF_ROWS = re.compile(r"(?<=leaders: \[)[^\]]+|(?<=person: )[^,}\s]+")


@dataclass(frozen=True, slots=True)
class MadeUnit:
    """One unit: its folder has the data folder ``data``; what a portal must make of it."""

    number: int
    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def id(self) -> str:
        return f"u{self.number:04}"

    @property
    def name(self) -> str:
        places, bodies = _PLACES.split(), _BODIES.split()
        place, body = divmod(self.number, len(bodies))
        return f"{places[place % len(places)]}区{bodies[body]}局"

    @property
    def is_broken(self) -> bool:
        """Whether its site can't be built."""
        return self.number % _BROKEN_EVERY == 7

    @property
    def shows_people(self) -> bool:
        return self.number % _PEOPLE_EVERY == 1

    @property
    def has_term(self) -> bool:
        return self.number % _NO_TERM_EVERY != 3

    @property
    def names_persons(self) -> bool:
        """Whether it says of a person what is late."""
        return self.number % _UNNAMED_EVERY != 4

    @property
    def has_other_rubric(self) -> bool:
        """Whether one of its clauses is worded in another way, so that its digest is another."""
        return self.number % _OTHER_RUBRIC_EVERY == 9


def write(folder: Path, count: int, first: int = 0) -> tuple[MadeUnit, ...]:
    """Write ``count`` units into a folder, each into a folder of its own, named by its id.

    :param first: the number of the first.
    """
    source = _Source()
    units = tuple(
        MadeUnit(number, folder / f"u{number:04}") for number in range(first, first + count)
    )
    for unit in units:
        source.write(unit)
    return units


def write_summaries(folder: Path, count: int, computed: int = 12) -> dict[str, Path]:
    """Write the summaries of many units, without their sites: ``<id>/api/summary.json``.

    Those of the first ones are computed; the others have their numbers, with names of their own.

    :returns: the path of each by the id of its unit; broken units have none.
    """
    paths: dict[str, Path] = {}
    known: list[Summary] = []
    for number in range(count):
        unit = MadeUnit(number, folder / "units" / f"u{number:04}")
        if unit.is_broken:
            continue
        own = _computed(unit) if number < computed else _renamed(unit, known[number % len(known)])
        known += [own] if number < computed else []
        paths[unit.id] = path = folder / unit.id / "api" / "summary.json"
        path.parent.mkdir(parents=True)
        path.write_bytes(ADAPTER.dump_json(own, indent=1))
    return paths


def _computed(unit: MadeUnit) -> Summary:
    write(unit.folder.parent, 1, first=unit.number)
    index = Index(load_register(unit.data), TODAY)
    return summary(SiteContext(index, site_url=_address(unit)))


def _renamed(unit: MadeUnit, other: Summary) -> Summary:
    """Return the summary of a unit with the numbers of another."""
    names = _names(random.Random(unit.number), 22) if unit.shows_people else ()
    people = tuple(map(_person, names)) or None
    return replace(other, id=unit.id, name=unit.name, url=_address(unit), people=people)


def _person(name: str) -> SummaryPerson:
    reading = person_syllables(name)
    letter, page = reading[0][0].upper(), f"people/{person_slug(name, reading)}/"
    return SummaryPerson(name, " ".join(reading), letter, page, ("办公室",))


def _address(unit: MadeUnit) -> str:
    return f"http://wm.test/sites/{unit.id}/"


class _Source:
    """The delivered table, read once."""

    def __init__(self) -> None:
        register = load_register(DELIVERED)
        self._people = tuple(person.name for person in register.people)
        self._files = {
            path.relative_to(DELIVERED): path.read_text(encoding="utf-8")
            for path in sorted(DELIVERED.rglob("*.yml"))
        }
        term = replace(register.unit.term, start=_START)
        self._owed = tuple(_begun(term, register.evidence))

    def write(self, unit: MadeUnit) -> None:
        chance = random.Random(unit.number)
        names = dict(zip(self._people, _names(chance, len(self._people)), strict=True))
        shutil.rmtree(unit.data, ignore_errors=True)
        (unit.data / "allocation").mkdir(parents=True)
        for path, text in self._files.items():
            own = _own_names(text, names)
            if unit.has_other_rubric:
                own = own.replace(*_REWORDED)
            (unit.data / path).write_text(own, encoding="utf-8")
        (unit.data / "unit.yml").write_text("\n".join(_settings(unit)) + "\n", encoding="utf-8")
        people = "".join(f"  - name: {name}\n" for name in names.values())
        (unit.data / "people.yml").write_text(f"people:\n{people}", encoding="utf-8")
        if unit.has_term:
            (unit.data / "filings").mkdir()
            lines = "\n".join(self._filings(chance, unit, tuple(names.values())))
            (unit.data / f"filings/{_START.year}.yml").write_text(f"{lines}\n", encoding="utf-8")
        if unit.is_broken:
            chance.choice(_FAULTS)(unit.data)

    def _filings(
        self, chance: random.Random, unit: MadeUnit, people: tuple[str, ...]
    ) -> Iterator[str]:
        """Yield a file of filings: the more diligent a unit, the more of what is owed is there."""
        diligence = chance.choice((0.1, 0.25, 0.4, 0.55, 0.7, 0.95))
        owed = [each for each in self._owed if chance.random() < diligence]
        yield "filings:"
        for number, each in enumerate(owed or self._owed[:1], start=1):
            yield _filing(chance, unit, each, number, people)


def _begun(term: Term, evidence: Iterable[EvidenceEntry]) -> Iterator[_Owed]:
    for entry in evidence:
        for span in schedule.spans(term, entry.record.frequency):
            if span.start <= TODAY - timedelta(days=20):
                yield entry, span


def _own_names(text: str, names: dict[str, str]) -> str:
    """Return a file of the table with other people."""

    def others(match: re.Match[str]) -> str:
        return ", ".join(names[name.strip()] for name in match[0].split(","))

    return _NAMES_OF_ROWS.sub(others, text)


def _names(chance: random.Random, count: int) -> tuple[str, ...]:
    drawn: dict[str, None] = {}
    while len(drawn) < count:
        drawn[chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, 2))] = None
    return tuple(drawn)


def _settings(unit: MadeUnit) -> Iterator[str]:
    yield f"name: {unit.name}"
    yield "honor: 市级文明单位"
    yield f"title: {unit.name}创建市级文明单位内页资料分工"
    yield "columns: [分管领导, 责任科室, 责任人]"
    yield f"data_date: {TODAY}"
    if not unit.names_persons:
        yield "names: department"
    yield "term:"
    yield "  years: 3"
    if unit.has_term:
        yield "  name: 2026—2028 年度"
        yield f"  start: {_START}"
        yield "  confirmed: true"
    yield "portal:"
    yield f"  id: {unit.id}"
    if unit.shows_people:
        yield "  people: true"


def _filing(
    chance: random.Random, unit: MadeUnit, owed: _Owed, number: int, people: tuple[str, ...]
) -> str:
    entry, span = owed
    filed_by, checked_by = chance.sample(people, 2)
    last = min(span.end + timedelta(days=20), TODAY)
    filed = span.start + timedelta(days=chance.randrange(10, (last - span.start).days))
    state = chance.choices(("已审核", "已交", "退回"), (7, 2, 1))[0]
    year = f"{filed.year}年" if entry.record.frequency is Frequency.TERM else span.label
    lines = [
        f"no: '{number:03}'",
        f"evidence: [{entry.id}]",
        f"slot: '{span.key}'",
        f'title: "{year}{entry.record.name}"',
        f"author_body: {unit.name}",
        f"date: {filed - timedelta(days=chance.randrange(10))}",
        f"filed_by: {filed_by}",
        f"filed_on: {filed}",
        f"state: {state}",
        f"reason: {'缺领导签字' if state == '退回' else '纸质件存办公室'}",
    ]
    if entry.record.min_count:
        lines.append(f"count: {entry.record.min_count}")
    if state != "已交":
        lines.append(f"checked_by: {checked_by}")
        lines.append(f"checked_on: {min(filed + timedelta(days=chance.randrange(9)), TODAY)}")
    return "  - " + "\n    ".join(lines)


def _unclosed(data: Path) -> None:
    path = data / "departments.yml"
    path.write_text(f"{path.read_text(encoding='utf-8')}  - [\n", encoding="utf-8")


def _unknown_person(data: Path) -> None:
    path = data / "people.yml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")


def _no_unit(data: Path) -> None:
    (data / "unit.yml").unlink()


_FAULTS: tuple[Callable[[Path], None], ...] = (_unclosed, _unknown_person, _no_unit)
"""What makes a unit one that can't be built."""

if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 60)
