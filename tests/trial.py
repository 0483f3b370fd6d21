"""The CI files, run: what a merge request and a push of the main branch set off, on each git host.

The git host is played (``forge``, git over http with a token); its runner is bash with the lines of
the CI file in the tests, and in ``scripts/ci-trial`` gitlab-ci-local and act, which read the file.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shlex
import shutil
import string
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import yaml

from forge import TOKEN, Forge, running
from helpers import PROJECT, UNITS, replace
from live import copy_project, git
from load import marked

FILES = {"gitlab": ".gitlab-ci.yml", "gitea": ".gitea/workflows/site.yml"}
NAME = "office/table"
NUMBER = "12"
IMAGE = "localhost/allocation-ci:latest"


@dataclass(frozen=True)
class Run:
    """A job that the host starts: for a push, a merge request that changed or ended, the clock."""

    host: str
    job: str
    event: str
    checkout: Path
    settings: Mapping[str, str]
    forge: Forge
    git_url: str
    fork: bool = False
    onto: str = ""


@dataclass(frozen=True)
class Done:
    """How a job ended, and its log; ``started`` is false where the CI file does not want it."""

    code: int
    log: str
    started: bool = True


Runner = Callable[[Run], Done]


class _Git(BaseHTTPRequestHandler):
    """Git over http, by the program that git brings for that, for those who know the token."""

    root: Path

    def _serve(self) -> None:
        given = self.headers.get("Authorization", "").removeprefix("Basic ")
        if base64.b64decode(given).decode().partition(":")[2] != TOKEN:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.end_headers()
            return
        path, _, query = self.path.partition("?")
        length = self.headers.get("Content-Length", "0")
        said = {
            "GIT_PROJECT_ROOT": str(self.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": length,
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        done = subprocess.run(
            ["git", "http-backend"],
            input=self.rfile.read(int(length)),
            env={**os.environ, **said},
            stdout=subprocess.PIPE,
            check=False,
        )
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().splitlines())
        self.send_response(int(headers.pop("Status", "200").split()[0]))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = _serve  # noqa: N815 - the names that the server calls

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def git_host(root: Path) -> Iterator[str]:
    """Serve the bare repositories of a folder while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Git", (_Git,), {"root": root}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Office:
    """A repository with a merge request, where site and previews go, and who runs its CI."""

    folder: Path
    forge: Forge
    git_url: str
    runner: Runner
    count: int = 0

    @property
    def desk(self) -> Path:
        return self.folder / "desk"

    @property
    def site(self) -> Path:
        return self.folder / "www"

    @property
    def previews(self) -> Path:
        return self.folder / "previews"

    @property
    def live(self) -> str:
        """What the live site says of the one item."""
        return (self.site / "current/items/iii-1/index.html").read_text(encoding="utf-8")

    def commit(self, branch: str, old: str, new: str) -> None:
        """Change the data on a branch, and push it."""
        git(self.desk, "checkout", "--quiet", branch)
        replace(self.desk / "data/allocation/01.yml", old, new)
        git(self.desk, "commit", "--quiet", "--all", "--message", f"改成 {new}")
        git(self.desk, "push", "--quiet", "origin", branch)

    def run(
        self,
        job: str,
        event: str,
        branch: str,
        *,
        fork: bool = False,
        pushed: int = 0,
        **more: str,
    ) -> Done:
        """Let the runner do a job for the newest commit of a branch.

        :param pushed: how many commits were pushed; none if the host does not say.
        """
        self.count += 1
        checkout = self.folder / f"run-{self.count}"
        git(self.folder, "clone", "--quiet", "--branch", branch, str(self.bare), str(checkout))
        git(checkout, "remote", "set-url", "origin", f"{self.git_url}/{NAME}")
        if event == "push":
            # A late pipeline is one of the main branch as it was.
            git(checkout, "checkout", "--quiet", "-B", "main")
        settings = {
            "DEPLOY_TARGET": str(self.site),
            "PREVIEW_TARGET": str(self.previews),
            "PREVIEW_URL": "http://preview.example",
            **more,
        }
        onto = git(checkout, "rev-parse", f"HEAD~{pushed}").stdout.strip() if pushed else ""
        name, url = self.forge.name, self.git_url
        return self.runner(Run(name, job, event, checkout, settings, self.forge, url, fork, onto))

    @property
    def bare(self) -> Path:
        return self.folder / "git" / NAME


