"""What is hidden or withdrawn is in no byte of what is made: marks are planted, then looked for."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from click.testing import CliRunner
from PIL import Image

from allocation.cli import main
from allocation.datafiles.model import Attachment, Filing
from allocation.feeds.diff_formats import FORMATS
from allocation.lint.validate import load_register
from allocation.register.index import Index
from allocation.register.published_register import Published, publish
from allocation.runtime import deterministic_zip
from allocation.runtime.streaming import TextStream
from allocation.site import markdown_export, outputs
from allocation.versions.changes.compare import compare
from example import history as story
from helpers import PROJECT, UNITS, all_text, replace

TODAY = date(2026, 5, 1)
MARK = re.compile(rb"zz7q[0-9a-z]+")
"""Whatever is planted begins so; nothing else does."""
HIDDEN = {
    "001": ("Ⅲ-1-⑴-01", "已交", "仅列目录"),
    "002": ("Ⅲ-1-⑵-02", "已交", "去除个人信息后可挂，尚未去除个人信息"),
    "003": ("Ⅲ-1-⑵-01", "退回", "退回的"),
}
"""Filings that may never be shown, with their evidence and state, and why not."""
GONE = {"004": "Ⅲ-1-⑵-01", "005": "Ⅲ-1-⑶-01"}
"""Filings that may be shown first: one is deleted, the other given back."""
PICTURES = ("002", "005")
"""Filings whose files are on this machine."""
CHOSEN = ("ref", "no", "slot", "filed_by", "party", "checked_by", "sha256", "state")
"""Text fields that hold names of people, numbers or words from a list."""


def mark(step: int, no: str, field: str) -> str:
    """Return what is planted in a field of a filing, at a step of the story."""
    return f"zz7q{step}x{no}x{field.replace('_', '')}"


def texts(kind: type) -> list[str]:
    """Return the fields of a class that hold free words: a field that is added belongs to them."""
    hints = get_type_hints(kind)
    found = (field.name for field in dataclasses.fields(kind) if field.name not in CHOSEN)
    return [name for name in found if hints[name] in (str, str | None)]


def day(step: int, no: str) -> str:
    """Return the day that a photograph was taken, its own for each filing and step."""
    return f"19{int(no):02}-0{step + 1}-17"


def digest(step: int, no: str) -> str:
    """Return a digest of a file that is not on this machine."""
    return hashlib.sha256(f"{step}{no}".encode()).hexdigest()


def attachment(step: int, no: str) -> str:
    """Return a file with marks in all it says."""
    fields = {name: mark(step, no, f"f{name}") for name in texts(Attachment)}
    fields |= {"name": f"{fields['name']}.png", "taken": day(step, no)}
    if no not in PICTURES:
        fields["sha256"] = digest(step, no)
    return json.dumps(fields, ensure_ascii=False)


def filing(step: int, no: str, evidence: str, state: str, *, files: bool) -> str:
    """Return a filing with marks in all it says, on one line."""
    fields: dict[str, Any] = {name: mark(step, no, name) for name in texts(Filing)}
    fields |= {"no": no, "evidence": [evidence], "slot": "2025", "state": state}
    fields |= {"filed_by": "曾雅彬", "filed_on": "2025-02-03", "date": "2025-02-01"}
    if state == "退回":
        fields |= {"checked_by": "朱亮", "checked_on": "2025-02-04"}
    if no == "001" or not files:
        # What is only listed by its title may have no address: the check of the data says so.
        fields.pop("link")
    written = ", ".join(
        f"{key}: {json.dumps(text, ensure_ascii=False)}" for key, text in fields.items()
    )
    attached = f", files: [{attachment(step, no)}]" if files else ""
    return f"  - {{{written}{attached}}}\n"


def write(folder: Path, lines: list[str], value: str = "[]") -> None:
    """Write what was handed in, and the value of an indicator."""
    (folder / "filings").mkdir(exist_ok=True)
    (folder / "filings" / "2025.yml").write_text(
        "filings:\n" + "".join(lines) + f"indicators: {value}\n", encoding="utf-8"
    )


def value(step: int) -> str:
    """Return the value of an indicator, with marks in all it says."""
    said = {name: mark(step, "009", name) for name in ("round", "value", "note")}
    return json.dumps([{"indicator": "Ⅲ-1-⑶-指标01", **said}], ensure_ascii=False)


def step(folder: Path, number: int) -> None:
    """Write the data as it is at a step: without files, with files, with other words, withdrawn."""
    last = number == 3
    lines = [
        filing(number, no, evidence, state, files=number > 0 and (not last or no == "002"))
        for no, (evidence, state, _) in HIDDEN.items()
    ]
    if not last:
        lines.append(filing(number, "004", GONE["004"], "已交", files=number > 0))
    lines.append(filing(number, "005", GONE["005"], "退回" if last else "已交", files=number > 0))
    write(folder, lines, "[]" if last else value(number))
    (folder / "evidence").mkdir(exist_ok=True)
    for no in PICTURES:
        picture = folder / "evidence" / f"{mark(number, no, 'fname')}.png"
        Image.new("RGB", (40, 30), (number, int(no), 7)).save(picture)


def prepared(folder: Path) -> None:
    """Give a small unit a term, and evidence that is shown when what names people is covered."""
    shutil.copytree(UNITS / "small" / "data", folder)
    replace(folder / "unit.yml", "confirmed: true}", "confirmed: true, start: 2024-01-01}")
    first = '                  - {no: "01", name: 预算,'
    covered = first.replace("01", "02").replace("预算", "名册")
    covered += (
        " kind: 数据, frequency: 每年, min_count: 1, basis: 建议, visibility: 去除个人信息后可挂}\n"
    )
    replace(folder / "allocation" / "01.yml", first, covered + first)
    clause = "                text: 业务领先。\n"
    measured = '                indicators:\n                  - {no: "01", name: 数, formula: 数,'
    measured += " operator: =, threshold: 是, period: 每轮, basis: 建议}\n"
    replace(folder / "allocation" / "01.yml", clause, clause + measured)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after four commits, with an earlier edition, and one that is broken."""
    root = tmp_path_factory.mktemp("lived")
    folder = root / "data"
    prepared(folder)
    story.git(root, "init", "--quiet", "--initial-branch=main")
    (root / ".gitignore").write_text("evidence\n.cache\n", encoding="utf-8")
    for number in range(4):
        step(folder, number)
        story.commit(root, f"2026-0{number + 1}-05", "朱亮", mark(number, "000", "subject"))
    for name in ("2021", "2018"):
        edition = folder / "editions" / name
        prepared(edition)
        step(edition, 3)
    write(
        edition,
        [filing(8, "002", *HIDDEN["002"][:2], files=True).replace("2025-02-01", "2025-03-01")],
    )
    (edition / "evidence").mkdir(exist_ok=True)
    (edition / "evidence" / f"{mark(8, '002', 'fname')}.png").write_bytes(b"no picture")
    return folder


