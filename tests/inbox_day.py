"""A day of an office that changes its data on the pages: what is clicked, sent, and seen after.

Each task begins at a page of the site, as its clerk finds it, and ends at the page that shows it.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from hands import Hands
from inboxes import PDF
from intranet import COORDINATOR, Commit, Intranet, signed_in

CLERK, OTHER_CLERK, SECOND = "wushuangjiang", "wangjingzhe", "linbailu"
"""吴霜降 of 灯塔科, 王惊蛰 of 团支部; 林白露 is a coordinator like 周小满."""
PERSON = "people/wu-shuangjiang/"
ITEM = "items/iii-5/"
_LONG, _SHORT = 240_000, 30_000
"""Milliseconds in which the inbox has answered, and a page, however much else the machine does."""
_ENDS = re.compile("^(已上网|等待批准|没有收下|您填写的时候)")
NEXT = "下一步：看看会改什么"


class Told(NamedTuple):
    """What came of a task: what was counted, and what git has of it."""

    task: str
    clicks: int
    keys: int
    effort: float
    """Seconds that people need, at most."""
    seconds: float
    """From sending to the page that shows it; nought where somebody else has to decide first."""
    commits: tuple[Commit, ...]


@dataclass
class Day:
    """The office during a session; ``told`` grows with each task."""

    office: Intranet
    browser: Browser
    files: Path
    told: list[Told] = field(default_factory=list)
    _hands: dict[str, Hands] = field(default_factory=dict)
    _sent: float = 0.0

    def hands(self, login: str) -> Hands:
        """Return somebody at their own computer."""
        if login not in self._hands:
            page = signed_in(self.browser, self.office, login).new_page()
            page.set_default_timeout(_SHORT)
            self._hands[login] = Hands(page)
        return self._hands[login]

    @contextmanager
    def task(self, name: str, login: str, address: str) -> Iterator[Hands]:
        """Count what somebody does from a page on, and the commits that come of it."""
        hands, before = self.hands(login), self.office.head()
        # A page that is open already would only be scrolled.
        hands.page.goto("about:blank")
        hands.page.goto(address)
        hands.begin()
        self._sent = 0.0
        yield hands
        commits = tuple(self.office.commits(before))
        seconds = time.monotonic() - self._sent if self._sent else 0.0
        self.told.append(Told(name, hands.clicks, hands.keys, hands.seconds, seconds, commits))
        self.film(name, hands.page)

    def send(self, hands: Hands, button: str | Locator = "送出") -> None:
        """Send what is to be sent; count the seconds from here."""
        self.film(f"{len(self.told) + 1} before", hands.page)
        self._sent = time.monotonic()
        hands.click(button)

    def film(self, name: str, page: Page) -> None:
        """Keep a picture of a page, if FILM names a folder for them."""
        if folder := os.environ.get("FILM"):
            number = len(list(Path(folder).glob("*.png"))) + 1
            page.screenshot(path=Path(folder) / f"{number:02d}-{name.replace('/', '')}.png")

    def sent(self, hands: Hands) -> Locator:
        """Go through with a form, and send it; return what is said in the end."""
        hands.click(NEXT)
        expect(hands.page.locator(".edit__review")).to_be_visible()
        self.send(hands)
        said = hands.page.locator(".edit__outcome .edit__sentence")
        expect(said).to_have_text(_ENDS, timeout=_LONG)
        return said

    def live(self, hands: Hands) -> None:
        """Go through with a form, send it, and go to the page that shows it."""
        expect(self.sent(hands)).to_have_text(re.compile("^已上网"))
        hands.click("去看看")
        hands.page.wait_for_load_state()

    def file(self, name: str) -> Path:
        """Return a file as a camera or an office makes it."""
        path = self.files / name
        if path.suffix == ".jpg":
            Image.new("RGB", (640, 480), (20, 120, len(name) * 9)).save(path)
        else:
            path.write_bytes(PDF + f"\n%{name}\n".encode())
        return path


def spend(day: Day) -> None:
    """Do every task, one after the other."""
    expect.set_options(timeout=_SHORT)
    for task in TASKS:
        task(day)


def _files_a_paper(day: Day) -> None:
    with day.task("登记一份材料（附一个文件）", CLERK, PERSON) as hands:
        page = hands.page
        row = page.get_by_role("row").filter(has_text="投诉办理台账").first
        hands.click(row.get_by_role("link", name="登记"))
        expect(hands.field("题名")).to_have_value("2026年第二季度投诉办理台账")
        hands.type("文件的形成日期", "2026.6.28")
        hands.attach(page.locator(".edit__drop label"), [day.file("台账.pdf")])
        day.live(hands)
        expect(page.locator("#filing-2026-101")).to_contain_text("2026年第二季度投诉办理台账")


def _gives_it_back(day: Day) -> None:
    with day.task("退回一份材料", COORDINATOR, f"{ITEM}#filing-2026-101") as hands:
        row = hands.page.locator("#filing-2026-101")
        hands.click(row.locator("summary", has_text="办理"))
        hands.click(row.get_by_role("link", name="退回"))
        hands.type("退回的理由", "缺领导签字")
        day.live(hands)
        expect(row).to_contain_text("退回")


def _mends_it(day: Day) -> None:
    with day.task("退回的改了再交", CLERK, PERSON) as hands:
        page = hands.page
        why = page.locator(".task__reason").filter(has_text="2026年第二季度投诉办理台账")
        expect(why).to_contain_text("缺领导签字（周小满，2026年11月20日退回）")
        hands.click(why.get_by_role("link", name="改了再交"))
        hands.type("题名", "2026年第二季度投诉办理台账（签字）", replacing=True)
        hands.attach(page.locator(".edit__drop label"), [day.file("签字页.pdf")])
        day.live(hands)
        expect(page.locator("#filing-2026-101")).to_contain_text("已交")


def _accepts_it(day: Day) -> None:
    with day.task("审核一份材料", COORDINATOR, f"{ITEM}#filing-2026-101") as hands:
        row = hands.page.locator("#filing-2026-101")
        hands.click(row.locator("summary", has_text="办理"))
        hands.click(row.get_by_role("link", name="审核"))
        day.live(hands)
        expect(row).to_contain_text("已审核")


def _adds_a_person(day: Day) -> None:
    with day.task("加一个人", COORDINATOR, "people/") as hands:
        hands.click(hands.page.get_by_role("link", name="加一个人"))
        hands.type("姓名", "赵小寒")
        day.live(hands)
        expect(hands.page.locator("article")).to_contain_text("赵小寒")


def _changes_a_row(day: Day) -> None:
    """Somebody else has the same row open: who comes second is asked."""
    second = day.hands(SECOND)
    second.page.goto(ITEM)
    _opens_the_row(second)
    with day.task("换一行的责任人", COORDINATOR, ITEM) as hands:
        _opens_the_row(hands)
        hands.type("责任人", "赵小寒", replacing=True)
        hands.press("Enter")
        day.live(hands)
        expect(hands.page.locator("article")).to_contain_text("赵小寒")


def _changes_the_same_row(day: Day) -> None:
    hands, before = day.hands(SECOND), day.office.head()
    page = hands.page
    hands.begin()
    hands.type("责任人", "郑谷雨", replacing=True)
    hands.press("Enter")
    said = day.sent(hands)
    expect(said).to_have_text(re.compile("^您填写的时候，别人改了同一处"))
    outcome = page.locator(".edit__outcome")
    expect(outcome).to_contain_text("赵小寒")
    expect(outcome).to_contain_text("周小满")
    day.film("冲突", page)
    day.send(hands, "照我的改")
    expect(said).to_have_text(re.compile("^已上网"), timeout=_LONG)
    hands.click("去看看")
    expect(page.locator("article")).to_contain_text("郑谷雨")
    seconds = time.monotonic() - day._sent
    commits = tuple(day.office.commits(before))
    name = "冲突后照我的改"
    day.told.append(Told(name, hands.clicks, hands.keys, hands.seconds, seconds, commits))
    day.film(name, page)


def _opens_the_row(hands: Hands) -> None:
    hands.click(hands.page.get_by_role("link", name="换人").first)
    expect(hands.field("责任人")).to_be_visible()


def _takes_it_back(day: Day) -> None:
    with day.task("撤销", SECOND, "edit/results/") as hands:
        cards = hands.page.locator(".drop")
        hands.click(cards.first.get_by_role("button", name="撤销"))
        day.send(hands, "确定撤销")
        expect(cards.filter(has_text="已撤销").first).to_be_visible(timeout=_LONG)
        expect(cards.first).to_contain_text("已上网", timeout=_LONG)
        hands.click(cards.first.get_by_role("link", name="看网页"))
        expect(hands.page.locator("article")).to_contain_text("赵小寒")


def _hands_over(day: Day) -> None:
    with day.task("交接一个人的各行", COORDINATOR, "people/chen-liqiu/") as hands:
        hands.click(hands.page.get_by_role("link", name="交接"))
        hands.pick("交给谁", "zxh")
        day.live(hands)
        hands.page.goto("people/chen-liqiu/")
        expect(hands.page.locator("article")).to_contain_text("没有")


def _asks_for_a_clause(day: Day) -> None:
    with day.task("改条款原文（等批准）", CLERK, ITEM) as hands:
        page = hands.page
        hands.click(page.locator(".clause__line summary").first)
        hands.click(page.get_by_role("link", name="改原文").first)
        text = "办事公开，灯塔、航标信息及时发布；"
        field = hands.field("条款原文")
        hands.click(field)
        # What stands wrong is selected by a double click, and typed over.
        field.fill(text)
        hands.clicks += 1
        hands.keys += 3 * len("及时")
        expect(day.sent(hands)).to_have_text(re.compile("^等待批准"))


def _asks_for_no_evidence(day: Day) -> None:
    with day.task("材料不适用（等批准）", CLERK, "edit/") as hands:
        hands.click(hands.page.get_by_role("link", name="材料不适用"))
        hands.pick("先选：哪一项材料？", "3-5-2-03")
        hands.type("本单位不适用的理由", "无窗口")
        expect(day.sent(hands)).to_have_text(re.compile("^等待批准"))


def _approves(day: Day) -> None:
    with day.task("在待办里同意", COORDINATOR, "edit/todo/") as hands:
        page = hands.page
        card = page.locator(".drop").filter(has_text="及时发布")
        expect(card).to_contain_text("吴霜降")
        day.send(hands, card.get_by_role("button", name="同意", exact=True))
        expect(card).to_contain_text("已办好", timeout=_LONG)
        hands.click(page.get_by_role("article").get_by_role("link", name="结果"))
        result = page.locator(".drop").first
        expect(result).to_contain_text("已上网", timeout=_LONG)
        hands.click(result.get_by_role("link", name="看网页"))
        expect(page.locator("article")).to_contain_text("航标信息及时发布")


def _declines(day: Day) -> None:
    with day.task("在待办里退回", COORDINATOR, "edit/todo/") as hands:
        page = hands.page
        card = page.locator(".drop").filter(has_text="无窗口")
        hands.click(card.get_by_role("button", name="退回", exact=True))
        hands.type("退回的理由", "有窗口")
        day.send(hands, card.get_by_role("button", name="确定退回"))
        expect(card).to_contain_text("已办好", timeout=_LONG)
        asked = day.hands(CLERK).page
        asked.goto("edit/results/")
        card = asked.locator(".drop").filter(has_text="无窗口")
        expect(card).to_contain_text("已退回")
        expect(card).to_contain_text("有窗口")
        day.film("被退回的结果", asked)


def _files_an_activity(day: Day) -> None:
    with day.task("登记一次活动（方案、两张照片）", OTHER_CLERK, "people/wang-jingzhe/") as hands:
        page = hands.page
        row = page.get_by_role("row").filter(has_text="净滩活动照片").filter(has_text="每次")
        hands.click(row.get_by_role("link", name="登记"))
        hands.type("什么活动", "净滩")
        hands.type("哪一天", "2026.11.18")
        hands.type("在哪里", "海边")
        hands.type("哪些人", "团支部全体")
        parts = page.locator(".edit__part")
        plan, photos = (
            parts.filter(has=page.get_by_role("heading", name=name)) for name in ("方案", "照片")
        )
        hands.attach(plan.locator(".edit__drop label"), [day.file("方案.pdf")])
        shots = [day.file("IMG_1.jpg"), day.file("IMG_20.jpg")]
        hands.attach(photos.locator(".edit__drop label"), shots)
        day.live(hands)
        expect(page.locator("article")).to_contain_text("净滩活动方案")


def _adds_a_milestone(day: Day) -> None:
    with day.task("加一个重要日子", COORDINATOR, "edit/") as hands:
        page = hands.page
        hands.click(page.get_by_role("link", name="届期和重要日子"))
        hands.click("＋ 加一个日子")
        hands.click(page.get_by_label("哪一天").last)
        hands.write("2026.12.1")
        hands.click(page.get_by_label("什么事").last)
        hands.write("迎检预演")
        day.live(hands)
        page.goto("progress/")
        expect(page.locator("article")).to_contain_text("迎检预演")


TASKS: tuple[Callable[[Day], None], ...] = (
    _files_a_paper,
    _gives_it_back,
    _mends_it,
    _accepts_it,
    _adds_a_person,
    _changes_a_row,
    _changes_the_same_row,
    _takes_it_back,
    _hands_over,
    _asks_for_a_clause,
    _asks_for_no_evidence,
    _approves,
    _declines,
    _files_an_activity,
    _adds_a_milestone,
)