@contextmanager
def office(folder: Path, host: str, runner: Runner) -> Iterator[Office]:
    """Set up a git host with a project of a small unit, and two branches."""
    bare, desk = folder / "git" / NAME, folder / "desk"
    bare.mkdir(parents=True)
    git(bare, "init", "--quiet", "--bare", "--initial-branch=main")
    git(folder, "clone", "--quiet", str(bare), str(desk))
    git(desk, "checkout", "--quiet", "-b", "main")
    copy_project(desk, UNITS / "small/data")
    for name in (".gitlab-ci.yml", ".gitea"):
        source = PROJECT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, desk / name)
    subprocess.run(
        [PROJECT / ".venv/bin/allocation", "schema", "--data", desk / "data"],
        check=True,
        capture_output=True,
    )
    git(desk, "add", "--all", "--force")
    git(desk, "commit", "--quiet", "--message", "分工数据")
    git(desk, "push", "--quiet", "--set-upstream", "origin", "main", "main:feature")
    git(desk, "fetch", "--quiet")
    marked(folder / "www")
    marked(folder / "previews", "--previews")
    with git_host(folder / "git") as url, running(Forge(host)) as forge:
        yield Office(folder, forge, url, runner)


def review(made: Office) -> str:
    """A merge request gets one comment, changed by the next commit; a fork's is in the log."""
    made.commit("feature", "person: 曾雅彬", "person: 陈啸林")
    here = partial(made.run, "review", "pull_request", "feature", PREVIEW_TARGET="")
    first = here()
    assert first.code == 0, first.log
    (number,) = made.forge.bodies
    assert "陈啸林" in made.forge.bodies[number]
    assert f"http://preview.example/{NUMBER}/current/" in made.forge.bodies[number]
    made.commit("feature", "text: 经费保障。", "text: 经费有保障。")
    assert here().code == 0
    assert list(made.forge.bodies) == [number]
    assert "经费" in made.forge.bodies[number]
    before = dict(made.forge.bodies)
    foreign = here(fork=True)
    assert "陈啸林" in foreign.log
    assert made.forge.bodies == before
    return "一条评论，改了一次；分叉只写在日志里"


def preview(made: Office) -> str:
    """A merge request has a preview until it ends, a fork's has none, and the clock sweeps."""
    job = "preview" if made.forge.name == "gitlab" else "review"
    shown = made.previews / NUMBER
    shutil.rmtree(shown, ignore_errors=True)
    made.run(job, "pull_request", "feature", fork=True)
    assert not shown.exists()
    done = made.run(job, "pull_request", "feature")
    assert done.code == 0, done.log
    assert (shown / "current/index.html").is_file()
    ended = made.run("preview-end", "closed", "feature")
    assert ended.code == 0, ended.log
    assert not shown.exists()
    shutil.copytree(made.site, made.previews / "5")
    made.forge.ended = {"5": "closed"}
    swept = made.run("previews", "schedule", "main")
    assert swept.code == 0, swept.log
    assert not (made.previews / "5").exists()
    return "有，结束就没有；分叉没有；漏掉的每天清理"


def publish(made: Office) -> str:
    """A push goes live where the target is marked; a late one of an older commit does not."""
    nowhere = made.run("publish", "push", "main", DEPLOY_TARGET=str(made.folder / "unmarked"))
    assert nowhere.code != 0
    assert "没有挂载" in nowhere.log
    done = made.run("publish", "push", "main")
    assert done.code == 0, done.log
    assert "领导重视" in made.live
    git(made.desk, "push", "--quiet", "origin", "main:late")
    made.commit("main", "text: 领导重视；", "text: 领导很重视；")
    assert made.run("publish", "push", "main").code == 0
    late = made.run("publish", "push", "late")
    assert late.started
    assert late.code != 0
    assert "更早，或是另一条线" in late.log
    assert "领导很重视" in made.live
    return "没认过的目标拒绝；发布；迟到的旧提交拒绝"