@pytest.fixture(scope="module")
def lived_site(build_site: Callable[..., Path], lived: Path) -> Path:
    """Its site."""
    return build_site(lived, day=TODAY)


def unpacked(content: bytes) -> Iterator[bytes]:
    """Yield some bytes, and those of all files that are packed in them."""
    yield content
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield name.encode()
                yield from unpacked(packed.read(name))
    elif content.startswith(b"\x1f\x8b"):
        yield from unpacked(gzip.decompress(content))


def everything(folder: Path) -> bytes:
    """Return the names and the unpacked bytes of all files below a folder."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    names = (str(path.relative_to(folder)).encode() for path in paths)
    parts = (part for path in paths for part in unpacked(path.read_bytes()))
    return b"\n".join((*names, *parts))


def allowed() -> set[str]:
    """Return the marks that the site of today may show: what is said of filings that are there."""
    told = [name for name in texts(Filing) if name not in ("link", "reuse")]
    return {mark(3, no, name) for no in (*HIDDEN, "005") for name in told}


def leaked(content: bytes) -> list[str]:
    """Return what stands somewhere and may not."""
    found = {each.decode() for each in MARK.findall(content)} - allowed()
    days = {day(number, no) for number in range(4) for no in (*HIDDEN, *GONE)}
    digests = {digest(number, no)[:12] for number in range(4) for no in (*HIDDEN, *GONE)}
    return sorted(found | {each for each in days | digests if each.encode() in content})


def test_marks_stand_in_every_field() -> None:
    """What is planted reaches every free text of a filing and of a file."""
    assert texts(Filing) == [
        "title", "document_no", "author_body", "box", "page", "link", "reason", "reuse",
    ]  # fmt: skip
    assert texts(Attachment) == [
        "name", "event", "place", "people", "background", "photographer", "covered",
    ]  # fmt: skip


def test_what_may_be_shown_is_found(tmp_path: Path, build_site: Callable[..., Path]) -> None:
    """The search finds marks where they may stand: an open filing shows its file and its words."""
    folder = tmp_path / "data"
    prepared(folder)
    step(folder, 2)
    content = everything(build_site(folder, day=TODAY))
    assert mark(2, "005", "fpeople") in leaked(content)
    assert {mark(2, "004", "title"), mark(2, "009", "note")} <= set(leaked(content))
    assert not [each for each in leaked(content) if re.match(r"zz7q2x00[123]xf", each)]


@pytest.mark.parametrize("flat", [False, True], ids=["served", "file share"])
def test_no_byte_of_a_site(
    lived: Path,
    lived_site: Path,
    build_site: Callable[..., Path],
    tmp_path: Path,
    *,
    flat: bool,
) -> None:
    """Site and zip: pages, history, feed, API, search, downloads, earlier editions."""
    site = build_site(lived, day=TODAY, use_directory_urls=False) if flat else lived_site
    deterministic_zip.pack(site, tmp_path / "site.zip")
    content = everything(site) + everything(tmp_path)
    assert leaked(content) == []
    assert mark(3, "002", "title").encode() in content
    assert len(list((site / "changes").rglob("*.html"))) == 1
    assert {path.name for path in site.rglob("files/*")} <= {"index.html"}


def test_no_byte_of_a_preview_or_another_generator(lived: Path, tmp_path: Path) -> None:
    """What is served while somebody edits, and what another generator gets."""
    site = outputs.generate(lived, today=TODAY)
    for output in site.outputs:
        content = output.content
        shown = content.read_bytes() if isinstance(content, Path) else content
        whole = "".join(shown).encode() if isinstance(shown, TextStream) else shown
        assert leaked(b"\n".join(unpacked(whole))) == [], output.path
    markdown_export.write(site, PROJECT / "mkdocs.yml", tmp_path / "source")
    assert leaked(everything(tmp_path)) == []


@pytest.mark.parametrize("format", FORMATS)
def test_no_byte_of_a_comment(lived: Path, format: str) -> None:
    """Each comment that was written on the way, and one over all of it.

    A title that is given up is not repeated; what may be shown at that time may be told by it.
    """
    pairs = [("main~3", "main~2"), ("main~2", "main~1"), ("main~1", "main"), ("main~3", "main")]
    for before, after in pairs:
        result = CliRunner().invoke(
            main, ["diff", before, after, "--data", str(lived), "--format", format]
        )
        assert result.exit_code in (0, 1), result.output
        number = 3 - int(after.partition("~")[2] or 0)
        titles = {mark(number, no, "title") for no in (*HIDDEN, *GONE)}
        assert mark(number, "009", "note") not in result.output
        assert set(leaked(result.output.encode())) <= titles
    assert "登记" in result.output


def test_the_history_of_a_broken_edition_is_told_by_places(lived_site: Path) -> None:
    """The page of an edition that can't be shown says where it is wrong, and in what."""
    page = (lived_site / "editions" / "2018" / "index.html").read_text(encoding="utf-8")
    assert "data/editions/2018/filings/2025.yml:2  登记有错误" in page


