"""LibreOffice as a converter of untrusted files: in a sandbox without network and other files."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic

from allocation.office.formats.file_guard import OfficeError, check_links

_WAIT = 180
"""Seconds that LibreOffice may take for one file."""
_BOUNDS = ("prlimit", f"--cpu={_WAIT}", "--as=4000000000", "--fsize=500000000", "--core=0", "--")
"""Limits of a process: seconds, bytes of memory, bytes of a file."""
_TAGGED = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
"""A tagged PDF, for screen readers."""
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
"""No links, no macros; a proxy that does not exist, since some links are followed regardless."""
_ITEM = '<item oor:path="{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
_REGISTRY = '<oor:items xmlns:oor="http://openoffice.org/2001/registry">{}</oor:items>'
_ENVIRONMENT = ("HOME", "LANG", "LC_ALL", "LC_CTYPE", "PATH")
_READ_ONLY = ("/usr", "/bin", "/lib", "/lib32", "/lib64", "/opt", "/etc/fonts", "/etc/libreoffice")
_FONTS = (".fonts", ".local/share/fonts")


@contextmanager
def in_format(path: Path, kind: str, suffixes: Collection[str]) -> Iterator[Path]:
    """Yield a file to read: itself, or while the block runs its conversion.

    :param kind: the format to convert to, as for ``converted``.
    :param suffixes: those of files that have to be converted.
    :raises OfficeError: as ``converted`` does.
    """
    if path.suffix.lower() not in suffixes:
        yield path
        return
    with tempfile.TemporaryDirectory() as temporary:
        yield converted(path, Path(temporary), kind)


def converted(path: Path, folder: Path, kind: str) -> Path:
    """Return a file in another format, made by LibreOffice in a folder.

    :param folder: holds all that LibreOffice writes; the caller removes it.
    :param kind: the extension of the new file, such as ``docx`` or ``pdf``.
    :raises OfficeError: if there is no LibreOffice, the file is refused, or conversion fails.
    """
    editor = "Excel" if kind == "xlsx" else "Word"
    if not is_installed():
        message = f"{path.name} 要用 LibreOffice 转成 .{kind}，这台机器上没有"
        raise OfficeError(f"{message}；请在 {editor} 或 WPS 里另存为 .{kind}。")
    folder = folder.resolve()
    command = _command(folder)
    check_links(path, contained=_hides_files(command))
    # Under a fixed name: the original one may look like an option.
    source = _copied(path, folder, "source")
    command += _options(folder, _TAGGED if source.suffix + kind == ".docxpdf" else kind)
    target = folder / f"source.{kind}"
    if not _convert([*command, str(source)], target):
        raise OfficeError(f"{path.name} 转不成 .{kind}；请在 {editor} 或 WPS 里另存一份。")
    return target.rename(folder / f"{path.stem}.{kind}")


def converted_together(paths: Sequence[Path], folder: Path, kind: str) -> dict[Path, Path]:
    """Return files in another format, made by one run of LibreOffice; those that fail are missing.

    The parameters are those of ``converted``.
    """
    folder = folder.resolve()
    command = _command(folder)
    sources = {}
    for number, path in enumerate(paths):
        with suppress(OfficeError, OSError):
            check_links(path, contained=_hides_files(command))
            sources[path] = _copied(path, folder, str(number))
    _succeeds([*command, *_options(folder, kind), *map(str, sources.values())])
    targets = {path: source.with_suffix(f".{kind}") for path, source in sources.items()}
    return {path: target for path, target in targets.items() if target.exists()}


def is_installed() -> bool:
    """Whether this machine has LibreOffice."""
    return _program() is not None


def _program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def _command(folder: Path) -> list[str]:
    return _sandboxed(folder, Path(_program() or "soffice").resolve())


def _hides_files(command: Sequence[str]) -> bool:
    return command[0] == "bwrap"


def _copied(path: Path, folder: Path, name: str) -> Path:
    copy = folder / f"{name}{path.suffix.lower()}"
    shutil.copyfile(path, copy)
    return copy


def _convert(command: Sequence[str], target: Path) -> bool:
    """Run LibreOffice; a second time if it failed soon, as it sometimes does at its start."""
    started = monotonic()
    if _succeeds(command) and target.exists():
        return True
    return monotonic() - started <= _WAIT / 2 and _succeeds(command) and target.exists()


def _sandboxed(folder: Path, program: Path) -> list[str]:
    """Return the command that runs a program in the strictest sandbox that this machine allows.

    ``bwrap`` hides all files but the program and one folder; ``unshare`` takes the network only;
    in a container neither may be allowed.
    """
    for sandbox in ([*_bubblewrap(folder, program)], ["unshare", "-rn"], ["unshare", "-n"]):
        if _succeeds([*sandbox, "true"]):
            return [*sandbox, str(program)]
    return [str(program)]


def _bubblewrap(folder: Path, program: Path) -> Iterator[str]:
    yield from ("bwrap", "--unshare-all", "--die-with-parent", "--proc", "/proc", "--dev", "/dev")
    for path in (*_READ_ONLY, program.parent):
        yield from ("--ro-bind-try", str(path), str(path))
    yield from ("--bind", str(folder), str(folder), "--setenv", "HOME", str(folder))
    for fonts in _FONTS:
        yield from ("--ro-bind-try", str(Path(f"~/{fonts}").expanduser()), str(folder / fonts))


def _options(folder: Path, wanted: str) -> Iterator[str]:
    """Yield the options of LibreOffice, and write the profile that they name."""
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    items = "".join(_ITEM.format(*setting) for setting in _SETTINGS)
    settings.write_text(_REGISTRY.format(items), encoding="utf-8")
    # A profile of its own: LibreOffice refuses one that is open elsewhere.
    yield f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    yield from ("--headless", "--convert-to", wanted, "--outdir", str(folder))


def _succeeds(command: Sequence[str]) -> bool:
    """Run a program with limits, end all its processes, and return whether it succeeded."""
    bounds = _BOUNDS if shutil.which(_BOUNDS[0]) else ()
    environment = {key: os.environ[key] for key in _ENVIRONMENT if key in os.environ}
    null = subprocess.DEVNULL
    try:
        running = subprocess.Popen(
            [*bounds, *command],
            stdin=null,
            stdout=null,
            stderr=null,
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
