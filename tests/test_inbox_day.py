"""A day of an office at its inbox: nginx with passwords, git, Chromium, the command of the service.

Each task is done by clicks and keys from a page of the site, and ends at the page that shows it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from inbox_day import Day, spend
from intranet import intranet, served

LONGEST = 60
"""Seconds that a task may take whoever does it, without reading."""
NOTHING = "", ""
COMMITS = {
    "登记一份材料（附一个文件）": ("吴霜降", r"登记《2026年第二季度投诉办理台账》（Ⅲ-5-⑵-02）"),
    "退回一份材料": ("周小满", r"退回登记 2026-101《2026年第二季度投诉办理台账》：缺领导签字"),
    "退回的改了再交": ("吴霜降", r"登记 2026-101：.*状态 退回 → 已交.*"),
    "审核一份材料": ("周小满", r"审核登记 2026-101《2026年第二季度投诉办理台账（签字）》"),
    "加一个人": ("周小满", r"新增人员 赵小寒"),
    "换一行的责任人": ("周小满", r"分工 Ⅲ-5-第1行：.*赵小寒.*"),
    "冲突后照我的改": ("林白露", r"分工 Ⅲ-5-第1行：.*郑谷雨.*"),
    "撤销": ("林白露", r"分工 Ⅲ-5-第1行：.*赵小寒.*"),
    "交接一个人的各行": ("周小满", r"分工 .*陈立秋.*赵小寒.*"),
    "改条款原文（等批准）": NOTHING,
    "材料不适用（等批准）": NOTHING,
    "在待办里同意": ("吴霜降", r"条款 Ⅲ-5-⑴：条款原文 .*"),
    "在待办里退回": NOTHING,
    "登记一次活动（方案、两张照片）": (
        "王惊蛰",
        r"登记《净滩活动方案》.*登记《净滩活动照片》.*",
    ),
    "加一个重要日子": ("周小满", r"届期 term：.*迎检预演.*"),
}
"""Who is the author of what the task makes, and its subject; nothing where nothing is changed."""


@pytest.mark.programs
def test_a_day(browser: Browser, tmp_path: Path) -> None:
    """Every task comes to what it is for, in one commit of whoever asked for it."""
    with served(intranet(tmp_path, pushes=True)) as office:
        day = Day(office, browser, tmp_path)
        spend(day)
        assert [told.task for told in day.told] == list(COMMITS)
        for told in day.told:
            print(f"{told.task}: {told.clicks} clicks, {told.keys} keys, {told.seconds:.0f} s")
            assert told.effort <= LONGEST, told
            author, subject = COMMITS[told.task]
            assert len(told.commits) == (1 if author else 0), told
            for commit in told.commits:
                assert commit.author == author, commit
                assert re.fullmatch(subject, commit.subject), commit
                assert "Slip: " in commit.body
        assert office.git("ls-remote", "origin", "main").split()[0] == office.head()
        assert office.git("status", "--porcelain", "data") == ""