def two_at_once(made: Office) -> str:
    """Of two pipelines at once, the newer commit is live at the end."""
    git(made.desk, "push", "--quiet", "--force", "origin", "main:late")
    made.commit("main", "text: 领导很重视；", "text: 领导最重视；")
    with ThreadPoolExecutor(2) as both:
        runs = [both.submit(made.run, "publish", "push", branch) for branch in ("main", "late")]
        new, old = (each.result() for each in runs)
    assert "领导最重视" in made.live
    assert new.code == 0, new.log
    assert old.started
    assert old.code == 0 or "更早，或是另一条线" in old.log, old.log
    return "新的在，旧的没有盖掉它"


def data_only(made: Office) -> str:
    """A change of data runs what looks at data; untested code does not go live with one."""
    job = partial(made.run, pushed=1)
    made.commit("main", "text: 业务领先。", "text: 业务争先。")
    checked, tested = job("lint", "push", "main"), job("test", "push", "main")
    assert checked.code == tested.code == 0, checked.log + tested.log
    assert "网站无误" in checked.log
    assert "不用测试程序" in tested.log
    asked = made.run("test", "pull_request", "feature")
    assert asked.code == 0, asked.log
    assert "不用测试程序" in asked.log
    done = job("publish", "push", "main")
    assert done.code == 0, done.log
    assert "业务争先" in made.live
    git(made.desk, "checkout", "--quiet", "main")
    failing = "#!/usr/bin/env bash\necho 测试不通过\nexit 1\n"
    for name in ("check", "test"):
        (made.desk / "scripts" / name).write_text(failing, encoding="utf-8")
    made.commit("main", "text: 业务争先。", "text: 业务最先。")
    broken = job("test", "push", "main")
    assert broken.code != 0
    assert "改了程序" in broken.log
    made.commit("main", "text: 业务最先。", "text: 业务第一。")
    assert job("test", "push", "main").code == 0
    refused = job("publish", "push", "main")
    assert refused.code != 0
    assert "没有测试过" in refused.log
    assert "测试不通过" in refused.log
    assert "业务争先" in made.live
    git(made.desk, "checkout", "--quiet", "HEAD~2", "--", "scripts")
    made.commit("main", "text: 业务第一。", "text: 业务领先。")
    return "只检查数据；没有测试过的程序不随数据上线"


SCENARIOS = {
    "合并请求评论两次、分叉": review,
    "发布、目标不对、迟到": publish,
    "同时两个": two_at_once,
    "只改数据、程序没有测试过": data_only,
    "预览、结束、清理": preview,
}
"""In this order: later ones start from what earlier ones left."""


def gitlab_variables(run: Run) -> dict[str, str]:
    """Return what GitLab sets for a job, and what a unit has set there."""
    request = run.event in ("pull_request", "closed")
    base = git(run.checkout, "merge-base", "origin/main", "HEAD").stdout.strip()
    about_request = {
        "CI_MERGE_REQUEST_IID": NUMBER,
        "CI_MERGE_REQUEST_PROJECT_ID": "7",
        "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "9" if run.fork else "7",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": base,
    }
    source = "merge_request_event" if request else run.event
    # A fork's pipeline has none of the variables that are kept from others.
    known = run.forge.variables() | ({"COMMENT_TOKEN": ""} if run.fork else {})
    about_branch = {"CI_COMMIT_BRANCH": "main", "CI_COMMIT_BEFORE_SHA": run.onto or "0" * 40}
    return {
        "CI": "true",
        "CI_DEFAULT_BRANCH": "main",
        "CI_PIPELINE_SOURCE": source,
        "CI_PROJECT_URL": f"{run.git_url}/{NAME}",
        **known,
        **(about_request if request else about_branch),
        **run.settings,
    }


