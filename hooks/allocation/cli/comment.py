"""The comment of CI on a merge request: created once, then updated; ``diff`` writes its text.

Git hosts differ in addresses and headers only; ``HOSTS`` lists them, and how they are recognised.
"""

from __future__ import annotations

import json
import os
import re
import ssl
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TextIO

import click

MARKER = "<!-- allocation:changes -->"
"""The invisible first line of the comment, by which the next run finds it."""
NOTHING = "现在的改动不影响分工。"
_CUT = "\n\n……太长，后面的没有写在这里；全部内容见 CI 日志，或运行 `scripts/review 目标分支`。"
_SECONDS = 30
_TOKEN = "COMMENT_TOKEN"
_BY_CI = "应由 CI 自动设置；检查这一步是不是在 CI 里运行"
_NOTES = "{CI_API_V4_URL}/projects/{CI_PROJECT_ID}/merge_requests/{CI_MERGE_REQUEST_IID}/notes"
_REPOSITORY = "{GITHUB_API_URL}/repos/{GITHUB_REPOSITORY}"


class CommentError(Exception):
    """The comment can't be written; the message has the reason and the remedy."""


@dataclass(frozen=True, slots=True)
class Host:
    """A kind of git host: how its CI is recognised, and how its API accepts comments.

    ``needs`` maps environment variables to the remedy if they are missing; addresses and ``header``
    are templates over those variables. ``number`` is the variable with the number of the merge
    request, ``request`` its address, and ``open`` the value of its state until it ends. ``limit``
    is the greatest length of a comment.
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


_GITEA = Host(
    name="Gitea/Forgejo",
    recognised=lambda env: env.get("GITHUB_API_URL", "").endswith("/api/v1"),
    needs={
        "GITHUB_API_URL": _BY_CI,
        "GITHUB_REPOSITORY": _BY_CI,
        "PULL_REQUEST": "在 CI 文件里写 PULL_REQUEST: ${{ github.event.pull_request.number }}",
        _TOKEN: "在 CI 文件里写 COMMENT_TOKEN: ${{ github.token }}",
    },
    number="PULL_REQUEST",
    request=_REPOSITORY + "/pulls/{PULL_REQUEST}",
    open="open",
    comments=_REPOSITORY + "/issues/{PULL_REQUEST}/comments",
    comment=_REPOSITORY + "/issues/comments/{id}",
    edit="PATCH",
    header=("Authorization", "token {COMMENT_TOKEN}"),
    rights="令牌要能写工单（write:issue）；来自别的仓库的合并请求只有读的权限",
    limit=65_000,
)
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
    _GITEA,
    replace(
        _GITEA,
        name="GitHub",
        recognised=lambda env: "GITHUB_ACTIONS" in env,
        header=("Authorization", "Bearer {COMMENT_TOKEN}"),
        rights="CI 文件里这个任务要有 permissions: pull-requests: write；来自分叉的合并请求没有",
    ),
)


@dataclass(frozen=True, slots=True)
class Thread:
    """The comments of one merge request, through the API of its host."""

    host: Host
    values: Mapping[str, str]

    def write(self, text: str, *, only_update: bool) -> str:
        """Update the comment with the marker, or create it; return a message about the result.

        :param only_update: whether a missing comment is not created.
        :raises CommentError: if the host can't be reached or refuses.
        """
        body = {"body": cut(f"{MARKER}\n{text.strip()}\n", self.host.limit)}
        number = next(self._ids(), None)
        if number is not None:
            address = self.host.comment.format_map({**self.values, "id": number})
            self._call(self.host.edit, address, body)
            return f"已更新合并请求上的评论（{self.host.name}）。"
        if only_update:
            return "职责没有变，先前也没有评论，所以没有写。"
        self._call("POST", self.host.comments.format_map(self.values), body)
        return f"已在合并请求上写了评论（{self.host.name}）。"

    def is_open(self) -> bool:
        """Whether the merge request is open; a deleted one is not.

        :raises CommentError: if the host can't be reached or refuses.
        """
        try:
            record, _ = self._call("GET", self.host.request.format_map(self.values))
        except CommentError as error:
            if isinstance(error.__cause__, urllib.error.HTTPError) and error.__cause__.code == 404:
                return False
            raise
        return bool(record["state"] == self.host.open)

    def _ids(self) -> Iterator[int]:
        """Yield the ids of the comments that begin with the marker."""
        address, page, more = self.host.comments.format_map(self.values), 0, True
        while more:
            page += 1
            comments, more = self._call("GET", f"{address}?per_page=100&limit=100&page={page}")
            yield from (comment["id"] for comment in comments if comment["body"].startswith(MARKER))

    def _call(self, method: str, address: str, body: Any = None) -> tuple[Any, bool]:
        """Send a request to the API; return its response, and whether there is a next page."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(address, data, method=method)
        request.add_header("Content-Type", "application/json")
        name, value = self.host.header
        # A redirect to another host must not get the token.
        request.add_unredirected_header(name, value.format_map(self.values))
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as response:
                return json.load(response), 'rel="next"' in response.headers.get("Link", "")
        except urllib.error.HTTPError as error:
            raise CommentError(self._refusal(address, error)) from error
        except (OSError, ValueError) as error:
            raise CommentError(_connection_problem(address, error)) from error

    def _refusal(self, address: str, error: urllib.error.HTTPError) -> str:
        body = error.read(500).decode(errors="replace").strip()
        remedies = {
            401: f"变量 {_TOKEN} 里的令牌不对或已过期。{self.host.rights}。",
            403: f"变量 {_TOKEN} 里的令牌没有权限。{self.host.rights}。",
            404: f"没有这个合并请求，或变量 {_TOKEN} 里的令牌看不到它。{self.host.rights}。",
        }
        remedy = remedies.get(
            error.code, "过一会儿重新运行这个任务；还不行就把这段话给网站管理员看。"
        )
        return f"{self.host.name} 没有接受评论（{error.code}）：{remedy}\n    {address}\n    {body}"


