"""The table of what imports make of other places' tables: kinds, tried, right, silent."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import proving
import table_corpus
import table_facts
from table_facts import Fact, Question

TABLE = proving.PROOF / "imports.md"
ASPECTS = {
    "clause": "条款：一字不差、位置和标号都对",
    "owners": "责任科室和责任人",
    "roles": "牵头、配合",
    "leaders": "分管领导",
    "scores": "分值",
    "methods": "测评方法",
    "deadlines": "完成时限",
    "remarks": "备注",
    "evidence": "由报送说明、申报材料、具体要求提出的材料",
    "name": "单位",
    "honor": "称号",
    "questions": "说不准的地方问了",
}
"""What is compared, and its name."""
KINDS = {
    "owners-by-mark": "责任人、时限按标号对应各条",
    "pairs": "科室和人按次序成对",
    "owners-in-one-cell": "科室和人写在一格",
    "role-columns": "牵头、配合各一栏",
    "roles-in-lists": "一格里写明牵头、配合",
    "placeholders": "同上、〃、待定、空缺、暂缺、无、—、/",
    "everybody": "全体人员、各科室",
    "titles": "职务在姓名前后",
    "odd-names": "像词的姓名，两个字、四个字的姓名",
    "dots-in-names": "带“·”的姓名",
    "half-split": "分到一半的表",
    "no-owners": "没有分工的评分标准",
    "methods-lists": "测评方法写成编号清单",
    "methods-by-mark": "测评方法按标号对应各条",
    "scoring-rules": "记分办法（扣分、不得分）不是分值",
    "scores-in-text": "分值写在文字里",
    "requirement-column": "条款旁边另有具体要求",
    "evidence-columns": "报送说明、申报材料",
    "names-guess": "单位、称号从标题里认",
    "headings": "各种栏名",
    "number-column": "序号另占一栏",
    "marks": "各种标号",
    "merged": "合并单元格",
    "deep-levels": "四级指标",
    "one-level": "没有项目，只有任务",
    "two-row-heads": "两行表头",
    "empty-columns": "留空的栏",
    "unknown-headings": "没见过的栏名，由人指定",
    "several-tables": "一个文件几个表",
    "table-per-method": "一种测评方法一个表",
    "table-per-month": "一个月一个表",
    "bonus": "加分项目",
    "totals": "小计、合计",
    "notes": "注、说明",
    "padding": "空格、制表符撑开",
    "word-contents": "注音、带圈字符、替代内容",
    "revisions": "修订、隐藏文字",
}
"""Kinds of tables, and what is special about them."""
_LABELS = {
    "docx": "Word",
    "word": "从 Word 粘贴",
    "lines": "粘贴，一行一行",
    "excel": "从 Excel 粘贴",
    "xlsx": "Excel",
    "csv": "CSV",
    "doc": ".doc",
    "ods": ".ods",
}
_CONVERTED_EVERY = 5
"""Which of the tables are tried in the forms that LibreOffice writes."""
_HEAD = """# Tables of other places

Written by `scripts/imports`, which imports {files} tables of fictitious units (`tests/tables/`) in
each form that they may come in. A fact is one value that is to come out: a clause with its mark and
place, the owners of a clause, a score. 错而不问: what came out is wrong, no question is about it.

Thirty tables were written unread, in three lots, each mended before the next was written. The
first time, in six forms, 1615 of 2259 facts of 16 tables were right and 142 wrong without a
question; 469 of 756 and 66 of eight more; 498 of 624 and 30 of the last six. Some of what they are
to be was corrected since: captions as levels, 主办 and 承办 as leading, rubrics that name no honor.

Another lot, `third-*`, was written by somebody who had not seen the reader. The first time, in six
forms, 1502 of 1884 facts of its 14 tables were right (420 of 516 clauses) and 49 wrong without a
question. Once that was mended, 11 tables of other kinds, `fourth-*`, by the same who had read it by
then: 1026 of 1164 facts (267 of 322 clauses) and 17 silent; 12 of the wrong ones, 6 of them silent,
were errors of what was expected.

