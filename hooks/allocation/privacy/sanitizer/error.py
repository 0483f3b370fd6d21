"""The error of files of which no sanitized copy can be published."""

from __future__ import annotations

SAVE_AGAIN = "用原来的软件打开，另存一份再登记。"
REPRINT = "打印成新的 PDF 再登记；或在登记里给这个文件加一行 reprint: true，按图片挂出。"


class CleaningError(Exception):
    """No sanitized copy can be made of a file: the reason, and the remedy for the office."""

    def __init__(self, reason: str, remedy: str = SAVE_AGAIN) -> None:
        self.remedy = remedy
        super().__init__(reason)
