"""The comment on the merge request, written through an API that a local server plays."""

from __future__ import annotations

import json
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from allocation.comment import MARKER, NOTHING, cut
from helpers import PROJECT

TOKEN = "glpat-secret"
NAMES = ("gitlab", "gitea", "github")
PATHS = {
    "gitlab": r"/api/v4/projects/7/merge_requests/12/notes(?:/(\d+))?",
    "gitea": r"/api/v1/repos/office/table/issues/(?:12/comments|comments/(\d+))",
    "github": r"/repos/office/table/issues/(?:12/comments|comments/(\d+))",
}
EDITS = {"gitlab": "PUT", "gitea": "PATCH", "github": "PATCH"}
TOKENS = {
    "gitlab": ("PRIVATE-TOKEN", TOKEN),
    "gitea": ("Authorization", f"token {TOKEN}"),
    "github": ("Authorization", f"Bearer {TOKEN}"),
}


@dataclass
class Forge:
    """A git host in little: comments by number, ten a page; ``refuse`` answers all with a code."""

    name: str
    url: str = ""
    bodies: dict[int, str] = field(default_factory=dict)
    refuse: int = 0
    elsewhere: str = ""
    seen: list[dict[str, str | None]] = field(default_factory=list)

    def variables(self) -> dict[str, str]:
        """Return what its CI sets, and what the CI file adds."""
        if self.name == "gitlab":
            own = {"GITLAB_CI": "true", "CI_PROJECT_ID": "7", "CI_MERGE_REQUEST_IID": "12"}
            return {**own, "CI_API_V4_URL": f"{self.url}/api/v4", "COMMENT_TOKEN": TOKEN}
        api = f"{self.url}/api/v1" if self.name == "gitea" else self.url
        own = {"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "office/table", "PULL_REQUEST": "12"}
        return {**own, "GITHUB_API_URL": api, "COMMENT_TOKEN": TOKEN}


class _Handler(BaseHTTPRequestHandler):
    forge: Forge

    def _serve(self) -> None:
        forge, address = self.forge, urlsplit(self.path)
        path = re.fullmatch(PATHS[forge.name], address.path)
        header, token = TOKENS[forge.name]
        forge.seen.append({"method": self.command, "token": self.headers.get(header)})
        if forge.elsewhere:
            self.send_response(302)
            self.send_header("Location", forge.elsewhere + self.path)
            self.end_headers()
        elif forge.refuse or path is None or self.headers.get(header) != token:
            self._answer(forge.refuse or (404 if path is None else 401), {"message": "no"})
        elif self.command == "GET":
            self._page(int(parse_qs(address.query)["page"][0]))
        elif self.command == (EDITS[forge.name] if path[1] else "POST"):
            number = int(path[1] or max(forge.bodies, default=0) + 1)
            sent = self.rfile.read(int(self.headers["Content-Length"]))
            forge.bodies[number] = json.loads(sent)["body"]
            self._answer(200, {"id": number})
        else:
            self._answer(405, {})

    def _page(self, page: int) -> None:
        comments = [{"id": id, "body": body} for id, body in self.forge.bodies.items()]
        more = len(comments) > page * 10
        link = f'<http://forge.invalid/?page={page + 1}>; rel="next"' if more else ""
        self._answer(200, comments[page * 10 - 10 : page * 10], link)

    def _answer(self, code: int, content: object, link: str = "") -> None:
        self.send_response(code)
        self.send_header("Link", link)
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    do_GET = do_POST = do_PUT = do_PATCH = _serve  # noqa: N815 - the names that the server calls

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def running(forge: Forge) -> Iterator[Forge]:
    """Let a git host answer on the loopback address while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"forge": forge}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    forge.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield forge
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(params=NAMES)
def forge(request: pytest.FixtureRequest) -> Iterator[Forge]:
    """Give each kind of git host in turn."""
    with running(Forge(request.param)) as forge:
        yield forge


def comment(
    variables: dict[str, str], text: str, *options: str
) -> subprocess.CompletedProcess[str]:
    """Run the script as CI does, with these variables and none that the tests run under."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return subprocess.run(
        [PROJECT / "scripts/comment", *options],
        env={**kept, "NO_PROXY": "*", "PYTHONUTF8": "1", **variables},
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )


