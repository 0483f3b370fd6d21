"""A year at an office: every change of its data, one after the other, checks, builds and shows."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import html

from allocation.cli import main
from allocation.lint.validate import load_register
from allocation.register.register import Register
from cleaning.papers import paper
from conftest import on_day
from helpers import DELIVERED, PROJECT, replace
from live import copy_project, git

FILE = "Ⅲ-1-⑴-01_届期_关于调整创建工作领导小组的通知.pdf"
REWORDED = ("主官主抓，创建工作领导机构健全", "主官亲自抓，创建工作领导机构健全")
UNCHANGED = "条款照原文，一字未改"
CLAUSE = """\
              - mark: ⑷
                text: 每季度通报一次创建进度。
                evidence:
                  - {no: "01", name: 创建进度通报, kind: 文件, frequency: 每季, basis: 建议, \
visibility: 内网可见}
"""
CATEGORY = """\
code: 八、
title: 数字创建
items:
  - code: Ⅲ-21
    title: 线上平台
    rows:
      - leaders: [朱亮]
        parties:
          - {department: 团支部, person: 何清明}
        clauses:
          - mark: ⑴
            text: 线上创建平台运行正常。
            evidence:
              - {no: "01", name: 平台运行记录, kind: 数据, frequency: 每年, basis: 条款, \
visibility: 内网可见}
"""
TERM = """\
term:
  name: 2027—2029 年度
  years: 3
  start: 2027-01-01
  confirmed: true
"""
NEXT = TERM.replace("2027—2029", "2030—2032").replace("2027-01-01", "2030-01-01")


@dataclass(frozen=True)
class Office:
    """A copy of the project with a table of its own, and its site as last built."""

    root: Path
    build: Callable[..., Path]

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def register(self) -> Register:
        return load_register(self.data)

    def run(self, *arguments: str) -> str:
        """Run the command as people do in the project's folder; return its output."""
        done = CliRunner().invoke(main, list(arguments))
        assert done.exit_code == 0, done.output
        return done.output

    def publish(self, message: str, day: date) -> Site:
        """Commit what was changed, and do with the commit what CI does with one of data."""
        git(self.root, "add", "--all")
        git(self.root, "commit", "--quiet", "--message", message)
        self.run("lint")
        site = self.build(self.data, day=day)
        self.run("check-site", str(site))
        return Site(site)


@dataclass(frozen=True)
class Site:
    """What readers see."""

    folder: Path

    def __contains__(self, address: str) -> bool:
        return (self.folder / address).exists()

    def text(self, address: str, where: str = "//article") -> str:
        """Return the text of a page, without white space."""
        tree = html.fromstring((self.folder / address / "index.html").read_bytes())
        return "".join("".join(part.itertext()) for part in tree.xpath(where)).replace(" ", "")


