"""Office files from anywhere: what they reach for stays out of reach, and so does this machine."""

from __future__ import annotations

import http.server
import io
import itertools
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image
from pypdf import PdfReader

import traps
from allocation.cli import main
from allocation.office.formats import file_guard, libreoffice
from allocation.office.formats.file_guard import OfficeError
from allocation.office.formats.libreoffice import converted
from helpers import PROJECT

RED = (254, 1, 2)
SECRET = "this machine only"
Trap = Callable[[str], Path]


@pytest.fixture
def hits() -> Iterator[list[str]]:
    """What was asked of a server on this machine; the first entry is its address."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(f"{self.command} {self.path}")
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815 - names of the library

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        asked.append(f"http://127.0.0.1:{server.server_port}/")
        yield asked
        server.shutdown()


@pytest.fixture
def trap(tmp_path: Path, hits: list[str]) -> Trap:
    """A function that writes a file which reaches for that server and for secrets beside it."""
    secret = tmp_path / "outside" / "secret"
    secret.parent.mkdir()
    Image.new("RGB", (40, 40), RED).save(secret.with_suffix(".png"))
    for suffix in (".txt", ".csv"):
        secret.with_suffix(suffix).write_text(SECRET, encoding="utf-8")
    return lambda kind: traps.TRAPS[kind](tmp_path / f"x.{kind}", hits[0], secret.as_uri())


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everything through to LibreOffice."""
    monkeypatch.setattr(libreoffice, "check_links", lambda path, contained: None)


@pytest.fixture
def in_the_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which nothing can be kept apart, so that settings alone must do."""
    monkeypatch.setattr(libreoffice, "_sandboxed", lambda folder, program: [str(program)])


def has_secret(path: Path) -> bool:
    """Whether a text or a picture of this machine got into a file."""
    if path.suffix == ".pdf":
        pages = PdfReader(path).pages
        texts = [page.extract_text() for page in pages]
        pictures = [image.image for page in pages for image in page.images]
    else:
        with zipfile.ZipFile(path) as archive:
            parts = [archive.read(name) for name in archive.namelist()]
        texts = [part.decode("utf-8", "replace") for part in parts]
        pictures = [Image.open(io.BytesIO(each)) for each in parts if each.startswith(b"\x89PNG")]
    red = [each for each in pictures if each and each.convert("RGB").getpixel((9, 9)) == RED]
    return bool(red) or any(SECRET in text for text in texts)


@pytest.mark.parametrize("kind", ["odt", "ods", "docx", "xlsx"])
def test_links_are_named(kind: str, trap: Trap, hits: list[str], tmp_path: Path) -> None:
    """A file that links to something outside is refused in one line that names it."""
    path = trap(kind)
    done = CliRunner().invoke(main, ["pdf", str(path), "--out", str(tmp_path / "out")])
    assert done.exit_code == 1
    assert f"x.{kind} 里链接了文件外面的内容：{hits[0]}" in done.output
    assert "请在 Word 或 WPS 里断开链接" in done.output
    assert (hits[1:], [*(tmp_path / "out").iterdir()]) == ([], [])


def test_a_web_page_is_no_word_file(trap: Trap, hits: list[str], tmp_path: Path) -> None:
    """What is no office file is refused, whatever it is called."""
    path = trap("html").rename(tmp_path / "x.doc")
    with pytest.raises(OfficeError, match=r"x\.doc 其实是网页"):
        converted(path, tmp_path, "docx")
    assert hits[1:] == []


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_rtf(kind: str, trap: Trap, hits: list[str], tmp_path: Path) -> None:
    """RTF spells links in ways without end: it is read apart from all files, or not at all."""
    folder = tmp_path / "work"
    folder.mkdir()
    try:
        assert not has_secret(converted(trap("rtf"), folder, kind))
    except OfficeError as error:
        assert "要装好 bubblewrap 才能读" in str(error)  # noqa: PT017 - where nothing can be apart
    assert hits[1:] == []


def test_rtf_in_the_open(trap: Trap, in_the_open: None, tmp_path: Path) -> None:
    """Where files can't be hidden, RTF is refused, with two ways out."""
    with pytest.raises(OfficeError, match=r"apt-get install bubblewrap.*另存为 \.docx"):
        converted(trap("rtf"), tmp_path, "docx")


