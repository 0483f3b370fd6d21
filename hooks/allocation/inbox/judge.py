"""What becomes of a drop: refused, waiting, or work to be done, as the data says now."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, NoReturn

from allocation.base import clock
from allocation.base.os_messages import reason
from allocation.base.problems import Problem
from allocation.editing import handover, scan, slip_changes
from allocation.editing.edits import Edits
from allocation.editing.scan_lines import Outcome, ScanLine
from allocation.editing.slip import DecisionAnswer, Slip, SlipError, SlipProblem
from allocation.editing.slip_changes import Conflict, SlipPlan
from allocation.editing.slip_records import find
from allocation.editing.yaml_edit import YamlDocument
from allocation.inbox import rules
from allocation.inbox.content import DropContent, examine, problem, refuse
from allocation.inbox.drops import FULL, LISTED, Drop, Held, InboxError, State, Store, What, new_id
from allocation.inbox.senders import SENDERS, SenderList
from allocation.inbox.workplace import Applied, Author
from allocation.office.exports import handover_sheet
from allocation.office.formats.file_guard import OfficeError
from allocation.office.imports.workbook import import_plan
from allocation.register.progress import Progress
from allocation.register.register import Register

Said = dict[str, Any]
"""What changes of a drop's record."""
Changer = Callable[[Path, tuple[int, int]], Said]
"""Says by whom and when a place in the data was changed last, if that is known."""
_MOST_WAITING, _MOST_BYTES, _MOST_SHOWN = 200, 1_000_000_000, 5_000_000
"""What may wait of one sender: drops, bytes of files, characters that approvers are shown."""
_NAMED = 3
"""How many files a sentence names."""
_GUESSED = (Outcome.LIKELY, Outcome.POSSIBLE)
"""What is said of files that have no id in their names."""
_HANDOVER = "handover"
"""The form whose slip both persons sign a sheet for."""
_LONGEST = 2000
"""Characters of a message of a program that are told."""
WAITS, APPLIED = "等待统筹人批准。", "已写入，等待发布。"


def _nothing(_: Register) -> Said:
    return {}


