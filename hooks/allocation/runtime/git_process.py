"""Calls of git in an environment in which no user setting changes the output."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

_TIMEOUT = 60
"""Seconds after which git is killed, unless the caller says otherwise."""
_ENVIRONMENT = {
    "LC_ALL": "C",
    # Replacements and grafts would show other commits than the original ones.
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}
_SETTINGS = ("-c", "advice.graftFileDeprecated=false", "-c", "core.commitGraph=false")
"""A commit-graph is a copy of data of the commits, which may differ from them."""
_INHERITED = ("GIT_CEILING_DIRECTORIES", "GIT_CONFIG_")
"""Variables of git that are kept; others, such as those of a hook, name another repository."""
_MESSAGES = {
    "not a git repository": "数据不在 git 里。",
    "dubious ownership": "git 不信任这个文件夹的所有者；先把它加进 git 的 safe.directory。",
    "lazy fetching disabled": "这份拷贝是部分克隆，缺以前的内容；先取全（git fetch --refetch）。",
    "does not have any commits yet": "git 里还没有提交。",
    "unknown revision": "git 里还没有提交。",
    "bad revision 'HEAD'": "git 里还没有提交。",
    "appear to be a git repository": "那里没有 git 仓库；检查地址，或看共享盘是不是断开了。",
    "Could not resolve host": "找不到那台主机；检查地址和网络。",
    "Couldn't connect": "连不上那台主机；检查地址和网络。",
    "Connection refused": "那台主机不接受连接；检查地址和端口。",
    "could not read Username": "要账号和密码；请配好 git 的凭据。",
    "Authentication failed": "账号或密码不对；请配好 git 的凭据。",
    "Permission denied": "没有权限；检查密钥和账号。",
    "repository not found": "那里没有这个仓库，或没有权限；检查地址和账号。",
    "couldn't find remote ref": "那里没有这个分支或标签；检查 ref。",
    "No space left": "git 写不进去：磁盘满了；请清出空间再运行一次。",
    "missing": "git 里缺以前的内容（仓库不完整）。",
}
"""Parts of git's messages, and the Chinese messages for them."""
INCOMPLETE = _MESSAGES["missing"]
"""The message for a missing object."""

_OTHER_MESSAGE = "git 读不出这个仓库；请在终端运行 git fsck 看看它是不是完整。"


class RepositoryError(Exception):
    """Git failed; the message says why in Chinese."""


def run(
    folder: Path,
    *arguments: str,
    stdin: bytes = b"",
    fetch: bool = False,
    env: Mapping[str, str] | None = None,
    timeout: float = _TIMEOUT,
) -> bytes:
    """Run git in a folder, and return its output.

    :param stdin: its standard input.
    :param fetch: whether a partial clone may fetch missing objects.
    :param env: variables besides: who is the author of a commit.
    :param timeout: seconds after which git is killed.
    :raises RepositoryError: if it fails, or the folder is in no repository.
    """
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *_SETTINGS, *arguments],
            input=stdin,
            capture_output=True,
            timeout=timeout,
            check=False,
            env={
                **dict(_inherited()),
                **_ENVIRONMENT,
                "GIT_NO_LAZY_FETCH": "0" if fetch else "1",
                **(env or {}),
            },
        )
    except FileNotFoundError as error:
        raise RepositoryError("这台机器上没有 git。") from error
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise RepositoryError(f"git 没有回答（{type(error).__name__}）。") from error
    if done.returncode:
        text = done.stderr.decode("utf-8", "replace")
        messages = (message for part, message in _MESSAGES.items() if part in text)
        raise RepositoryError(next(messages, _OTHER_MESSAGE))
    return done.stdout


def _inherited() -> Iterator[tuple[str, str]]:
    for name, value in os.environ.items():
        foreign = name.startswith("GIT_") and not name.startswith(_INHERITED)
        if not foreign and name != "GIT_CONFIG_PARAMETERS":
            yield name, value


def git_path(folder: Path, name: str) -> Path:
    """Return where git keeps a file of its own for a working copy.

    :raises RepositoryError: if the folder is in no repository.
    """
    output = run(folder, "rev-parse", "--git-path", name)
    return folder / os.fsdecode(output).removesuffix("\n")


def head_files(folder: Path) -> tuple[Path, ...]:
    """Return the files of a repository that change with its newest commit; none without one."""
    try:
        return git_path(folder, "HEAD"), git_path(folder, "logs/HEAD")
    except RepositoryError:
        return ()


def tracks(path: Path) -> bool:
    """Whether git has files at a path."""
    try:
        return bool(run(path.parent, "ls-files", "-z", "--", path.name))
    except RepositoryError:
        return False
