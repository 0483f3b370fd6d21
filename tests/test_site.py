"""The built site: every page there, every link leads somewhere, every edit link to its line."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import jsonschema
import pytest
from lxml import html
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from allocation.register.register import Register
from allocation.site.outputs import FOLDERS
from helpers import DELIVERED, PROJECT, UNITS, replace

BASE = "http://site/"


def pages(site: Path) -> Iterator[tuple[str, html.HtmlElement]]:
    """Yield the address and the parsed tree of every page."""
    for path in sorted(site.rglob("*.html")):
        where = path.relative_to(site).as_posix().removesuffix("index.html")
        yield where, html.fromstring(path.read_bytes())


def text_of(element: html.HtmlElement) -> str:
    """Return the text that a reader sees: without readings and white space."""
    for reading in element.xpath(".//*[@class='reading']"):
        reading.drop_tree()
    return re.sub(r"\s+", "", str(element.text_content()))


def test_every_page_is_there(site: Path, real: Register) -> None:
    """Each category, item, department and person has its page; so do the overviews."""
    wanted = {
        *(f"categories/{each.slug}/" for each in real.categories),
        *(f"items/{each.slug}/" for each in real.items),
        *(f"departments/{each.slug}/" for each in real.departments),
        *(f"people/{each.slug}/" for each in real.people),
        *("", "overview/", "categories/", "items/", "departments/", "people/"),
        *("check/", "manual/", "manual/office/", "manual/admin/", "about/"),
    }
    assert wanted <= {where for where, _ in pages(site)}


def test_links_resolve(site: Path) -> None:
    """Every link leads to a file of the site and to an anchor that exists."""
    trees = dict(pages(site))
    anchors = {where: set(tree.xpath("//@id")) for where, tree in trees.items()}
    broken = []
    for where, tree in trees.items():
        for link in tree.xpath("//*[@href]/@href | //*[@src]/@src"):
            if link.startswith("javascript:"):
                continue
            target = urlsplit(urljoin(BASE + where, link))
            if target.netloc != "site":
                broken.append((where, link))
                continue
            path = unquote(target.path).lstrip("/")
            file = site / path / "index.html" if path.endswith("/") or not path else site / path
            fragment = unquote(target.fragment)
            known = not fragment or fragment in anchors.get(path.removesuffix("index.html"), set())
            if not (file.is_file() and known):
                broken.append((where, link))
    assert broken == []


def test_offline_links_resolve(offline: Path) -> None:
    """Opened from a file share, every link names a file."""
    test_links_resolve(offline)
    for where, tree in pages(offline):
        links = [urlsplit(link).path for link in tree.xpath("//a/@href")]
        assert not [link for link in links if link.endswith("/")], where


def test_ids_are_unique(site: Path) -> None:
    """No page uses an id twice."""
    for where, tree in pages(site):
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids)), (where, [each for each in ids if ids.count(each) > 1])


def test_source_is_on_the_site(site: Path, real: Register) -> None:
    """Every clause stands verbatim, with its mark, on the page of its item and in the 总表."""
    overview = html.fromstring((site / "overview/index.html").read_bytes())
    table = [text_of(each) for each in overview.xpath("//td[@class='standard']")]
    assert len(table) == 30
    for row in real.rows:
        expected = "".join(f"{each.mark}{each.text}" for each in row.record.clauses)
        assert table[row.number - 1] == re.sub(r"\s+", "", expected)
    for clause in real.clauses:
        page = html.fromstring((site / f"items/{clause.item.slug}/index.html").read_bytes())
        (body,) = page.xpath(f"//tbody[@id='{clause.slug}']")
        (head,) = body.xpath(".//div[@class='clause__text']")
        verbatim = re.sub(r"\s+", "", clause.record.mark + clause.record.text)
        assert text_of(head) == verbatim


def test_evidence_is_embedded(site: Path, real: Register) -> None:
    """Every piece of evidence stands with its clause, on the item's and each person's page."""
    for entry in real.evidence:
        item = (site / f"items/{entry.clause.item.slug}/index.html").read_text(encoding="utf-8")
        assert f'id="{entry.slug}"' in item
        for person in entry.clause.row.persons:
            page = (site / f"people/{person.slug}/index.html").read_text(encoding="utf-8")
            assert f'data-tick="{entry.id}"' in page


@pytest.mark.parametrize("edit", ["-/edit/main/", "src/branch/main/"])
def test_edit_links_lead_to_the_line(
    build_site: Callable[..., Path], real: Register, edit: str
) -> None:
    """With a git host, the edit link of a page opens the line of the YAML that it came from.

    Nor does the page ask the host for anything, as the theme would do of a GitLab.
    """
    host = "http://gitlab.local/wm/allocation/"
    site = build_site(DELIVERED, repo_url=host, edit_uri=f"{edit}docs/")
    home = (site / "index.html").read_text(encoding="utf-8")
    assert f'href="{host}"' in home
    assert 'data-md-component="source"' not in home
    entries: list[tuple[Any, str]] = [
        *((each, "items") for each in real.items),
        *((each, "people") for each in real.people),
        *((each, "departments") for each in real.departments),
        *((each, "categories") for each in real.categories),
    ]
    for entry, folder in entries:
        page = html.fromstring((site / folder / entry.slug / "index.html").read_bytes())
        (link,) = set(page.xpath("//aside//a[@rel='edit']/@href"))
        assert link == f"{host}{edit}{entry.ref.file}#L{entry.ref.line}"
        line = (DELIVERED.parent / entry.ref.file).read_text(encoding="utf-8").splitlines()
        name = getattr(entry, "name", None) or getattr(entry, "code", "") or entry.record.title
        assert name in " ".join(line[entry.ref.line - 1 : entry.ref.line + 3])


def test_without_git_host_the_line_is_on_the_site(site: Path) -> None:
    """Without a git host, the link opens the same line as the site shows it."""
    page = html.fromstring((site / "people/zeng-yabin/index.html").read_bytes())
    (link,) = set(page.xpath("//aside//a[@rel='edit']/@href"))
    place, _, line = link.partition("#")
    shown = html.fromstring((site / "people/zeng-yabin" / place / "index.html").read_bytes())
    assert "曾雅彬" in shown.get_element_by_id(line).text_content()


def test_two_clicks_from_home(site: Path) -> None:
    """Every page is reached from home with two clicks at the most."""
    trees = {where: tree for where, tree in pages(site) if where != "404.html"}

    def targets(where: str) -> set[str]:
        links = trees[where].xpath("//a/@href | //form/@action")
        return {unquote(urlsplit(urljoin(BASE + where, link)).path)[1:] for link in links}

    first = targets("")
    second = {target for where in first & trees.keys() for target in targets(where)}
    missing = trees.keys() - first - second - {""}
    assert {where for where in missing if not where.startswith("data/")} == set()


def test_api(site: Path, real: Register) -> None:
    """The JSON holds the whole register and keeps to the schema that explains it."""
    register = json.loads((site / "api/allocation.json").read_text(encoding="utf-8"))
    schema = json.loads((site / "api/allocation.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(register, schema)
    rows = [row for item in register["items"] for row in item["rows"]]
    clauses = [clause for row in rows for clause in row["clauses"]]
    assert [row["number"] for row in rows] == list(range(1, 31))
    assert [each["text"] for each in clauses] == [each.record.text for each in real.clauses]
    assert [each["mark"] for each in clauses] == [each.record.mark for each in real.clauses]
    assert sum(len(clause["evidence"]) for clause in clauses) == 250
    fields = [
        field for each in schema["$defs"].values() for field in each.get("properties", {}).items()
    ]
    assert all("description" in field or "$ref" in field or "items" in field for _, field in fields)


@pytest.mark.parametrize("unit", ["anhui", "hainan", "tongling", "small"])
def test_other_units_build(unit: str, build_site: Callable[..., Path]) -> None:
    """Tables of other shapes make whole sites: no link broken, no id twice, nothing undefined."""
    folder = UNITS / unit / "data"
    site = build_site(folder)
    test_links_resolve(site)
    test_ids_are_unique(site)


def test_other_units_show_their_columns(build_site: Callable[..., Path]) -> None:
    """Scores, methods, deadlines, roles and reasons appear where a table has them."""
    hainan = build_site(UNITS / "hainan" / "data")
    item = html.fromstring((hainan / "items/ii-1/index.html").read_bytes()).text_content()
    assert "分值 2.5" in item
    assert "测评方法 审核资料" in item
    assert "提供材料" in item
    tongling = build_site(UNITS / "tongling" / "data")
    item = html.fromstring((tongling / "items/1-1/index.html").read_bytes()).text_content()
    assert "时限 2012 年 6 月底前" in item
    assert "不适用：辖区内没有铁路" in item
    assert "牵头" in item
    crumbs = html.fromstring((tongling / "items/1-1/index.html").read_bytes())
    (nav,) = crumbs.xpath("//nav[@class='crumbs']")
    assert [each.strip() for each in nav.xpath(".//a/text()")] == [
        "首页", "类别", "一、市容环境", "（一） 环境卫生", "1. 主次干道",
    ]  # fmt: skip
    assert (tongling / "people/wang-wei-chengguan/index.html").is_file()
    assert (tongling / "people/wang-wei-zongzhi/index.html").is_file()


HOSTILE = "</title><script>alert(1)</script>{{ 7*7 }}{% x %}**b** [a](javascript:x) \"'&lt;"


def test_markup_in_data_stays_text(data: Path, build_site: Callable[..., Path]) -> None:
    """Whatever a clerk types is shown as typed and never becomes markup."""
    path = data / "allocation" / "01.yml"
    quoted = "'" + HOSTILE.replace("'", "''") + "'"
    replace(path, "text: 领导重视；", f"text: {quoted}")
    replace(path, "title: 重视", f"title: {quoted}")
    replace(path, "name: 会议记录\n", f"name: {quoted}\n")
    replace(data / "unit.yml", "name: 某局\n", f"name: {quoted}\n")
    site = build_site(data)
    tree = html.fromstring((site / "items/iii-1/index.html").read_bytes())
    assert HOSTILE in tree.xpath("//h1")[0].text_content()
    assert HOSTILE in tree.xpath("//span[@class='text']")[0].text_content()
    assert HOSTILE in tree.xpath("//span[@class='what__name']")[0].text_content()
    for _, page in pages(site):
        assert not [each for each in page.xpath("//script/text()") if "alert(1)" in each]
        assert not page.xpath("//a[starts-with(@href, 'javascript:x')]")


def test_failed_build_leaves_the_old_site(
    data: Path, build_site: Callable[..., Path], tmp_path: Path
) -> None:
    """An error in the data stops the build before the old site is touched."""
    site = build_site(data)
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    replace(data / "allocation" / "01.yml", "department: 业务科", "department: 业务处")
    config = load_config(
        str(PROJECT / "mkdocs.yml"), site_dir=str(site), extra={"data": str(data)}, strict=True
    )
    with pytest.raises(Abort):
        build(config)
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before


def test_rebuild_is_identical(
    build_site: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same data, read from another folder in another time zone on another day: same bytes."""
    here, elsewhere = (tmp_path / name / "data" for name in ("here", "elsewhere"))
    for folder in (here, elsewhere):
        shutil.copytree(DELIVERED, folder)
    first = build_site(here)
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    second = build_site(elsewhere)
    for path in sorted(first.rglob("*")):
        twin = second / path.relative_to(first)
        assert twin.exists(), path
        if path.is_file():
            assert path.read_bytes() == twin.read_bytes(), path


