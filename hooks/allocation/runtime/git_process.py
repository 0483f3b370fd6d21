"""One call of git: only plumbing is asked, and no setting of a user changes what is understood."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

_TIMEOUT = 60
"""Seconds after which git is held to hang."""
_ENVIRONMENT = {
    "LC_ALL": "C",
    # Replacements and grafts show other commits in the place of those that were made.
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}
_SETTINGS = ("-c", "advice.graftFileDeprecated=false", "-c", "core.commitGraph=false")
"""A commit-graph is a copy of what commits say, and may say something else."""
_INHERITED = ("GIT_CEILING_DIRECTORIES", "GIT_CONFIG_")
"""Variables of git that are settings; others, such as those of a hook, name another repository."""
_MEANINGS = {
    "not a git repository": "数据不在 git 里。",
    "dubious ownership": "git 不信任这个文件夹的所有者；先把它加进 git 的 safe.directory。",
    "lazy fetching disabled": "这份拷贝是部分克隆，缺以前的内容；先取全（git fetch --refetch）。",
    "does not have any commits yet": "git 里还没有提交。",
    "unknown revision": "git 里还没有提交。",
    "bad revision 'HEAD'": "git 里还没有提交。",
    "missing": "git 里缺以前的内容（仓库不完整）。",
}
"""What git says in English, and what it means to whoever builds the site."""
INCOMPLETE = _MEANINGS["missing"]
"""What is said where git lacks an object."""


class RepositoryError(Exception):
    """Git can't say; the text says in Chinese why."""


def run(folder: Path, *arguments: str, given: bytes = b"", fetch: bool = False) -> bytes:
    """Return what git prints about the repository that a folder is in.

    :param given: what it reads from its standard input.
    :param fetch: whether a partial clone may get what it lacks from where it was cloned.
    :raises RepositoryError: if it fails, or there is none.
    """
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *_SETTINGS, *arguments],
            input=given,
            capture_output=True,
            timeout=_TIMEOUT,
            check=False,
            env={**dict(_inherited()), **_ENVIRONMENT, "GIT_NO_LAZY_FETCH": "0" if fetch else "1"},
        )
    except FileNotFoundError as error:
        raise RepositoryError("这台机器上没有 git。") from error
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise RepositoryError(f"git 没有回答（{type(error).__name__}）。") from error
    if done.returncode:
        raise RepositoryError(_meaning(done.stderr.decode("utf-8", "replace")))
    return done.stdout


def _inherited() -> Iterator[tuple[str, str]]:
    for name, value in os.environ.items():
        foreign = name.startswith("GIT_") and not name.startswith(_INHERITED)
        if not foreign and name != "GIT_CONFIG_PARAMETERS":
            yield name, value


def _meaning(said: str) -> str:
    found = (meaning for part, meaning in _MEANINGS.items() if part in said)
    return next(found, "git 读不出这个仓库；请在终端运行 git fsck 看看它是不是完整。")


def tracks(path: Path) -> bool:
    """Whether git has files at a path."""
    try:
        return bool(run(path.parent, "ls-files", "-z", "--", path.name))
    except RepositoryError:
        return False
