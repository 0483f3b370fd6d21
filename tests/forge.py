"""A git host in little, on the loopback address: the part of its API that CI uses."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

TOKEN = "glpat-secret"
PATHS = {
    "gitlab": r"/api/v4/projects/7/merge_requests/12/notes(?:/(\d+))?",
    "gitea": r"/api/v1/repos/office/table/issues/(?:12/comments|comments/(\d+))",
    "github": r"/repos/office/table/issues/(?:12/comments|comments/(\d+))",
}
REQUESTS = {
    "gitlab": r"/api/v4/projects/7/merge_requests/(\d+)",
    "gitea": r"/api/v1/repos/office/table/pulls/(\d+)",
    "github": r"/repos/office/table/pulls/(\d+)",
}
EDITS = {"gitlab": "PUT", "gitea": "PATCH", "github": "PATCH"}
TOKENS = {
    "gitlab": ("PRIVATE-TOKEN", TOKEN),
    "gitea": ("Authorization", f"token {TOKEN}"),
    "github": ("Authorization", f"Bearer {TOKEN}"),
}


@dataclass
class Forge:
    """A git host in little: comments by number, ten a page; ``refuse`` answers all with a code.

    Merge requests are open, or have the state given in ``ended``, or are not there.
    """

    name: str
    url: str = ""
    bodies: dict[int, str] = field(default_factory=dict)
    ended: dict[str, str] = field(default_factory=dict)
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
        request = re.fullmatch(REQUESTS[forge.name], address.path)
        header, token = TOKENS[forge.name]
        forge.seen.append({"method": self.command, "token": self.headers.get(header)})
        if forge.elsewhere:
            self.send_response(302)
            self.send_header("Location", forge.elsewhere + self.path)
            self.end_headers()
        elif forge.refuse or self.headers.get(header) != token:
            self._answer(forge.refuse or 401, {"message": "no"})
        elif request and forge.ended.get(request[1]) != "":
            state = "opened" if forge.name == "gitlab" else "open"
            self._answer(200, {"state": forge.ended.get(request[1], state)})
        elif path is None:
            self._answer(404, {"message": "no"})
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