def thread(environ: Mapping[str, str], number: str | None = None) -> Thread:
    """Return the merge request of the CI job, or the one with a number.

    :raises CommentError: if the CI is unknown, or variables are missing; the message lists all.
    """
    host = next((host for host in HOSTS if host.recognised(environ)), None)
    if host is None:
        names = "、".join(host.name for host in HOSTS)
        raise CommentError(f"这里不是 {names} 的 CI，没有可以写评论的合并请求。")
    if number:
        environ = {**environ, host.number: number}
    missing = [f"    {name}：{hint}" for name, hint in host.needs.items() if not environ.get(name)]
    if missing:
        head = f"在 {host.name} 上写评论，缺这些环境变量："
        raise CommentError("\n".join([head, *missing]))
    return Thread(host, {name: environ[name] for name in host.needs})


def cut(text: str, limit: int) -> str:
    """Return a text within the limit: cut at a line, open sections closed, with a note."""
    if len(text) <= limit:
        return text
    kept = text[: limit - len(_CUT) - 1000].rpartition("\n")[0]
    fence = "\n```" if len(re.findall(r"^```", kept, re.M)) % 2 else ""
    sections = kept.count("<details") - kept.count("</details>")
    return kept + fence + "\n</details>" * min(sections, 50) + _CUT


def _connection_problem(address: str, error: Exception) -> str:
    reason = getattr(error, "reason", error)
    if isinstance(reason, ssl.SSLError):
        remedy = "单位自己的证书要先让这台机器信任，或用 SSL_CERT_FILE 指明证书文件"
    elif isinstance(error, ValueError):
        remedy = "回答的不是接口数据；可能中间有登录页或代理，把内网地址加进 NO_PROXY"
    else:
        remedy = "检查 CI 机器的网络和代理；内网地址不走代理要加进 NO_PROXY"
    return f"连不上 {address}：{reason}。\n    {remedy}。"


@click.command("comment")
@click.option("--preview", default="", metavar="网址", help="预览的网址，写在评论末尾")
@click.option("--only-update", is_flag=True, help="没有先前的评论就不写")
@click.option("--ended", "numbers", is_flag=True, help="不写评论：从输入读编号，列出已经结束的")
@click.argument("file", metavar="[文件]", type=click.File(encoding="utf-8"), default="-")
def comment(file: TextIO, preview: str, only_update: bool, numbers: bool) -> None:
    """把 Markdown 文件（不写就读标准输入）写成合并请求上的一条评论；已有就更新它。"""
    text = file.read().strip()
    link = f"\n\n[看看改后的网站]({preview})" if preview else ""
    try:
        if numbers:
            ended = (key for key in text.split() if not thread(os.environ, key).is_open())
            message = "\n".join(ended)
        else:
            body = (text or NOTHING) + link
            message = thread(os.environ).write(body, only_update=only_update or not text)
    except CommentError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo(message)