@dataclass(frozen=True, slots=True)
class Work:
    """A commit to be made; ``after`` tells what can be said only when the data has changed."""

    drop: Drop
    edits: Edits
    files: tuple[tuple[Path, Path], ...]
    author: Author
    sentence: str
    why: str
    approved: tuple[str, Author] | None = None
    """The id of the decision, and who decided."""
    after: Callable[[Register], Said] = _nothing
    papers: Mapping[str, bytes] = field(default_factory=dict)
    """Files for whoever sent the drop, by their names."""

    @property
    def ids(self) -> Iterator[str]:
        """Yield what is applied by the commit: the drop, and the decision about it."""
        yield self.drop.drop
        if self.approved:
            yield self.approved[0]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is said of a drop, and of the one that it decides about, after the ``work``, if any."""

    said: tuple[tuple[Held, Said], ...]
    work: Work | None = None


class Judge:
    """Judges drops by the data as it is now.

    :param applied: what has been applied before, by the ids of drops and decisions.
    :param seen: the ids of drops that this batch has judged.
    :param changer: says who last changed a place in the data.
    """

    def __init__(
        self,
        register: Register,
        store: Store,
        senders: SenderList,
        *,
        applied: Mapping[str, Applied],
        seen: Collection[str],
        changer: Changer,
    ) -> None:
        self._register = register
        self._store = store
        self._senders = senders
        self._applied = applied
        self._seen = seen
        self._changer = changer

    def verdict(self, held: Held) -> Judgement:
        """Return what becomes of a drop."""
        drop = held.drop
        person = self._senders.person(drop.login) if drop.login else None
        known: Said = {"person": person.key if person else None}
        try:
            content = examine(held.content)
            known |= _described(content)
            if drop.login and person is None:
                _refuse_sender(drop.login)
            if again := self._again(held, content):
                return Judgement(((held, known | again), *self._resumed(content)))
            return self._by_kind(Held(held.path, replace(held.drop, **known)), content, known)
        except SlipError as error:
            return _only(held, known | _refused(error.problems))
        except OSError as error:
            if error.errno in FULL:
                raise
            found = f"打不开（{reason(error)}）"
            return _only(held, known | _refused([problem(found, "能读的文件", "请重新放一次。")]))
        except InboxError:
            raise
        except Exception as error:  # one that nobody can read must not stop all others
            traceback.print_exc()
            found = f"程序处理不了（{type(error).__name__}）"
            remedy = "请把它交给维护网站的人，看是什么原因。"
            return _only(held, known | _refused([problem(found, "能处理的内容", remedy)]))

    def _by_kind(self, held: Held, content: DropContent, known: Said) -> Judgement:
        verdict = _KINDS[content.what](self, held, content)
        (first, said), *others = verdict.said
        return replace(verdict, said=((first, known | said), *others))

    def _again(self, held: Held, content: DropContent) -> Said | None:
        """Return what is said of a drop that came before; it must not hide the first one."""
        if not content.slip:
            return None
        if known := self._applied.get(content.slip.id):
            if known.sha256 != content.sha256 and not content.slip.decision:
                return {"drop": new_id()} | _refused([_same_id()])
            if not self._is_told(held.drop.login, content.slip.id):
                return _resumed(known)
            message = "这份改动单以前已经收过，早已写入，没有再写一次。"
            said = {"state": State.PUBLISHED, "message": message, "commit": known.commit}
            return {"drop": new_id()} | said
        waiting = self._waits(content.slip.id)
        if waiting is None and content.slip.id not in self._seen:
            return None
        if waiting is None or waiting.drop.sha256 == content.sha256:
            found = "这份改动单已经收到"
            again = problem(found, "一份改动单交一次", "不必再交，等处理完看结果。")
        else:
            again = _same_id()
        return {"drop": new_id()} | _refused([again])

    def _is_told(self, login: str, id: str) -> bool:
        """Whether the sender of a drop knows what became of it, or will when the batch ends."""
        ended = self._store.ended(login, LISTED)
        return id in self._seen or any(held.drop.drop == id for held in ended)

    def _resumed(self, content: DropContent) -> Iterator[tuple[Held, Said]]:
        """Yield what still waits although a decision about it was applied."""
        decision = content.slip and content.slip.decision
        known = self._applied.get(decision.drop) if decision else None
        if decision and known and (waiting := self._waits(decision.drop)):
            yield waiting, _resumed(known)

    def _waits(self, id: str) -> Held | None:
        return next((held for held in self._store.waiting() if held.drop.drop == id), None)

    def slip(self, held: Held, content: DropContent) -> Judgement:
        """Judge a slip by itself."""
        assert content.slip
        plan = slip_changes.plan(self._register, content.slip, content.folder)
        if said := self._unfit(plan, content.slip):
            return _only(held, said)
        said = {"sentence": plan.sentence}
        if plan.is_done:
            return _only(held, said | {"state": State.APPLIED, "message": "已经是这样，没有再改。"})
        if not self._may(held.drop, plan):
            return self._wait(held, content, said | {"lines": _noted(plan.edits)})
        return Judgement(((held, said),), self._work(held.drop, plan, content.slip))

    def workbook(self, held: Held, content: DropContent) -> Judgement:
        """Judge a workbook: only coordinators bring one in without asking."""
        work, said = self._workbook(held.drop, content)
        if work is None:
            return _only(held, said)
        if self._is_coordinator(held.drop):
            return Judgement(((held, said),), work)
        return self._wait(held, content, said)

    def files(self, held: Held, content: DropContent) -> Judgement:
        """Files wait with proposals for what they prove."""
        report = scan.scan(self._register, clock.today(), folder=content.folder)
        lines = {line.name: line for line in report.files}
        offered = [
            file | {"proposals": _proposals(lines.get(file["name"]))}
            for file in _offered(held, content)
        ]
        names = "、".join(file.name for file in content.files[:_NAMED])
        more = " 等" if len(content.files) > _NAMED else ""
        sentence = f"材料文件 {len(content.files)} 个：{names}{more}"
        return self._wait(held, content, {"sentence": sentence, "offered": offered})

    def decision(self, held: Held, content: DropContent) -> Judgement:
        """Judge what a coordinator decided about a drop that waits."""
        assert content.slip
        decision = content.slip.decision
        assert decision
        if not self._is_coordinator(held.drop):
            refuse("批准或退回要由统筹人来做", "统筹人自己登录后办理", "请找统筹人。")
        waiting = self._waits(decision.drop)
        if waiting is None or decision.drop in self._seen:
            refuse("要批的这一份已经不在等待批准", "正在等待批准的投递", "请刷新待办再看。")
        if waiting.drop.sha256 != decision.sha256:
            refuse("要批的这一份和看到的不一样", "看到的那一份", "请刷新待办，看过再批。")
        decided = {"by": held.drop.person, "answer": decision.answer, "reason": decision.reason}
        if decision.answer is DecisionAnswer.REFUSE:
            done = {
                "state": State.DONE,
                "sentence": f"已退回{_whose(waiting.drop)}",
                "message": f"理由：{decision.reason}",
            }
            message = f"已退回：{decision.reason}"
            declined = {"state": State.DECLINED, "message": message, "decided": decided}
            return Judgement(((held, done), (waiting, declined)))
        return self._approved(held, waiting, content.slip, decided)

    def _approved(self, held: Held, waiting: Held, slip: Slip, decided: Said) -> Judgement:
        content = examine(waiting.content)
        if content.sha256 != waiting.drop.sha256:
            refuse("等待批准的内容后来被改动过", "看到的那一份", "请退回，让投递人重新交。")
        if content.what is What.WORKBOOK:
            if slip.changes:
                refuse("工作簿不能改了再批", "原样批准，或退回", "请退回，改好工作簿再交。")
            made, said = self._workbook(waiting.drop, content)
            if made is None:
                return _only(held, said)
            work = made
        else:
            if not (slip.changes or content.slip):
                found = "没有写这些文件登记到哪里"
                refuse(found, "每个文件登记到一项材料", "请选好材料再批。")
            own = content.slip or replace(slip, files=content.files, decision=None)
            own = replace(own, changes=slip.changes) if slip.changes else own
            plan = slip_changes.plan(self._register, own, content.folder)
            if unfit := self._unfit(plan, own):
                return _only(held, unfit)
            work = self._work(waiting.drop, plan, replace(own, why=waiting.drop.why))
        approver = Author.of(str(held.drop.person), held.drop.login)
        work = replace(work, approved=(held.drop.drop, approver))
        told = {"sentence": f"已同意{_whose(replace(waiting.drop, sentence=work.sentence))}"}
        theirs = {"sentence": work.sentence, "decided": decided}
        return Judgement(((held, told), (waiting, theirs)), work)

    def _unfit(self, plan: SlipPlan, slip: Slip) -> Said | None:
        """Return what is said of a plan that can't be carried out; None if it can."""
        if plan.problems:
            return {"sentence": plan.sentence} | _refused(plan.problems)
        if plan.conflicts:
            theirs = [asdict(each) | self._by(slip, each) for each in plan.conflicts]
            message = "与别人的改动冲突，没有写入；请看两边的内容，再决定照谁的改。"
            return {
                "sentence": plan.sentence,
                "state": State.CONFLICT,
                "message": message,
                "theirs": theirs,
                "takeover": [change.data() for change in plan.takeover],
            }
        if not plan.is_done and (problems := slip_changes.consequences(plan)):
            return {"sentence": plan.sentence} | _refused(problems)
        return None

    def _by(self, slip: Slip, conflict: Conflict) -> Said:
        """Return who changed a field, and when, as far as it is known."""
        change = slip.changes[conflict.change]
        entry = find(self._register, change.record, change.id or "")
        if entry is None:
            return {}
        path = self._register.data.file(entry.ref.file)
        lines = YamlDocument(path.read_text("utf-8")).lines(entry.ref, conflict.field)
        return self._changer(path, lines)

    def _work(self, drop: Drop, plan: SlipPlan, slip: Slip) -> Work:
        def after(register: Register) -> Said:
            undo = [change.data() for change in plan.inverse(register)]
            return {"undo": undo, "address": plan.address}

        author, papers = self._author(drop), self._papers(slip, plan)
        return Work(
            drop, plan.edits, plan.files, author, plan.sentence, slip.why, None, after, papers
        )

    def _papers(self, slip: Slip, plan: SlipPlan) -> dict[str, bytes]:
        """Return what both sign who hand over, as the data is before; by the name of the file."""
        if slip.form != _HANDOVER:
            return {}
        rows = {step.before: step.values for step in plan.steps if step.change.record == "row"}
        progress = Progress(self._register, clock.today())
        found = handover.written_handover(self._register, progress, rows)
        if found is None:
            return {}
        sheet = handover_sheet.sheet(self._register, found, progress.today)
        return {handover_sheet.name(found): sheet}

    def _workbook(self, drop: Drop, content: DropContent) -> tuple[Work | None, Said]:
        try:
            found = import_plan.plan(content.workbook, self._register)
        except OfficeError as error:
            return None, _refused([problem(str(error), "从网站导出、填好的工作簿", "请改好再交。")])
        problems = found.problems or found.consequences(found.edits.written())
        said: Said = {
            "sentence": f"工作簿：{len(found.changes)} 处改动",
            "lines": [
                *map(str, (*found.changes, *found.follows)),
                *(f"注意：{note}" for note in (*found.notes, *found.gaps)),
                *_noted(found.edits),
            ],
        }
        if problems:
            return None, said | _refused(map(_told, problems))
        if not found.changes:
            return None, said | {"state": State.APPLIED, "message": "没有改动。"}
        work = Work(drop, found.edits, (), self._author(drop), str(said["sentence"]), "")
        return work, said

    def _may(self, drop: Drop, plan: SlipPlan) -> bool:
        person = self._senders.person(drop.login) if drop.login else None
        return person is not None and rules.may(self._register, person, plan.touched)

    def _is_coordinator(self, drop: Drop) -> bool:
        inbox = self._register.unit.inbox
        return bool(drop.login and inbox and drop.person in inbox.coordinators)

    def _wait(self, held: Held, content: DropContent, said: Said) -> Judgement:
        waiting = [each for each in self._store.waiting() if each.drop.login == held.drop.login]
        size = sum(file["size"] for each in waiting for file in each.drop.offered)
        shown = sum(len(str((each.drop.slip, each.drop.lines))) for each in waiting)
        if len(waiting) >= _MOST_WAITING or size > _MOST_BYTES or shown > _MOST_SHOWN:
            refuse("等待批准的已经太多", "统筹人批完一些再交", "请先请统筹人批准或退回。")
        offered = said.get("offered") or list(_offered(held, content))
        told = {"state": State.WAITING, "message": WAITS, "offered": offered}
        return _only(held, said | told)

    def _author(self, drop: Drop) -> Author:
        return Author.of(drop.person or drop.by or "共享文件夹", drop.login or "share")


