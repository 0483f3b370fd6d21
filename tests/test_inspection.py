"""A site is looked through and made ready again and again: it comes out as the first time."""

from __future__ import annotations

import random
import re
import shutil
import tempfile
import zipfile
from pathlib import Path
from urllib.parse import urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocation.runtime.trees import digests
from allocation.site import built_site, check
from allocation.site.built_site import PageAddress
from allocation.site.inspection import Inspector
from allocation.site.ready import Ready
from helpers import PROJECT, UNITS, replace

DATA = UNITS / "small" / "data"
PHONE = "13800138000"
ROUNDS = 12
MARKUPS = (
    f"<p>{PHONE}</p>",
    f"<p>电话 {PHONE[:3]} {PHONE[3:]}</p>",
    '<a href="people/nobody/">x</a>',
    '<a href="/people/#nowhere">x</a>',
    '<img src="https://cdn.example/x.png">',
    '<p id="nowhere">x</p>',
    "<p onclick='x'>x</p>",
)


LINK_PARTS = (
    *("..", "../", "./", ".", "/", "//", "a", "a/", "中文/", "b.html", "a%20b/", "-x", "i.htm"),
    *("#", "#x", "?", "?q=1", ";p", ":", "data:", "http://", "mailto:a", " ", "\t", "\n"),
)


@given(
    st.sampled_from(["http://host/", "https://host:80/wm/items/x/index.html", "http://h/404.html"]),
    st.lists(st.sampled_from(LINK_PARTS), max_size=6).map("".join),
)
@settings(max_examples=1000)
def test_links_lead_where_browsers_go(page: str, target: str) -> None:
    """The quick way to a link's address comes to what the standard library says."""
    assert PageAddress(page).resolve(target)[0] == urljoin(page, target)


ODD = "<p lang=\u4e2d></p>"
"""Markup that has nothing to tell, but makes the tree of a page be read."""
FRAGMENTS = """
<; >; </; />; <a ; </a>; <p>; text;  < b; &lt; '; "; <!--; -->; <!doctype html>; <?xml?>
<a href="x/">; <a href="#x" id="y">; <A HREF='z'>; <a href=b.html>; <a href=b/>; <a href>
<a href="a?b=1&amp;c=2">; <a href="a?b=1&c=2">; <a href="&#39;">; <a href="?1&copy=2">
<a name='n'>; <a name="N">; <a title="<b" href="c">; <a title="a>b" href="d">; <a href="1" href="2">
<a href=" e ">; <a␤class="q"␤␉href="f">; <a href="g␍␤">; <img src="x␀">; <p␋id="z3">; <p␋id='z2'>
<a href="中/">; <svg><use href='#u'/>; <form action="m">; <meta charset="gbk">
<a data-full="g" href="h">; <area href="i">; <base href="/">; <meta charset="utf-8">
<link rel="next" href="j">; <link rel="icon" href="k">; <img src="l">; <style>; <p style='s'>
<script src="n"></script>; <script>'<a href="o">'</script>; <script>1</script>; <p onclick="t">
<script type="application/json">{"a": "<b id=c>"}</script>; <textarea><a href='p'></textarea>
<title>q</title>; <title><i id='r'></title>; <template>; </template>; <noscript>; <body id="z1">
<p id="v">; <p ID="w">; <p id=x1>; <p id="">; <td data-id="y1">
"""
CONTROLS = str.maketrans("␤␉␍␀␋", "\n\t\r\0\v")
PIECES = [each.translate(CONTROLS) for each in re.split(r"; |\n", FRAGMENTS.strip())]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
@settings(max_examples=1500, deadline=None)
def test_tags_tell_what_the_tree_does(markup: str) -> None:
    """A page is read tag by tag if that comes to the same."""
    with tempfile.TemporaryDirectory() as name:
        found = [_told(Path(name), f"<html><body>{odd}{markup}") for odd in ("", ODD)]
    assert found[0] == found[1]


def test_pages_are_read_tag_by_tag(site: Path, tmp_path: Path) -> None:
    """Those of a site are, which saves most of the time, and have what their trees have."""
    for page in sorted(site.rglob("*.html")):
        content = page.read_bytes()
        assert built_site.KnownTags().read(content)
        markup = content.decode()
        by_tree = markup.replace("<body", f"{ODD}<body")
        assert _told(tmp_path, markup) == _told(tmp_path, by_tree), page


