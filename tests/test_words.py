"""The words that are gone: one word for one thing, wherever the office reads."""

from __future__ import annotations

import ast
import html
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from allocation.base.enums import FORMER_WORDS, Visibility
from allocation.lint.validate import load_register
from allocation.office.formats.workbook_layout import MARK, digest
from allocation.office.imports.workbook import former_words, import_plan
from allocation.site import outputs
from helpers import MANUALS, PROJECT
from workbooks import cell, changed, example, export, run, texts

GONE = {
    "(?<!测评)指标(?![0-9])": "量化要求；表的 Ⅱ 级：测评指标",
    "(?:应交|已交|共|尚缺|逾期|退回|待交)[^，。；期]{0,12}[0-9] ?期(?!次)": "项次",
    "还缺": "尚缺",
    "(?<!每)(?<!每一)条条款": "条款 5 条",
    "缺口": "未交清单",
    "最缺的": "未交最多的",
    "(?<!照)我的(?!任务)": "本人",
    "找到自己": "查看本人任务",
    "谁的任务多": "任务分布",
    "带走": "下载与打印；本页下载",
    "挂网": "公开范围",
    "只列题名": "仅列目录",
    "脱敏": "去除个人信息",
    "随活动交": "有活动时提交",
    "可疑": "疑点",
    "请看到行|要看到行": "以各行所列为准",
    "参考·": "条款有要求，数量为建议",
    "签收已过时": "职责有变，须重新签收",
    "按提交列出|意思的变化": "按日期列出改动，格式调整不列",
    "自身的日期": "形成日期",
    "所在各行的分管领导": "分管领导",
    "多半|打错了|告诉一声|说得清": "可能有误；仅作提示；应写全",
    "看不了": "无法查看",
    "改不坏": "填错不影响网站",
    "正好一张": "可以打印",
    "脊背": "盒脊",
    "管数据的人|管网站的|负责的同事|(?<!总)工程师": "网站管理员",
    "键入以|符合条件": "找到 5 个结果",
    "跳转至": "跳到正文",
    "≤ ?上年": "不多于上年",
    "年年度": "2024年度",
    "[0-9]年[一二三四]季度": "2026年第二季度",
    "没有人的职责增减": "职责无增减",
    "排不出": "届期未核定，暂不计算期限",
}
"""Patterns, each with what stands there now."""

KEPT = (
    ("about/index.html", "指标", "A title of reference material, as its author has it."),
    ("references", "指标", "A title of reference material, as its author has it."),
    ("api/allocation.json", "指标", "A title of reference material, as its author has it."),
    ("search_index.json", "指标", "A title of reference material, as its author has it."),
    ("data/synonyms", ".", "What people say, for the search alone."),
    ("imports/tables/job_titles.py", "工程师", "A title of people."),
    ("imports/tables/", "指标", "Headings of other places' tables, which are read."),
    ("workbook/former_words.py", ".", "Words of earlier workbooks, which are read."),
    ("workbook/workbook_file.py", "指标", "Headings of earlier workbooks, which are read."),
    ("base/enums.py", "只列题名|脱敏", "Values of earlier data, which are read."),
    ("feeds/questions.py", ".", "What people type."),
    ("docx_writer.py", "脊背", "A style that a unit's own template of Word files has, too."),
    ("exports/archive.py", "脊背", "The same style."),
    ("views/page.py", "缺口", "What people call the list."),
    ("register/register.py", "指标", "A part of ids, which stay."),
    ("assets/edit.", "指标", "The same part."),
    ("edit/forms.js", "只列题名|脱敏", "Values of earlier data, which are read."),
)
"""Places where a word stays, and why."""
_TYPED = re.compile(r'data-search="[^"]*"|^aliases: .*$', re.MULTILINE)
"""What people type into the search."""

_LIST = re.compile(r"^( +)(?:evidence|indicators):\n(?:\1 .*\n)*", re.MULTILINE)
"""The lists of a clause in a data file."""


def test_pages(site: Path, example: Path) -> None:
    """No page says a word that is gone, nor what is downloaded from it."""
    texts = [*built(site), *built(example)]
    kinds = {Path(name).suffix for name, _ in texts}
    assert kinds >= {".html", ".docx", ".xlsx", ".xml", ".ics", ".json", ".js"}
    assert list(found(texts)) == []


def test_manuals() -> None:
    """What is written by hand says none, but for what people type into the search."""
    names = ("docs/index.md", "docs/about/index.md", *MANUALS, "README.zh-CN.md")
    written = [(name, (PROJECT / name).read_text(encoding="utf-8")) for name in names]
    texts = [(name, _TYPED.sub("", text)) for name, text in written]
    assert list(found(texts)) == []


def test_messages() -> None:
    """No string of the program that is shown says one: messages, findings, notes, labels."""
    folder = PROJECT / "hooks"
    texts = [(str(path.relative_to(folder)), shown(path)) for path in sorted(folder.rglob("*.py"))]
    assert sum(len(text) for _, text in texts) > 20_000
    assert list(found(texts)) == []


@pytest.mark.parametrize("place", [place for place, _, _ in KEPT if place.endswith(".py")])
def test_what_is_kept_stands_there(place: str) -> None:
    """An exception without a word that it excuses is struck."""
    (path,) = (each for each in (PROJECT / "hooks").rglob("*.py") if each.match(f"*{place}"))
    assert any(re.search(pattern, shown(path)) for pattern in GONE)


