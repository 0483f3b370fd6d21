"""LibreOffice, which opens files from anywhere: without network, without this machine's files."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic

from allocation.office.formats.file_guard import OfficeError, check_links

_WAIT = 180
"""Seconds that LibreOffice may take for one file."""
_BOUNDS = ("prlimit", f"--cpu={_WAIT}", "--as=4000000000", "--fsize=500000000", "--core=0", "--")
"""What each of its processes may use: seconds, bytes of memory, bytes of a file."""
_TAGGED = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
"""A PDF that screen readers find their way in."""
_SCRIPTING = "/org.openoffice.Office.Common/Security/Scripting"
_PROXY = "/org.openoffice.Inet/Settings"
_SETTINGS = (
    (_SCRIPTING, "BlockUntrustedRefererLinks", "true"),
    (_SCRIPTING, "DisableMacrosExecution", "true"),
    (_SCRIPTING, "DisableActiveContent", "true"),
    (_SCRIPTING, "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "2"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "2"),
    ("/org.openoffice.Office.Java/VirtualMachine", "Enable", "false"),
    (_PROXY, "ooInetProxyType", "2"),
    *((_PROXY, f"ooInet{kind}ProxyName", "127.0.0.1") for kind in ("HTTP", "HTTPS", "FTP")),
    *((_PROXY, f"ooInet{kind}ProxyPort", "9") for kind in ("HTTP", "HTTPS", "FTP")),
)
"""No links, no macros; a proxy that nobody serves, since some links are followed all the same."""
_ITEM = '<item oor:path="{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
_REGISTRY = '<oor:items xmlns:oor="http://openoffice.org/2001/registry">{}</oor:items>'
_KEPT = ("HOME", "LANG", "LC_ALL", "LC_CTYPE", "PATH")
_SHOWN = ("/usr", "/bin", "/lib", "/lib32", "/lib64", "/opt", "/etc/fonts", "/etc/libreoffice")
_FONTS = (".fonts", ".local/share/fonts")


def converted(path: Path, folder: Path, kind: str) -> Path:
    """Return a file in another format, made by LibreOffice in a folder.

    :param folder: is the caller's to remove, with all that LibreOffice leaves there.
    :param kind: the extension of the new file, such as ``docx`` or ``pdf``.
    :raises OfficeError: if there is no LibreOffice, the file is not fit for it, or it fails.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        what = f"{path.name} 要用 LibreOffice 转成 .{kind}，这台机器上没有"
        raise OfficeError(f"{what}；请在 {_maker(kind)} 或 WPS 里另存为 .{kind}。")
    folder = folder.resolve()
    command = [*_apart(folder, Path(program).resolve())]
    check_links(path, contained=command[:1] == ["bwrap"])
    # Under a name of ours: theirs may look like an option.
    source = folder / f"source{path.suffix.lower()}"
    shutil.copyfile(path, source)
    command += [*_options(folder, _TAGGED if source.suffix + kind == ".docxpdf" else kind)]
    made = folder / f"source.{kind}"
    if not _made([*command, str(source)], made):
        raise OfficeError(f"{path.name} 转不成 .{kind}；请在 {_maker(kind)} 或 WPS 里另存一份。")
    return made.rename(folder / f"{path.stem}.{kind}")


def _made(command: Sequence[str], made: Path) -> bool:
    """Run LibreOffice, which now and then ends at its start: once more, unless it took its time."""
    started = monotonic()
    done = _ends_well(command) and made.exists()
    if done or monotonic() - started > _WAIT / 2:
        return done
    return _ends_well(command) and made.exists()


def _apart(folder: Path, program: Path) -> list[str]:
    """Return the command that runs a program with the least that this machine can grant it.

    ``bwrap`` hides all files but the program and one folder; ``unshare`` takes the network only;
    in a container neither may be allowed.
    """
    for apart in ([*_hidden(folder, program)], ["unshare", "-rn"], ["unshare", "-n"]):
        if _ends_well([*apart, "true"]):
            return [*apart, str(program)]
    return [str(program)]


def _hidden(folder: Path, program: Path) -> Iterator[str]:
    yield from ("bwrap", "--unshare-all", "--die-with-parent", "--proc", "/proc", "--dev", "/dev")
    for shown in (*_SHOWN, program.parent):
        yield from ("--ro-bind-try", str(shown), str(shown))
    yield from ("--bind", str(folder), str(folder), "--setenv", "HOME", str(folder))
    for fonts in _FONTS:
        yield from ("--ro-bind-try", str(Path(f"~/{fonts}").expanduser()), str(folder / fonts))


def _options(folder: Path, wanted: str) -> Iterator[str]:
    """Yield the options of LibreOffice, and write the profile that they name."""
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    items = "".join(_ITEM.format(*each) for each in _SETTINGS)
    settings.write_text(_REGISTRY.format(items), encoding="utf-8")
    # A profile of its own: one that is open elsewhere would refuse.
    yield f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    yield from ("--headless", "--convert-to", wanted, "--outdir", str(folder))


def _ends_well(command: Sequence[str]) -> bool:
    """Run a program within bounds, and nothing of it on; return whether it succeeded."""
    bounds = _BOUNDS if shutil.which(_BOUNDS[0]) else ()
    environment = {key: os.environ[key] for key in _KEPT if key in os.environ}
    nothing = subprocess.DEVNULL
    try:
        running = subprocess.Popen(
            [*bounds, *command],
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            env=environment,
            start_new_session=True,
        )
    except OSError:
        return False
    try:
        return running.wait(_WAIT) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def _maker(kind: str) -> str:
    return "Excel" if kind == "xlsx" else "Word"
