"""The comment on the merge request, written through an API that a local server plays."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator

import pytest

from allocation.cli.comment import MARKER, NOTHING, cut
from forge import TOKEN, Forge, running
from helpers import PROJECT

pytestmark = pytest.mark.programs

NAMES = ("gitlab", "gitea", "github")


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


def test_which_merge_requests_ended(forge: Forge) -> None:
    """Those that were merged or closed, and those that are not there; none when it is refused."""
    forge.ended = {"4": "merged", "7": "closed", "12": ""}
    done = comment(forge.variables(), "4 5 7\n12\n", "--ended")
    assert (done.returncode, done.stdout.split()) == (0, ["4", "7", "12"])
    forge.refuse = 403
    done = comment(forge.variables(), "4\n", "--ended")
    assert (done.returncode, done.stdout) == (1, "")
    assert "COMMENT_TOKEN" in done.stderr