@pytest.mark.parametrize("kind", ["odt", "docx", "xlsx", "html"])
def test_settings_alone(  # noqa: PLR0917 - fixtures
    kind: str, trap: Trap, hits: list[str], unchecked: None, in_the_open: None, tmp_path: Path
) -> None:
    """Were a check to miss a link, and nothing could be kept apart: nothing is fetched."""
    try:
        made = converted(trap(kind), tmp_path, "pdf")
    except OfficeError:
        made = None
    assert hits[1:] == []
    assert made is None or not has_secret(made)


def test_old_word(  # noqa: PLR0917 - fixtures
    trap: Trap, hits: list[str], unchecked: None, in_the_open: None, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Links of a .doc are dead too; without our settings each of them is followed."""
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    old = converted(trap("docx"), one, "doc")
    assert hits[0].encode() in old.read_bytes() or hits[0].encode("utf-16le") in old.read_bytes()
    assert not has_secret(converted(old, two, "docx"))
    assert hits[1:] == []
    monkeypatch.setattr(libreoffice, "_SETTINGS", ())
    three = tmp_path / "three"
    three.mkdir()
    converted(old, three, "docx")
    assert "GET /docx-link.png" in hits


def test_macros(
    unchecked: None, in_the_open: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A macro that runs when its file is opened does not run; were it allowed, it would."""
    written, allowed = tmp_path / "written", tmp_path / "allowed"
    path = traps.macro(tmp_path / "x.odt", written)
    converted(path, tmp_path, "pdf")
    assert not written.exists()
    level = ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "0")
    monkeypatch.setattr(libreoffice, "_SETTINGS", (level,))
    profile = next(libreoffice._options(allowed, "pdf"))
    program = str(shutil.which("soffice"))
    with subprocess.Popen(
        [program, profile, "--headless", str(path)], start_new_session=True
    ) as running:
        deadline = time.monotonic() + 60
        while not written.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        os.killpg(running.pid, signal.SIGKILL)
    assert written.exists()


def test_macros_are_refused(tmp_path: Path) -> None:
    """A text with macros is refused before that."""
    path = traps.macro(tmp_path / "x.odt", tmp_path / "written")
    with pytest.raises(OfficeError, match="里有宏"):
        converted(path, tmp_path, "pdf")


def test_pictures_with_links(trap: Trap, hits: list[str], tmp_path: Path) -> None:
    """A drawing inside a file is looked into, whatever its name; one packed again is refused."""
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        '<image width="9" height="9" xlink:href="{}"/></svg>'
    )
    body = traps.frame(traps.linked("draw:image", "Pictures/a.bin"))
    for target in (f"{hits[0]}svg.png", (tmp_path / "outside/secret.png").as_uri()):
        path = traps.odf(
            tmp_path / "x.odt", "text", body, **{"Pictures/a.bin": drawing.format(target)}
        )
        with pytest.raises(OfficeError, match=f"链接了文件外面的内容：{target}"):
            converted(path, tmp_path, "pdf")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("Pictures/b.svgz", b"\x1f\x8b\x08rest")
    with pytest.raises(OfficeError, match="又压缩了一层"):
        converted(path, tmp_path, "pdf")


