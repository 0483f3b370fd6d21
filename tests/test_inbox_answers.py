"""What else senders get: the sheet of a handover, comments that went, files that stay."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import docx
import pytest

from allocation.editing.slip_records import digest, find, plain
from allocation.inbox import intake
from allocation.lint.validate import load_register
from helpers import replace
from inboxes import COORDINATOR, OTHER, PDF, RESPONSIBLE, Office, filing, office

SHEET = "交接单-曾雅彬-陈啸林.docx"


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office with an inbox, in which nothing is thought to be still written."""
    monkeypatch.setattr(intake, "_QUIET", 0.0)
    return office(tmp_path)


def handed(made: Office, **more: Any) -> dict[str, Any]:
    """Return the slip by which 曾雅彬 hands over to 陈啸林."""
    change = made.change(
        "row",
        "Ⅲ-1-第1行",
        parties=[{"department": "办公室", "person": "陈啸林"}],
        history=[{"department": "办公室", "person": "曾雅彬", "until": "2026-11-30"}],
    )
    return made.slip(change, form="handover", **more)


def sheet_of(made: Office, login: str, told: dict[str, Any]) -> Path:
    """Return the sheet that a sender is told of, as it lies for the web server."""
    (file,) = told["files"]
    assert file["name"] == SHEET
    site, results, drop, name = unquote(file["href"]).split("/")
    assert (site, results, drop) == ("inbox", "results", told["drop"])
    return made.inbox / "results" / login / "files" / drop / name


def said_in(sheet: bytes) -> str:
    """Return the text of a sheet, with that of its tables."""
    document = docx.Document(io.BytesIO(sheet))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


def test_a_handover_has_its_sheet(inbox: Office) -> None:
    """It says what is handed over as it was before; the sender gets it, and nobody else."""
    inbox.send(RESPONSIBLE, inbox.slip(filing("一月会议记录", box="7")))
    inbox.run()
    id = inbox.send(COORDINATOR, handed(inbox))
    inbox.run()
    (row, _) = load_register(inbox.data).rows
    assert [each.key for each in row.persons] == ["陈啸林"]
    told = inbox.result(COORDINATOR, id)
    assert told["state"] == "published"
    path = sheet_of(inbox, COORDINATOR, told)
    said = said_in(path.read_bytes())
    for text in ("移交人：曾雅彬", "接收人：陈啸林", "2026年11月30日", "责任人：1 行", "盒号 7"):
        assert text in said
    assert "分管领导" not in said.partition("单位")[2].partition("说明")[0]
    assert path.stat().st_mode & 0o777 == 0o640
    assert path.parent.stat().st_mode & 0o2777 == 0o2750
    assert not (inbox.inbox / "results" / RESPONSIBLE / "files").exists()
    inbox.send(COORDINATOR, inbox.slip(*told["undo"], form="undo"))
    inbox.run()
    assert [each["state"] for each in inbox.results(COORDINATOR)] == ["published", "undone"]


def test_a_supervisor_hands_over(inbox: Office) -> None:
    """Whoever takes over may supervise one of the rows already."""
    first = inbox.change("row", "Ⅲ-1-第1行", leaders=["朱亮", "陈啸林"])
    inbox.send(COORDINATOR, inbox.slip(first, form="row"))
    inbox.run()
    assert inbox.results(COORDINATOR)[0]["files"] == []
    past = [{"duty": "分管领导", "person": "朱亮", "until": "2026-11-30"}]
    rows = ("Ⅲ-1-第1行", "Ⅲ-1-第2行")
    changes = (inbox.change("row", id, leaders=["陈啸林"], history=past) for id in rows)
    id = inbox.send(COORDINATOR, inbox.slip(*changes, form="handover"))
    inbox.run()
    (file,) = inbox.result(COORDINATOR, id)["files"]
    assert file["name"] == "交接单-朱亮-陈啸林.docx"
    path = inbox.inbox / "results" / COORDINATOR / "files" / id / file["name"]
    assert "分管领导：2 行" in said_in(path.read_bytes())


def test_an_approved_handover(inbox: Office) -> None:
    """Both get the sheet: who sent it, and who approved."""
    drop = inbox.send(OTHER, handed(inbox))
    inbox.run()
    assert inbox.result(OTHER, drop)["files"] == []
    (waiting,) = inbox.todo()
    decision = inbox.decide(waiting, "approve")
    inbox.run()
    for login, id in ((OTHER, drop), (COORDINATOR, decision)):
        path = sheet_of(inbox, login, inbox.result(login, id))
        assert "移交人：曾雅彬" in said_in(path.read_bytes())