def test_leader_who_is_also_responsible(data: Path, build_site: Callable[..., Path]) -> None:
    """Someone with both sorts of duty has both on one page, and no link of it is broken."""
    replace(data / "allocation/01.yml", "person: 陈啸林", "person: 朱亮")
    site = build_site(data)
    page = html.fromstring((site / "people/zhu-liang/index.html").read_bytes())
    assert {"checklist", "supervised"} <= set(page.xpath("//h2/@id"))
    test_links_resolve(site)
    test_ids_are_unique(site)


def test_pages_of_docs_never_hide_generated_ones(data: Path, tmp_path: Path) -> None:
    """A hand-written page with the name of a generated one stops the build, nothing harmed."""
    docs = tmp_path / "docs"
    shutil.copytree(PROJECT / "docs", docs)
    (docs / "items").mkdir()
    (docs / "items" / "index.md").write_text("# x", encoding="utf-8")
    site = tmp_path / "site"
    site.mkdir()
    (site / "old.html").write_text("old", encoding="utf-8")
    config = load_config(
        str(PROJECT / "mkdocs.yml"),
        docs_dir=str(docs),
        site_dir=str(site),
        extra={"data": str(data)},
    )
    with pytest.raises(Abort):
        build(config)
    assert (site / "old.html").read_text(encoding="utf-8") == "old"


