"""Somebody's hands at a browser: they click and type as people do, and are counted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Locator, Page

CLICK_SECONDS, KEY_SECONDS = 1.2, 0.3
"""How long people take who are no typists."""
_CHINESE_KEYS = 3
"""Keys for a character: its pinyin, shortened, and the choice."""
_DIALOG_CLICKS = 2
"""In the dialog of the system: the files, and 打开."""


class Hands:
    """A page with what was done there.

    :ivar clicks: since the last task began.
    :ivar keys: likewise; a Chinese character takes several.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = self.keys = 0

    @property
    def seconds(self) -> float:
        """What the task takes somebody at most who reads as fast as they click."""
        return self.clicks * CLICK_SECONDS + self.keys * KEY_SECONDS

    def begin(self) -> None:
        """Count from here."""
        self.clicks = self.keys = 0

    def click(self, what: str | Locator) -> None:
        """Click on an element, or on the first button or link of this name that is seen."""
        self.clicks += 1
        self._named(what).click()

    def type(self, label: str, text: str, *, replacing: bool = False) -> None:
        """Click into the field of a label, and type.

        :param replacing: whether what stands there is selected first.
        """
        self.click(self.field(label))
        if replacing:
            self.press("ControlOrMeta+A")
        self.write(text)

    def field(self, label: str) -> Locator:
        """Return the first field with a label, which may go on with 必填."""
        whole = re.compile(f"^{re.escape(label)}( 必填)?$")
        return self.page.get_by_label(whole).locator("visible=true").first

    def write(self, text: str) -> None:
        """Type where the focus is."""
        self.page.keyboard.type(text)
        self.keys += sum(1 if sign.isascii() else _CHINESE_KEYS for sign in text)

    def pick(self, label: str, text: str) -> None:
        """Type into a field with a list, and take the best of what fits."""
        self.type(label, text)
        self.page.locator("[role=option]").locator("visible=true").first.wait_for()
        self.press("Enter")

    def press(self, key: str) -> None:
        self.keys += 1
        self.page.keyboard.press(key)

    def attach(self, button: Locator, files: Sequence[Path]) -> None:
        """Choose files in the dialog that a button opens, and wait until they are read."""
        with self.page.expect_file_chooser() as chooser:
            self.click(button)
        chooser.value.set_files(files)
        self.clicks += _DIALOG_CLICKS
        self.page.locator(".edit__said[title^=SHA]").nth(len(files) - 1).wait_for()

    def _named(self, what: str | Locator) -> Locator:
        if isinstance(what, Locator):
            return what
        button = self.page.get_by_role("button", name=what, exact=True)
        link = self.page.get_by_role("link", name=what, exact=True)
        return button.or_(link).locator("visible=true").first