def unbuilt(verdict: Judgement, why: str) -> Judgement:
    """Return the verdict on a drop with whose changes there is no right site."""
    remedy = "请按上面说的改好再交；看不明白的，请统筹人看一看。"
    (held, said), *_ = verdict.said
    refused = _refused([problem(why[:_LONGEST], "改完以后网站能生成", remedy)])
    return _only(held, said | refused)


def _whose(drop: Drop) -> str:
    """Return a drop as a decision names it: ``王伟的“登记《工作总结》”``."""
    return f"{drop.person or drop.by or '共享文件夹里'}的“{drop.sentence or drop.name}”"


def _only(held: Held, said: Said) -> Judgement:
    return Judgement(((held, said),))


def _described(content: DropContent) -> Said:
    """Return what the content of a drop says of itself."""
    said: Said = {"what": content.what, "sha256": content.sha256}
    if slip := content.slip:
        said |= {"drop": slip.id, "slip": content.sent, "by": slip.by, "why": slip.why}
    return said


def _noted(edits: Edits) -> list[str]:
    return [f"注意：{note}" for note in edits.written().notes]


def _refused(problems: Iterable[SlipProblem]) -> Said:
    listed = [asdict(each) for each in problems]
    first = listed[0]
    message = f"没有收下：{first['found']}。{first['remedy']}"
    return {"state": State.REFUSED, "message": message, "problems": listed}