def test_a_forged_cache_is_not_believed(lived: Path, tmp_path: Path) -> None:
    """Words that somebody writes into the cache of the history never reach a page."""
    root = Path(shutil.copytree(lived.parent, tmp_path / "forged"))
    outputs.generate(root / "data", today=TODAY)
    (path,) = (root / ".cache").rglob("changes.json")
    whole = path.read_bytes()
    assert "登记 2025-002" in whole.decode()
    path.write_bytes(whole.replace("登记 2025-002".encode(), "处分 2025-002".encode()))
    assert "处分" not in told(root / "data")


def test_a_cache_that_came_with_a_commit_is_not_believed(lived: Path, tmp_path: Path) -> None:
    """A cache with the right digest that somebody has committed is not read."""
    root = Path(shutil.copytree(lived.parent, tmp_path / "one"))
    outputs.generate(root / "data", today=TODAY)
    (path,) = (root / ".cache").rglob("changes.json")
    content = path.read_bytes().partition(b"\n")[2]
    content = content.replace("登记 2025-002".encode(), "处分 2025-002".encode())
    path.write_bytes(f"{hashlib.sha256(content).hexdigest()}\n".encode() + content)
    assert "处分" in told(root / "data")
    shutil.copytree(root, tmp_path / "two")
    story.git(tmp_path / "two", "add", "--force", ".cache")
    assert "处分" not in told(tmp_path / "two" / "data")


