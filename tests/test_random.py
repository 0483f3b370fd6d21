"""Registers of any shape and any text: told what is wrong, or shown whole and unchanged."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from allocation.site import outputs
from allocation.site.outputs import Site
from helpers import DELIVERED

WORD = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Co", "Cn")), min_size=1
).filter(lambda text: text.strip() == text)
MARKS = (("⑴", "⑵", "⑶"), ("①", "②", "③"), ("1.", "2.", "3."), ("●",) * 3, ("", "(二)", ""))
NAME = st.text(st.sampled_from("赵钱孙李曾单伟芳娜雅彬"), min_size=2, max_size=3)


@st.composite
def registers(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the files of a register: any levels, codes, marks and texts, known people."""
    people = draw(st.lists(NAME, min_size=1, max_size=4, unique=True))
    offices = st.sampled_from(["办公室", "业务科", "工会"])
    used: list[str] = []

    def clause(mark: str) -> dict[str, Any]:
        evidence = {
            "no": "01",
            "name": draw(WORD),
            "kind": "文件",
            "frequency": "每年",
            "basis": "建议",
            "visibility": "内网可见",
        }
        return {"mark": mark, "text": draw(WORD), "evidence": [evidence]}

    def row() -> dict[str, Any]:
        used.append(draw(offices))
        pairs = [{"department": used[-1], "person": draw(st.sampled_from(people))}]
        marks = draw(st.sampled_from(MARKS))[: draw(st.integers(1, 3))]
        clauses = [clause(mark) for mark in marks]
        return {"leaders": [draw(st.sampled_from(people))], "parties": pairs, "clauses": clauses}

    def item(number: int) -> dict[str, Any]:
        code = draw(st.sampled_from(["", f"Ⅲ-{number}", f"{number}.1"]))
        # Titles may be equal, or alike in an address: all but the first say what is theirs.
        names = {"key": f"项目{number}", "slug": f"xiangmu-{number}"} if number > 1 else {}
        return {"code": code, "title": draw(WORD), "rows": [row()], **names}

    levels = draw(st.sampled_from(["rows", "items", "groups"]))
    category: dict[str, Any] = {"code": "一、", "title": draw(WORD)}
    if levels == "rows":
        category["rows"] = [row()]
    elif levels == "items":
        category["items"] = [item(1), item(2)]
    else:
        category["groups"] = [{"code": "Ⅱ-1", "title": draw(WORD), "items": [item(1), item(2)]}]
    return {
        "people.yml": {"people": [{"name": name} for name in people]},
        "departments.yml": {"departments": [{"name": name} for name in dict.fromkeys(used)]},
        "allocation/01.yml": category,
    }


def test_any_register() -> None:
    """Each text of a register without errors stands, as typed, on the page of its item."""

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(registers())
    def check(files: dict[str, Any]) -> None:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / "data"
            write(folder, files)
            shown_whole(outputs.generate(folder))

    check()


def shown_whole(site: Site) -> None:
    """Check that every clause and person is where readers look, and no id stands twice."""
    pages = {output.path: str(output.content) for output in site.outputs}
    for clause in site.index.register.clauses:
        page = html.fromstring(pages[f"items/{clause.item.slug}/index.html"])
        (body,) = page.xpath(f"//tbody[@id='{clause.slug}']")
        (text,) = body.xpath(".//span[@class='text']")
        assert " ".join(text.text_content().split()) == " ".join(clause.record.text.split())
    for path, content in pages.items():
        if path.endswith(".html"):
            ids = html.fromstring(content).xpath("//@id")
            assert len(ids) == len(set(ids)), path
    files = [json.loads(str(content)) for _, content in site.search_index([])]
    docs = [doc for file in files for doc in file["docs"]]
    assert {doc["title"] for doc in docs} >= {each.key for each in site.index.register.people}


def write(folder: Path, files: dict[str, Any]) -> None:
    """Write a data folder with these files and plain settings."""
    (folder / "allocation").mkdir(parents=True)
    unit = (DELIVERED / "unit.yml").read_text(encoding="utf-8")
    kept = [line for line in unit.splitlines() if not line.startswith("source_text")]
    (folder / "unit.yml").write_text("\n".join(kept), encoding="utf-8")
    for name, content in files.items():
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000)
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
