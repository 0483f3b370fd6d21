"""An intranet without certificates: what a form sends over http, under a name of no trust."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from inboxes import PDF
from intranet import intranet, served, signed_in
from test_edit_forms import review, write

pytestmark = pytest.mark.programs
CLERK = "wushuangjiang"
_PATIENCE = 240_000
"""Milliseconds in which a slip is published, however much else the machine does."""


def test_a_filing_with_a_file(tmp_path: Path, browser: Browser) -> None:
    """It is read for its digest, sent, taken, published, and told to its sender only."""
    with served(intranet(tmp_path, pushes=False), "六、收件箱") as office:
        context = signed_in(browser, office, CLERK)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto("edit/?form=filing&evidence=Ⅲ-5-⑵-02&slot=2026-Q2")
        assert page.evaluate("[isSecureContext, !!crypto.subtle]") == [False, False]
        write(page, "题名", "2026年第二季度投诉办理台账")
        write(page, "文件的形成日期", "2026.6.28")
        with page.expect_file_chooser() as chooser:
            page.locator(".edit__drop label").click()
        chooser.value.set_files({"name": "台账.pdf", "mimeType": "application/pdf", "buffer": PDF})
        review(page)
        page.get_by_role("button", name="送出").click()
        said = page.locator(".edit__outcome .edit__sentence")
        expect(said).to_have_text(re.compile("^已上网"), timeout=_PATIENCE)
        (told,) = office.results(CLERK)
        assert told["state"] == "published"
        (file,) = (office.data / "evidence").rglob("*2026年第二季度投诉办理台账.pdf")
        assert file.read_bytes() == PDF
        page.goto("edit/results/")
        expect(page.get_by_text("2026年第二季度投诉办理台账").first).to_be_visible()
        context.close()
