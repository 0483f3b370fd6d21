"""The one comment of CI on a merge request: made once, then kept current.

Git hosts differ in addresses and headers only; ``HOSTS`` says how, and by what each is recognised.
"""

from __future__ import annotations

import json
import os
import re
import ssl
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TextIO

import click

MARKER = "<!-- allocation:changes -->"
"""Begins the comment, unseen, so that the next run finds it."""
NOTHING = "现在的改动不影响分工。"
_CUT = "\n\n……太长，后面的没有写在这里；全部内容见 CI 日志，或运行 `scripts/review 目标分支`。"
_SECONDS = 30
_TOKEN = "COMMENT_TOKEN"
_BY_CI = "应由 CI 自动设置；检查这一步是不是在 CI 里运行"
_PULL_REQUEST = {
    "GITHUB_API_URL": _BY_CI,
    "GITHUB_REPOSITORY": _BY_CI,
    "PULL_REQUEST": "在 CI 文件里写 PULL_REQUEST: ${{ github.event.pull_request.number }}",
    _TOKEN: "在 CI 文件里写 COMMENT_TOKEN: ${{ github.token }}",
}
_NOTES = "{CI_API_V4_URL}/projects/{CI_PROJECT_ID}/merge_requests/{CI_MERGE_REQUEST_IID}/notes"
_COMMENTS = "{GITHUB_API_URL}/repos/{GITHUB_REPOSITORY}/issues/{PULL_REQUEST}/comments"
_COMMENT = "{GITHUB_API_URL}/repos/{GITHUB_REPOSITORY}/issues/comments/{id}"
_REQUEST = "{GITHUB_API_URL}/repos/{GITHUB_REPOSITORY}/pulls/{PULL_REQUEST}"


class CommentError(Exception):
    """The comment can't be written; says why and what to set."""


@dataclass(frozen=True, slots=True)
class Host:
    """A kind of git host: how CI there is recognised, and how its API takes comments.

    ``needs`` gives each variable with what to do when it isn't set; addresses and ``header`` are
    filled in from those variables; ``number`` is the one that says which merge request, which is at
    the address ``request`` and whose state there is ``open`` until it ends. ``limit`` is the length
    that the host accepts.
    """

    name: str
    recognised: Callable[[Mapping[str, str]], bool]
    needs: Mapping[str, str]
    number: str
    request: str
    open: str
    comments: str
    comment: str
    edit: str
    header: tuple[str, str]
    rights: str
    limit: int


HOSTS = (
    Host(
        name="GitLab",
        recognised=lambda env: "GITLAB_CI" in env,
        needs={
            "CI_API_V4_URL": _BY_CI,
            "CI_PROJECT_ID": _BY_CI,
            "CI_MERGE_REQUEST_IID": "只有合并请求的流水线才有；检查 rules 里的 merge_request_event",
            _TOKEN: "在 设置 → 访问令牌 建一个，再存进 设置 → CI/CD → 变量（选隐藏）",
        },
        number="CI_MERGE_REQUEST_IID",
        request=_NOTES.removesuffix("/notes"),
        open="opened",
        comments=_NOTES,
        comment=_NOTES + "/{id}",
        edit="PUT",
        header=("PRIVATE-TOKEN", "{COMMENT_TOKEN}"),
        rights="令牌要有 api 范围、Reporter 以上角色，而且没有过期",
        limit=1_000_000,
    ),
    Host(
        name="Gitea/Forgejo",
        recognised=lambda env: env.get("GITHUB_API_URL", "").endswith("/api/v1"),
        needs=_PULL_REQUEST,
        number="PULL_REQUEST",
        request=_REQUEST,
        open="open",
        comments=_COMMENTS,
        comment=_COMMENT,
        edit="PATCH",
        header=("Authorization", "token {COMMENT_TOKEN}"),
        rights="令牌要能写工单（write:issue）；来自别的仓库的合并请求只有读的权限",
        limit=65_000,
    ),
    Host(
        name="GitHub",
        recognised=lambda env: "GITHUB_ACTIONS" in env,
        needs=_PULL_REQUEST,
        number="PULL_REQUEST",
        request=_REQUEST,
        open="open",
        comments=_COMMENTS,
        comment=_COMMENT,
        edit="PATCH",
        header=("Authorization", "Bearer {COMMENT_TOKEN}"),
        rights="CI 文件里这个任务要有 permissions: pull-requests: write；来自分叉的合并请求没有",
        limit=65_000,
    ),
)