def _told(folder: Path, page: str) -> object:
    """Return what is told of a page: its ids, links and inline code."""
    (folder / "index.html").write_text(page, encoding="utf-8")
    found = built_site.Reader().read(folder, {"index.html": page}).pages["index.html"]
    links = {(link.target, link.url, link.fetched) for link in found.links}
    return found.ids, links, found.occurrences, [code for _, code in found.inline]


@pytest.fixture
def site(small_site: Path, tmp_path: Path) -> Path:
    """The site of a small unit, to be changed by the test."""
    return shutil.copytree(small_site, tmp_path / "site")


def _with(page: Path, markup: str) -> None:
    replace(page, "</body>", f"{markup}</body>")


INLINE = (
    *("<script>x</script>", "<SCRIPT type=module>x</SCRIPT>", "<style>a{}</style>"),
    *('<p style="x">x</p>', "<p STYLE=x>x</p>", "<p style>x</p>", '<p class="a"style="x">x</p>'),
    *("<p onclick='x'>x</p>", "<p\nONCLICK=x>x</p>", "<svg/onload=x></svg>", "<p onclick>x</p>"),
)


@pytest.mark.parametrize("markup", INLINE)
def test_inline_scripts_and_styles(site: Path, markup: str) -> None:
    """However a page writes them, the server's rules forbid them."""
    page = site / "people/index.html"
    _with(page, markup)
    found = check.check(built_site.read(site))
    assert [problem.ref.file for problem in found] == ["people/index.html"]


@pytest.mark.parametrize("deep", ["", "<div>" * 300])
@pytest.mark.parametrize("target", ["gone/", "gone/\r\n", "gone/\0", "gone/?a&amp;b#c"])
def test_a_dead_link_is_told(site: Path, deep: str, target: str) -> None:
    """Whatever is in it, and however deep it is: deeper than a tree can be."""
    page = site / "people/index.html"
    content = page.read_bytes().decode()
    page.write_bytes(content.replace("</body>", f'{deep}<a href="{target}">x</a>').encode())
    (told,) = map(str, check.check(built_site.read(site)))
    assert "people/index.html:" in told
    assert "gone/" in told