def gitea_event(run: Run) -> Path:
    """Write what the host tells of a merge request; return the file."""
    owner = "someone/table" if run.fork else NAME
    head = {"ref": "feature", "repo": {"full_name": owner}}
    request = {"number": int(NUMBER), "head": head, "base": {"ref": "main"}}
    action = "closed" if run.event == "closed" else "synchronize"
    path = run.checkout.with_suffix(".json")
    told = {"action": action, "number": int(NUMBER), "pull_request": request}
    pushed = {"before": run.onto}
    path.write_text(json.dumps(told if run.event in ("pull_request", "closed") else pushed))
    return path


def gitea_variables(run: Run) -> dict[str, str]:
    """Return what Gitea sets for a job."""
    known = {name: value for name, value in run.forge.variables().items() if "TOKEN" not in name}
    return {
        **known,
        "CI": "true",
        "GITHUB_BASE_REF": "main",
        "GITHUB_SERVER_URL": run.git_url,
        "GITHUB_REPOSITORY": NAME,
    }


def expressions(run: Run) -> dict[str, str]:
    """Return the value of every expression that the workflow gives to a step."""
    link = f"{run.settings['PREVIEW_URL']}/{NUMBER}/current/"
    own = "github.event.pull_request.head.repo.full_name == github.repository"
    return {
        "github.token": TOKEN,
        "github.event.pull_request.number": NUMBER,
        f"{own} && github.token || ''": "" if run.fork else TOKEN,
        "vars.PREVIEW_URL && format('{0}/{1}/current/', vars.PREVIEW_URL, "
        "github.event.pull_request.number)": link,
        "github.server_url }}/${{ github.repository": f"{run.git_url}/{NAME}",
        **{f"vars.{name}": run.settings.get(name, "") for name in VARIABLES},
    }


VARIABLES = ("DEPLOY_TARGET", "PREVIEW_TARGET", "EVIDENCE_SOURCE", "SITE_URL")


def by_bash(run: Run) -> Done:
    """Run the lines of a job one after the other, each step, whatever came of the one before."""
    content = yaml.safe_load((run.checkout / FILES[run.host]).read_text(encoding="utf-8"))
    home = run.checkout.with_suffix(".home")
    home.mkdir()
    clean = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}
    if run.host == "gitlab":
        (run.checkout / ".venv").symlink_to(PROJECT / ".venv")
        job = content[run.job]
        given = {**clean, **gitlab_variables(run)}
        for name, text in job.get("variables", {}).items():
            given[name] = string.Template(text).substitute(given)
        return _bash("\n".join(job["script"]), run.checkout, given)
    sha = git(run.checkout, "rev-parse", "HEAD").stdout.strip()
    path = gitea_event(run)
    known = {**clean, **gitea_variables(run), "GITHUB_SHA": sha, "GITHUB_EVENT_PATH": str(path)}
    known |= {"GITHUB_EVENT_NAME": run.event, "PUSHED_ONTO": run.onto}
    work = run.checkout.with_suffix(".work")
    work.mkdir()
    (work / ".venv").symlink_to(PROJECT / ".venv")
    values = expressions(run)
    done = []
    for step in content["jobs"][run.job]["steps"]:
        if "vars.PREVIEW_TARGET != ''" in step.get("if", "") and not values["vars.PREVIEW_TARGET"]:
            continue
        env = {name: _filled(text, values) for name, text in step.get("env", {}).items()}
        done.append(_bash(step["run"], work, {**known, **env}))
    return Done(max(each.code for each in done), "".join(each.log for each in done))


def _filled(text: str, values: Mapping[str, str]) -> str:
    if not text.startswith("${{"):
        return text
    return values[text.removeprefix("${{").removesuffix("}}").strip()]


def _bash(lines: str, folder: Path, env: Mapping[str, str]) -> Done:
    return _done(["bash", "-eo", "pipefail", "-c", lines], folder, env)


