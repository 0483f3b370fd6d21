"""Without a server: the site from a file share, slips put into folders, new and old browsers.

There is no git server either: the command of the service commits, builds and publishes only.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from inboxes import PDF
from intranet import COORDINATOR, MOMENT, Intranet, intranet
from old_browser import OldBrowser
from test_edit_forms import pick, review, saved, write

pytestmark = pytest.mark.programs
CLERK = "wushuangjiang"
PICKER = """window.showDirectoryPicker = async () => ({
  getDirectoryHandle: async folder => ({
    getFileHandle: async name => ({
      createWritable: async () => {
        const parts = [];
        return {
          write: async part => { parts.push(part); },
          close: async () => {
            const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
            await keepFile(folder, name, btoa(String.fromCharCode(...bytes)));
          },
        };
      },
    }),
  }),
});"""
"""Stands for the dialog of the system, which no program can use: what is written is written."""
KEPT_SLIP = """(() => {
  const blobs = [];
  URL.createObjectURL = blob => { blobs.push(blob); return "#"; };
  const until = setInterval(() => {
    if (!blobs.length) return;
    clearInterval(until);
    const reader = new FileReader();
    reader.onload = () => { window.kept = reader.result; };
    reader.readAsText(blobs[0]);
  }, 50);
  return true;
})()"""
"""Keeps what is downloaded where the old browser can be asked for it."""
FILLED = """(() => {
  const box = [...document.querySelectorAll(".edit label")]
    .find(label => label.textContent.startsWith("姓名")).control;
  box.value = "钱芒种";
  for (const kind of ["input", "blur"]) box.dispatchEvent(new Event(kind));
  document.querySelector(".edit [type=submit]").click();
  return true;
})()"""
SENT = """(() => {
  const box = [...document.querySelectorAll(".edit__review label")]
    .find(label => label.textContent.startsWith("您是谁")).control;
  box.value = "周小满";
  for (const kind of ["input", "blur"]) box.dispatchEvent(new Event(kind));
  [...document.querySelectorAll(".edit__review button")]
    .find(button => button.textContent === "下载改动单").click();
  return true;
})()"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Intranet:
    """An office with a file share and nothing else."""
    return intranet(tmp_path_factory.mktemp("office"), pushes=False)


@pytest.fixture(scope="module")
def offline(office: Intranet) -> Path:
    """Its site, as it is opened by a double click."""
    office.build_offline(office.folder / "offline")
    return office.folder / "offline"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in the browser of the office."""
    opened = browser.new_page(locale="zh-CN", timezone_id="Asia/Shanghai")
    opened.clock.set_fixed_time(MOMENT)
    opened.on("pageerror", lambda error: pytest.fail(str(error)))
    yield opened
    opened.close()


def form(offline: Path, name: str, **query: str) -> str:
    """Return the address of a form on the share."""
    return f"{(offline / 'edit/index.html').as_uri()}?{urlencode({'form': name, **query})}"


def taken(office: Intranet) -> str:
    """Run the command of the service; return what it said."""
    done = office.take()
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_paper_by_the_folder(office: Intranet, offline: Path, page: Page) -> None:
    """A clerk saves slip and file into the own folder; they are taken, and seen on the site."""
    own = office.inbox / "in" / CLERK

    def keep_file(folder: str, name: str, content: str) -> None:
        (own / folder).mkdir(parents=True, exist_ok=True)
        (own / folder / name).write_bytes(base64.b64decode(content))

    page.expose_function("keepFile", keep_file)
    page.add_init_script(PICKER)
    page.goto(form(offline, "filing", evidence="Ⅲ-5-⑵-02", slot="2026-Q2"))
    write(page, "题名", "2026年第二季度投诉办理台账")
    write(page, "文件的形成日期", "2026.6.28")
    with page.expect_file_chooser() as chooser:
        page.locator(".edit__drop label").click()
    chooser.value.set_files({"name": "台账.pdf", "mimeType": "application/pdf", "buffer": PDF})
    review(page)
    pick(page, "您是谁", "wsj")
    page.get_by_role("button", name="保存到收件箱文件夹").click()
    expect(page.locator(".edit__outcome")).to_contain_text("已保存到您选的文件夹")
    before = office.head()
    assert "吴霜降：登记《2026年第二季度投诉办理台账》" in taken(office)
    (commit,) = office.commits(before)
    assert commit.author == "吴霜降"
    (told,) = office.results(CLERK)
    assert told["state"] == "published"
    assert "2026年第二季度投诉办理台账" in shown(office, told["address"])
    (file,) = (office.data / "evidence").rglob("*2026年第二季度投诉办理台账.pdf")
    assert file.read_bytes() == PDF


def test_an_owner_by_the_share(office: Intranet, offline: Path, page: Page) -> None:
    """A slip in the folder where everybody may write waits, whoever it says sends it."""
    page.goto(form(offline, "row", row="Ⅲ-6-第1行"))
    write(page, "责任人", "陈立秋")
    review(page)
    made, content = saved(page)
    (office.inbox / "share" / f"改动单-{made['id']}.json").write_bytes(content)
    before = office.head()
    assert "等待" in taken(office)
    assert office.commits(before) == []
    waiting = json.loads((office.inbox / "todo" / COORDINATOR / "todo.json").read_text("utf-8"))
    (entry,) = waiting["waiting"]
    assert (entry["drop"], entry["vouched"]) == (made["id"], False)
    decide(office, entry)
    taken(office)
    (commit,) = office.commits(before)
    assert "陈立秋" in commit.subject
    assert "Approved-by: 周小满" in commit.body
    assert "陈立秋" in shown(office, "items/iii-6/")


def test_a_person_by_an_old_browser(
    office: Intranet, offline: Path, old_browser: OldBrowser
) -> None:
    """Chromium 83 saves a slip; in the coordinator's folder it applies at once."""
    old_browser.take(address=form(offline, "person"), wait='document.querySelector(".edit")')
    old_browser.take(ask=KEPT_SLIP)
    old_browser.take(ask=FILLED)
    old_browser.take(wait='document.querySelector(".edit__review")', ask=SENT)
    text = old_browser.take(wait="window.kept", ask="window.kept")
    made = json.loads(text)
    own = office.inbox / "in" / COORDINATOR
    own.mkdir(parents=True, exist_ok=True)
    (own / f"改动单-{made['id']}.json").write_text(text, "utf-8")
    before = office.head()
    taken(office)
    (commit,) = office.commits(before)
    assert (commit.author, commit.subject) == ("周小满", "新增人员 钱芒种")
    assert "钱芒种" in shown(office, "people/")


def decide(office: Intranet, entry: dict[str, Any]) -> None:
    """Put the slip of a coordinator who agrees into the coordinator's own folder."""
    decision = {"drop": entry["drop"], "sha256": entry["sha256"], "answer": "approve", "reason": ""}
    slip = entry["slip"] | {"id": re.sub(r"\w{12}$", "0" * 12, entry["drop"])}
    slip |= {"form": "decision", "changes": [], "files": [], "decision": decision}
    folder = office.inbox / "in" / COORDINATOR / slip["id"]
    folder.mkdir(parents=True)
    (folder / "slip.json").write_text(json.dumps(slip, ensure_ascii=False), "utf-8")


def shown(office: Intranet, address: str) -> str:
    """Return a page as it is published now."""
    folder = office.target / "current" / address.partition("#")[0]
    return (folder / "index.html").read_text("utf-8")