def test_a_dead_link_whose_place_is_not_found(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told with its page."""
    _with(site / "people/index.html", '\n<a href="gone/">x</a>')
    monkeypatch.setattr(built_site, "places", lambda *_: iter(()))
    (told,) = map(str, check.check(built_site.read(site)))
    assert told.startswith("people/index.html:1  链接 gone/ 打不开")


def test_each_place_of_a_link_is_told(site: Path) -> None:
    """A link that leads nowhere is told once for each line that has it, fetched or not."""
    page = site / "people/index.html"
    link = '<a href="x/">x</a>'
    markup = f'{link}\n<img src="x/"><a href="y/">y</a>\n\n{link}{link}\n'
    line = page.read_text(encoding="utf-8").partition("</body>")[0].count("\n") + 1
    _with(page, markup)
    (styles,) = site.glob("assets/site.*.css")
    styles.write_text("a { background: url(z.png) }\n\nb { background: url(z.png) }\n", "utf-8")
    found = check.check(built_site.read(site))
    own = [f"people/index.html:{line + more}" for more in (0, 1, 3)]
    wanted = {(own[0], "x/"), (own[1], "x/"), (own[1], "y/"), (own[2], "x/")}
    wanted |= {(f"assets/{styles.name}:{number}", "z.png") for number in (1, 3)}
    assert {(str(each.ref), each.found.split()[1]) for each in found} == wanted


class _Spoiler:
    """Changes a site at random, and brings back what was."""

    def __init__(self, site: Path, seed: int) -> None:
        self._site = site
        self._chance = random.Random(seed)
        files = sorted(path for path in site.rglob("*") if path.is_file())
        self._whole = {path: path.read_bytes() for path in files}

    def change(self) -> None:
        """Do one thing."""
        do = self._chance.choice((self._back, self._back, self._remove, self._mark, self._add))
        do(self._chance.choice(list(self._whole)))

    def _back(self, _: Path) -> None:
        for path, content in self._whole.items():
            if self._chance.random() < 0.5:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)

    def _remove(self, path: Path) -> None:
        path.unlink(missing_ok=True)

    def _mark(self, path: Path) -> None:
        pages = [path, *(page for page in self._whole if page.suffix == ".html")]
        page = self._chance.choice([page for page in pages if page.exists()])
        if page.suffix == ".html":
            text = page.read_text("utf-8")
            markup = self._chance.choice(MARKUPS)
            page.write_text(text.replace("</body>", f"{markup}</body>"), "utf-8")

    def _add(self, _: Path) -> None:
        name = f"{self._chance.randrange(3)}{self._chance.choice(('.html', '.json', '.txt.gz'))}"
        (self._site / name).write_text(f'"{PHONE}"</html>', "utf-8")
        (self._site / name.removesuffix(".gz")).write_text(f'"{name * 900}"</html>', "utf-8")


def test_what_is_known_is_no_less(site: Path) -> None:
    """After any changes an inspector that has seen the site before says what a new one says."""
    spoiler, inspector = _Spoiler(site, 5), Inspector()
    refused: set[str] = set()
    for turn in range(10 * ROUNDS):
        files = digests(site)
        found = inspector.whole(site, files, DATA)
        assert found == Inspector().whole(site, files, DATA)
        refused.update(problem.found for problem in found.problems)
        if turn >= ROUNDS and len(refused) > 5:
            break
        spoiler.change()
    assert len(refused) > 5


def test_a_number_that_stays_elsewhere(site: Path) -> None:
    """The same words with a number in two files: where the first goes, the second is told."""
    for name in ("about/index.html", "people/index.html"):
        _with(site / name, f"<p>值班 {PHONE}</p>")
    inspector = Inspector()
    (first,) = inspector.numbers(site, digests(site), DATA).problems
    assert first.ref.file == "about/index.html"
    replace(site / "about/index.html", PHONE, "")
    (second,) = inspector.numbers(site, digests(site), DATA).problems
    assert second.ref.file == "people/index.html"


def test_a_site_like_another(site: Path, tmp_path: Path) -> None:
    """Having read one site, an inspector says of another what a new one says."""
    _with(site / "about/index.html", f"<p>值班 {PHONE}</p>")
    (site / "plan.svg").write_text(f"<svg><text d='{PHONE}'>a</text></svg>", "utf-8")
    _zipped(site / "files.zip", {"会议记录.txt": "", "b.jpg": PHONE})
    other = Path(shutil.copytree(site, tmp_path / "other"))
    _with(other / "people/index.html", "<p>电话 138<b>0013</b>8000</p>")
    (other / "own.txt").write_text(PHONE, "utf-8")
    (other / "a.json").write_text(f"""["text d='{PHONE}'>a"]""", "utf-8")
    _zipped(other / "names.zip", {f"{PHONE}.txt": ""})
    _zipped(other / "files.zip", {"b.txt": PHONE})
    inspector, files = Inspector(is_alone=True), digests(other)
    inspector.learn(site, digests(site))
    found = inspector.whole(other, files, DATA)
    assert found == Inspector().whole(other, files, DATA)
    assert {problem.ref.file for problem in found.problems} == {
        *("a.json", "about/index.html", "files.zip", "names.zip", "own.txt", "people/index.html"),
    }


def _zipped(target: Path, files: dict[str, str]) -> None:
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)


def test_an_exception_that_ends(site: Path, data: Path) -> None:
    """A number that the settings allow no longer is told, though no page has changed."""
    for name in ("about/index.html", "people/index.html"):
        _with(site / name, f"<p>值班 {PHONE}</p>")
    settings = (data / "unit.yml").read_text("utf-8")
    entry = f'allowed_numbers:\n  - {{number: "{PHONE}", reason: 值班电话}}\n'
    (data / "unit.yml").write_text(settings + entry, "utf-8")
    inspector = Inspector()
    assert inspector.numbers(site, digests(site), data).problems == ()
    (data / "unit.yml").write_text(settings, "utf-8")
    assert len(inspector.numbers(site, digests(site), data).problems) == 1


@pytest.mark.programs
def test_ready_as_if_made_at_once(site: Path, tmp_path: Path) -> None:
    """After any changes a copy that was brought up to date is the same as a new one."""
    kept, spoiler = Ready(tmp_path / "kept", PROJECT), _Spoiler(site, 6)
    for number in range(10):
        files, new = digests(site), Ready(tmp_path / f"new{number}", PROJECT)
        kept.update(site, files, "- 0 0 -")
        new.update(site, files, "- 0 0 -")
        assert digests(kept.folder) == digests(new.folder)
        manifest = (kept.folder / "manifest").read_text("utf-8")
        assert manifest == "".join(f"{sum}  {name}\n" for name, sum in digests(kept.site).items())
        assert any(line.endswith("index.html.gz") for line in manifest.splitlines())
        spoiler.change()
        spoiler.change()