def built(site: Path) -> Iterator[tuple[str, str]]:
    """Yield the text of each file of a site that people read, with its path."""
    for path in sorted(site.rglob("*")):
        name = str(path.relative_to(site))
        if path.suffix in (".docx", ".xlsx"):
            yield name, packed(path)
        elif name.endswith("search_index.json"):
            yield name, "\n".join(answers(json.loads(path.read_bytes())))
        elif name.startswith("assets/javascripts/"):
            continue
        elif path.suffix in (".html", ".json", ".xml", ".ics", ".js"):
            text = path.read_text(encoding="utf-8").replace("\r\n ", "")
            yield name, html.unescape(_TYPED.sub("", text))


def packed(path: Path) -> str:
    """Return the text of an Office file, paragraph by paragraph."""
    with zipfile.ZipFile(path) as package:
        parts = [name for name in package.namelist() if name.endswith(".xml")]
        whole = "\n".join(
            package.read(name).decode("utf-8") for name in parts if "styles" not in name
        )
    lines = re.sub(r"</w:p>|</si>|</t>(?!</r>)", "\n", whole)
    return html.unescape(re.sub("<[^>]*>", "", lines))


def answers(index: dict[str, Any]) -> Iterator[str]:
    """Yield what results of the search show; other names are what people type."""
    yield from (str(kind["name"]) for kind in index.get("config", {}).get("kinds", ()))
    for doc in index["docs"]:
        yield from (str(doc.get(key, "")) for key in ("title", "context", "tags", "count", "when"))


def shown(path: Path) -> str:
    """Return the strings of a module, without docstrings and what aliases say."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    apart: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) or (isinstance(node, ast.keyword) and node.arg == "aliases"):
            apart |= set(ast.walk(node.value))
    strings = (
        node.value
        for node in ast.walk(tree)
        if node not in apart and isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return "\n".join(strings)


def found(texts: list[tuple[str, str]]) -> Iterator[str]:
    """Yield each word that is gone and stands in a text, with what should stand there."""
    for name, text in texts:
        for pattern, now in GONE.items():
            for match in re.finditer(pattern, text):
                if not any(place in name and re.search(word, match[0]) for place, word, _ in KEPT):
                    around = text[max(0, match.start() - 15) : match.end() + 15]
                    yield f"{name}: {around!r} → {now}"
                    break


def test_former_values_are_read(data: Path) -> None:
    """Data of earlier releases has other words for the same; messages say those of today."""
    path = data / "allocation" / "01.yml"
    now = Visibility.TITLE_ONLY
    text = path.read_text(encoding="utf-8")
    before = [entry.record.visibility for entry in load_register(data).evidence]
    assert now in before
    path.write_text(text.replace(f"visibility: {now}", "visibility: 只列题名"), encoding="utf-8")
    assert "只列题名" in path.read_text(encoding="utf-8")
    assert [entry.record.visibility for entry in load_register(data).evidence] == before


def test_without_a_list(data: Path) -> None:
    """A table that has no list of evidence yet says so, and what comes next."""
    for path in (data / "allocation").glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(_LIST.sub("", text), encoding="utf-8")
    site = outputs.generate(data)
    assert site.index.register.evidence == ()
    content = {output.path: str(output.content) for output in site.outputs}
    item = f"items/{site.index.register.items[0].slug}/index.html"
    for place in (item, "progress/index.html"):
        assert "尚未编制材料清单" in content[place]
        assert 'manual/office/#evidence">办公室手册' in content[place]
    assert "材料清单共" not in content["progress/index.html"]
    assert "届期未核定，暂不计算期限" in content["progress/index.html"]


def test_former_workbooks(tmp_path: Path) -> None:
    """An earlier export, in the words of then, changes nothing; an edit of a cell is read."""
    folder = example(tmp_path / "data")
    then = {now: word for word, now in (former_words.HEADINGS | FORMER_WORDS).items()}

    def reword(book: Workbook) -> None:
        book["量化数值"].title = "指标"
        for name in ("指标", "佐证材料", "登记"):
            head, *body = book[name].iter_rows()
            titles = [str(each.value) for each in head]
            for title, each in zip(titles, head, strict=True):
                each.value = then.get(title, title)
            for row in body:
                old = [then.get(str(each.value or ""), each.value) for each in row]
                cells = zip(titles, old, strict=True)
                said = {then.get(title, title): str(text or "") for title, text in cells}
                if said.pop(MARK):
                    old[-1] = digest(said)
                for each, text in zip(row, old, strict=True):
                    each.value = text

    def edit(book: Workbook) -> None:
        page = book["佐证材料"]
        page[cell(page, "Ⅲ-1-⑵-01", then["公开范围"])] = then["仅列目录"]
        page = book["登记"]
        page[cell(page, "2024-001", then["已去除个人信息"])] = "是"

    path = changed(export(folder, tmp_path / "x.xlsx"), reword)
    plan = import_plan.plan(path, load_register(folder))
    assert (plan.changes, plan.problems) == ([], [])
    done = run(changed(path, edit), folder, "--write")
    assert done.exit_code == 0, done.output
    assert "Ⅲ-1-⑵-01 公开范围：内网可见 → 仅列目录" in done.output
    assert then["仅列目录"] not in "".join(texts(folder).values())