def told(folder: Path) -> str:
    """Return all sentences of the history that a site shows."""
    versions = outputs.generate(folder, today=TODAY).context.history.versions
    assert versions
    return "\n".join(each.sentence for version in versions for each in version.changes.entries)


def test_units_of_one_repository_have_their_own_history(lived: Path, tmp_path: Path) -> None:
    """Two data folders beside each other, changed by the same commits, tell each their own."""
    root = tmp_path / "units"
    for name in ("a", "b"):
        shutil.copytree(UNITS / "small" / "data", root / name)
    story.git(root, "init", "--quiet", "--initial-branch=main")
    story.commit(root, "2026-01-05", "朱亮", "始")
    for name, person in (("a", "甲一"), ("b", "乙二")):
        people = root / name / "people.yml"
        people.write_text(
            people.read_text(encoding="utf-8") + f"  - name: {person}\n", encoding="utf-8"
        )
    story.commit(root, "2026-01-06", "朱亮", "来人")
    for _ in range(2):
        for name, person in (("a", "甲一"), ("b", "乙二")):
            history = outputs.generate(root / name, today=TODAY).context.history
            sentences = [each.sentence for each in history.versions[0].changes.entries]
            assert sentences == [f"新增人员 {person}"]


def test_one_gate(data: Path) -> None:
    """An index and a comparison are of the published register, whatever they are made of."""
    whole = load_register(data)
    assert not isinstance(whole, Published)
    index = Index(whole, TODAY)
    assert isinstance(index.register, Published)
    assert publish(index.register) is index.register
    assert compare(whole, publish(whole)).entries == ()