def test_harmless_links(tmp_path: Path) -> None:
    """What a reader clicks, what lies inside, and the template on the writer's disk may stay."""
    link = '<text:p><text:a xlink:href="https://example.com/">x</text:a></text:p>'
    file_guard.check_links(traps.odf(tmp_path / "x.odt", "text", link), contained=False)
    links = [("hyperlink", "https://example.com/"), ("settings", "settings.xml")]
    template = [("attachedTemplate", r"file:///C:\Users\a\Templates\Normal.dotm")]
    path = traps.package(
        tmp_path / "x.docx",
        "word/document.xml",
        {"word/document.xml": "<a/>", "word/settings.xml": "<a/>"},
        {"word/document.xml": links, "word/settings.xml": template},
    )
    file_guard.check_links(path, contained=False)


def test_passwords(tmp_path: Path) -> None:
    """An OpenDocument file with a password says so."""
    path = traps.odf(tmp_path / "x.odt", "text", "")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("META-INF/manifest.xml", "<a><encryption-data/></a>")
    with pytest.raises(OfficeError, match="有密码；请去掉密码"):
        converted(path, tmp_path, "docx")


def test_names(tmp_path: Path) -> None:
    """A file may have any name: LibreOffice never hears it."""
    path = traps.plain(tmp_path / "-o \\'\"$(x)%20#字\n𠮷.docx")
    folder = tmp_path / "work"
    folder.mkdir()
    assert converted(path, folder, "pdf").name == f"{path.stem}.pdf"


def test_a_program_that_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that does not end is ended in time, with all that it started."""
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nsleep 7654 &\nsleep 7654\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    monkeypatch.setattr(libreoffice, "_WAIT", 1)
    folder = tmp_path / "work"
    folder.mkdir()
    with pytest.raises(OfficeError, match="转不成"):
        converted(traps.plain(tmp_path / "x.docx"), folder, "pdf")
    time.sleep(0.2)
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert "sleep 7654" not in running.stdout


Bomb = tuple[str, bytes, int]
BOMBS: dict[str, tuple[Bomb, ...]] = {
    "spaces in the text": (("word/document.xml", b" " * 1000, 299_000),),
    "spaces in many parts": tuple((f"word/h{at}.xml", b" " * 1000, 29_000) for at in range(9)),
    "a picture of spaces": (("word/media/a.bmp", b" " * 1000, 299_000),),
    "elements": (("word/document.xml", b"<w/>" * 1000, 2000),),
    "attributes": (("word/styles.xml", b"<w a='' b='' c='' d='' e=''/>" * 1000, 400),),
    "a sheet": (("xl/worksheets/sheet1.xml", b" " * 1000, 70_000),),
    "texts of a workbook": (("xl/sharedStrings.xml", b"<t/>" * 1000, 2000),),
    "another name": (("word/a.bin", b"<w/>" * 1000, 2000),),
}
"""Of each part: its name, what it is filled with, how often."""
PEAK = """
import re, sys
from click.testing import CliRunner
from allocation.cli import main
done = CliRunner().invoke(main, ["import", *sys.argv[1:]])
# The largest size since this program began; that of getrusage is the parent's, if it is larger.
print(re.search(r"VmHWM:\\s*([0-9]+)", open("/proc/self/status").read())[1], done.output)
"""


@pytest.mark.programs
@pytest.mark.parametrize("bomb", BOMBS)
def test_memory(bomb: str, tmp_path: Path) -> None:
    """What would take much memory is refused, in less than 300 MB of it."""
    path = tmp_path / ("x.xlsx" if BOMBS[bomb][0][0].startswith("xl") else "x.docx")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, filling, times in BOMBS[bomb]:
            with archive.open(name, "w") as part:
                part.write(b"<a>")
                part.writelines(itertools.repeat(filling, times))
                part.write(b"</a>")
    into = PROJECT / "tests/units/small/data" if path.suffix == ".xlsx" else tmp_path / "new"
    done = subprocess.run(
        [sys.executable, "-c", PEAK, str(path), "--into", str(into)],
        capture_output=True,
        text=True,
        check=True,
    )
    kilobytes, _, said = done.stdout.partition(" ")
    assert said.strip() == f"{path.name} 解开后太大，不像是正常的文件。"
    assert int(kilobytes) < 300_000
