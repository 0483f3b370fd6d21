"""The inbox: what is sent becomes a commit and a site, or waits, or is told why it can't."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import shutil
import socket
import subprocess
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from allocation.base.enums import Topic
from allocation.editing import slip_changes
from allocation.editing.slip import Slip
from allocation.editing.slip_owners import Touched
from allocation.inbox import drops, intake, rules, workplace
from allocation.inbox import worker as workers
from allocation.inbox.drops import InboxError
from allocation.inbox.senders import SenderList
from allocation.inbox.worker import Done, Worker
from allocation.lint.validate import load_register
from allocation.register.register import Register
from allocation.runtime import transaction
from allocation.runtime.journal import WriteError
from conftest import commit
from helpers import PROJECT, replace
from inboxes import COORDINATOR, OTHER, PDF, RESPONSIBLE, Office, filing, office
from live import git
from load import marked
from writers import fill


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office with an inbox, in which nothing is thought to be still written."""
    monkeypatch.setattr(intake, "_QUIET", 0.0)
    return office(tmp_path)


def titles(made: Office) -> list[str]:
    """Return the titles of the filings, in order."""
    return [each.record.title for each in load_register(made.data).filings]


def test_own_filing(inbox: Office) -> None:
    """A responsible person's filing is in the data, in git under their name, and published."""
    files = {"记录 1.pdf": PDF}
    change = filing("一月会议记录", files=[{"name": "记录 1.pdf", "sha256": _sha(PDF)}])
    slip = inbox.slip(change, files=files, why="按会议纪要补登")
    id = inbox.send(RESPONSIBLE, slip, files)
    inbox.run()
    (entry,) = load_register(inbox.data).filings
    (file,) = entry.files
    assert (inbox.data / "evidence" / file.record.name).read_bytes() == PDF
    author, committer, body = inbox.git("log", "-1", "--format=%an <%ae>%x00%cn%x00%B").split("\0")
    assert author == "曾雅彬 <zengyabin@inbox>"
    assert committer
    subject, why, trailers = body.split("\n\n")
    assert subject == "登记《一月会议记录》（Ⅲ-1-⑴-01）"
    assert why == "按会议纪要补登"
    told = inbox.result(RESPONSIBLE, id)
    assert trailers.split("\n") == [f"Slip: {id}", f"Slip-SHA256: {told['sha256']}"]
    head = inbox.git("rev-parse", "HEAD")
    assert (told["state"], told["message"], told["commit"]) == ("published", "已上网。", head)
    assert told["slip"] == slip
    assert told["undo"][0]["op"] == "remove"
    assert inbox.published == head
    assert inbox.is_clean
    assert not list((inbox.inbox / "in" / RESPONSIBLE).iterdir())
    assert inbox.todo() == []
    assert _mode(inbox.inbox / "results" / RESPONSIBLE) & 0o2777 == 0o2750
    assert _mode(inbox.inbox / "results" / RESPONSIBLE / "results.json") == 0o640
    assert _mode(inbox.state) == 0o700