def _done(command: list[str], folder: Path, env: Mapping[str, str]) -> Done:
    done = subprocess.run(
        command,
        cwd=folder,
        env=dict(env),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode("utf-8", "replace"))


def by_gitlab_ci_local(run: Run) -> Done:
    """Let gitlab-ci-local read the file and run the job, in the shell of this machine."""
    (run.checkout / ".venv").symlink_to(PROJECT / ".venv")
    given = [f"--variable={name}={value}" for name, value in gitlab_variables(run).items()]
    tool = [os.environ["GITLAB_CI_LOCAL"], "--force-shell-executor", *given]
    listed = _done([*tool, "--list"], run.checkout, os.environ)
    if not any(line.startswith(f"{run.job} ") for line in listed.log.splitlines()):
        return Done(0, listed.log, started=False)
    return _done([*tool, run.job], run.checkout, os.environ)


def by_act(run: Run) -> Done:
    """Let act read the file and run the job in a container, alone: what it needs is left out.

    It has a name of its own, since act calls containers by it, and would run no two at once.
    What a unit mounts where its target is a folder is mounted: the volumes of the CI file, and
    unless the target is one of a container, its folders.
    """
    folder, path = run.checkout.parent, run.checkout / FILES["gitea"]
    places = [f"{os.environ['WHEELS']}:/wheels:ro"]
    places += [f"{each}:{each}" for each in (folder / "www", folder / "previews") if each.is_dir()]
    text = re.sub(r"    needs: \[.*\]\n", "", path.read_text(encoding="utf-8"))
    job = f"{run.job}-{run.checkout.name}"
    text = text.replace(f"\n  {run.job}:\n", f"\n  {job}:\n")
    path.write_text(text.replace(":/cache]", f":/cache, {', '.join(places)}]"), encoding="utf-8")
    given = {**gitea_variables(run), "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "/wheels"}
    variables = {"CI_IMAGE": IMAGE, **run.settings}
    command = [
        *(os.environ["ACT"], "pull_request" if run.event == "closed" else run.event),
        *("--job", job, "--eventpath", str(gitea_event(run)), "--workflows", FILES["gitea"]),
        *("--platform", f"docker={IMAGE}", "--pull=false", "--rm"),
        *("--container-daemon-socket", "-", "--secret", f"GITHUB_TOKEN={TOKEN}"),
        *(f"--env={name}={value}" for name, value in given.items()),
        *(f"--var={name}={value}" for name, value in variables.items()),
    ]
    done = _done(command, run.checkout, os.environ)
    return Done(done.code, done.log, started="docker exec" in done.log)


RUNNERS = {"gitlab-ci-local": ("gitlab", by_gitlab_ci_local), "act": ("gitea", by_act)}


@dataclass
class Table:
    """What was run, by whom, and what came of it."""

    rows: list[str] = field(default_factory=list)
    failures: int = 0

    def add(self, who: str, what: str, scenario: Callable[[Office], str], made: Office) -> None:
        """Run a scenario and keep what came of it."""
        try:
            said = scenario(made)
        except Exception as error:
            self.failures += 1
            line = traceback.extract_tb(error.__traceback__)[-1].line
            said = f"**失败**：{line} {str(error).strip()[-1500:]}"
        self.rows.append(f"| {who} | {what} | {said} |")
        print(self.rows[-1], flush=True)


def main(arguments: list[str]) -> int:
    """Run every scenario with the runners that are named; return how many failed."""
    table = Table()
    print("| 用什么运行 | 做什么 | 结果 |\n| --- | --- | --- |")
    for who in arguments:
        host, runner = RUNNERS[who]
        with tempfile.TemporaryDirectory() as name, office(Path(name), host, runner) as made:
            Path(name).chmod(0o755)
            for what, scenario in SCENARIOS.items():
                table.add(who, what, scenario, made)
    return table.failures


if __name__ == "__main__":
    sys.exit(main(shlex.split(os.environ.get("RUNNERS", "")) or sys.argv[1:]))
