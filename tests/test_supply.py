"""What the site is built with: listed with licences, looked up, never called safe unseen."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from helpers import PROJECT

pytestmark = pytest.mark.programs

AUDITS = {
    "none": ("No known vulnerabilities found", 0, 0, "没有已知的漏洞"),
    "some": ("Found 2 known vulnerabilities in 1 package", 1, 1, "Found 2 known vulnerabilities"),
    "skipped": (
        "ERROR:pip_audit._cli:jinja2: could not be audited",
        1,
        2,
        "不等于没有漏洞",
    ),
    "no network": ("requests.exceptions.ConnectionError", 1, 2, "不等于没有漏洞"),
}


def test_bill_of_materials(tmp_path: Path) -> None:
    """Each locked component that is installed is listed, with its licence; twice the same bytes."""
    made = []
    for name in ("one.json", "two.json"):
        command = [PROJECT / "scripts/sbom", tmp_path / name]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]
    bom = json.loads(made[0])
    assert (bom["bomFormat"], bom["specVersion"]) == ("CycloneDX", "1.6")
    listed = {each["name"]: each for each in bom["components"]}
    lock = (PROJECT / "scripts/locks/build.lock").read_text(encoding="utf-8")
    everywhere = re.findall(r"^([a-z0-9.-]+)==[^ ;]+ \\$", lock, re.MULTILINE)
    assert {*everywhere} <= {*listed}
    refs = [each["bom-ref"] for each in bom["components"]]
    assert len(refs) == len({*refs}) == len(bom["dependencies"][0]["dependsOn"])
    theirs = {"clipboard", "escape-html", "focus-visible", "lunr", "material-design-color", "rxjs"}
    assert {*theirs, "lunr-languages", "photoswipe", "iframe-worker"} <= {*listed}
    assert (listed["clipboard"]["version"], listed["lunr"]["version"]) == ("2.0.11", "2.3.9")
    for name, each in listed.items():
        assert each["licenses"][0]["expression"], name
        assert f"\n{name}" in f"\n{done.stdout}"


@pytest.mark.parametrize("case", AUDITS)
def test_audit(tmp_path: Path, case: str) -> None:
    """No answer is not taken for a good answer."""
    says, code, expected, told = AUDITS[case]
    scripts, bin = tmp_path / "scripts", tmp_path / ".venv" / "bin"
    scripts.mkdir()
    bin.mkdir(parents=True)
    shutil.copy(PROJECT / "scripts/audit", scripts)
    (scripts / "locks").mkdir()
    (scripts / "locks" / "build.lock").touch()
    for path, body in {scripts / "install": "", bin / "uv": f"echo '{says}'; exit {code}"}.items():
        path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        path.chmod(0o755)
    done = subprocess.run(
        [scripts / "audit"], capture_output=True, text=True, check=False, env=os.environ
    )
    assert done.returncode == expected
    assert told in done.stdout + done.stderr