def test_a_handover_by_the_share(inbox: Office) -> None:
    """The sheet lies beside the answer."""
    slip = handed(inbox, by="曾雅彬")
    (inbox.inbox / "share" / f"改动单-{slip['id']}.json").write_text(json.dumps(slip))
    inbox.run()
    (waiting,) = inbox.todo()
    inbox.decide(waiting, "approve")
    inbox.run()
    answer, sheet = sorted(
        (inbox.inbox / "share" / "结果").iterdir(), key=lambda path: path.suffix, reverse=True
    )
    assert "移交人：曾雅彬" in said_in(sheet.read_bytes())
    assert sheet.name == f"交接单-曾雅彬-陈啸林-{slip['id'][-6:]}.docx"
    assert sheet.name in answer.read_text("utf-8-sig")


NO_HANDOVERS: dict[str, list[dict[str, Any]]] = {
    "没有写到哪天": [{"parties": [{"department": "办公室", "person": "陈啸林"}]}],
    "没有换人": [{"history": [{"person": "曾雅彬", "until": "2026-11-30"}]}],
    "不再有人": [
        {
            "parties": [{"department": "办公室"}],
            "history": [{"person": "曾雅彬", "until": "2026-11-30"}],
        }
    ],
    "各交给一个人": [
        {
            "parties": [{"department": "办公室", "person": "朱亮"}],
            "history": [{"person": "曾雅彬", "until": "2026-11-30"}],
        },
        {
            "parties": [{"department": "业务科", "person": "曾雅彬"}],
            "history": [{"person": "陈啸林", "until": "2026-11-30"}],
        },
    ],
}


@pytest.mark.parametrize("name", NO_HANDOVERS)
def test_what_is_no_handover(name: str, inbox: Office) -> None:
    """Other changes than from one person to another go in without a sheet, whatever the form is."""
    changes = [
        inbox.change("row", f"Ⅲ-1-第{place}行", **values)
        for place, values in enumerate(NO_HANDOVERS[name], start=1)
    ]
    id = inbox.send(COORDINATOR, inbox.slip(*changes, form="handover"))
    inbox.run()
    told = inbox.result(COORDINATOR, id)
    assert (told["state"], told["files"]) == ("published", [])


def test_comments_that_go(inbox: Office) -> None:
    """Who approves sees them before; they are in the commit, and in the result after it."""
    inbox.send(RESPONSIBLE, inbox.slip(filing("一")))
    inbox.run()
    replace(
        inbox.data / "filings" / "2026.yml", "    title: 一\n", "    # 待补签字\n    title: 一\n"
    )
    inbox.git("commit", "--quiet", "--all", "--message", "注")
    entry = find(load_register(inbox.data), "filing", "2026-001")
    assert entry
    removal = {
        "record": "filing",
        "id": "2026-001",
        "op": "remove",
        "sha256": digest(entry.record),
        "old": plain(entry.record),
    }
    drop = inbox.send(OTHER, inbox.slip(removal, form="filing-edit"))
    inbox.run()
    assert inbox.result(OTHER, drop)["notes"] == []
    (waiting,) = inbox.todo()
    (line,) = waiting["lines"]
    assert line.startswith("注意：这条注释随它所在的内容一起删去：")
    assert line.endswith("# 待补签字")
    inbox.decide(waiting, "approve")
    inbox.run()
    (note,) = inbox.result(OTHER, drop)["notes"]
    assert f"注意：{note}" == line
    assert note in inbox.git("log", "-1", "--format=%B").split("\n\n")
    assert inbox.slips[-1] == drop


def test_files_that_stay(inbox: Office) -> None:
    """What is undone leaves its file where it is, and the sender knows."""
    file = {"name": "记录.pdf", "sha256": hashlib.sha256(PDF).hexdigest()}
    slip = inbox.slip(filing("一", files=[file]), files={"记录.pdf": PDF})
    id = inbox.send(RESPONSIBLE, slip, {"记录.pdf": PDF})
    inbox.run()
    told = inbox.result(RESPONSIBLE, id)
    assert told["notes"] == []
    inbox.send(RESPONSIBLE, inbox.slip(*told["undo"], form="undo"))
    inbox.run()
    assert len(list((inbox.data / "evidence").rglob("*.pdf"))) == 1
    (note,) = inbox.results(RESPONSIBLE)[0]["notes"]
    assert note.startswith("文件仍留在材料文件夹；")
