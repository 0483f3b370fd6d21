"""What an import makes of a table of another place, fact by fact, beside what is to come out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from click.testing import CliRunner

import table_corpus
from allocation.cli import main
from table_corpus import Ask, Case, Clause, Table, bare

_QUESTION = re.compile(r"^[0-9]+\. ", re.MULTILINE)
_END = re.compile(r"\n(?=已写进|加 --write|这样的数据|要答这些问题)")
"""Where the questions end, in what the import says."""
_ROW = re.compile(r"第 ?([0-9]+) ?行")
_TABLE = re.compile(r"第 ?([0-9]+) ?个表|表 ?([0-9]+)")
_SCORE = re.compile(r"[（(](?:满分)?[0-9.]+分[）)]")
"""A score in a title: whether it stays in the title is no part of the place."""
_DOUBT = re.compile("不像|是不是|看不出")
_ANSWERABLE = re.compile("请|写|填|补|改|--column")
_QUOTED = re.compile("“[^”]*”")
_TECHNICAL = re.compile(r"(?<!-)\b(?!unit|yml)[A-Za-z_]{3,}|\bkey\b")
"""Words of programs, which no clerk knows."""
_LEVELS = ("groups", "items")
NOBODY_SAID = "请填"
"""What the settings say where the table names no unit."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A clause as it was imported, with all that holds for it."""

    mark: str = ""
    text: str = ""
    place: tuple[table_corpus.Level, ...] = ()
    leaders: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    deadline: str = ""
    score: str = ""
    remark: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the import of a file said and wrote."""

    questions: tuple[str, ...]
    refusal: str
    clauses: tuple[Imported, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fact:
    """One value that is to come out: what came out, and whether a question is about its place."""

    case: str
    form: str
    aspect: str
    kinds: frozenset[str]
    place: str
    expected: str
    got: str
    right: bool
    asked: bool
    rows: frozenset[int] = frozenset()

    @property
    def silent(self) -> bool:
        """Whether the value is wrong and nobody is asked."""
        return not (self.right or self.asked)


@dataclass(frozen=True, slots=True)
class Question:
    """A question of an import, and whether a clerk is helped by it."""

    case: str
    form: str
    text: str
    helps: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """All facts and questions of a file."""

    facts: tuple[Fact, ...]
    questions: tuple[Question, ...]


def measure(case: Case, form: str, folder: Path) -> Measured:
    """Import a case in a form into a new folder; compare what came out."""
    path = table_corpus.write(case, form, folder)
    outcome = imported(path, folder / f"{path.stem}-data", case.columns)
    facts = (*_clause_facts(case, form, outcome), *_settings_facts(case, form, outcome))
    facts = (*facts, *_asks(case, form, outcome))
    return Measured(facts, tuple(_questions(case, form, outcome, facts)))


def imported(path: Path, folder: Path, columns: Mapping[str, str]) -> Outcome:
    """Import a file as a clerk does."""
    options = [part for kind, word in columns.items() for part in ("--column", f"{kind}={word}")]
    done = CliRunner().invoke(
        main, ["import", str(path), "--into", str(folder), "--write", *options]
    )
    said = done.output if done.exception is None or isinstance(done.exception, SystemExit) else ""
    questions = tuple(each.strip() for each in _QUESTION.split(_END.split(said)[0])[1:])
    if done.exit_code or not (folder / "unit.yml").exists():
        return Outcome(questions, said or f"crash: {done.exception!r}")
    settings = _yaml(folder / "unit.yml")
    files = sorted(folder.glob("allocation/*.yml"))
    found = tuple(clause for file in files for clause in _flat(_yaml(file), ()))
    return Outcome(questions, "", found, settings)


def _yaml(path: Path) -> Any:
    # Scalars stay text: a score is compared as it is written.
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


def _flat(node: Mapping[str, Any], above: tuple[Mapping[str, Any], ...]) -> Iterator[Imported]:
    """Yield the clauses below a level."""
    levels = (*above, node)
    for key in _LEVELS:
        for below in node.get(key, ()):
            yield from _flat(below, levels)
    for row in node.get("rows", ()):
        for clause in row["clauses"]:
            yield _one(levels, row, clause)


def _one(
    levels: tuple[Mapping[str, Any], ...], row: Mapping[str, Any], clause: Mapping[str, Any]
) -> Imported:
    def nearest(key: str) -> Any:
        return next((each[key] for each in (clause, row, levels[-1]) if each.get(key)), "")

    names = ("department", "person", "role")
    parties = ("/".join(party.get(name, "") for name in names) for party in row.get("parties", ()))
    return Imported(
        mark=clause.get("mark", ""),
        text=clause["text"],
        place=tuple(
            table_corpus.Level(
                bare(level.get("code", "") + level.get("title", "")), level.get("score", "")
            )
            for level in levels
        ),
        leaders=tuple(row.get("leaders", ())),
        parties=tuple(party.rstrip("/") for party in parties),
        methods=tuple(nearest("methods")),
        deadline=nearest("deadline"),
        score=clause.get("score") or row.get("score", ""),
        remark=nearest("remark"),
        evidence=tuple(
            f"{each['name']} {each.get('note', '')}" for each in clause.get("evidence", ())
        ),
    )


# Facts.


def _clause_facts(case: Case, form: str, outcome: Outcome) -> Iterator[Fact]:
    left = list(outcome.clauses)
    for clause in case.clauses:
        found, whole = _match(clause, left)
        if found:
            left.remove(found)
        judge = _Judge(case, form, outcome, clause, missing=found is None)
        yield from judge.facts(found or Imported(), whole=whole)
    for extra in left:
        asked = any(bare(extra.text)[:8] in bare(question) for question in outcome.questions)
        yield Fact(
            case.name, form, "clause", case.kinds, "", "", extra.mark + extra.text, False, asked
        )


def _match(clause: Clause, left: list[Imported]) -> tuple[Imported | None, bool]:
    """Return what became of a clause, and whether it is the clause verbatim."""
    wanted = bare(clause.text)
    same = [each for each in left if bare(each.text) == wanted]
    if same:
        names = [[level.name for level in place] for place in clause.places]
        here = [each for each in same if [level.name for level in each.place] in names]
        marked = [each for each in here or same if each.mark == clause.mark]
        return (marked or here or same)[0], True
    holding = (each for each in left if wanted[:12] in bare(each.mark + each.text))
    return next(holding, None), False


@dataclass(frozen=True, slots=True)
class _Judge:
    """Compares one clause with what became of it."""

    case: Case
    form: str
    outcome: Outcome
    clause: Clause
    missing: bool

    @property
    def table(self) -> Table:
        """The table of the clause."""
        return self.case.tables[self.clause.table - 1]

    def facts(self, found: Imported, *, whole: bool) -> Iterator[Fact]:
        """Yield the facts of the clause."""
        clause = self.clause
        mark = clause.mark == found.mark
        placed = not clause.places or _names(found.place) in map(_names, clause.places)
        said = f"{'/'.join(_names(found.place))}：{found.mark}{found.text}"
        where = "/".join(_names(clause.places[0])) if clause.places else "?"
        # Without the clause, what came out for it is the clause's own error, counted once.
        right = not self.missing and whole and mark and placed
        yield self._fact("clause", f"{where}：{clause.mark}{clause.text}", said, right)
        if clause.parties is not None:
            yield from self._compared("owners", _unroled(clause.parties), _unroled(found.parties))
        yield from self._compared("leaders", clause.leaders, found.leaders)
        wanted = clause.parties or ()
        roled = any(party.count("/") == 2 for party in (*wanted, *found.parties))
        if roled and not any(party.endswith(table_corpus.UNKNOWN) for party in wanted):
            yield from self._compared("roles", clause.parties, found.parties)
        yield from self._compared("methods", clause.methods, found.methods)
        yield from self._compared("deadlines", clause.deadline, found.deadline)
        yield from self._scores(found)
        if clause.remark:
            yield from self._compared("remarks", clause.remark, found.remark)
        if clause.evidence:
            proposed = "、".join(found.evidence)
            right = all(bare(each) in bare(proposed) for each in clause.evidence)
            yield self._fact("evidence", "、".join(clause.evidence), proposed, right)

    def _compared(
        self, aspect: str, wanted: tuple[str, ...] | str | None, got: tuple[str, ...] | str
    ) -> Iterator[Fact]:
        """Yield a fact where the table says something, or something came out."""
        if wanted is None or not (wanted or got or aspect == "owners"):
            return
        yield self._fact(aspect, _text(wanted), _text(got), _same(wanted, got) and not self.missing)

    def _scores(self, found: Imported) -> Iterator[Fact]:
        """Yield the scores of the clause and of its levels.

        A score of all clauses of an item may stand in the item as well as in its only row.
        """
        place = next(
            (each for each in self.clause.places if _names(each) == _names(found.place)), ()
        )
        wanted, got = list(place), list(found.place if place else ())
        own = found.score
        if got and not own and self.clause.score and not wanted[-1].score:
            own = got.pop().score
            wanted.pop()
        yield from self._compared("scores", self.clause.score, own)
        for level, imported in zip(wanted, got, strict=True):
            yield from self._compared("scores", level.score, imported.score)

    def _fact(self, aspect: str, wanted: str, got: str, right: bool) -> Fact:
        clause = self.clause
        asked = (
            bool(self.outcome.refusal)
            or (self.missing and aspect != "clause")
            or any(self._is_about(question, wanted, got) for question in self.outcome.questions)
        )
        return Fact(
            case=self.case.name,
            form=self.form,
            aspect=aspect,
            kinds=clause.kinds,
            place=f"{clause.table}:{min(clause.rows)}–{max(clause.rows)}",
            expected=wanted,
            got=got,
            right=right,
            asked=asked,
            rows=clause.rows,
        )

    def _is_about(self, question: str, wanted: str, got: str) -> bool:
        """Whether a question is about the row of the clause, and about the value or its column."""
        rows = rows_in(question, self.case, self.form, self.clause.table)
        if rows and not rows & self.clause.rows:
            return False
        words = {*_words(wanted), *_words(got)} - {""}
        named = any(word in bare(question) for word in words)
        return named or any(heading in bare(question) for heading in self._headings(words))

    def _headings(self, words: set[str]) -> Iterator[str]:
        """Yield the headings of the columns whose cells beside the clause say one of some words.

        Those are the rows of its item, too: an empty cell may be taken for merged with one of them.
        """
        first, last = min(self.clause.rows), max(self.clause.rows)
        for column in range(self.table.width):
            cells = (self.table.text(row - 1, column) for row in range(first, last + 1))
            if any(word in bare(cell) for cell in cells for word in words):
                for row in (0, 1):
                    top, left = self.table.anchor(row, column)
                    if heading := bare(self.table.text(top, left)):
                        yield heading


def _names(place: tuple[table_corpus.Level, ...]) -> list[str]:
    return [_SCORE.sub("", level.name) for level in place]


def _unroled(parties: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("/".join(each.split("/")[:2]).rstrip("/") for each in parties)


def _text(value: tuple[str, ...] | str) -> str:
    return value if isinstance(value, str) else "、".join(value)


def _same(wanted: tuple[str, ...] | str, got: tuple[str, ...] | str) -> bool:
    if isinstance(wanted, str) or isinstance(got, str):
        return bare(_text(wanted)) == bare(_text(got))
    return sorted(map(bare, wanted)) == sorted(map(bare, got))


def _words(text: str) -> list[str]:
    """Return the words of a value: names, or the beginning of a clause."""
    parts = (bare(part) for part in re.split(r"[/、：；，]", text))
    return [part[:8] for part in parts if part]


def rows_in(question: str, case: Case, form: str, table: int) -> frozenset[int]:
    """Return the rows of a table that a question names, counted from 1; none if it names no row."""
    rows = {int(each) for each in _ROW.findall(question)}
    named = {int(one or other) for one, other in _TABLE.findall(question)}
    if rows and named and table not in named:
        return frozenset({0})
    if form in {"xlsx", "csv", "excel", "ods"}:
        # A sheet counts the titles, too.
        rows |= {row - case.first_row(table) for row in rows}
    return frozenset(rows)


def _settings_facts(case: Case, form: str, outcome: Outcome) -> Iterator[Fact]:
    for key, wanted, word in (("name", case.unit, "单位"), ("honor", case.honor, "称号")):
        got = str(outcome.settings.get(key, ""))
        # The table names none: what stands there must say so.
        right = got == wanted if wanted else NOBODY_SAID in got
        asked = bool(outcome.refusal) or any(word in each for each in outcome.questions)
        yield Fact(case.name, form, key, case.kinds, "unit.yml", wanted or "", got, right, asked)


def _asks(case: Case, form: str, outcome: Outcome) -> Iterator[Fact]:
    for ask in case.asks:
        heard = any(_hears(question, ask, case, form) for question in outcome.questions)
        place = f"{ask.table}:{ask.row} {ask.column}"
        asked = heard or bool(outcome.refusal)
        yield Fact(case.name, form, "questions", case.kinds, place, ask.about, "", heard, asked)


def _hears(question: str, ask: Ask, case: Case, form: str) -> bool:
    """Whether a question is about a place; headings need no row."""
    rows = rows_in(question, case, form, ask.table)
    return bare(ask.about) in bare(question) and (ask.row in rows or (ask.row == 1 and not rows))


def _questions(
    case: Case, form: str, outcome: Outcome, facts: Iterable[Fact]
) -> Iterator[Question]:
    """Yield the questions; one helps if a clerk can answer it and it doubts nothing right."""
    doubtful = {row for fact in facts if not fact.right for row in fact.rows}
    doubtful |= {ask.row for ask in case.asks}
    tables = range(1, len(case.tables) + 1)
    for text in outcome.questions:
        rows = {row for table in tables for row in rows_in(text, case, form, table)}
        needless = bool(_DOUBT.search(text) and rows and not rows & doubtful)
        plain = bool(_ANSWERABLE.search(text)) and not _TECHNICAL.search(_QUOTED.sub("", text))
        yield Question(case.name, form, text, helps=plain and not needless)
