"""Scripts put together from modules: what is understood comes out in order, the rest is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import FileSystemBytecodeCache

from allocation.pages.html import assets
from allocation.pages.html.assets import asset_files
from allocation.pages.html.bundle import BundleError, bundle
from allocation.pages.html.javascript import scan
from allocation.site.outputs import ASSETS


def written(folder: Path, **modules: str) -> Path:
    """Write modules by their names; return the one that a bundle begins with."""
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder / "main.js"


MAIN = """\
/* What the script does. */
import { twice } from "./numbers.js";
import {
  greet,
  NAME,
} from "./words.js";

/** @param {number} count */
function start(count) {
  // Twice as often.

  greet(NAME, twice(count)); /* said */
}

start(2);
"""
NUMBERS = "export const twice = (number) => 2 * number;\n"
WORDS = """\
import { twice } from "./numbers.js";

export const NAME = "world";
const unused = twice(1);

export async function greet(name, times) {
  console.log(name, times);
}
"""


def test_modules_come_before_those_that_import_them(tmp_path: Path) -> None:
    """Imports are replaced by what they import, once; comments and white space go."""
    entry = written(tmp_path, main=MAIN, numbers=NUMBERS, words=WORDS)
    assert bundle(entry) == (
        "(function () {\n"
        '"use strict";\n'
        "const twice=(number)=>2*number;\n"
        'const NAME="world";const unused=twice(1);'
        "async function greet(name,times){console.log(name,times);}\n"
        "function start(count){greet(NAME,twice(count));}\n"
        "start(2);\n"
        "})();\n"
    )


def test_the_same_modules_make_the_same_script(tmp_path: Path) -> None:
    """Neither the folder nor the order in which files were written shows, nor ends of lines."""
    scripts = set()
    for name, ends in (("one", "\n"), ("other", "\r\n")):
        (tmp_path / name).mkdir()
        modules = {"main": MAIN, "numbers": NUMBERS, "words": WORDS}
        for module in sorted(modules, reverse=name == "other"):
            text = modules[module].replace("\n", ends)
            (tmp_path / name / f"{module}.js").write_bytes(text.encode())
        scripts.add(bundle(tmp_path / name / "main.js"))
    assert len(scripts) == 1


def test_texts_that_look_like_code(tmp_path: Path) -> None:
    """What stands in strings, templates, patterns and comments is neither import nor name."""
    text = r"""
const one = "import { a } from './lost.js'; // no comment";
const two = 'it\'s /* none */ export';
const three = `
import { b } from "./lost.js";

export ${one + `${"}"} import`} \` \${
`;
const four = /["'`/*]export \/ [/"]/g.test(one) ? 4 / 2 / 1 : /import/;
start(one, two, three, four);
"""
    text += "// import { c } from './lost.js';\n/* export const start = 1; */\n"
    other = "export const start = (...rest) => rest;\n"
    imported = 'import { start } from "./other.js";\n'
    script = bundle(written(tmp_path, main=imported + text, other=other))
    before, after = script.split("const one", 1)
    assert before.endswith("rest;\n")
    wanted = text.split("//\x20import { c }")[0].split("const one", 1)[1]
    for spaced, short in {
        " = ": "=",
        " ? 4": "?4",
        " : /": ":/",
        "/;\n": "/;",
        ";\nconst": ";const",
        ", ": ",",
    }.items():
        wanted = wanted.replace(spaced, short)
    assert after == f"{wanted}}})();\n"


REFUSED = {
    'import b from "./b.js";': "import or export",
    'import * as b from "./b.js";': "import or export",
    'import "./b.js";': "import or export",
    'import { b as c } from "./b.js";': "import or export",
    "import { b } from './b.js';": "import or export",
    'import { b } from "b";': "import or export",
    'const c = () => { import("./b.js"); };': "import or export",
    "export default 1;": "import or export",
    "export let c = 1;": "import or export",
    "const c = 1; export { c };": "import or export",
    'export { b } from "./b.js";': "import or export",
    'export * from "./b.js";': "import or export",
    "export const { c } = start();": "import or export",
    "const [c] = start();": "plain name",
    "const c = 1, d = 2;": "two declarations",
    "var c = 1;": "var",
    "await start();": "await",
    "start(c?.d);": "old browsers",
    "start(c ?? d);": "old browsers",
    "start(`${c ??= d}`);": "old browsers",
    "class C { #secret = 1; }": "old browsers",
    'const c = "one;': "does not end",
    "const c = `one;": "does not end",
    "start(1;": "is missing",
    "start([1)];": "closes nothing",
    "}": "closes nothing",
}
"""Lines of a module that are refused, and a word of the reason."""


@pytest.mark.parametrize("line", REFUSED)
def test_what_is_not_understood_is_refused(tmp_path: Path, line: str) -> None:
    """Nothing is let through that might mean something else in the script; the line is named."""
    entry = written(tmp_path, main=f"/* two\nlines */\n{line}\n", b="export const b = 1;\n")
    with pytest.raises(BundleError, match=REFUSED[line]) as refused:
        bundle(entry)
    if "is missing" not in str(refused.value):
        assert f"{entry}:3: " in str(refused.value)


def test_circles_are_refused(tmp_path: Path) -> None:
    """Of two modules that import one another, none can come first."""
    first = 'import { b } from "./b.js";\nexport const a = 1;\n'
    second = 'import { a } from "./main.js";\nexport const b = 1;\n'
    with pytest.raises(BundleError, match=r"circle: main\.js, b\.js, main\.js"):
        bundle(written(tmp_path, main=first, b=second))


def test_names_mean_one_thing(tmp_path: Path) -> None:
    """Two modules can't declare one name, nor one use what another declares unasked."""
    other = "export const b = 1;\nconst find = 2;\n"
    imported = 'import { b } from "./b.js";\n'
    with pytest.raises(BundleError, match="find is declared more than once"):
        bundle(written(tmp_path, main=f"{imported}function find() {{}}\n", b=other))
    # Alone, this is the find of the browser.
    with pytest.raises(BundleError, match=r"main\.js: uses find, as b\.js does"):
        bundle(written(tmp_path, main=f"{imported}window.stop(find);\n", b=other))
    with pytest.raises(BundleError, match="uses find"):
        bundle(written(tmp_path, main=f"{imported}stop(...find);\n", b=other))
    assert bundle(written(tmp_path, main=f"{imported}stop(b.find, {{ find: 1 }});\n", b=other))