"""
_ALSO = "Every fifth table is tried as .doc and .ods, too.\n\n"
_Wanted = Callable[[Fact], bool]


@dataclass(frozen=True, slots=True)
class Count:
    """How many facts were tried, are right, are wrong without a question."""

    tried: int
    right: int
    silent: int

    @property
    def share(self) -> float:
        """The share of facts that are right."""
        return self.right / self.tried if self.tried else 1.0


@dataclass(frozen=True, slots=True)
class Proof:
    """Everything that was measured."""

    files: int
    facts: tuple[Fact, ...]
    questions: tuple[Question, ...]

    def count(self, wanted: _Wanted) -> Count:
        """Count some facts."""
        facts = [fact for fact in self.facts if wanted(fact)]
        right, silent = sum(fact.right for fact in facts), sum(fact.silent for fact in facts)
        return Count(len(facts), right, silent)

    def with_facts(self, other: Proof) -> Proof:
        """Return this with the facts and questions of another."""
        return Proof(self.files, self.facts + other.facts, self.questions + other.questions)

    @property
    def helping(self) -> float:
        """The share of questions that help."""
        return sum(each.helps for each in self.questions) / max(1, len(self.questions))


def measured(forms: Sequence[str], folder: Path = table_corpus.FOLDER, every: int = 1) -> Proof:
    """Import the tables of a folder, or every so many of them, in some forms."""
    facts: list[Fact] = []
    questions: list[Question] = []
    cases = table_corpus.cases(folder)[::every]
    with tempfile.TemporaryDirectory() as made:
        for case in cases:
            for form in forms:
                if table_corpus.AFTER.get(form, form) in case.forms:
                    found = table_facts.measure(case, form, Path(made))
                    facts += found.facts
                    questions += found.questions
    return Proof(len(cases), tuple(facts), tuple(questions))


def page(proof: Proof) -> str:
    """Return the tables as Markdown."""
    helps = sum(each.helps for each in proof.questions)
    wrong = [fact for fact in proof.facts if not fact.right]
    return "".join(
        (
            _HEAD.format(files=proof.files),
            _ALSO if any(fact.form in table_corpus.CONVERTED for fact in proof.facts) else "",
            "## By what is said\n\n",
            _table("方面", [(name, of_aspect(key)) for key, name in ASPECTS.items()], proof),
            "\n## By kind\n\n",
            _table("种类", [(name, of_kind(key)) for key, name in KINDS.items()], proof),
            "\n## Questions\n\n",
            f"{len(proof.questions)} questions were asked. A clerk can answer {helps} of them, ",
            "which doubt nothing that is right.\n",
            *(["\n## What came out otherwise\n\n", _wrong(wrong)] if wrong else []),
        )
    )


def of_aspect(aspect: str) -> _Wanted:
    """Return what picks the facts of an aspect."""
    return lambda fact: fact.aspect == aspect


def of_kind(kind: str) -> _Wanted:
    """Return what picks the facts of a kind."""
    return lambda fact: kind in fact.kinds


def _all(_: Fact) -> bool:
    return True


def _table(what: str, rows: Iterable[tuple[str, _Wanted]], proof: Proof) -> str:
    tried = {fact.form for fact in proof.facts}
    labels = {form: label for form, label in _LABELS.items() if form in tried}
    head = ("试", "对", "%", "错而不问", *labels.values())
    lines = [_line((what, *head)), f"|{' --- |' * (1 + len(head))}\n"]
    for name, wanted in (*rows, ("总计", _all)):
        count = proof.count(wanted)
        forms = [_in_form(proof, form, wanted) for form in labels]
        cells = (count.tried, count.right, f"{100 * count.share:.1f}", count.silent, *forms)
        if count.tried:
            lines.append(_line((name, *map(str, cells))))
    return "".join(lines)


def _in_form(proof: Proof, form: str, wanted: _Wanted) -> str:
    count = proof.count(lambda fact: fact.form == form and wanted(fact))
    return f"{count.right}/{count.tried}" if count.tried else ""


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _wrong(facts: Iterable[Fact]) -> str:
    """Return the facts that are wrong, a line each with the forms that they are wrong in."""
    forms: dict[tuple[str, ...], list[str]] = {}
    for fact in facts:
        asked = "问了" if fact.asked else "没有问"
        key = (fact.case, ASPECTS[fact.aspect], fact.place, fact.expected, fact.got, asked)
        forms.setdefault(key, []).append(_LABELS[fact.form])
    lines = [_line(("表", "方面", "处", "应为", "导入为", "问", "形式")), f"|{' --- |' * 7}\n"]
    for said, names in forms.items():
        lines.append(_line(map(proving.cell, (*said, "、".join(dict.fromkeys(names))))))
    return "".join(lines)


def main() -> int:
    """Measure everything and write the page; return 1 if anything is silently wrong."""
    proof = measured([*table_corpus.FORMS])
    if shutil.which("soffice"):
        proof = proof.with_facts(measured([*table_corpus.CONVERTED], every=_CONVERTED_EVERY))
    TABLE.write_text(page(proof), encoding="utf-8")
    count = proof.count(_all)
    print(f"{TABLE.name}：{count.tried} 项，对 {count.right} 项，错而不问 {count.silent} 项")
    return 1 if count.silent else 0


if __name__ == "__main__":
    sys.exit(main())
