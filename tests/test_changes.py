"""What changed: in words that those whom it concerns understand, from any two states."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from lxml import etree

from allocation.cli import main
from allocation.datafiles.loader import FOLDERS, is_data_file
from allocation.feeds import diff_formats
from allocation.feeds.diff_formats import FORMATS, Diff
from allocation.lint.validate import load_register
from allocation.register.published_register import publish
from allocation.versions import history, repository
from allocation.versions.changes import ChangeTopic
from allocation.versions.changes.compare import compare
from allocation.versions.changes.matching import MatchKind, match
from allocation.versions.changes.words import diff_spans
from example import history as story
from example import make
from helpers import replace

GOLDEN = Path(story.__file__).with_name("history.txt")


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's data in git, after a year of changes."""
    return story.write(tmp_path_factory.mktemp("told"))


def run(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def sentences(before: Path, after: Path) -> list[str]:
    """Return what changed between two data folders."""
    found = compare(load_register(before), load_register(after))
    return [each.sentence for each in found.entries]


def spoilt(data: Path, tmp_path: Path) -> Path:
    """Return a copy of a data folder, to be changed."""
    return Path(shutil.copytree(data, tmp_path / "changed" / "data"))


def test_every_kind_of_change_is_a_plain_sentence(told: Path) -> None:
    """Commits of the example, each of another kind, are told as the golden file tells them."""
    found = []
    today = publish(load_register(told))
    for version in reversed(history.read(told).as_of(today).versions):
        heading = f"# {version.day} {version.author}"
        body = FORMATS["text"](Diff("", "", version.changes)).partition("\n")[2]
        found.append(f"{heading}\n{body}")
    assert "\n".join(found) == GOLDEN.read_text(encoding="utf-8")


def test_history_names_who_and_when(told: Path) -> None:
    """Each commit that changed what the data says is there, the newest first; comments are none."""
    versions = history.read(told).versions
    steps = [step for step in story.STEPS if "只调整" not in step.subject]
    assert [(each.day.isoformat(), each.author) for each in versions] == [
        (step.day, step.author) for step in reversed(steps)
    ]
    assert history.read(told).note == ""


def test_a_renamed_person_keeps_the_history(told: Path) -> None:
    """What concerned somebody under an old name is found under the new one."""
    days = {step.subject: step.day for step in story.STEPS}
    found = [(key, version.day.isoformat()) for version, key, _ in history.read(told).of("陈丽秋")]
    assert ("陈丽秋", days["陈立秋的名字写错了一个字"]) in found
    assert ("陈立秋", days["送温暖写明走访"]) in found


def test_merges_count_once(told: Path, tmp_path: Path) -> None:
    """A merge is one change, signed by those whose commits it brought."""
    root = Path(shutil.copytree(told.parent, tmp_path / "merged"))
    story.git(root, "switch", "--quiet", "--create", "change")
    replace(root / "data" / "allocation" / "01.yml", "执行有记录；", "执行有记录、有检查；")
    story.commit(root, "2026-10-01", "林白露", "改")
    replace(root / "data" / "allocation" / "01.yml", "有检查；", "有检查、有通报；")
    story.commit(root, "2026-10-02", "王惊蛰", "再改")
    story.git(root, "switch", "--quiet", "main")
    dated = {"GIT_AUTHOR_NAME": "周小满", "GIT_AUTHOR_EMAIL": "x@example.invalid"}
    story.git(root, "merge", "--quiet", "--no-ff", "--message=合并", "change", **dated)
    newest = history.read(root / "data").versions[0]
    assert newest.author == "王惊蛰、林白露"
    assert [each.sentence for each in newest.changes.entries] == ["条款 Ⅲ-2-⑴ 改写（相似 79%）"]


def test_words_of_the_search(told: Path, tmp_path: Path) -> None:
    """What became findable by other words is told as a setting, and concerns nobody's duties."""
    changed = spoilt(told, tmp_path)
    words = changed / "synonyms.yml"
    replace(words, "[食堂, 饭堂]", "[食堂, 饭堂, 餐厅]")
    words.write_text(words.read_text(encoding="utf-8") + "  - [锦旗, 旗子]\n", encoding="utf-8")
    table = changed / "allocation" / "01.yml"
    replace(table, "title: 领导重视", "title: 领导重视\n    aliases: [一把手工程]")
    replace(
        table,
        "name: 年度创建工作计划",
        "name: 年度创建工作计划\n                aliases: [创建计划]",
    )
    replace(changed / "departments.yml", "name: 灯塔科", "name: 灯塔科\n    aliases: [航标科]")
    found = compare(load_register(told), load_register(changed))
    assert [(each.sentence, each.topic, each.people) for each in found.entries] == [
        (sentence, ChangeTopic.SETTING, ())
        for sentence in (
            "Ⅲ-1 领导重视：别的叫法：（无） → 一把手工程",
            "材料 Ⅲ-1-⑵-01“年度创建工作计划”：别的叫法：（无） → 创建计划",
            "科室 灯塔科：别的叫法：（无） → 航标科",
            "搜索用的同义词：新增 2 组：“食堂、饭堂、餐厅”“锦旗、旗子”；删去 1 组：“食堂、饭堂”",
        )
    ]
    words.unlink()
    assert sentences(changed, told)[-1].startswith(
        "搜索用的同义词：新增 20 组：“名册、花名册、名单”"
    )
    assert sentences(changed, told)[-1].endswith(" 等")
    assert found.people == ()


def test_a_shallow_clone_says_so(told: Path, tmp_path: Path) -> None:
    """What is there of the history is told, and that the rest is missing."""
    story.git(
        tmp_path, "clone", "--quiet", "--depth=3", f"file://{told.parent}", str(tmp_path / "clone")
    )
    found = history.read(tmp_path / "clone" / "data")
    assert len(found.versions) == 1
    assert "浅克隆" in found.note


def test_without_git(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder outside git, and a machine without git, say so and build all the same."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(data.parent.parent))
    assert history.read(data).note == "没有变更记录：数据不在 git 里。"
    monkeypatch.setenv("PATH", str(data))
    assert history.read(data).note == "没有变更记录：这台机器上没有 git。"


def test_data_that_was_wrong_is_passed_over(told: Path, tmp_path: Path) -> None:
    """A commit that broke the data is no version; the next right one is compared with the last."""
    root = Path(shutil.copytree(told.parent, tmp_path / "broken"))
    people = root / "data" / "people.yml"
    right = people.read_text(encoding="utf-8")
    people.write_text("people: [", encoding="utf-8")
    story.commit(root, "2026-10-01", "林白露", "坏了")
    people.write_text(right + "  - name: 白寒露\n", encoding="utf-8")
    story.commit(root, "2026-10-02", "林白露", "好了")
    newest, before, *_ = history.read(root / "data").versions
    assert (newest.day.isoformat(), before.day.isoformat()) == ("2026-10-02", story.STEPS[-1].day)
    assert [each.sentence for each in newest.changes.entries] == ["新增人员 白寒露"]


def test_history_is_kept_and_never_stale(told: Path, tmp_path: Path, monkeypatch: Any) -> None:
    """A second look compares nothing again, and says the same; a new commit is seen."""
    root = Path(shutil.copytree(told.parent, tmp_path / "kept"))
    first = history.read(root / "data")
    compared: list[object] = []

    def counted(*both: Any, **options: Any) -> Any:
        compared.append(both)
        return compare(*both, **options)

    monkeypatch.setattr("allocation.versions.changes.compare.compare", counted)
    assert history.read(root / "data") == first
    assert compared == []
    replace(
        root / "data" / "people.yml", "  - name: 周小满\n", "  - name: 周小满\n  - name: 白寒露\n"
    )
    story.commit(root, "2026-10-02", "林白露", "来人")
    assert history.read(root / "data").versions[0].day.isoformat() == "2026-10-02"
    assert len(compared) == 1


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("开展送温暖活动", "开展送温暖和走访活动", "开展送温暖[+和走访+]活动"),
        ("占30%以上", "占35.5%以上", "占[-30%-][+35.5%+]以上"),
        ("甲乙丙丁", "戊乙己丁", "[-甲乙丙-][+戊乙己+]丁"),
        ("", "新", "[+新+]"),
    ],
)
def test_words_are_marked(before: str, after: str, said: str) -> None:
    """What is gone and what came is marked; numbers are whole, and no crumbs are left between."""
    signs = {"=": "{}", "-": "[-{}-]", "+": "[+{}+]"}
    spans = diff_spans(before, after)
    assert "".join(signs[span.sign].format(span.text) for span in spans) == said
    assert "".join(span.text for span in spans if span.sign != "+") == before
    assert "".join(span.text for span in spans if span.sign != "-") == after