@dataclass(frozen=True, slots=True)
class Thread:
    """The comments of one merge request, as the API of its host has them."""

    host: Host
    values: Mapping[str, str]

    def keep(self, text: str, *, only_update: bool) -> str:
        """Edit our comment, or make it; return what was done.

        :raises CommentError: if the host can't be reached or refuses.
        """
        body = {"body": cut(f"{MARKER}\n{text.strip()}\n", self.host.limit)}
        ours = next(self._ours(), None)
        if ours is not None:
            address = self.host.comment.format_map({**self.values, "id": ours})
            self._ask(self.host.edit, address, body)
            return f"已更新合并请求上的评论（{self.host.name}）。"
        if only_update:
            return "职责没有变，先前也没有评论，所以没有写。"
        self._ask("POST", self.host.comments.format_map(self.values), body)
        return f"已在合并请求上写了评论（{self.host.name}）。"

    def is_open(self) -> bool:
        """Whether the merge request is still open; one that is gone is not.

        :raises CommentError: if the host can't be reached or refuses.
        """
        try:
            said, _ = self._ask("GET", self.host.request.format_map(self.values))
        except CommentError as error:
            if isinstance(error.__cause__, urllib.error.HTTPError) and error.__cause__.code == 404:
                return False
            raise
        return bool(said["state"] == self.host.open)

    def _ours(self) -> Iterator[int]:
        """Yield the numbers of the comments that begin with the marker."""
        address, page, more = self.host.comments.format_map(self.values), 0, True
        while more:
            page += 1
            found, more = self._ask("GET", f"{address}?per_page=100&limit=100&page={page}")
            yield from (one["id"] for one in found if one["body"].startswith(MARKER))

    def _ask(self, method: str, address: str, body: Any = None) -> tuple[Any, bool]:
        """Return what the API answers, and whether there is a next page of it."""
        sent = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(address, sent, method=method)
        request.add_header("Content-Type", "application/json")
        name, value = self.host.header
        # Not to be sent on, should the host redirect to another one.
        request.add_unredirected_header(name, value.format_map(self.values))
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
                return json.load(answer), 'rel="next"' in answer.headers.get("Link", "")
        except urllib.error.HTTPError as error:
            raise CommentError(self._refused(address, error)) from error
        except (OSError, ValueError) as error:
            raise CommentError(_unreachable(address, error)) from error

    def _refused(self, address: str, error: urllib.error.HTTPError) -> str:
        said = error.read(500).decode(errors="replace").strip()
        reasons = {
            401: f"变量 {_TOKEN} 里的令牌不对或已过期。{self.host.rights}。",
            403: f"变量 {_TOKEN} 里的令牌没有权限。{self.host.rights}。",
            404: f"没有这个合并请求，或变量 {_TOKEN} 里的令牌看不到它。{self.host.rights}。",
        }
        reason = reasons.get(error.code, "过一会儿重新运行这个任务；还不行就把这段话给管理员看。")
        return f"{self.host.name} 没有接受评论（{error.code}）：{reason}\n    {address}\n    {said}"


def thread(environ: Mapping[str, str], number: str | None = None) -> Thread:
    """Return the merge request that CI runs for, or the one with a number.

    :raises CommentError: if this is no CI that is known, or variables are missing: all of them.
    """
    host = next((host for host in HOSTS if host.recognised(environ)), None)
    if host is None:
        names = "、".join(host.name for host in HOSTS)
        raise CommentError(f"这里不是 {names} 的 CI，没有可以写评论的合并请求。")
    if number:
        environ = {**environ, host.number: number}
    missing = [f"    {name}：{how}" for name, how in host.needs.items() if not environ.get(name)]
    if missing:
        head = f"在 {host.name} 上写评论，还缺这些环境变量："
        raise CommentError("\n".join([head, *missing]))
    return Thread(host, {name: environ[name] for name in host.needs})


def cut(text: str, limit: int) -> str:
    """Return a text that is no longer than the limit: whole lines, open sections closed, a note."""
    if len(text) <= limit:
        return text
    kept = text[: limit - len(_CUT) - 1000].rpartition("\n")[0]
    fence = "\n```" if len(re.findall(r"^```", kept, re.M)) % 2 else ""
    sections = kept.count("<details") - kept.count("</details>")
    return kept + fence + "\n</details>" * min(sections, 50) + _CUT


def _unreachable(address: str, error: Exception) -> str:
    reason = getattr(error, "reason", error)
    if isinstance(reason, ssl.SSLError):
        how = "单位自己的证书要先让这台机器信任，或用 SSL_CERT_FILE 指明证书文件"
    elif isinstance(error, ValueError):
        how = "回答的不是接口数据；可能中间有登录页或代理，把内网地址加进 NO_PROXY"
    else:
        how = "检查 CI 机器的网络和代理；内网地址不走代理要加进 NO_PROXY"
    return f"连不上 {address}：{reason}。\n    {how}。"


def ended(numbers: Iterable[str], environ: Mapping[str, str]) -> list[str]:
    """Return those numbers whose merge request is no longer open.

    :raises CommentError: if the host can't be asked.
    """
    return [each for each in numbers if not thread(environ, each).is_open()]


@click.command()
@click.option("--preview", default="", metavar="网址", help="预览的网址，写在评论末尾")
@click.option("--only-update", is_flag=True, help="没有先前的评论就不写")
@click.option("--ended", "numbers", is_flag=True, help="不写评论：从输入读编号，列出已经结束的")
@click.argument("file", metavar="[文件]", type=click.File(encoding="utf-8"), default="-")
def main(file: TextIO, preview: str, only_update: bool, numbers: bool) -> None:
    """把 Markdown 文件（不写就读标准输入）写成合并请求上的一条评论；已有就更新它。"""
    text = file.read().strip()
    link = f"\n\n[看看改后的网站]({preview})" if preview else ""
    try:
        done = (
            "\n".join(ended(text.split(), os.environ))
            if numbers
            else thread(os.environ).keep(
                (text or NOTHING) + link, only_update=only_update or not text
            )
        )
    except CommentError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo(done)


if __name__ == "__main__":
    main()
