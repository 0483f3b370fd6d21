"""A trial of the extra ``ocr``: made scans find their place offline; a killed scan goes on."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time, sleep
from typing import Any

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from allocation.datafiles import data_folder
from allocation.office.formats.picture_text import recognizer
from helpers import DELIVERED, PROJECT

PAGES = {
    "扫描件001.jpg": (
        "Ⅲ-11-⑴-01",
        "与东海社区结对共建协议书\n甲方：泉州市金融工作局\n乙方：东海社区",
    ),
    "扫描件002.png": ("Ⅲ-1-⑴-01", "关于调整文明单位创建工作领导小组的通知\n因人事变动，调整如下。"),
    "扫描件003.tif": ("Ⅲ-12-⑴-01", "关于成立学雷锋志愿服务队的通知\n队长、章程和制度见附件。"),
    "扫描件004.pdf": ("Ⅲ-5-⑵-05", "关于民主生活会情况的通报\n2025年1月20日召开民主生活会。"),
    "IMG_0005.jpg": ("Ⅲ-11-⑵-02", "捐赠收据\n今收到泉州市金融工作局捐款\n公益证书另附"),
    "IMG_0006.bmp": ("Ⅲ-18-⑵-02", "门前包干责任书\n责任单位：泉州市金融工作局"),
    "IMG_0007.jpg": ("Ⅲ-10-⑷-01", "文明餐桌行动倡议书\n厉行节约，光盘行动。"),
    "IMG_0008.png": ("Ⅲ-17-第1条-01", "党务公开、政务公开制度\n第一条 为规范公开工作。"),
}
"""Names that say nothing, the evidence that each belongs to, and what stands on it."""
PROOF = PROJECT / "docs" / "proof" / "ocr.md"
_KEPT_BEFORE_KILL = 3


def main() -> int:
    """Run the trial and write the table."""
    with TemporaryDirectory() as temporary:
        data = Path(temporary) / "data"
        shutil.copytree(DELIVERED, data)
        for path, text in zip(made(data / "evidence"), PAGES.values(), strict=True):
            draw(path, text[1])
        rows = list(read(data / "evidence"))
        kept = killed(data)
        again, found = scanned(data)
    firsts = {name: (proposals or [{}])[0].get("evidence") for name, proposals in found.items()}
    right = [firsts[name] == id for name, (id, _) in PAGES.items()]
    share = sum(share for _, share, _ in rows) / len(rows)
    went_on = again == len(PAGES) - kept
    PROOF.write_text("\n".join(table(rows, right, kept, went_on=went_on)) + "\n", encoding="utf-8")
    print(f"{PROOF.relative_to(PROJECT)}：认对 {share:.1%} 的字，{sum(right)}/{len(right)} 归对。")
    return int(share < 0.98 or not all(right) or not went_on)


def made(folder: Path) -> Iterator[Path]:
    """Yield the paths of the pages."""
    folder.mkdir()
    yield from (folder / name for name in PAGES)


def draw(path: Path, text: str) -> None:
    """Draw a page as a scanner leaves it: askew, blurred and grey."""
    page = Image.new("L", (1240, 1754), 245)
    font = ImageFont.truetype(chinese_font(), 38)
    ImageDraw.Draw(page).multiline_text((130, 200), text, font=font, fill=30, spacing=28)
    page = page.rotate(0.7, fillcolor=245).filter(ImageFilter.GaussianBlur(0.8))
    page.save(path)


def chinese_font() -> str:
    """Return the path of a font with Chinese characters."""
    command = ["fc-match", "--format", "%{file}", ":lang=zh-cn"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def read(folder: Path) -> Iterator[tuple[str, float, float]]:
    """Yield the share of characters that are read rightly from each page, and the seconds."""
    recognise = recognizer()
    assert recognise
    for name, (_, text) in PAGES.items():
        started = process_time()
        said = "".join(recognise(folder / name).split())
        wanted = "".join(text.split())
        same = sum(
            block.size for block in SequenceMatcher(None, wanted, said).get_matching_blocks()
        )
        yield name, same / max(len(wanted), len(said)), process_time() - started


def texts(data: Path) -> Mapping[str, int]:
    """Return when each text that is kept was written."""
    folder = data_folder.cache(data) / "texts-1"
    return {path.name: path.stat().st_mtime_ns for path in folder.glob("[0-9a-f]*")}


def command(data: Path) -> list[str]:
    """Return the command that scans."""
    program = Path(sys.executable).with_name("allocation")
    return [str(program), "scan", "--json", "--data", str(data)]


def killed(data: Path) -> int:
    """Kill a scan when some pages are read; return how many texts it has kept."""
    scan = subprocess.Popen(command(data), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while len(texts(data)) < _KEPT_BEFORE_KILL and scan.poll() is None:
        sleep(0.05)
    scan.send_signal(signal.SIGKILL)
    scan.wait()
    return len(texts(data))


def scanned(data: Path) -> tuple[int, dict[str, list[dict[str, Any]]]]:
    """Scan to the end; return how many pages were read anew, and the proposals for each."""
    before = texts(data)
    done = subprocess.run(command(data), capture_output=True, text=True, check=True)
    anew = texts(data).items() - before.items()
    return len(anew), {each["file"]: each["proposals"] for each in json.loads(done.stdout)}


def is_offline() -> bool:
    """Whether this process can reach no other machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        return probe.connect_ex(("192.0.2.1", 9)) != 0


def table(
    rows: list[tuple[str, float, float]], right: list[bool], kept: int, *, went_on: bool
) -> Iterator[str]:
    """Yield the lines of the proof."""
    yield from ("# Words in scans and photographs", "")
    yield "Written by `scripts/ocr-trial`: pages drawn askew and blurred; their names say nothing."
    yield from ("", "| 文件 | 认对的字 | CPU 秒 | 第一个建议对 |", "| --- | --- | --- | --- |")
    for (name, share, seconds), is_right in zip(rows, right, strict=True):
        yield f"| {name} | {share:.1%} | {seconds:.1f} | {'是' if is_right else '否'} |"
    yield from ("", f"- 没有网络：{'是' if is_offline() else '没有断开，未验证'}。")
    yield f"- 认到 {kept} 个时杀掉（SIGKILL），再运行只认余下的：{'是' if went_on else '否'}。"


if __name__ == "__main__":
    sys.exit(main())