def test_what_only_the_office_is_told(tmp_path: Path) -> None:
    """Findings about what is kept back are told by lint in the terminal, not on the site."""
    folder = tmp_path / "unit"
    prepared(folder)
    twice = filing(1, "002", "Ⅲ-1-⑵-02", "已交", files=True)
    write(folder, [twice, twice.replace('no: "002"', 'no: "006"')])
    picture = folder / "evidence" / f"{mark(1, '002', 'fname')}.png"
    picture.parent.mkdir()
    Image.new("RGB", (4, 3)).save(picture)
    (folder / "filings" / "2025.yml").write_text(
        re.sub("reuse: [^,]*, ", "", (folder / "filings" / "2025.yml").read_text(encoding="utf-8")),
        encoding="utf-8",
    )
    said = CliRunner().invoke(main, ["lint", "--data", str(folder)]).output
    assert (
        "只在这里列出，网站上不公开：同一文件用了几次——登记 2025-006 和登记 2025-002 是同一个文件"
        in said
    )
    assert "是同一个文件" not in shown(folder)


def test_a_number_that_is_given_again_gets_no_name_of_today(tmp_path: Path) -> None:
    """Of a filing that is deleted, whose number another one has now, the title is not said."""
    unit = tmp_path / "unit"
    prepared(unit)
    story.git(tmp_path, "init", "--quiet", "--initial-branch=main")
    other = filing(0, "001", "Ⅲ-1-⑵-01", "已交", files=False)
    one = filing(1, "004", GONE["004"], "已交", files=False)
    for number, lines in enumerate(([other], [one], [other], [one.replace("zz7q1", "zz7q2")])):
        write(unit, lines)
        story.commit(tmp_path, f"2026-01-0{number + 1}", "朱亮", "x")
    sentences = told(unit).splitlines()
    assert f"新增登记 2025-004“{mark(2, '004', 'title')}”" in sentences
    assert "删去登记 2025-004" in sentences
    assert "新增登记 2025-004" in sentences


def test_what_is_given_back_now_is_not_shown_by_an_earlier_edition(tmp_path: Path) -> None:
    """The same file, open in the edition before: its name, caption and copy are not shown."""
    folder = tmp_path / "data"
    prepared(folder)
    step(folder, 2)
    shutil.copytree(folder, tmp_path / "old")
    (folder / "editions").mkdir()
    (tmp_path / "old").rename(folder / "editions" / "2021")
    assert shown(folder).count(mark(2, "005", "fpeople")) > 1
    head, number, rest = (
        (folder / "filings" / "2025.yml").read_text(encoding="utf-8").partition('no: "005"')
    )
    back = 'state: "退回", checked_by: "朱亮", checked_on: "2025-02-04"'
    (folder / "filings" / "2025.yml").write_text(
        head + number + rest.replace('state: "已交"', back, 1), encoding="utf-8"
    )
    text = shown(folder)
    assert mark(2, "005", "fpeople") not in text
    assert mark(2, "005", "fname") not in text
    assert mark(2, "005", "link") not in text
    assert "files/" not in re.findall(r'href="([^"]+)"', text)


def shown(folder: Path) -> str:
    """Return the text of everything that a site is made of."""
    return all_text(outputs.generate(folder, today=TODAY).outputs)


@pytest.mark.programs
def test_no_byte_of_a_release(
    lived: Path, tmp_path: Path, build_site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was shown first and withdrawn then is in no release on the server, nor comes back."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1777593600")
    open_then = tmp_path / "data"
    shutil.copytree(lived, open_then, ignore=shutil.ignore_patterns("editions"))
    step(open_then, 2)
    target = tmp_path / "served"
    publish_site(target, "--init")
    publish_site(target, "--site", str(build_site(open_then, day=TODAY)))
    assert mark(2, "005", "fpeople") in leaked(everything(target))
    step(open_then, 3)
    publish_site(target, "--site", str(build_site(open_then, day=TODAY)))
    assert leaked(everything(target)) == []
    back = publish_site(target, "--rollback", fails=True)
    assert "撤下" in back
    assert leaked(everything(target)) == []


def publish_site(target: Path, *arguments: str, fails: bool = False) -> str:
    """Publish to a folder of this machine; return what was said."""
    command = [str(PROJECT / "scripts/publish"), str(target), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode != 0) == fails, done.stdout + done.stderr
    return done.stdout + done.stderr