def test_clauses_are_matched(real: Any) -> None:
    """A table matched with itself is the same, clause by clause."""
    found = match(real.clauses, real.clauses)
    assert {each.kind for each in found} == {MatchKind.SAME}
    assert all(each.before is each.after for each in found)
    assert compare(real, real, warnings=True).entries == ()


def test_a_replaced_person_is_no_rename(data: Path, tmp_path: Path) -> None:
    """Somebody who takes over everything of somebody who left is another person."""
    changed = spoilt(data, tmp_path)
    for path in changed.rglob("*.yml"):
        path.write_text(
            path.read_text(encoding="utf-8").replace("曾雅彬", "欧阳修远"), encoding="utf-8"
        )
    found = sentences(data, changed)
    assert "新增人员 欧阳修远" in found
    assert not any("改名" in each for each in found)


def test_diff_of_folders_zips_and_revisions(told: Path, tmp_path: Path) -> None:
    """The same two states give the same diff, whatever they are named by; the exit code tells."""
    old = repository.find(told).extract("main~9", tmp_path / "old", FOLDERS, is_data_file)
    zipped = tmp_path / "new.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        for path in told.rglob("*.yml"):
            archive.write(path, f"x/data/{path.relative_to(told)}")
    ways = [("main~9", "main"), (str(old), str(zipped)), ("main~9", str(told.parent))]
    results = [run("diff", *way, "--data", str(told)) for way in ways]
    assert {each.exit_code for each in results} == {1}
    assert len({each.output.partition("\n")[2] for each in results}) == 1
    same = run("diff", "main", "--data", str(told))
    assert (same.exit_code, same.output.splitlines()[-1]) == (0, "没有变化。")
    filed = run("diff", "main~5", "main~4", "--data", str(told))
    assert filed.exit_code == 0
    assert "登记 2026-901" in filed.output


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no-such", "git 里没有“no-such”这个版本"),
        ("--upload-pack=x", "没有 --upload-pack 这个选项"),
        ("{tmp}/empty", "没有 unit.yml"),
        ("{tmp}/bad.zip", "不是能打开的 zip"),
        ("{tmp}/wrong", "的数据不能用"),
    ],
)
def test_what_cannot_be_compared(told: Path, tmp_path: Path, name: str, said: str) -> None:
    """Exit code 2 and one message say what is wrong with a state."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04 no zip")
    wrong = Path(shutil.copytree(told, tmp_path / "wrong"))
    (wrong / "people.yml").write_text("people: 1\n", encoding="utf-8")
    result = run("diff", name.format(tmp=tmp_path), "--data", str(told))
    assert result.exit_code == 2
    assert said in result.output


def test_markdown_is_no_markup(data: Path, tmp_path: Path) -> None:
    """Whatever a clerk typed stays text in a comment: no link, no table, nobody called."""
    changed = spoilt(data, tmp_path)
    evil = "[x](javascript:1)|@all<img/src=x>*b*"
    people = changed / "people.yml"
    people.write_text(
        people.read_text(encoding="utf-8") + f"  - name: '{evil}'\n", encoding="utf-8"
    )
    found = compare(load_register(data), load_register(changed))
    said = FORMATS["markdown"](Diff("a", "b", found))
    assert r"\[x\]\(javascript:1\)\|`@all<img/src=x>*b*`" in said
    page = etree.fromstring(FORMATS["html"](Diff("a", "b", found)).encode(), etree.HTMLParser())
    assert page.findall(".//img") == []
    assert evil in "".join(page.itertext())


def test_json_fits_its_schema(told: Path, tmp_path: Path) -> None:
    """The JSON says what the text says, in fields that its schema describes."""
    target = tmp_path / "diff.json"
    result = run("diff", "main~9", "--data", str(told), "--format", "json", "--out", str(target))
    assert result.exit_code == 1
    said = json.loads(target.read_text(encoding="utf-8"))
    assert said["duties"] is True
    assert {each["topic"] for each in said["changes"]["entries"]} <= set(map(str, ChangeTopic))
    Draft202012Validator(json.loads(diff_formats.schema())).validate(said)


def test_signatures_go_stale(told: Path, tmp_path: Path, build_site: Callable[..., Path]) -> None:
    """Who signed sees it; when a duty changes, the page says since when and what."""
    root = Path(shutil.copytree(told.parent, tmp_path / "signed"))
    folder = root / "data"
    arguments = ("sign", "林白露", "周小满", "--on", "2026-10-01", "--data", str(folder))
    assert run(*arguments).exit_code == 0
    assert "signed" not in (folder / "people.yml").read_text(encoding="utf-8")
    assert run(*arguments, "--write").exit_code == 0
    assert load_register(folder).people[6].record.signed is not None
    story.commit(root, "2026-10-01", "周小满", "签收")
    replace(folder / "allocation" / "02.yml", "参学率高；", "参学率高、有笔记；")
    story.commit(root, "2026-10-09", "周小满", "学习要有笔记")
    site = build_site(folder)
    stale = (site / "people" / "lin-bailu" / "index.html").read_text(encoding="utf-8")
    fresh = (site / "people" / "zhou-xiaoman" / "index.html").read_text(encoding="utf-8")
    assert "职责有变，须重新签收" in stale
    assert "2026-10-09 起" in stale
    assert "<ins>、有笔记</ins>" in stale
    assert "2026-10-01 已签收" in fresh
    assert "职责有变，须重新签收" not in fresh
    assert "登记改了" in fresh
    assert not re.search(r"<li>(新增|删去)?登记", fresh.partition('id="changes"')[2])
    check = (site / "check" / "index.html").read_text(encoding="utf-8")
    assert "林白露" in check.partition('id="rule-signatures"')[2].partition("</section>")[0]


def test_signing_asks_for_people_with_duties(data: Path) -> None:
    """A name that nobody has, or that has no duties, is refused; nothing is written."""
    result = run("sign", "没有这人", "--data", str(data), "--write")
    assert result.exit_code == 1
    assert "没有这人" in result.output


def test_feed_has_each_change(told: Path, build_site: Callable[..., Path]) -> None:
    """The feed tells each change with who made it, and links to it."""
    site = build_site(told, day=make.TODAY)
    api = site / "api"
    known = json.loads((api / "changes.json").read_text(encoding="utf-8"))
    schema = json.loads((api / "changes.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(known)
    assert len(known["versions"]) == len(history.read(told).versions)
    atom = "{http://www.w3.org/2005/Atom}"
    entries = etree.parse(str(site / "feed.xml")).findall(f"{atom}entry")
    changed = [each for each in entries if each.findtext(f"{atom}title").startswith("变更")]
    assert 0 < len(changed) <= len(known["versions"])
    page = (site / "changes" / "index.html").read_text(encoding="utf-8")
    for each in changed:
        assert f'id="{each.find(f"{atom}link").get("href").partition("#")[2]}"' in page
        assert each.findtext(f"{atom}author/{atom}name") in (story.OFFICE, story.UNION)