def test_one_comment_is_made_and_kept(forge: Forge) -> None:
    """The first run writes a comment, each later one changes it; others' are left alone."""
    forge.bodies = {number: f"第 {number} 条\n{MARKER}" for number in range(1, 25)}
    others = dict(forge.bodies)
    first = comment(forge.variables(), "朱亮 +2 项\n")
    assert first.returncode == 0, first.stderr
    assert "已在合并请求上写了评论" in first.stdout
    second = comment(forge.variables(), "朱亮 +3 项\n", "--preview", "http://site.example/12/")
    assert second.returncode == 0, second.stderr
    assert "已更新" in second.stdout
    link = "[看看改后的网站](http://site.example/12/)"
    assert forge.bodies == {**others, 25: f"{MARKER}\n朱亮 +3 项\n\n{link}\n"}
    assert [one["method"] for one in forge.seen].count("GET") == 6


def test_nothing_to_say(forge: Forge) -> None:
    """Without changes no comment is made, but one that stands is brought up to date."""
    for text, options in (("", ()), ("没有变化。", ("--only-update",))):
        done = comment(forge.variables(), text, *options)
        assert done.returncode == 0, done.stderr
        assert "没有写" in done.stdout
    assert forge.bodies == {}
    forge.bodies = {4: f"{MARKER}\n朱亮 +2 项\n"}
    comment(forge.variables(), " \n")
    assert forge.bodies == {4: f"{MARKER}\n{NOTHING}\n"}


@pytest.mark.parametrize("code", [401, 403, 404, 500])
def test_refusals_say_what_to_set(forge: Forge, code: int) -> None:
    """What the host refuses is said in Chinese: the variable, the right it needs, the address."""
    forge.refuse = code
    done = comment(forge.variables(), "朱亮 +2 项")
    assert done.returncode == 1
    assert f"没有接受评论（{code}）" in done.stderr
    assert ("重新运行" if code == 500 else "COMMENT_TOKEN") in done.stderr
    assert TOKEN not in done.stderr
    assert "Traceback" not in done.stderr


def test_all_missing_variables_at_once(forge: Forge) -> None:
    """Variables that are missing are all named, each with what to do."""
    number = "CI_MERGE_REQUEST_IID" if forge.name == "gitlab" else "PULL_REQUEST"
    missing = {"COMMENT_TOKEN": "", number: ""}
    done = comment({**forge.variables(), **missing}, "朱亮 +2 项")
    assert done.returncode == 1
    assert re.findall(r"^    (\w+)：", done.stderr, re.M) == [number, "COMMENT_TOKEN"]
    assert forge.seen == []


def test_the_token_stays_with_its_host(forge: Forge) -> None:
    """A host that redirects to another one does not hand the token on."""
    with running(Forge(forge.name)) as other:
        forge.elsewhere = other.url
        done = comment(forge.variables(), "朱亮 +2 项")
    assert done.returncode == 1
    assert [one["token"] for one in other.seen] == [None]


def test_no_host() -> None:
    """Outside CI, and where nothing answers, the message says so."""
    outside = comment({}, "朱亮 +2 项")
    assert outside.returncode == 1
    assert "不是 GitLab、Gitea/Forgejo、GitHub 的 CI" in outside.stderr
    silent = Forge("gitlab", url="http://127.0.0.1:9")
    unreachable = comment(silent.variables(), "朱亮 +2 项")
    assert unreachable.returncode == 1
    assert "连不上" in unreachable.stderr
    assert "NO_PROXY" in unreachable.stderr


def test_long_texts_are_cut() -> None:
    """A text that is too long ends with a whole line, sections closed, and a note."""
    text = "<details>\n<summary>条款</summary>\n\n```\n" + "朱亮 +2 项\n" * 3000
    short = cut(text, 5000)
    assert len(short) <= 5000
    assert "朱亮 +2 项\n```\n</details>\n\n……太长" in short
    assert cut(text, len(text)) == text