def _sha(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o7777


def _waits(made: Office, **more: Any) -> dict[str, Any]:
    """Let somebody file for another's clause; return what the coordinator sees of it."""
    files = {"预算.pdf": PDF}
    change = filing("预算", "Ⅲ-1-⑵-01", files=[{"name": "预算.pdf", "sha256": _sha(PDF)}])
    made.send(OTHER, made.slip(change, files=files, **more), files)
    made.run()
    assert titles(made) == []
    (waiting,) = made.todo()
    assert made.result(OTHER, waiting["drop"])["state"] == "waiting"
    return waiting


def test_approved(inbox: Office) -> None:
    """What no rule allows waits; approvers see its files; who approved it is in the commit."""
    waiting = _waits(inbox, why="代交")
    (file,) = waiting["files"]
    assert waiting["person"] == "陈啸林"
    assert waiting["sentence"] == "登记《预算》（Ⅲ-1-⑵-01）"
    assert (waiting["why"], waiting["vouched"]) == ("代交", True)
    path = inbox.inbox / "todo" / COORDINATOR / "files" / waiting["drop"] / "预算.pdf"
    assert path.read_bytes() == PDF
    assert file["size"] == len(PDF)
    id = inbox.decide(waiting, "approve")
    inbox.run()
    assert titles(inbox) == ["预算"]
    told = inbox.result(OTHER, waiting["drop"])
    assert told["state"] == "published"
    assert told["decided"] == {"by": "朱亮", "answer": "approve", "reason": ""}
    assert inbox.result(COORDINATOR, id)["state"] == "published"
    body = inbox.git("log", "-1", "--format=%an%n%B")
    assert body.startswith("陈啸林\n登记《预算》")
    assert f"Decision: {id}\nApproved-by: 朱亮 <{COORDINATOR}@inbox>" in body
    assert inbox.todo() == []
    assert not path.parent.exists()


def test_approved_with_corrections(inbox: Office) -> None:
    """The corrected changes take the place of those that wait, with their files."""
    waiting = _waits(inbox)
    file = {"name": "预算.pdf", "sha256": _sha(PDF)}
    inbox.decide(waiting, "approve", filing("2026 年预算", "Ⅲ-1-⑵-01", files=[file]))
    inbox.run()
    assert titles(inbox) == ["2026 年预算"]
    assert inbox.result(OTHER, waiting["drop"])["sentence"] == "登记《2026 年预算》（Ⅲ-1-⑵-01）"


def test_declined(inbox: Office) -> None:
    """A refusal tells the sender why, and is no commit."""
    waiting = _waits(inbox)
    head = inbox.git("rev-parse", "HEAD")
    id = inbox.decide(waiting, "refuse", reason="缺领导签字")
    inbox.run()
    told = inbox.result(OTHER, waiting["drop"])
    assert (told["state"], told["message"]) == ("declined", "已退回：缺领导签字")
    assert told["decided"] == {"by": "朱亮", "answer": "refuse", "reason": "缺领导签字"}
    own = inbox.result(COORDINATOR, id)
    assert (own["state"], own["message"]) == ("done", "理由：缺领导签字")
    assert own["sentence"] == f"已退回陈啸林的“{told['sentence']}”"
    assert inbox.git("rev-parse", "HEAD") == head
    assert inbox.todo() == []
    id = inbox.decide(waiting, "approve")
    inbox.run()
    assert "不在等待批准" in inbox.result(COORDINATOR, id)["message"]


def test_only_coordinators_decide(inbox: Office) -> None:
    """Whoever sent it can't approve it, nor can a slip that names another digest."""
    waiting = _waits(inbox)
    decision = {"drop": waiting["drop"], "sha256": waiting["sha256"], "answer": "approve"}
    id = inbox.send(OTHER, inbox.slip(decision=decision))
    other = inbox.decide(waiting | {"sha256": "0" * 64}, "approve")
    inbox.run()
    assert "统筹人" in inbox.result(OTHER, id)["message"]
    assert "和看到的不一样" in inbox.result(COORDINATOR, other)["message"]
    assert inbox.todo() != []
    assert titles(inbox) == []


def test_replays(inbox: Office) -> None:
    """A slip that comes again is applied once; another one under its id is refused."""
    slip = inbox.slip(filing("一"))
    id = inbox.send(RESPONSIBLE, slip)
    inbox.run()
    inbox.send(RESPONSIBLE, slip)
    inbox.run()
    inbox.send(RESPONSIBLE, slip | {"changes": [filing("二")]})
    inbox.run()
    assert titles(inbox) == ["一"]
    assert inbox.slips == [id]
    changed, again, first = inbox.results(RESPONSIBLE)
    assert (first["drop"], first["state"]) == (id, "published")
    assert "早已写入" in again["message"]
    assert again["commit"] == first["commit"]
    assert (changed["state"], again["state"]) == ("refused", "published")
    assert "同一个编号" in changed["message"]


def test_the_same_at_once(inbox: Office) -> None:
    """A slip that lies there twice waits once; two approvals at once make one commit."""
    slip = inbox.slip(filing("预算", "Ⅲ-1-⑵-01"))
    inbox.send(OTHER, slip)
    folder = inbox.inbox / "in" / OTHER / "又一份"
    folder.mkdir()
    (folder / "slip.json").write_text(json.dumps(slip, ensure_ascii=False), "utf-8")
    inbox.run()
    (waiting,) = inbox.todo()
    assert sorted(each["state"] for each in inbox.results(OTHER)) == ["refused", "waiting"]
    ids = [inbox.decide(waiting, "approve") for _ in range(2)]
    inbox.run()
    assert titles(inbox) == ["预算"]
    assert inbox.slips == [slip["id"]]
    states = [inbox.result(COORDINATOR, id)["state"] for id in ids]
    assert states == ["published", "refused"]


def test_what_no_program_can_read(inbox: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A drop on which the program fails is refused, and stops nobody else."""
    plan = slip_changes.plan

    def failing(register: Register, slip: Slip, folder: Path | None) -> object:
        if slip.why == "坏":
            raise KeyError("坏")
        return plan(register, slip, folder)

    monkeypatch.setattr(slip_changes, "plan", failing)
    id = inbox.send(RESPONSIBLE, inbox.slip(filing("一"), why="坏"))
    inbox.send(RESPONSIBLE, inbox.slip(filing("二")))
    inbox.run()
    assert titles(inbox) == ["二"]
    assert "程序处理不了（KeyError）" in inbox.result(RESPONSIBLE, id)["message"]


def test_what_can_not_be_taken(inbox: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What can't be moved is told, and stops nobody else."""
    inbox.send(OTHER, inbox.slip(filing("一")))
    inbox.send(RESPONSIBLE, inbox.slip(filing("二")))
    rename = Path.rename

    def refusing(self: Path, target: Path) -> Path:
        if self.parent.name == OTHER and self.parent.parent.name == "in":
            raise OSError(errno.EXDEV, "", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refusing)
    done = inbox.run()
    assert "不在同一个磁盘上" in done.stuck[0]
    assert titles(inbox) == ["二"]
    assert not list((inbox.state / "taken").iterdir())


def test_conflict(inbox: Office) -> None:
    """What was changed meanwhile is told field by field; taking over is sent as it is offered."""
    change = inbox.change("department", "办公室", aliases=["综合办"])
    inbox.send(COORDINATOR, inbox.slip(inbox.change("department", "办公室", aliases=["办"])))
    id = inbox.send(COORDINATOR, inbox.slip(change))
    inbox.run()
    told = inbox.result(COORDINATOR, id)
    assert told["state"] == "conflict"
    (theirs,) = told["theirs"]
    assert (theirs["field"], theirs["now"]) == ("aliases", "办")
    again = inbox.send(COORDINATOR, inbox.slip(*told["takeover"]))
    inbox.run()
    assert inbox.result(COORDINATOR, again)["state"] == "published"
    assert load_register(inbox.data).departments[0].record.aliases == ("综合办",)


def test_who_changed_it(inbox: Office) -> None:
    """A conflict says who changed the field, and when, as git knows."""
    stale = inbox.change("department", "办公室", aliases=["综合办"])
    inbox.send(COORDINATOR, inbox.slip(inbox.change("department", "办公室", aliases=["办"])))
    inbox.run()
    id = inbox.send(COORDINATOR, inbox.slip(stale))
    inbox.run()
    (theirs,) = inbox.result(COORDINATOR, id)["theirs"]
    assert theirs["by"] == "朱亮"
    assert theirs["at"] == inbox.git("log", "-1", "--format=%as")


def test_who_changed_a_part(inbox: Office) -> None:
    """Of a field of several lines, any of which may be what changed."""
    parties = [{"department": "办公室", "person": "陈啸林"}]
    stale = inbox.change("row", "Ⅲ-1-第1行", parties=parties, leaders=[])
    inbox.send(COORDINATOR, inbox.slip(inbox.change("row", "Ⅲ-1-第1行", parties=parties)))
    inbox.run()
    id = inbox.send(COORDINATOR, inbox.slip(stale))
    inbox.run()
    theirs = {each["field"]: each["by"] for each in inbox.result(COORDINATOR, id)["theirs"]}
    assert theirs["parties"] == "朱亮"


def test_who_handed_it_over(inbox: Office) -> None:
    """Of a list of several lines, one of which changed; not who changed what stands beside it."""
    path = inbox.data / "allocation" / "01.yml"
    first = "              - {department: 办公室, person: 曾雅彬}\n"
    replace(path, first, f"{first}              - {{department: 业务科, person: 陈啸林}}\n")
    inbox.git("commit", "--quiet", "--all", "--message", "两个科室")
    parties = [
        {"department": "办公室", "person": "陈啸林"},
        {"department": "业务科", "person": "陈啸林"},
    ]
    past = [{"department": "办公室", "person": "曾雅彬", "until": "2026-11-28"}]
    row = "Ⅲ-1-第1行"
    stale = inbox.change("row", row, parties=parties[:1], history=[])
    handed = inbox.change("row", row, parties=parties, history=past)
    inbox.send(COORDINATOR, inbox.slip(handed, form="handover"))
    inbox.run()
    replace(path, "text: 领导重视；", "text: 领导很重视；")
    author = "--author=李明 <l@localhost>"
    inbox.git("commit", "--quiet", "--all", author, "--message", "条款")
    id = inbox.send(COORDINATOR, inbox.slip(stale))
    inbox.run()
    theirs = {each["field"]: each["by"] for each in inbox.result(COORDINATOR, id)["theirs"]}
    assert theirs == {"parties": "朱亮", "history": "朱亮"}


def test_already_so(inbox: Office) -> None:
    """Where the data says it all already, nothing is committed."""
    change = inbox.change("department", "办公室", aliases=["办"])
    inbox.send(COORDINATOR, inbox.slip(change))
    inbox.run()
    head = inbox.git("rev-parse", "HEAD")
    id = inbox.send(COORDINATOR, inbox.slip(change))
    inbox.run()
    assert "已经是这样" in inbox.result(COORDINATOR, id)["message"]
    assert inbox.git("rev-parse", "HEAD") == head


def test_undone(inbox: Office) -> None:
    """What undoes a slip is offered with its result; sent, it makes the first one undone."""
    id = inbox.send(RESPONSIBLE, inbox.slip(filing("一")))
    inbox.run()
    undo = inbox.result(RESPONSIBLE, id)["undo"]
    inbox.send(RESPONSIBLE, inbox.slip(*undo, form="undo"))
    inbox.run()
    assert titles(inbox) == []
    assert [each["state"] for each in inbox.results(RESPONSIBLE)] == ["published", "undone"]


def test_an_approval_undone(inbox: Office) -> None:
    """Whoever approved can undo it; the sender is told."""
    waiting = _waits(inbox)
    id = inbox.decide(waiting, "approve")
    inbox.run()
    undo = inbox.result(COORDINATOR, id)["undo"]
    inbox.send(COORDINATOR, inbox.slip(*undo, form="undo"))
    inbox.run()
    assert titles(inbox) == []
    assert inbox.result(OTHER, waiting["drop"])["state"] == "undone"


def test_senders(inbox: Office) -> None:
    """A login is who the inbox says, else who has the name; of others nothing is taken."""
    (inbox.inbox / "senders.yml").write_text("w01: 曾雅彬\nchenxiaolin: 没有的人\n", "utf-8")
    inbox.send("w01", inbox.slip(filing("一")))
    inbox.send("陈啸林", inbox.slip(filing("二", "Ⅲ-1-⑶-01")))
    id = inbox.send(OTHER, inbox.slip(filing("三", "Ⅲ-1-⑶-01")))
    inbox.run()
    assert sorted(titles(inbox)) == ["一", "二"]
    told = inbox.result(OTHER, id)
    assert "不认识登录名“chenxiaolin”" in told["message"]
    assert "senders.yml" in told["problems"][0]["remedy"]


def test_namesakes(inbox: Office) -> None:
    """A login that two persons could be called by is nobody's; what is unique is theirs."""
    people = (
        "people:\n  - {name: 张三, id: 张三甲}\n  - {name: 张三, id: 张三}\n  - {name: 李伟}\n"
        "  - {name: 黎伟, slug: li-wei-of-finance}\n"
    )
    replace(inbox.data / "people.yml", "people:\n", people)
    known = SenderList(load_register(inbox.data), inbox.inbox)
    for login in ("张三", "zhangsan", "zhang-san", "liwei", "LI-WEI"):
        assert known.person(login) is None, login
    found = [known.person(login) for login in ("张三甲", "黎伟", "ZengYabin", "zeng-yabin")]
    assert [person and person.key for person in found] == ["张三甲", "黎伟", "曾雅彬", "曾雅彬"]


def test_logins_with_capitals(inbox: Office) -> None:
    """Approvers find what waits under their login as they type it, or as the inbox has it."""
    (inbox.inbox / "senders.yml").write_text("W01: 朱亮\n../W02: 朱亮\n", "utf-8")
    (inbox.inbox / "bell" / "ZhuLiang").touch()
    inbox.send("ChenXiaoLin", inbox.slip(filing("预算", "Ⅲ-1-⑵-01")))
    inbox.run()
    for login in ("W01", "ZhuLiang", "zhuliang", "朱亮"):
        assert len(inbox.todo(login)) == 1, login
    (told,) = inbox.results("ChenXiaoLin")
    assert (told["state"], told["sentence"]) == ("waiting", "登记《预算》（Ⅲ-1-⑵-01）")
    (inbox.inbox / "senders.yml").write_text("W01: 朱亮\nw01: 曾雅彬\n", "utf-8")
    assert SenderList(load_register(inbox.data), inbox.inbox).person("w01") is None


def test_the_share(inbox: Office, tmp_path: Path) -> None:
    """Nobody vouches for what lies on a share: it waits, and the answer is a text beside it."""
    slip = inbox.slip(filing("一"), by="曾雅彬")
    (inbox.inbox / "share" / f"改动单-{slip['id']}.json").write_text(json.dumps(slip))
    inbox.run()
    (waiting,) = inbox.todo()
    assert (waiting["person"], waiting["vouched"], waiting["by"]) == (None, False, "曾雅彬")
    (answer,) = (inbox.inbox / "share" / "结果").iterdir()
    assert answer.read_text("utf-8-sig").startswith(f"改动单-{slip['id']}.json：等待批准\n")
    inbox.decide(waiting, "approve")
    inbox.run()
    assert "已上网" in answer.read_text("utf-8-sig")
    assert inbox.git("log", "-1", "--format=%an <%ae>") == "曾雅彬 <share@inbox>"
    assert not (inbox.inbox / "results" / "-").exists()
    answer.unlink()
    (inbox.inbox / "share" / "结果").rmdir()
    (tmp_path / "elsewhere").mkdir()
    (inbox.inbox / "share" / "结果").symlink_to(tmp_path / "elsewhere")
    (inbox.inbox / "share" / "方案.docx").write_bytes(b"PK")
    inbox.run()
    assert list((tmp_path / "elsewhere").iterdir()) == []


def _packed(*entries: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in entries:
            packed.writestr(name, text)
    return out.getvalue()


def test_packed_slip(inbox: Office) -> None:
    """A slip and its files come in one zip, too, as forms without an inbox save them."""
    files = {"a.pdf": PDF}
    change = filing("一", files=[{"name": "a.pdf", "sha256": _sha(PDF)}])
    slip = inbox.slip(change, files=files)
    folder = inbox.inbox / "in" / RESPONSIBLE
    folder.mkdir()
    entries = (("slip.json", json.dumps(slip).encode()), ("a.pdf", PDF))
    (folder / f"改动单-{slip['id']}.zip").write_bytes(_packed(*entries))
    inbox.run()
    assert titles(inbox) == ["一"]
    assert inbox.result(RESPONSIBLE, slip["id"])["state"] == "published"


def _linked(folder: Path) -> None:
    (folder / "a.pdf").symlink_to("/etc/passwd")


def _hard_linked(folder: Path) -> None:
    (folder.parent.parent.parent / "secret").write_bytes(b"x")
    os.link(folder.parent.parent.parent / "secret", folder / "a.pdf")


def _pipe(folder: Path) -> None:
    os.mkfifo(folder / "a.pdf")


def _socket(folder: Path) -> None:
    here = os.open(folder, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(f"/proc/self/fd/{here}/a.pdf")
    os.close(here)


def _deep(folder: Path) -> None:
    (folder / "1/2/3/4/5").mkdir(parents=True)
    (folder / "1/2/3/4/5/a.pdf").write_bytes(PDF)


def _many(folder: Path) -> None:
    for number in range(102):
        (folder / f"{number}.pdf").write_bytes(PDF)


def _large(folder: Path) -> None:
    with (folder / "a.pdf").open("wb") as file:
        file.truncate(100_000_001)


def _not_utf8(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + "/方案.pdf".encode("gb18030"))).write_bytes(PDF)


def _reserved(folder: Path) -> None:
    (folder / "con.pdf").write_bytes(PDF)


def _no_json(folder: Path) -> None:
    (folder / "slip.json").write_bytes(b"\xff\xfe{")


def _long_slip(folder: Path) -> None:
    (folder / "slip.json").write_bytes(b'{"a": "' + b"x" * 1_000_000 + b'"}')


def _nested_slip(folder: Path) -> None:
    (folder / "slip.json").write_bytes(b"[" * 100_000)


def _leading_out(folder: Path) -> None:
    (folder / "a.zip").write_bytes(_packed(("slip.json", b"{}"), ("../../x", b"x")))


def _bomb(folder: Path) -> None:
    (folder / "a.zip").write_bytes(_packed(("slip.json", b"{}"), ("a.pdf", bytes(100_000_001))))


HOSTILE: dict[str, tuple[Callable[[Path], None], str]] = {
    "link": (_linked, "链接"),
    "hard link": (_hard_linked, "链接"),
    "pipe": (_pipe, "管道"),
    "socket": (_socket, "管道"),
    "deep": (_deep, "第 5 层"),
    "many": (_many, "文件太多"),
    "large": (_large, "100 MB"),
    "not UTF-8": (_not_utf8, "不是 UTF-8"),
    "reserved": (_reserved, "Windows 保留"),
    "no JSON": (_no_json, "UTF-8"),
    "long": (_long_slip, "MB"),
    "nested": (_nested_slip, "层"),
    "leading out": (_leading_out, "在文件夹里"),
    "bomb": (_bomb, "100 MB"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_drops(case: str, inbox: Office) -> None:
    """What is no plain drop is put aside with the reason, and stops nobody else."""
    make, word = HOSTILE[case]
    folder = inbox.inbox / "in" / OTHER / "交来的"
    folder.mkdir(parents=True)
    make(folder)
    inbox.send(RESPONSIBLE, inbox.slip(filing("一")))
    inbox.run()
    (told,) = inbox.results(OTHER)
    assert told["state"] == "refused"
    assert word in told["problems"][0]["found"]
    assert told["problems"][0]["remedy"]
    assert list((inbox.state / "kept" / OTHER).glob("*/content/*"))
    assert titles(inbox) == ["一"]
    assert inbox.is_clean


def test_files_that_are_not_those(inbox: Office) -> None:
    """A file that is missing, other, or not named by the slip is told."""
    files = {"a.pdf": PDF}
    change = filing("一", files=[{"name": "a.pdf", "sha256": _sha(PDF)}])
    slip = inbox.slip(change, files=files)
    id = inbox.send(RESPONSIBLE, slip, {"a.pdf": PDF[::-1], "b.pdf": b""})
    inbox.run()
    found = [each["found"] for each in inbox.result(RESPONSIBLE, id)["problems"]]
    assert "和填写时不一样" in found[0]
    assert "多了文件“b.pdf”" in found[1]


def test_not_whole(inbox: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slip is taken when its files are there; long after, it is put aside."""
    files = {"a.pdf": PDF}
    change = filing("一", files=[{"name": "a.pdf", "sha256": _sha(PDF)}])
    slip = inbox.slip(change, files=files)
    id = inbox.send(RESPONSIBLE, slip)
    late = inbox.send(RESPONSIBLE, inbox.slip(change, files=files))
    inbox.run()
    assert (inbox.inbox / "in" / RESPONSIBLE / id).is_dir()
    (inbox.inbox / "in" / RESPONSIBLE / id / "a.pdf").write_bytes(PDF)
    inbox.run()
    assert inbox.result(RESPONSIBLE, id)["state"] == "published"
    monkeypatch.setattr(intake, "_PATIENCE", 0.0)
    inbox.run()
    assert "没有文件“a.pdf”" in inbox.result(RESPONSIBLE, late)["message"]


def test_still_being_written(inbox: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is taken when it has not changed for a while; the worker waits for that."""
    monkeypatch.setattr(intake, "_QUIET", 0.5)
    folder = inbox.inbox / "in" / RESPONSIBLE
    folder.mkdir()
    (folder / "方案.pdf").write_bytes(PDF)
    os.utime(folder / "方案.pdf", (0, 0))
    (folder / "~$方案.docx").write_bytes(b"")
    inbox.run()
    assert [path.name for path in folder.iterdir()] == ["~$方案.docx"]
    assert len(inbox.todo()) == 1


def test_changes_that_nobody_committed(inbox: Office) -> None:
    """Somebody is changing the data: nothing is touched, and what was sent stays."""
    id = inbox.send(RESPONSIBLE, inbox.slip(filing("一")))
    replace(inbox.data / "departments.yml", "办公室", "综合办公室")
    replace(inbox.data / "allocation/01.yml", "department: 办公室", "department: 综合办公室")
    with pytest.raises(InboxError, match="没有提交的改动"):
        inbox.run()
    assert (inbox.inbox / "in" / RESPONSIBLE / id).is_dir()
    inbox.git("commit", "--quiet", "--all", "--message", "改名")
    inbox.run()
    assert titles(inbox) == ["一"]


def _fails(made: Office, word: str) -> Callable[[Path, Path], str]:
    """Return a build that fails as long as the data has a word."""

    def build(data: Path, site: Path) -> str:
        texts = (path.read_text("utf-8") for path in data.rglob("*.yml"))
        return (
            f"{word}，生成不了" if any(word in text for text in texts) else made.build(data, site)
        )

    return build


def test_a_build_that_fails(inbox: Office) -> None:
    """Of several, the one at fault is refused with the message; the others are published."""
    ids = [inbox.send(RESPONSIBLE, inbox.slip(filing(title))) for title in "一二坏四五"]
    inbox.run(builder=_fails(inbox, "坏"))
    assert titles(inbox) == list("一二四五")
    states = [inbox.result(RESPONSIBLE, id)["state"] for id in ids]
    assert states == ["published", "published", "refused", "published", "published"]
    assert "坏，生成不了" in inbox.result(RESPONSIBLE, ids[2])["message"]
    assert inbox.published == inbox.git("rev-parse", "HEAD")
    assert [each.record.no for each in load_register(inbox.data).filings] == [
        "001", "002", "003", "004",
    ]  # fmt: skip


def test_a_file_of_what_was_given_up(inbox: Office) -> None:
    """What comes to nothing leaves no file among the evidence."""
    files = {"a.pdf": PDF}
    change = filing("坏", files=[{"name": "a.pdf", "sha256": _sha(PDF)}])
    inbox.send(RESPONSIBLE, inbox.slip(change, files=files), files)
    inbox.run(builder=_fails(inbox, "坏"))
    assert [path for path in (inbox.data / "evidence").rglob("*") if path.is_file()] == []
    assert inbox.is_clean


def test_evidence_in_git(inbox: Office) -> None:
    """Where the handed-in files are a part of the repository, a new one is in the commit."""
    (inbox.data / "evidence" / "说明.txt").write_text("材料", "utf-8")
    inbox.git("add", "--force", ".")
    inbox.git("commit", "--quiet", "--message", "材料")
    (inbox.data.parent / ".gitignore").write_text(".cache\n")
    inbox.git("commit", "--quiet", "--all", "--message", "材料进 git")
    files = {"a.pdf": PDF}
    change = filing("一", files=[{"name": "a.pdf", "sha256": _sha(PDF)}])
    inbox.send(RESPONSIBLE, inbox.slip(change, files=files), files)
    inbox.run()
    (entry,) = load_register(inbox.data).filings
    name = entry.files[0].record.name
    assert (inbox.data / "evidence" / name).read_bytes() == PDF
    assert name.encode() in _committed(inbox)
    assert inbox.is_clean


def _committed(made: Office) -> bytes:
    command = ["git", "-C", str(made.data), "show", "-z", "--format=", "--name-only", "HEAD"]
    return subprocess.run(command, capture_output=True, check=True).stdout


def test_files_of_earlier_editions(inbox: Office) -> None:
    """What git ignores is there for the build, too: the files of earlier editions."""
    files = inbox.data / "editions" / "旧版" / "evidence"
    files.mkdir(parents=True)
    (files / "a.pdf").write_bytes(PDF)
    with (inbox.data.parent / ".gitignore").open("a") as ignored:
        ignored.write("/data/editions/*/evidence/\n")
    inbox.git("commit", "--quiet", "--all", "--message", "旧版")
    seen = []

    def build(data: Path, site: Path) -> str:
        seen.append((data / "editions/旧版/evidence/a.pdf").is_file())
        return inbox.build(data, site)

    inbox.send(RESPONSIBLE, inbox.slip(filing("一")))
    inbox.run(builder=build)
    assert seen == [True]
    assert (files / "a.pdf").is_file()


def test_a_site_that_could_not_be_built_before(inbox: Office) -> None:
    """Nobody is blamed for what is wrong without them: what was sent stays."""
    id = inbox.send(RESPONSIBLE, inbox.slip(filing("一")))
    with pytest.raises(InboxError, match="本来就生成不了"):
        inbox.run(builder=lambda data, site: "磁盘满了")
    assert inbox.result(RESPONSIBLE, id)["state"] == "taken"
    assert titles(inbox) == []
    inbox.run()
    assert inbox.result(RESPONSIBLE, id)["state"] == "published"


def test_a_publication_that_fails(inbox: Office) -> None:
    """What is committed and not published yet is published by the next run."""
    id = inbox.send(RESPONSIBLE, inbox.slip(filing("一")))
    done = inbox.run(publisher=lambda data, site: "连不上")
    assert "连不上" in done.left
    assert inbox.result(RESPONSIBLE, id)["state"] == "applied"
    inbox.run()
    assert inbox.result(RESPONSIBLE, id)["state"] == "published"
    assert inbox.published == inbox.git("rev-parse", "HEAD")


def test_a_full_disk(inbox: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """One message; what was sent stays, and nothing is left half."""
    files = {"a.pdf": PDF}
    change = filing("一", files=[{"name": "a.pdf", "sha256": _sha(PDF)}])
    id = inbox.send(RESPONSIBLE, inbox.slip(change, files=files), files)

    def full(*_: object) -> None:
        raise WriteError("写不进去（磁盘满了）")

    with monkeypatch.context() as patch:
        patch.setattr(transaction, "write", full)
        with pytest.raises(WriteError):
            inbox.run()
    assert [path for path in (inbox.data / "evidence").rglob("*") if path.is_file()] == []
    assert inbox.is_clean
    inbox.run()
    assert inbox.result(RESPONSIBLE, id)["state"] == "published"


@pytest.fixture
def server(inbox: Office, tmp_path: Path) -> Path:
    """The office's git server, with another's clone beside."""
    bare = tmp_path / "server.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(inbox.data.parent), str(bare))
    inbox.git("remote", "add", "origin", str(bare))
    inbox.git("fetch", "--quiet", "origin")
    inbox.git("branch", "--quiet", "--set-upstream-to=origin/main")
    git(tmp_path, "clone", "--quiet", str(bare), str(tmp_path / "desk"))
    return bare


def _pushed(desk: Path, old: str, new: str) -> None:
    git(desk, "pull", "--quiet")
    replace(desk / "data/departments.yml", old, new)
    git(desk, "commit", "--quiet", "--all", "--message", "别人的改动")
    git(desk, "push", "--quiet")


def test_push(inbox: Office, server: Path, tmp_path: Path) -> None:
    """What others pushed before, and during the build, is there; what is ours is pushed after."""
    desk = tmp_path / "desk"
    _pushed(desk, "  - name: 业务科\n", "  - name: 业务科\n    aliases: [业务]\n")
    inbox.send(RESPONSIBLE, inbox.slip(filing("一")))
    builds: list[Path] = []

    def build(data: Path, site: Path) -> str:
        if not builds:
            _pushed(desk, "aliases: [业务]", "aliases: [业务, 业]")
        builds.append(data)
        return inbox.build(data, site)

    inbox.run(builder=build, push=True)
    assert len(builds) == 2
    head = inbox.git("rev-parse", "HEAD")
    assert git(server, "rev-parse", "main").stdout.strip() == head
    assert load_register(inbox.data).departments[1].record.aliases == ("业务", "业")
    assert titles(inbox) == ["一"]
    assert inbox.published == head
    assert inbox.is_clean


def test_pushed_and_no_further(inbox: Office, server: Path) -> None:
    """What is pushed is in force, even if somebody hinders what comes after; it is told later."""
    files = {"预算.pdf": PDF}
    change = filing("预算", "Ⅲ-1-⑵-01", files=[{"name": "预算.pdf", "sha256": _sha(PDF)}])
    inbox.send(OTHER, inbox.slip(change, files=files), files)
    own = inbox.send(RESPONSIBLE, inbox.slip(filing("一")))
    inbox.run(push=True)
    (waiting,) = inbox.todo()
    id = inbox.decide(waiting, "approve")
    text = (inbox.data / "filings/2026.yml").read_text("utf-8")

    def build(data: Path, site: Path) -> str:
        (inbox.data / "filings/2026.yml").write_text(text + "# 正在改\n", "utf-8")
        return inbox.build(data, site)

    with pytest.raises(InboxError, match="刚才被别人改了"):
        inbox.run(builder=build, push=True)
    (inbox.data / "filings/2026.yml").write_text(text, "utf-8")
    inbox.run(push=True)
    assert titles(inbox) == ["一", "预算"]
    assert sorted(inbox.slips) == sorted([own, waiting["drop"]])
    assert inbox.result(COORDINATOR, id)["state"] == "published"
    assert inbox.result(OTHER, waiting["drop"])["state"] == "published"
    (file,) = load_register(inbox.data).filings[1].files
    assert (inbox.data / "evidence" / file.record.name).read_bytes() == PDF
    assert inbox.published == git(server, "rev-parse", "main").stdout.strip()
    assert inbox.is_clean


def test_a_server_that_is_gone(inbox: Office, server: Path) -> None:
    """Without the git server nothing changes, and what was sent stays."""
    id = inbox.send(RESPONSIBLE, inbox.slip(filing("一")))
    server.rename(server.with_name("gone"))
    with pytest.raises(InboxError, match="取不来"):
        inbox.run(push=True)
    assert titles(inbox) == []
    server.with_name("gone").rename(server)
    inbox.run(push=True)
    assert inbox.result(RESPONSIBLE, id)["state"] == "published"


def _book(made: Office, login: str) -> None:
    folder = made.inbox / "in" / login
    folder.mkdir(exist_ok=True)
    fill(made.data, folder / "分工.xlsx", (("分工", "Ⅲ-1-第1行", "分管领导2", "陈啸林"),))


def test_workbooks(inbox: Office) -> None:
    """A coordinator's workbook goes in; another's waits with its changes as lines."""
    _book(inbox, OTHER)
    inbox.run()
    (waiting,) = inbox.todo()
    assert (waiting["what"], waiting["sentence"]) == ("workbook", "工作簿：1 处改动")
    assert "→ 陈啸林" in waiting["lines"][0]
    inbox.decide(waiting, "approve")
    inbox.run()
    leaders = load_register(inbox.data).rows[0].leaders
    assert [each.key for each in leaders] == ["朱亮", "陈啸林"]
    assert inbox.git("log", "-1", "--format=%an: %s") == "陈啸林: 工作簿：1 处改动"


def test_a_coordinators_workbook(inbox: Office) -> None:
    """It needs nobody's approval; the same one again has nothing to change."""
    for _ in range(2):
        _book(inbox, COORDINATOR)
        inbox.run()
    again, first = inbox.results(COORDINATOR)
    assert (first["state"], first["what"]) == ("published", "workbook")
    assert again["message"] == "没有改动。"


def test_files(inbox: Office) -> None:
    """Loose files wait with proposals; a coordinator files them where they belong."""
    folder = inbox.inbox / "in" / OTHER / "交来的材料"
    folder.mkdir(parents=True)
    (folder / "2026年度考核结果.pdf").write_bytes(PDF)
    (folder / "Ⅲ-1-⑵-01_2026_预算.pdf").write_bytes(PDF + b"%")
    inbox.run()
    (waiting,) = inbox.todo()
    assert waiting["what"] == "files"
    named = "2026年度考核结果.pdf、Ⅲ-1-⑵-01_2026_预算.pdf"
    assert waiting["sentence"].startswith(f"材料文件 2 个：{named}")
    first, coded = waiting["files"]
    assert not first["proposals"][0]["exact"]
    (proposal,) = coded["proposals"]
    assert (proposal["evidence"], proposal["exact"]) == ("Ⅲ-1-⑵-01", True)
    assert first["proposals"][0]["evidence"] == "Ⅲ-1-⑶-01"
    assert (inbox.inbox / "todo" / COORDINATOR / "files" / waiting["drop"]).is_dir()
    file = {"name": first["name"], "sha256": first["sha256"]}
    inbox.decide(waiting, "approve", filing("考核结果", "Ⅲ-1-⑶-01", files=[file]))
    inbox.run()
    (entry,) = load_register(inbox.data).filings
    assert entry.files[0].facts
    assert inbox.result(OTHER, waiting["drop"])["state"] == "published"


def test_two_workers(inbox: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """One is enough: the other says so, and the first takes what came meanwhile."""
    monkeypatch.setattr(workers, "_MOMENT", 0.2)
    inbox.send(RESPONSIBLE, inbox.slip(filing("一")))
    others: list[Done] = []

    def build(data: Path, site: Path) -> str:
        if not others:
            inbox.send(RESPONSIBLE, inbox.slip(filing("二")))
            others.append(inbox.run())
        return inbox.build(data, site)

    inbox.run(builder=build)
    assert others[0].left == workers.BUSY
    assert titles(inbox) == ["一", "二"]


@pytest.mark.parametrize("name", ["index", "HEAD", "refs/heads/main", "refs/remotes/origin/main"])
def test_a_lock_of_a_git_that_was_killed(
    inbox: Office, server: Path, tmp_path: Path, name: str
) -> None:
    """What has been locked for long in the office's copy, or ever in the worker's, is free."""
    inbox.run(push=True)
    _pushed(tmp_path / "desk", "  - name: 业务科\n", "  - name: 业务科\n    aliases: [业务]\n")
    repository = inbox.data.parent / ".git"
    for folder in (repository, repository / "worktrees/work"):
        (folder / f"{name}.lock").parent.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.lock").touch()
    os.utime(repository / f"{name}.lock", (0, 0))
    inbox.send(RESPONSIBLE, inbox.slip(filing("一")))
    inbox.run(push=True)
    assert titles(inbox) == ["一"]
    assert inbox.is_clean
    assert git(server, "rev-parse", "main").stdout.strip() == inbox.git("rev-parse", "HEAD")


def test_somebody_writes_what_to_say_of_a_commit(inbox: Office) -> None:
    """While an editor is open, git keeps the index: that is not taken away, however long it is."""
    lock = inbox.data.parent / ".git/index.lock"
    lock.touch()
    os.utime(lock, (0, 0))
    replace(
        inbox.data / "departments.yml",
        "  - name: 业务科\n",
        "  - name: 业务科\n    aliases: [业]\n",
    )
    inbox.send(RESPONSIBLE, inbox.slip(filing("一")))
    with pytest.raises(InboxError, match="没有提交"):
        inbox.run()
    assert lock.exists()


@pytest.mark.parametrize("left", ["empty", "folder"])
def test_locks_that_are_in_nobody_s_way(inbox: Office, server: Path, left: str) -> None:
    """What can't be removed, and is not needed, keeps nothing from going live."""
    lock = inbox.data.parent / ".git/refs/tags/v1.lock"
    lock.mkdir() if left == "folder" else lock.touch()
    inbox.send(RESPONSIBLE, inbox.slip(filing("一")))
    inbox.run(push=True)
    assert titles(inbox) == ["一"]
    assert lock.exists()


def test_another_git_is_at_work(inbox: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another git has locked just now is not taken from it: the next run does the rest."""
    monkeypatch.setattr(workplace, "_PATIENCE", 0.0)
    lock = inbox.data.parent / ".git/refs/heads/main.lock"
    lock.touch()
    inbox.send(RESPONSIBLE, inbox.slip(filing("一")))
    with pytest.raises(InboxError, match=r"main\.lock"):
        inbox.run()
    lock.unlink()
    inbox.run()
    assert titles(inbox) == ["一"]
    assert inbox.is_clean


@pytest.mark.parametrize(("name", "text"), [("locked", "initializing"), ("commondir", "")])
def test_killed_while_the_workplace_was_made(inbox: Office, name: str, text: str) -> None:
    """Git has noted a working copy, and locked it, before it makes its folder."""
    inbox.run()
    shutil.rmtree(inbox.state / "work")
    (inbox.data.parent / ".git/worktrees/work" / name).write_text(text)
    inbox.send(RESPONSIBLE, inbox.slip(filing("一")))
    inbox.run()
    assert titles(inbox) == ["一"]


def test_another_clone(inbox: Office, tmp_path: Path) -> None:
    """Where the workplace is gone, or of a clone that CI has thrown away, there is a new one."""
    inbox.send(RESPONSIBLE, inbox.slip(filing("一")))
    inbox.run()
    shutil.rmtree(inbox.state / "work")
    inbox.send(RESPONSIBLE, inbox.slip(filing("二")))
    inbox.run()
    git(tmp_path, "clone", "--quiet", str(inbox.data.parent), str(tmp_path / "clone"))
    inbox.data.parent.rename(tmp_path / "thrown away")
    (tmp_path / "clone").rename(inbox.data.parent)
    inbox.send(RESPONSIBLE, inbox.slip(filing("三")))
    inbox.run()
    assert titles(inbox) == list("一二三")
    assert inbox.is_clean


def test_more_than_a_build_takes(inbox: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many drops are applied in portions, in the order in which they came."""
    monkeypatch.setattr(workers, "_MOST_AT_ONCE", 2)
    for title in "一二三":
        inbox.send(RESPONSIBLE, inbox.slip(filing(title)))
    builds: list[Path] = []

    def build(data: Path, site: Path) -> str:
        builds.append(data)
        return inbox.build(data, site)

    inbox.run(builder=build)
    assert titles(inbox) == list("一二三")
    assert len(builds) == 2


def test_a_forged_trailer(inbox: Office) -> None:
    """A reason that looks like the end of a message makes no other slip look applied."""
    other = inbox.slip(filing("二"))
    why = f"理由\n\nSlip: {other['id']}\nSlip-SHA256: {'0' * 64}"
    inbox.send(RESPONSIBLE, inbox.slip(filing("一"), why=why))
    inbox.run()
    inbox.send(RESPONSIBLE, other)
    inbox.run()
    assert titles(inbox) == ["一", "二"]


def test_a_message_that_looks_like_another(inbox: Office) -> None:
    """Titles and reasons in several lines, as of patches, are one commit of one slip."""
    title, why = "一\n\nSlip: 20260101-000000-000000000000", "---\n\ndiff --git a/x b/x\nSlip: x"
    id = inbox.send(RESPONSIBLE, inbox.slip(filing(title), why=why))
    inbox.run()
    assert inbox.slips == [id]
    assert inbox.result(RESPONSIBLE, id)["state"] == "published"


@pytest.mark.parametrize("name", [".", ",;:", "\"\\'", "<>"])
def test_authors_that_git_takes_for_none(name: str, inbox: Office) -> None:
    """What somebody on the share says to be called stops no approval."""
    slip = inbox.slip(filing("一"), by=name)
    (inbox.inbox / "share" / "改动单.json").write_text(json.dumps(slip), "utf-8")
    inbox.run()
    (waiting,) = inbox.todo()
    inbox.decide(waiting, "approve")
    inbox.run()
    assert titles(inbox) == ["一"]


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1" * 1000])
def test_numbers_that_no_browser_reads(number: str, inbox: Office) -> None:
    """What is told of a slip is JSON for every program, whatever the slip was."""
    text = json.dumps(inbox.slip(filing("一"), why="X")).replace('"X"', number)
    (inbox.inbox / "share" / "改动单.json").write_text(text, "utf-8")
    inbox.run()
    told = (inbox.inbox / "todo" / COORDINATOR / "todo.json").read_text("utf-8")
    assert "Infinity" not in told
    (waiting,) = json.loads(told)["waiting"]
    assert waiting["why"] == waiting["slip"]["why"] == number


def test_what_is_in_the_way_of_an_answer(inbox: Office) -> None:
    """Folders and files that somebody puts where an answer belongs stop nothing."""
    slip = inbox.slip(filing("一"))
    for name in (f"a.json-{slip['id'][-6:]}.txt", f".{slip['id']}.new"):
        (inbox.inbox / "share" / "结果" / name).mkdir(parents=True)
    (inbox.inbox / "share" / "a.json").write_text(json.dumps(slip), "utf-8")
    inbox.run()
    assert len(inbox.todo()) == 1


def test_approvers_see_each_file(inbox: Office) -> None:
    """Files of one name in several folders are shown apart, whatever they are called."""
    folder = inbox.inbox / "share" / "材料"
    for number, name in enumerate(("b/a.pdf", "c/a.pdf", "d/1-a.pdf", "d/2-a.pdf")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(PDF + b"%" * number)
    inbox.run()
    (waiting,) = inbox.todo()
    below = inbox.inbox / "todo" / COORDINATOR
    for file in waiting["files"]:
        path = below / file["href"].removeprefix("inbox/")
        assert _sha(path.read_bytes()) == file["sha256"]


def test_very_deep_folders(inbox: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deeper than Python can go: refused, forgotten later, and in nobody's way."""
    folder = inbox.inbox / "in" / OTHER / "x"
    folder.mkdir(parents=True)
    here = os.open(folder, os.O_RDONLY)
    for _ in range(3000):
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    inbox.run()
    (told,) = inbox.results(OTHER)
    assert "第 5 层" in told["message"]
    monkeypatch.setattr(drops, "_KEPT_DAYS", -1)
    inbox.send(RESPONSIBLE, inbox.slip(filing("一")))
    inbox.run()
    assert titles(inbox) == ["一"]
    assert not list((inbox.state / "kept").glob("*/*"))


def test_what_was_seen_is_what_is_approved(inbox: Office) -> None:
    """Whoever still holds a file open on the share can't change it after it was looked at."""
    slip = inbox.slip(filing("一", "Ⅲ-1-⑵-01"))
    inbox.send(OTHER, slip)
    with (inbox.inbox / "in" / OTHER / slip["id"] / "slip.json").open("r+") as held:
        inbox.run()
        (waiting,) = inbox.todo()
        held.truncate()
        json.dump(slip | {"changes": [filing("坏", "Ⅲ-1-⑵-01")]}, held)
    id = inbox.decide(waiting, "approve")
    inbox.run()
    assert titles(inbox) == []
    assert "后来被改动过" in inbox.result(COORDINATOR, id)["message"]


def test_names_that_forge_lines(inbox: Office) -> None:
    """A name is one line of plain text, in the log as well."""
    name = "a\n朱亮：已上网\x1b[31m\u202egpj"
    (inbox.inbox / "in" / OTHER).mkdir()
    (inbox.inbox / "in" / OTHER / name).write_bytes(PDF)
    inbox.run()
    (told,) = inbox.results(OTHER)
    assert told["name"].isprintable()
    assert told["message"].isprintable()


def test_who_sends_very_much(inbox: Office) -> None:
    """One sender's drops that no site can be built of keep nobody else's from being applied."""
    seen: list[list[str]] = []

    def build(data: Path, site: Path) -> str:
        found = [each.record.title for each in load_register(data).filings]
        seen.append(found)
        return "坏" if "坏" in "".join(found) else inbox.build(data, site)

    for number in range(25):
        inbox.send(RESPONSIBLE, inbox.slip(filing(f"坏{number}")))
    inbox.send(OTHER, inbox.slip(filing("好", "Ⅲ-1-⑶-01")))
    inbox.run(builder=build)
    assert titles(inbox) == ["好"]
    assert {each["state"] for each in inbox.results(RESPONSIBLE)} == {"refused"}
    assert max(len(found) for found in seen) <= 11


def test_a_clock_that_is_put_back(inbox: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came before, as the clock was, is taken."""
    monkeypatch.setattr(intake, "_QUIET", 2.0)
    (inbox.inbox / "in" / OTHER).mkdir()
    (inbox.inbox / "in" / OTHER / "方案.pdf").write_bytes(PDF)
    before = time.time() - 86400
    monkeypatch.setattr(intake, "time", SimpleNamespace(time=lambda: before))
    inbox.run()
    assert len(inbox.todo()) == 1


@pytest.mark.parametrize("name", ["why", "by"])
def test_numbers_of_persons(name: str, inbox: Office) -> None:
    """What would stay in the history for good is told before."""
    more: dict[str, Any] = {name: "请联系13812345678"}
    id = inbox.send(RESPONSIBLE, inbox.slip(filing("一"), **more))
    inbox.run()
    (problem,) = inbox.result(RESPONSIBLE, id)["problems"]
    assert (problem["field"], "138" in problem["found"]) == (name, True)
    assert inbox.slips == []


def test_a_filing_for_what_others_answer_for(inbox: Office) -> None:
    """One that also proves another's clause waits."""
    change = filing("一")
    change["new"]["evidence"] = ["Ⅲ-1-⑴-01", "Ⅲ-1-⑶-01"]
    id = inbox.send(RESPONSIBLE, inbox.slip(change))
    inbox.run()
    assert inbox.result(RESPONSIBLE, id)["state"] == "waiting"


@pytest.mark.parametrize(
    ("rule", "sender", "touched", "allowed"),
    [
        ("", "曾雅彬", ("登记", "曾雅彬"), True),
        ("", "曾雅彬", ("登记", "陈啸林"), False),
        ("", "曾雅彬", ("审核", "曾雅彬"), False),
        ("", "朱亮", ("条款", ""), True),
        ("{who: 所有人, what: [条款], whose: 全部}", "陈啸林", ("条款", ""), True),
        ("{who: 业务科, what: [登记], whose: 本科室}", "陈啸林", ("登记", ""), True),
        ("{who: 办公室, what: [登记], whose: 本科室}", "陈啸林", ("登记", ""), False),
        ("{who: 陈啸林, what: [登记], whose: 全部, approval: true}", "陈啸林", ("登记", ""), False),
    ],
)
def test_rules(
    rule: str, sender: str, touched: tuple[str, str], allowed: bool, inbox: Office
) -> None:
    """Who may do what at once."""
    if rule:
        text = f"coordinators: [朱亮]\n  rules: [{rule}]"
        replace(inbox.data / "unit.yml", "coordinators: [朱亮]", text)
    register = load_register(inbox.data)
    (person,) = (each for each in register.people if each.key == sender)
    topic, owner = touched
    what = Touched(0, Topic(topic), (owner,), ("业务科",))
    assert rules.may(register, person, [what]) is allowed


def test_the_unit_names_the_inbox(inbox: Office) -> None:
    """The folder that stands in the data is used; that the worker's copy lies there is right."""
    replace(inbox.data / "unit.yml", "inbox:\n", f"inbox:\n  folder: {inbox.inbox}\n")
    commit(inbox.data.parent, "收件箱")
    id = inbox.send(RESPONSIBLE, inbox.slip(filing("一月会议记录")))
    assert Worker(inbox.data).run().left == ""
    assert inbox.result(RESPONSIBLE, id)["state"] == "applied"


@pytest.mark.programs
def test_the_command(inbox: Office) -> None:
    """The whole: a real build, checked, published where the web server reads."""
    target = inbox.folder / "served"
    marked(target)
    id = inbox.send(RESPONSIBLE, inbox.slip(filing("一月会议记录")))
    command = [".venv/bin/allocation", "inbox", "--once", "--data", str(inbox.data)]
    options = ["--inbox", str(inbox.inbox), "--publish", str(target)]
    done = subprocess.run(
        [*command, *options], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "曾雅彬：登记《一月会议记录》" in done.stdout
    assert "已上网。" in done.stdout
    told = inbox.result(RESPONSIBLE, id)
    assert told["state"] == "published"
    page = target / "current" / told["address"].partition("#")[0] / "index.html"
    assert "一月会议记录" in page.read_text("utf-8")
    assert not list(inbox.state.glob("build-*"))