def _resumed(known: Applied) -> Said:
    """Return what is said of a drop when the run that applied it had not got to saying so."""
    return {"state": State.APPLIED, "message": APPLIED, "commit": known.commit}


def _same_id() -> SlipProblem:
    found = "同一个编号已经收过另一份改动单"
    return problem(found, "一份改动单一个编号", "请在网站的表单里重新填写。")


def _refuse_sender(login: str) -> NoReturn:
    found = f"不认识登录名“{login}”"
    remedy = f"请管理员在收件箱的 {SENDERS} 里写一行“{login}: 姓名”，再交一次。"
    refuse(found, "人员名单里的人", remedy)


def _told(problem: Problem) -> SlipProblem:
    return SlipProblem(None, str(problem.ref), problem.found, problem.expected, problem.remedy)


def _offered(held: Held, content: DropContent) -> Iterator[Said]:
    """Yield the files that approvers may open, with their paths from the folder of the drop."""
    folder = content.folder.relative_to(held.path)
    for file in content.files:
        yield {
            "name": file.name,
            "size": file.size,
            "sha256": file.sha256,
            "path": (folder / file.name).as_posix(),
        }


def _proposals(line: ScanLine | None) -> list[Said]:
    """Return what a file may prove; ``exact`` if its name has the very id."""
    if line is None:
        return []
    return [
        {
            "evidence": each.evidence.id,
            "name": each.evidence.record.name,
            "period": each.period,
            "score": round(each.score, 2),
            "exact": line.outcome not in _GUESSED,
        }
        for each in line.candidates
    ]


_KINDS: Mapping[What, Callable[[Judge, Held, DropContent], Judgement]] = {
    What.SLIP: Judge.slip,
    What.WORKBOOK: Judge.workbook,
    What.FILES: Judge.files,
    What.DECISION: Judge.decision,
}