@pytest.fixture
def office(
    tmp_path: Path, build_site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> Office:
    """The project at an office that has just begun: its own repository, with one commit."""
    root = tmp_path / "office"
    root.mkdir()
    copy_project(root, DELIVERED)
    shutil.copy(PROJECT / ".gitignore", root)
    git(root, "init", "--quiet", "--initial-branch=main")
    monkeypatch.chdir(root)
    return Office(root, build_site)


Step = Callable[[Office], Callable[[Site], None]]
"""Changes the data; what it returns looks at the site that shows it."""


def begin(office: Office) -> Callable[[Site], None]:
    """Nothing is changed yet."""

    def shown(site: Site) -> None:
        for address in ("", "about"):
            assert UNCHANGED in site.text(address)
        assert "条款为原文" in site.text("people/xu-weican", "//body")
        assert "李鸣誉" in site.text("items/iii-6")
        assert "何清明" not in site.text("people")

    return shown


def hand_over(office: Office) -> Callable[[Site], None]:
    """One row goes from one person to another, with a sheet to sign."""
    options = ("--rows", "7", "--from", "2026-12-01", "--sheet", "../sheet.docx", "--write")
    office.run("handover", "李鸣誉", "--to", "许伟灿", *options)
    assert (office.root.parent / "sheet.docx").is_file()
    assert [person.name for person in office.register.rows[6].persons] == ["许伟灿"]

    def shown(site: Site) -> None:
        assert "2026-12-01以前地金科李鸣誉" in site.text("items/iii-6")
        assert "Ⅲ-6" in site.text("people/xu-weican")

    return shown


def take_in(office: Office) -> Callable[[Site], None]:
    """Somebody new takes a row of a department."""
    people = office.data / "people.yml"
    people.write_text(people.read_text(encoding="utf-8") + "  - name: 何清明\n", encoding="utf-8")
    replace(
        office.data / "allocation/03-daode-jianshe.yml",
        "{department: 团支部, person: 林枢阳}",
        "{department: 团支部, person: 何清明}",
    )

    def shown(site: Site) -> None:
        assert "Ⅲ-12" in site.text("people/he-qingming")
        assert "何清明" in site.text("departments/tuan-zhibu")

    return shown


def let_go(office: Office) -> Callable[[Site], None]:
    """Somebody hands everything over and leaves; the history of the row keeps the name."""
    sheet = ("--sheet", "../last.docx")
    office.run("handover", "刘日东", "--to", "曾雅彬", "--from", "2027-02-01", *sheet, "--write")
    replace(office.data / "people.yml", "  - name: 刘日东\n", "")

    def shown(site: Site) -> None:
        assert "people/liu-ridong" not in site
        assert "2027-02-01以前平台小组刘日东" in site.text("items/iii-7")

    return shown


def reword(office: Office) -> Callable[[Site], None]:
    """A clause is reworded: it no longer is what was printed."""
    replace(office.data / "allocation/01-lingdao-banzi.yml", *REWORDED)

    def shown(site: Site) -> None:
        for address in ("", "about"):
            assert UNCHANGED not in site.text(address)
            assert "与原文不完全一致" in site.text(address)
        assert "条款为原文" not in site.text("people/xu-weican", "//body")
        assert "与原文不一致。" in site.text("check")
        assert REWORDED[1] in site.text("items/iii-1")
        assert REWORDED[0] not in site.text("items/iii-1")

    return shown


def add_a_clause(office: Office) -> Callable[[Site], None]:
    """A clause more, with a material of its own."""
    path = office.data / "allocation/01-lingdao-banzi.yml"
    replace(path, "      - code: Ⅲ-2\n", f"{CLAUSE}      - code: Ⅲ-2\n")
    clauses = [each for each in office.register.clauses if each.item.category.number == 1]
    materials = sum(len(each.record.evidence) for each in clauses)

    def shown(site: Site) -> None:
        assert f"条款{len(clauses)}条·材料{materials}项" in site.text("")
        assert "每季度通报一次创建进度。" in site.text("items/iii-1")
        assert "创建进度通报" in site.text("people/xu-weican")

    return shown


def add_a_category(office: Office) -> Callable[[Site], None]:
    """A category more is a file more."""
    (office.data / "allocation/09-shuzi-chuangjian.yml").write_text(CATEGORY, encoding="utf-8")

    def shown(site: Site) -> None:
        assert "数字创建" in site.text("categories")
        assert "线上创建平台运行正常。" in site.text("items/iii-21")

    return shown


def start_the_term(office: Office) -> Callable[[Site], None]:
    """Once the term starts, everything has its dates."""
    _write_term(office.data / "unit.yml", TERM)

    def shown(site: Site) -> None:
        assert "2027—2029年度" in site.text("progress")
        assert "登记0件；" in site.text("progress")

    return shown


def file_materials(office: Office) -> Callable[[Site], None]:
    """A file in the folder finds its place; everybody may look at a copy."""
    (office.data / "evidence").mkdir()
    (office.data / "evidence" / FILE).write_bytes(paper())
    assert "已写进 data/filings/" in office.run("scan", "--write")
    (filing,) = office.register.filings
    assert filing.record.evidence == ("Ⅲ-1-⑴-01",)

    def shown(site: Site) -> None:
        assert "登记1件；" in site.text("progress")
        assert "关于调整创建工作领导小组的通知" in site.text("items/iii-1/dossier")
        assert len(list((site.folder / "files").glob("*.pdf"))) == 1

    return shown


def start_anew(office: Office) -> Callable[[Site], None]:
    """A new term with the same rubric: the old one can still be looked at."""
    office.run("carry-over", "data", "--write")
    _write_term(office.root / "data-new/unit.yml", NEXT)
    office.run("lint", "--data", "data-new")
    office.run("start-edition", "data-new", "--keep-as", "2027-2029")

    def shown(site: Site) -> None:
        assert "2030—2032年度" in site.text("progress")
        assert "登记0件；" in site.text("progress")
        assert "2027-2029" in site.text("editions")
        assert "每季度通报一次创建进度。" in site.text("editions/2027-2029/items/iii-1")

    return shown


STEPS: tuple[tuple[str, date, Step], ...] = (
    ("分工数据", date(2026, 11, 24), begin),
    ("第 7 行交给许伟灿", date(2026, 12, 1), hand_over),
    ("何清明接手志愿服务", date(2027, 1, 4), take_in),
    ("刘日东调走", date(2027, 2, 1), let_go),
    ("条款改写", date(2027, 3, 1), reword),
    ("加一条", date(2027, 4, 1), add_a_clause),
    ("加一类", date(2027, 5, 1), add_a_category),
    ("届期核定", date(2027, 6, 1), start_the_term),
    ("登记材料", date(2027, 7, 1), file_materials),
    ("新届期", date(2030, 1, 1), start_anew),
)


def _write_term(unit: Path, term: str) -> None:
    """Replace the term in the settings of a unit."""
    before, _, after = unit.read_text(encoding="utf-8").partition("term:\n")
    rest = "".join(line for line in after.splitlines(True) if not line.startswith(" "))
    unit.write_text(f"{before}{term}{rest}", encoding="utf-8")


def test_a_year(office: Office) -> None:
    """Every step checks, is built, and is shown; history tells of each."""
    for message, day, step in STEPS:
        with on_day(day), pytest.MonkeyPatch.context() as patch:
            for who in ("AUTHOR", "COMMITTER"):
                patch.setenv(f"GIT_{who}_DATE", f"{day}T09:00:00+0800")
            shown = step(office)
            site = office.publish(message, day)
            shown(site)
    changes = site.text("changes")
    assert "启用新版；原来的一版见往届“2027-2029”" in changes
    assert "启用新版" in site.text("people/xu-weican")
    assert "删去登记" not in changes
    for words in ("许伟灿", "何清明", "刘日东", "Ⅲ-1-⑴改写", "新增条款Ⅲ-1-⑷", "Ⅲ-21"):
        assert words in changes, words