def test_every_generated_folder_is_known(example: Path) -> None:
    """What is made lies in the folders that no hand-written page may have."""
    theirs = {
        ".public",
        "404.html",
        "about",
        "assets",
        "index.html",
        "manual",
        "sitemap.xml",
        "sitemap.xml.gz",
    }
    made = {path.name for path in example.iterdir()} - theirs
    assert made | {"editions"} == FOLDERS


def test_evidence_never_lies_among_the_texts(
    data: Path, build_site: Callable[..., Path], tmp_path: Path
) -> None:
    """A folder of evidence inside the docs folder would be copied to the site: nothing is built."""
    docs = tmp_path / "docs"
    (docs / "files").mkdir(parents=True)
    replace(data / "unit.yml", "data_date:", f"evidence_folder: {docs / 'files'}\ndata_date:")
    with pytest.raises(Abort):
        build_site(data, docs_dir=str(docs))


def test_with_an_address_of_its_own(data: Path, build_site: Callable[..., Path]) -> None:
    """A site that knows its address lists every page in its site map, and each says its own."""
    site = build_site(data, site_url="https://wm.example/sub/")
    listed = set(re.findall(r"<loc>(.*?)</loc>", (site / "sitemap.xml").read_text()))
    pages = {path.parent.relative_to(site).as_posix() for path in site.rglob("index.html")}
    assert listed == {
        "https://wm.example/sub/" + ("" if page == "." else f"{page}/") for page in pages
    }
    with gzip.open(site / "sitemap.xml.gz") as packed:
        assert packed.read() == (site / "sitemap.xml").read_bytes()
    for page in ("items/iii-1/", "people/"):
        html = (site / page / "index.html").read_text(encoding="utf-8")
        assert f'<link rel="canonical" href="https://wm.example/sub/{page}">' in html
