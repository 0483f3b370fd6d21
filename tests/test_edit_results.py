"""结果 and 待办 in a browser: what became of slips, what waits, and the slips that answer them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from allocation.editing import slip
from allocation.inbox import intake
from browser import SIZES, plain, violations
from helpers import serving
from inboxes import COORDINATOR, RESPONSIBLE, Office, filing, office
from old_browser import OldBrowser

DIGEST = "ab" * 32
HOSTILE = "<img src=x onerror=\"document.title='hacked'\"><script>document.title='hacked'</script>"
CARDS = ".drops > .drop"
TOO_WIDE = """[...document.querySelectorAll("article *")].map(each => [
  each.tagName, each.className, each.getBoundingClientRect().right
]).filter(([, , right]) => right > innerWidth)"""
"""What sticks out at the right."""


def drop(number: int) -> str:
    """Return the id of a drop."""
    return f"20261129-2215{number:02}-4f1c9a7e2b3d"


def title_change(old: str, new: str) -> dict[str, Any]:
    """Return a change of the title of a filing."""
    return {
        "record": "filing",
        "id": "2026-012",
        "op": "change",
        "sha256": DIGEST,
        "old": {"title": old},
        "new": {"title": new},
    }


OURS = title_change("工作计划", "2026年度创建工作计划")
BACK = title_change("2026年度创建工作计划", "工作计划")


def slip_of(number: int, *changes: dict[str, Any], form: str = "filing-edit") -> dict[str, Any]:
    """Return a slip as it was sent."""
    return {
        "slip": 1,
        "id": drop(number),
        "unit": "虚构市海风管理局",
        "form": form,
        "by": "吴霜降",
        "at": "2026-11-29T22:15:30+08:00",
        "changes": list(changes),
    }


def result(number: int, state: str, **further: Any) -> dict[str, Any]:
    """Return what became of a drop."""
    return {
        "drop": drop(number),
        "sha256": DIGEST,
        "what": "slip",
        "name": "slip.json",
        "received": f"2026-11-29T22:15:{number:02}+08:00",
        "state": state,
        "sentence": f"第 {number} 件：改题名",
        "message": "",
        "slip": slip_of(number, OURS),
        **further,
    }


STATES = {
    "taken": "处理中",
    "waiting": "等待批准",
    "applied": "已写入，等待发布",
    "published": "已上网",
    "refused": "没有收下",
    "conflict": "与别人的改动冲突",
    "declined": "已退回",
    "done": "已办",
    "undone": "已撤销",
}
PROBLEM = {
    "change": 0,
    "field": "date",
    "found": "2026年13月5日",
    "expected": "年-月-日",
    "remedy": "写成 2026-03-05 的样子。",
}
THEIRS = {
    "change": 0,
    "field": "title",
    "label": "题名",
    "saw": "工作计划",
    "now": "创建工作计划",
    "by": "李明",
    "at": "2026-11-29",
}
OF_STATES: dict[str, dict[str, Any]] = {
    "waiting": {"message": "等李明批准。"},
    "published": {"message": "已上网。", "address": "items/iii-1/#iii-1-2", "undo": [BACK]},
    "refused": {"message": "有 1 处要改正。", "problems": [PROBLEM]},
    "conflict": {
        "message": "您填表以后，李明改过同一条。",
        "theirs": [THEIRS],
        "takeover": [title_change("创建工作计划", "2026年度创建工作计划")],
    },
    "declined": {"decided": {"by": "李明", "answer": "refuse", "reason": "缺领导签字"}},
}
RESULTS = [
    result(number, state, **OF_STATES.get(state, {})) for number, state in enumerate(STATES, 1)
]
NEW_FILING: dict[str, Any] = {
    "record": "filing",
    "in": "2026",
    "op": "add",
    "new": {
        "evidence": ["Ⅲ-1-⑵-03"],
        "slot": "2026",
        "title": "2026年度创建工作总结",
        "files": [{"name": "总结.pdf", "sha256": DIGEST}],
    },
}


def waits(number: int, **further: Any) -> dict[str, Any]:
    """Return what waits for a coordinator."""
    return {
        "drop": drop(number),
        "sha256": DIGEST,
        "login": "wu-shuangjiang",
        "person": "吴霜降",
        "vouched": True,
        "what": "slip",
        "received": f"2026-11-2{number}T09:30:00+08:00",
        "sentence": f"第 {number} 件：登记《2026年度创建工作总结》（Ⅲ-1-⑵-03）",
        "why": "",
        "slip": slip_of(number, NEW_FILING, form="filing"),
        "files": [],
        "problems": [],
        **further,
    }


PROPOSALS: list[dict[str, Any]] = [
    {"evidence": "Ⅲ-1-⑵-03", "name": "年度创建工作总结", "period": "2026", "score": 0.92},
    {"evidence": "Ⅲ-1-⑵-04", "name": "创建工作月报", "period": None, "score": 0.4},
]


def loose(name: str, **further: Any) -> dict[str, Any]:
    """Return a file that came without a slip."""
    href = f"inbox/files/{drop(3)}/{name}"
    return {"name": name, "size": 20480, "href": href, "proposals": PROPOSALS, **further}


FILES = waits(
    3,
    what="files",
    name="材料",
    sentence="交来 3 个文件",
    slip=None,
    vouched=False,
    files=[
        loose("活动照片1.jpg", sha256=DIGEST),
        loose("活动照片（2）.jpg"),
        loose("IMG_01.jpg", proposals=[]),
    ],
)
WORKBOOK = waits(
    4,
    what="workbook",
    name="分工.xlsx",
    sentence="分工.xlsx：2 处改动",
    slip=None,
    lines=["人员!B11 新增 姓名：何清明", "分工!I8 Ⅲ-6-第1行 责任人1：王惊蛰 → 何清明"],
)
TODO = [
    waits(1, why="年底了，先登记。"),
    waits(2, slip=slip_of(2, OURS), files=[loose("总结.pdf")]),
    FILES,
    WORKBOOK,
]


class Inbox:
    """An inbox that is played: what it says, and what was put into it."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {"me": {"login": "li-ming"}}
        self.put: list[tuple[str, bytes]] = []

    def say(self, **answers: Any) -> None:
        """Have the inbox answer: with JSON, with a status, or with a text."""
        self.answers |= answers

    def results(self, *drops: Any) -> None:
        self.say(results={"results": 1, "login": "li-ming", "person": "李明", "drops": list(drops)})

    def todo(self, *waiting: Any) -> None:
        self.say(todo={"todo": 1, "person": "李明", "waiting": list(waiting)})

    def handle(self, route: Route) -> None:
        """Answer a request of the page."""
        path = route.request.url.partition("/inbox/")[2]
        if route.request.method == "PUT":
            self.put.append((path, route.request.post_data_buffer or b""))
            return route.fulfill(status=201)
        return self._answer(route, self.answers.get(path.removesuffix(".json"), 404))

    @staticmethod
    def _answer(route: Route, answer: Any) -> None:
        if answer == "offline":
            route.abort()
        elif isinstance(answer, int):
            route.fulfill(status=answer, body="<h1>错误</h1>", content_type="text/html")
        elif isinstance(answer, str):
            route.fulfill(body=answer, content_type="text/html")
        else:
            route.fulfill(json=answer)

    def slips(self) -> list[slip.Slip]:
        """Return the slips that were put, which must be right; each was followed by the bell."""
        assert [path for path, _ in self.put][1::2] == ["bell"] * (len(self.put) // 2)
        return [slip.read(content) for path, content in self.put if path.endswith("slip.json")]


@pytest.fixture
def inbox() -> Inbox:
    """An inbox that knows its reader, and has written nothing yet."""
    return Inbox()


@pytest.fixture
def context(browser: Browser, example_url: str, inbox: Inbox) -> Iterator[BrowserContext]:
    """A browser at the example's site, with an inbox."""
    opened = browser.new_context(base_url=example_url, reduced_motion="reduce")
    opened.set_default_timeout(10_000)
    opened.route("**/inbox/**", inbox.handle)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page of that browser, in which no script may fail."""
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    assert errors == []


def card(page: Page, text: str) -> Any:
    """Return the card that has a text."""
    return page.locator(CARDS).filter(has_text=text)


def test_states(page: Page, inbox: Inbox) -> None:
    """Each state has its word; what it means and what one may do stands on the card."""
    inbox.results(*RESULTS)
    page.goto("edit/results/")
    expect(page.locator(CARDS)).to_have_count(9)
    assert page.locator(".badge").all_inner_texts() == list(STATES.values())
    expect(page.get_by_role("status").first).to_contain_text("共 9 条，新的在前；2 条正在处理。")
    offered = {
        each.get_attribute("data-state"): each.locator(".drop__actions > *").all_inner_texts()
        for each in page.locator(CARDS).all()
    }
    assert offered == {
        "taken": [],
        "waiting": [],
        "applied": [],
        "published": ["看网页", "撤销"],
        "refused": ["改了再交"],
        "conflict": ["照我的改", "不改了"],
        "declined": ["改了再交"],
        "done": [],
        "undone": [],
    }
    expect(card(page, "已退回")).to_contain_text("李明写的理由：缺领导签字")
    expect(card(page, "等待批准")).to_contain_text("等李明批准。")
    address = page.get_by_role("link", name="看网页").get_attribute("href") or ""
    assert address.endswith("/items/iii-1/#iii-1-2")


def test_what_went_wrong(page: Page, inbox: Inbox) -> None:
    """Of each problem: where, what was found, what is expected, and how to put it right."""
    inbox.results(result(5, "refused", problems=[PROBLEM]))
    page.goto("edit/results/")
    row = page.get_by_role("table", name="请改正").get_by_role("row").nth(1)
    expect(row).to_be_visible()
    assert row.locator("th, td").all_inner_texts() == [
        "文件的形成日期",
        "2026年13月5日",
        "年-月-日",
        "写成 2026-03-05 的样子。",
    ]
    mend = page.get_by_role("link", name="改了再交").get_attribute("href") or ""
    assert mend.endswith(f"/edit/?form=filing-edit&drop={drop(5)}")


def test_undo(page: Page, inbox: Inbox) -> None:
    """What was published is undone by a slip of its own, after one saw what that does."""
    inbox.results(result(4, "published", undo=[BACK]))
    page.goto("edit/results/")
    page.get_by_role("button", name="撤销").click()
    asked = page.get_by_role("group", name="撤销这次改动？")
    expect(asked).to_contain_text("撤销：第 4 件：改题名")
    expect(asked.locator("tbody td")).to_have_text(["2026年度创建工作计划", "工作计划"])
    page.get_by_role("button", name="不撤销").click()
    expect(page.get_by_role("button", name="撤销")).to_be_focused()
    assert inbox.put == []
    page.get_by_role("button", name="撤销").click()
    page.get_by_role("button", name="确定撤销").click()
    expect(card(page, "已交出，正在处理")).to_have_count(1)
    (sent,) = inbox.slips()
    assert (sent.form, sent.by) == ("undo", "李明")
    assert [each.data() for each in sent.changes] == [BACK]
    undone = {**result(9, "published"), "drop": sent.id, "sentence": "撤销好了"}
    inbox.results(undone, result(4, "undone"))
    expect(page.locator(".badge")).to_have_text(["已上网", "已撤销"])


def test_what_else_came_of_it(page: Page, inbox: Inbox) -> None:
    """Links to a sheet, none that lead elsewhere, and what one should know."""
    name = "交接单-林白露-王惊蛰.docx"
    own = {"name": name, "href": f"inbox/results/{drop(4)}/{name}"}
    other = {"name": "别处.docx", "href": "https://elsewhere.example/x.docx"}
    notes = ["文件仍留在材料文件夹；不再要的请移走。"]
    inbox.results(result(4, "published", files=[own, other], notes=notes))
    page.goto("edit/results/")
    link = page.get_by_role("link", name="下载交接单")
    expect(link).to_have_text(f"下载{name}")
    assert unquote(link.get_attribute("href") or "").endswith(f"/{own['href']}")
    assert page.get_by_role("link", name="别处").count() == 0
    expect(card(page, "已上网")).to_contain_text(f"注意：{notes[0]}")


def test_takeover(page: Page, inbox: Inbox) -> None:
    """A conflict says what others changed; ours is made anew on top of it, or given up."""
    inbox.results(RESULTS[5])
    page.goto("edit/results/")
    row = page.get_by_role("table", name="填表以后，别人改过").get_by_role("row").nth(1)
    assert row.locator("th, td").all_inner_texts() == [
        "题名",
        "工作计划",
        "创建工作计划",
        "李明 2026-11-29",
    ]
    page.get_by_role("button", name="照我的改").click()
    page.get_by_role("button", name="确定照我的改").click()
    expect(card(page, "已交出，正在处理")).to_have_count(1)
    (sent,) = inbox.slips()
    assert sent.form == "filing-edit"
    assert [each.data() for each in sent.changes] == RESULTS[5]["takeover"]


def test_giving_up(page: Page, inbox: Inbox) -> None:
    """Whoever leaves a conflict as it is sends nothing."""
    inbox.results(RESULTS[5])
    page.goto("edit/results/")
    page.get_by_role("button", name="不改了").click()
    expect(page.locator(".drop__place")).to_have_text("好的，保持现在的样子，什么都不用做。")
    assert inbox.put == []


def test_a_server_that_takes_nothing(page: Page, inbox: Inbox) -> None:
    """What cannot be sent is said, and can be sent again."""
    inbox.results(result(4, "published", undo=[BACK]))
    page.route("**/inbox/in/**", lambda route: route.fulfill(status=403))
    page.goto("edit/results/")
    page.get_by_role("button", name="撤销").click()
    page.get_by_role("button", name="确定撤销").click()
    expect(page.locator(".drop__place .drop__said")).to_contain_text("服务器不允许")
    expect(page.get_by_role("button", name="撤销")).to_be_visible()


def test_chips(page: Page, inbox: Inbox) -> None:
    """Many results can be looked at by state."""
    inbox.results(*RESULTS, *(result(10 + more, "published") for more in range(5)))
    page.goto("edit/results/")
    bar = page.get_by_role("group", name="按状态看")
    bar.get_by_role("button", name="已上网 6").click()
    assert page.locator(".drop:visible .badge").all_inner_texts() == ["已上网"] * 6
    bar.get_by_role("button", name="全部 14").click()
    expect(page.locator(".drop:visible")).to_have_count(14)


def test_one_drop(page: Page, inbox: Inbox) -> None:
    """Who comes from a form sees what was just sent as soon as the inbox knows of it."""
    inbox.results()
    page.goto(f"edit/results/?drop={drop(4)}")
    status = page.get_by_role("status").first
    expect(status).to_contain_text("刚交的还在路上")
    inbox.results(RESULTS[3])
    expect(status).to_have_text("共 1 条，新的在前。")
    inbox.results()


REASONS: dict[str, tuple[Any, str]] = {
    "not logged in": (401, "还没有登录"),
    "not allowed": (403, "这个账号无法查看"),
    "broken": (500, "服务器暂时出了问题"),
    "a page that asks for a password": ("<h1>请登录</h1>", "可能是登录已过期"),
    "a list": ([], "可能是登录已过期"),
    "half a file": ('{"drops": [', "可能是登录已过期"),
    "offline": ("offline", "连不上服务器"),
}


@pytest.mark.parametrize("name", ["results", "todo"])
@pytest.mark.parametrize("what", REASONS)
def test_no_answer(page: Page, inbox: Inbox, what: str, name: str) -> None:
    """One line says why nothing is to be seen, and one can try again."""
    answer, said = REASONS[what]
    inbox.say(**{name: answer})
    page.goto(f"edit/{name}/")
    status = page.get_by_role("status").first
    expect(status).to_contain_text(said)
    inbox.say(results={"drops": []}, todo={"waiting": []})
    page.get_by_role("button", name="刷新").click()
    expect(status).to_contain_text({"results": "还没有结果", "todo": "没有等着批准的"}[name])


def test_whoever_does_not_approve(page: Page, inbox: Inbox) -> None:
    """待办 says to them where theirs is, and how many of it still wait."""
    inbox.results(RESULTS[1], RESULTS[3])
    page.goto("edit/todo/")
    status = page.get_by_role("status").first
    expect(status).to_have_text("这里只列给统筹人。您交的在“结果”里看，还有 1 件等着批准。")
    inbox.answers["results"]["coordinator"] = True
    page.get_by_role("button", name="刷新").click()
    expect(status).to_have_text("没有等着批准的。")
    inbox.results()
    page.get_by_role("button", name="刷新").click()
    expect(status).to_have_text("这里只列给统筹人。您交的在“结果”里看。")
    status.get_by_role("link", name="结果").click()
    expect(status).to_contain_text("还没有结果")


def test_names_that_programs_give(page: Page, inbox: Inbox) -> None:
    """What nobody has looked at yet has no name but that of its folder, which tells nothing."""
    inbox.results(result(1, "taken", sentence="", what="files", name=drop(1)))
    page.goto("edit/results/")
    expect(page.locator(CARDS)).to_contain_text("没有写明内容的一份")
    expect(page.locator(CARDS)).not_to_contain_text("2026112")


def test_mending_what_was_declined(page: Page, inbox: Inbox) -> None:
    """The form says who sent it back, and why; nothing of it is red."""
    inbox.results(RESULTS[6])
    page.goto(f"edit/?form=filing-edit&drop={drop(7)}")
    notice = page.locator(".edit__notice")
    expect(notice).to_have_text("李明退回：缺领导签字。请改好再送。")


def test_a_unit_without_an_inbox(site: Path) -> None:
    """Nothing is promised there that only an inbox does."""
    pages = ["edit", "edit/results", "edit/todo"]
    for text in [(site / page / "index.html").read_text(encoding="utf-8") for page in pages]:
        assert "这个网站还没有收件箱" in text
        assert "按权限直接办理" not in text
        assert "列给统筹人看" not in text


def test_no_inbox(page: Page, inbox: Inbox) -> None:
    """Without results there may be an inbox that wrote none yet, or none at all."""
    page.goto("edit/results/")
    status = page.get_by_role("status").first
    expect(status).to_contain_text("还没有结果")
    inbox.say(me=404)
    page.reload()
    expect(status).to_contain_text("没有接上收件箱")


def test_a_slow_server(page: Page, inbox: Inbox) -> None:
    """Who waits too long is told so."""
    page.clock.install()
    page.route("**/inbox/results.json", lambda _: None)
    page.goto("edit/results/")
    expect(page.get_by_role("status").first).to_have_text("正在读取……")
    page.clock.fast_forward(25_000)
    expect(page.get_by_role("status").first).to_contain_text("很久没有回答")


def test_from_a_folder(page: Page, example: Path) -> None:
    """A site from a file share says where results are instead."""
    page.goto((example / "edit/results/index.html").as_uri())
    expect(page.get_by_role("status").first).to_contain_text("收件箱里的“结果”文件夹")


def spoilt(value: Any, by: Callable[[Any], Any]) -> Any:
    """Return a value with each leaf replaced."""
    if isinstance(value, dict):
        return {spoilt(key, by) if "<" in key else key: spoilt(v, by) for key, v in value.items()}
    return [spoilt(each, by) for each in value] if isinstance(value, list) else by(value)


WRONG: dict[str, Callable[[Any], Any]] = {
    "markup": lambda _: HOSTILE,
    "scripts as addresses": lambda _: "javascript:document.title='hacked'",
    "numbers": lambda _: -1,
    "nothing": lambda _: None,
    "lists": lambda _: [[[[[["x"]]]]]],
    "objects": lambda _: {"constructor": {"__proto__": HOSTILE}},
    "long texts": lambda _: "长" * 5_000,
    "names of every object": lambda _: "constructor",
}


@pytest.mark.parametrize("what", WRONG)
@pytest.mark.parametrize("name", ["results", "todo"])
def test_hostile_answers(page: Page, inbox: Inbox, name: str, what: str) -> None:
    """Whatever stands in the fields is shown as text, and the page works."""
    spoil = WRONG[what]
    inbox.results(*(spoilt(each, spoil) for each in RESULTS), *({}, None, 7, "x"))
    keys = [spoilt(each, spoil) | {"drop": drop(at)} for at, each in enumerate(TODO)]
    inbox.todo(*keys, {}, None, 7, "x")
    page.goto(f"edit/{name}/")
    expect(page.get_by_role("status").first).to_contain_text("件" if name == "todo" else "条")
    page.locator(CARDS).first.wait_for()
    assert "hacked" not in page.title()
    assert page.locator(".drops img, .drops script, .drops a[href^=javascript]").count() == 0
    assert page.evaluate(TOO_WIDE) == []


def test_many(page: Page, inbox: Inbox) -> None:
    """More than there can be: the first are shown, the page stays quick."""
    changes = [title_change(str(number), "新") for number in range(50)]
    inbox.todo(*(waits(1, drop=f"{number}", slip=slip_of(1, *changes)) for number in range(300)))
    page.goto("edit/todo/")
    expect(page.locator(CARDS)).to_have_count(200)
    page.get_by_text("其余 45 处改动").first.click()
    expect(page.locator(CARDS).first.locator("table")).to_have_count(50)


def test_approval(page: Page, inbox: Inbox) -> None:
    """Who, when, why and what stands on a card; 同意 sends a decision about exactly that."""
    inbox.todo(*TODO[:2])
    inbox.results()
    page.goto("edit/todo/")
    shown = page.locator(CARDS).first
    expect(shown.locator(".drop__meta")).to_contain_text("吴霜降")
    expect(shown.locator(".badge")).to_have_text("由服务器确认")
    expect(shown).to_contain_text("说明：年底了，先登记。")
    table = shown.get_by_role("table", name="新增登记（2026年）")
    expect(table).to_contain_text("2026年度创建工作总结")
    mend = shown.get_by_role("link", name="改了再同意").get_attribute("href") or ""
    assert mend.endswith(f"/edit/?form=filing&approve={drop(1)}")
    shown.get_by_role("button", name="同意", exact=True).click()
    expect(shown).to_contain_text("同意，已交出，正在处理")
    (sent,) = inbox.slips()
    assert sent.decision
    assert (sent.form, sent.changes) == ("decision", ())
    assert sent.sentence == "同意：第 1 件：登记《2026年度创建工作总结》（Ⅲ-1-⑵-03）"
    assert (sent.decision.drop, sent.decision.sha256) == (drop(1), DIGEST)
    assert sent.decision.answer == "approve"
    expect(page.locator(".drop__pick")).to_have_count(1)
    inbox.todo(TODO[1])
    expect(page.locator(".drop--done")).to_contain_text("已办好")
    expect(page.locator(".drop--done")).to_contain_text("说明：年底了，先登记。")
    expect(page.locator(".picks")).to_be_hidden()


def test_mended_approval(page: Page, inbox: Inbox) -> None:
    """改了再同意 opens the form as it was filled in; what is sent approves what it says now."""
    inbox.todo(*TODO[:1])
    page.goto("edit/todo/")
    page.get_by_role("link", name="改了再同意").click()
    title = page.get_by_label("题名", exact=False).first
    expect(title).to_have_value("2026年度创建工作总结")
    expect(page.locator("article")).to_contain_text("这是等待批准的内容")
    title.fill("2026年度创建工作总结（修订）")
    page.get_by_role("button", name="下一步：看看会改什么").click()
    page.get_by_role("button", name="送出", exact=True).click()
    expect(page.locator("article")).to_contain_text("已送出")
    (sent,) = inbox.slips()
    (change,) = sent.changes
    assert sent.decision
    assert (sent.form, sent.decision.drop, sent.decision.answer) == ("decision", drop(1), "approve")
    assert change.new == {**NEW_FILING["new"], "title": "2026年度创建工作总结（修订）"}


def test_several_changes_are_approved_as_mended(page: Page, inbox: Inbox) -> None:
    """Of a slip of several changes one is left out, one corrected; its files stay what they are."""
    photo = {"name": "照片.jpg", "sha256": DIGEST, "event": "部署会", "taken": "2026-11-20"}
    photo |= {"place": "一楼", "people": "全体"}
    second = {**NEW_FILING, "new": {**NEW_FILING["new"], "title": "部署会照片", "files": [photo]}}
    person = {"record": "person", "op": "add", "new": {"name": "夏雨荷"}}
    inbox.todo(waits(1, slip=slip_of(1, NEW_FILING, person, second, form="activity")))
    page.goto("edit/todo/")
    page.get_by_role("link", name="改了再同意").click()
    expect(page.get_by_role("heading", name="改了再同意")).to_be_visible()
    parts = page.locator(".edit__part")
    expect(parts).to_have_count(3)
    expect(parts.nth(0)).to_contain_text("总结.pdf")
    expect(parts.nth(0)).to_contain_text("文件照送来的")
    assert page.locator("input[type=file]:visible").count() == 0
    parts.nth(1).get_by_role("button", name="去掉这一处").click()
    parts.nth(2).get_by_label("人物").fill("办公室全体")
    page.get_by_role("button", name="下一步：看看会改什么").click()
    page.get_by_role("button", name="送出", exact=True).click()
    expect(page.locator("article")).to_contain_text("已送出")
    (sent,) = inbox.slips()
    assert sent.decision
    assert (sent.form, sent.decision.drop, sent.files) == ("decision", drop(1), ())
    assert [change.new for change in sent.changes] == [
        NEW_FILING["new"],
        {**second["new"], "files": [{**photo, "people": "办公室全体"}]},
    ]


def test_nothing_to_approve(page: Page, inbox: Inbox) -> None:
    """What does not wait anymore opens no form: it would be sent as something new."""
    inbox.todo()
    page.goto(f"edit/?form=filing&approve={drop(1)}")
    expect(page.locator("article")).to_contain_text("没有找到要批准的那一份")
    assert page.get_by_role("button", name="下一步").count() == 0


def test_refusal(page: Page, inbox: Inbox) -> None:
    """退回 needs a reason; three usual ones are a click away."""
    inbox.todo(*TODO[:1])
    page.goto("edit/todo/")
    page.get_by_role("button", name="退回", exact=True).click()
    page.get_by_role("button", name="确定退回").click()
    expect(page.get_by_role("alert")).to_contain_text("请写退回的理由")
    assert inbox.put == []
    page.get_by_role("button", name="材料不全，请补齐后再交。").click()
    page.get_by_role("button", name="确定退回").click()
    expect(page.locator(CARDS)).to_contain_text("退回，已交出")
    (sent,) = inbox.slips()
    assert sent.decision
    assert (sent.decision.answer, sent.decision.reason) == ("refuse", "材料不全，请补齐后再交。")


def test_a_decision_that_fails(page: Page, inbox: Inbox) -> None:
    """What came to nothing is said, and may be decided again."""
    inbox.todo(*TODO[:1])
    inbox.results()
    page.goto("edit/todo/")
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.locator(CARDS)).to_contain_text("已交出")
    (sent,) = inbox.slips()
    inbox.results({**result(8, "refused"), "drop": sent.id, "message": "内容已经变了，请重新看。"})
    expect(page.locator(CARDS)).to_contain_text("没有办成：内容已经变了，请重新看。")
    expect(page.get_by_role("button", name="同意", exact=True)).to_be_visible()


def test_several_at_once(page: Page, inbox: Inbox) -> None:
    """Ticked ones are approved together, a slip each; what must be looked at has no box."""
    odd = [waits(5, vouched=False), waits(6, problems=[PROBLEM])]
    inbox.todo(*TODO[:2], WORKBOOK, FILES, *odd)
    page.goto("edit/todo/")
    expect(page.locator(".drop__pick input")).to_have_count(3)
    expect(page.get_by_role("button", name="同意所选（0）")).to_be_disabled()
    page.get_by_label("全选").check()
    page.get_by_label("选上：分工.xlsx：2 处改动").uncheck()
    page.get_by_role("button", name="同意所选（2）").click()
    expect(page.locator(CARDS).filter(has_text="同意，已交出")).to_have_count(2)
    decided = [each.decision.drop for each in inbox.slips() if each.decision]
    assert decided == [drop(1), drop(2)]
    inbox.todo(WORKBOOK, FILES, *odd)
    expect(page.locator(".drop--done")).to_have_count(2)


def test_files_are_filed(page: Page, inbox: Inbox) -> None:
    """Of files without a slip one says what they are; files of one title become one filing."""
    inbox.todo(FILES)
    page.goto("edit/todo/")
    expect(page.locator(".badge")).to_have_text("未经确认")
    approve = page.get_by_role("button", name="登记并同意")
    approve.click()
    third = page.get_by_role("group", name="IMG_01.jpg")
    expect(third.get_by_role("alert")).to_contain_text("请选是哪一项材料")
    assert inbox.put == []
    third.get_by_label("哪一项材料").fill("3-1-2-04")
    approve.click()
    expect(third.get_by_role("alert")).to_contain_text("请写是哪一期")
    assert third.get_by_role("radio").count() == 2
    third.get_by_label("不登记这个文件").check()
    approve.click()
    expect(page.locator(CARDS)).to_contain_text("同意，已交出")
    (sent,) = inbox.slips()
    (change,) = sent.changes
    assert (change.record, change.parent, change.op) == ("filing", "2026", "add")
    assert change.new == {
        "evidence": ["Ⅲ-1-⑵-03"],
        "slot": "2026",
        "title": "活动照片",
        "author_body": "虚构市海风管理局",
        "files": [{"name": "活动照片1.jpg", "sha256": DIGEST}, {"name": "活动照片（2）.jpg"}],
        "filed_on": "2026-11-23",
    }


def test_another_evidence(page: Page, inbox: Inbox) -> None:
    """What was not proposed is chosen from all evidence."""
    inbox.todo(waits(3, what="files", slip=None, files=[loose("安全检查.jpg", proposals=[])]))
    page.goto("edit/todo/")
    page.get_by_label("哪一项材料").fill("3-1-2-03")
    page.get_by_label("期次").fill("2026")
    page.get_by_label("文件日期").fill("三月")
    page.get_by_label("责任者").fill("虚构市安全局")
    approve = page.get_by_role("button", name="登记并同意")
    approve.click()
    expect(page.get_by_role("alert").last).to_contain_text("请写形成的那一天")
    page.get_by_label("文件日期").fill("2026.3.5")
    approve.click()
    expect(page.locator(CARDS)).to_contain_text("同意，已交出")
    (sent,) = inbox.slips()
    assert sent.changes[0].new is not None
    assert sent.changes[0].new["date"] == "2026-03-05"
    assert sent.changes[0].new["author_body"] == "虚构市安全局"
    assert sent.changes[0].new["evidence"] == ["Ⅲ-1-⑵-03"]
    assert sent.changes[0].new["filed_by"] == "吴霜降"


def test_what_the_name_of_a_file_tells(page: Page, inbox: Inbox) -> None:
    """A code that is the very one is said to be so; a day is taken from the period or the name."""
    exact = [PROPOSALS[0] | {"score": 1.0, "exact": True}]
    per_day = [PROPOSALS[1] | {"period": "2026-05-04"}]
    files = [
        loose("Ⅲ-1-⑵-03_2026年3月5日总结.pdf", proposals=exact),
        loose("会议20260306.pdf"),
        loose("照片.jpg", proposals=per_day),
        loose("第20261399号.pdf", proposals=[]),
    ]
    inbox.todo(waits(3, what="files", slip=None, files=files))
    page.goto("edit/todo/")
    expect(page.get_by_text("Ⅲ-1-⑵-03 年度创建工作总结 2026（编号相同）")).to_be_visible()
    days = [each.input_value() for each in page.get_by_label("文件日期").all()]
    assert days == ["2026-03-05", "2026-03-06", "2026-05-04", ""]


class Worked(Inbox):
    """An inbox with the worker behind it, as one login sees it."""

    def __init__(self, office: Office, login: str) -> None:
        super().__init__()
        self.office, self.login = office, login
        self.look()

    def look(self) -> None:
        """Answer with what the worker has written."""
        for name in ("results", "todo"):
            path = self.office.inbox / name / self.login / f"{name}.json"
            if path.is_file():
                self.say(**{name: json.loads(path.read_text(encoding="utf-8"))})

    def handle(self, route: Route) -> None:
        """Let the worker run when the bell rings; the site of the browser is another unit's."""
        super().handle(route)
        if self.put and self.put[-1][0] == "bell":
            (_, content), _ = self.put
            self.put.clear()
            self.office.send(self.login, json.loads(content) | {"unit": "某局"})
            self.office.run()
            self.look()


def test_with_the_worker(
    browser: Browser, example_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits is approved on the page, and undone on the page of its sender."""
    monkeypatch.setattr(intake, "_QUIET", 0.0)
    made = office(tmp_path)
    evidence = "Ⅲ-1-⑶-01"
    made.send(RESPONSIBLE, made.slip(filing("别人的总结", evidence)))
    made.run()
    coordinator, sender = Worked(made, COORDINATOR), Worked(made, RESPONSIBLE)
    page = browser.new_page(base_url=example_url)
    page.route("**/inbox/**", coordinator.handle)
    page.goto("edit/todo/")
    expect(page.locator(".badge")).to_have_text("由服务器确认")
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.locator(CARDS)).to_contain_text("已办好")
    sender.look()
    page.unroute("**/inbox/**")
    page.route("**/inbox/**", sender.handle)
    page.goto("edit/results/")
    expect(page.locator(".badge")).to_have_text("已上网")
    page.get_by_role("button", name="撤销").click()
    page.get_by_role("button", name="确定撤销").click()
    expect(page.locator(".badge")).to_have_text(["等待批准", "已上网"])
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["results", "todo"])
def test_accessible(
    browser: Browser, example_url: str, inbox: Inbox, name: str, scheme: Any
) -> None:
    """Nothing is found by axe, with questions open; a narrow window needs no scrolling sideways."""
    page = browser.new_page(base_url=example_url, color_scheme=scheme, reduced_motion="reduce")
    page.route("**/inbox/**", inbox.handle)
    inbox.results(*RESULTS)
    inbox.todo(*TODO)
    page.goto(f"edit/{name}/")
    button = {"results": "照我的改", "todo": "退回"}[name]
    page.get_by_role("button", name=button, exact=True).first.click()
    for size in ("phone", "zoomed to 400 %"):
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, size
    assert violations(page) == []
    page.close()


def test_on_paper(browser: Browser, example_url: str, inbox: Inbox) -> None:
    """待办 prints as a list to go through in a meeting: no buttons, all that waits."""
    page = browser.new_page(base_url=example_url)
    page.route("**/inbox/**", inbox.handle)
    inbox.todo(*TODO)
    page.goto("edit/todo/")
    page.locator(CARDS).first.wait_for()
    page.emulate_media(media="print")
    text = plain(page.inner_text("article"))
    assert "吴霜降" in text
    assert "2026年度创建工作总结" in text
    assert "总结.pdf20KB" in text
    assert "同意" not in text
    page.close()


def test_old_browser(example: Path, tmp_path: Path, old_browser: OldBrowser) -> None:
    """Chromium 83 shows both pages as any other."""
    folder = tmp_path / "site"
    folder.mkdir()
    for path in example.iterdir():
        os.symlink(path, folder / path.name)
    (folder / "inbox").mkdir()
    for name, answer in {"results": {"drops": RESULTS}, "todo": {"waiting": TODO}}.items():
        text = json.dumps(answer, ensure_ascii=False)
        (folder / "inbox" / f"{name}.json").write_text(text, encoding="utf-8")
    with serving(folder) as url:
        for name, count in {"results": len(RESULTS), "todo": len(TODO)}.items():
            shown = old_browser.take(
                address=f"{url}edit/{name}/",
                size=SIZES["phone"],
                wait="document.querySelector('.drops > .drop')",
                ask="[document.querySelectorAll('.drops > .drop').length,"
                " document.documentElement.scrollWidth]",
            )
            assert shown[0] == count, name
            assert shown[1] <= SIZES["phone"][0], name