def test_what_is_imported_must_be_there(tmp_path: Path) -> None:
    """A name must be exported, a file must exist."""
    entry = written(tmp_path, main='import { b } from "./b.js";\n', b="const b = 1;\n")
    with pytest.raises(BundleError, match=r"main\.js: b\.js does not export b"):
        bundle(entry)
    (tmp_path / "b.js").unlink()
    with pytest.raises(BundleError, match=r"b\.js: imported, but there is no such file"):
        bundle(entry)


def test_our_scripts() -> None:
    """Each script that pages ask for is served, without anything that only modules may say."""
    scripts = {name: content.decode() for name, content in asset_files(ASSETS)}
    ours = {f"{entry.parent.name}.js" for entry in ASSETS.glob("*/main.js")}
    assert ours == {
        "edit.js",
        "gallery.js",
        "old-browsers.js",
        "search-worker.js",
        "search.js",
        "site.js",
    }
    for name in ours:
        assert not re.search(r"\b(?:import|export)\b|/\*", scan(scripts[name]).code), name
    assert {path.name for path in (ASSETS / "vendor").iterdir()} < scripts.keys()
    assert not [name for name in scripts if name.endswith((".json", ".ts"))]


def test_bundled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scripts are kept for other processes, until a module is another one; damage does no harm."""
    kept = tmp_path / "kept"
    kept.mkdir()
    monkeypatch.setattr(assets, "bytecode_cache", lambda: FileSystemBytecodeCache(str(kept)))
    bundled: list[Path] = []

    def counted(path: Path) -> str:
        bundled.append(path)
        return bundle(path)

    monkeypatch.setattr(assets, "bundle", counted)
    (tmp_path / "thing").mkdir()
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/main.css").touch()

    def made(text: str) -> tuple[str, int]:
        """Return the script of a process that begins, and how many were bundled for it."""
        written(tmp_path / "thing", main=text)
        assets._scripts.cache_clear()
        bundled.clear()
        return dict(asset_files(tmp_path))["thing.js"].decode(), len(bundled)

    first, count = made("start();\n")
    assert (made("start();\n"), count) == ((first, 0), 1)
    changed, count = made("stop();\n")
    assert ("stop()" in changed, count) == (True, 1)
    for damage in (b"", b"[]", b'{"state": 1}', b"\xff{"):
        (file,) = kept.iterdir()
        file.write_bytes(damage)
        assert made("stop();\n") == (changed, 1), damage
    assets._scripts.cache_clear()


def test_no_module_is_forgotten() -> None:
    """Each of our modules is part of a script."""
    used = "".join(bundle(entry) for entry in ASSETS.glob("*/main.js"))
    used = f"\n{used}"
    for path in set(ASSETS.rglob("*.js")) - set(ASSETS.glob("vendor/*")):
        lines = [
            line for line in path.read_text(encoding="utf-8").splitlines() if "export " in line
        ]
        assert path.name == "main.js" or lines, path
        for line in lines:
            declared = re.search(r"export (?:async )?(?:const|class|function\*?) \w+", line)
            assert declared, line
            assert declared[0].removeprefix("export ") in used, path
