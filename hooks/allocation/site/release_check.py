"""A check that the web server serves the release that was just published."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request

import click

_NAME = "release.txt"
"""The file in which ``scripts/deploy/release`` writes the name of the release."""
_SECONDS = 20
_LOGIN = (401, 403)


@click.command()
@click.argument("url")
@click.argument("release")
def main(url: str, release: str) -> None:
    """到网站上看一看：读者拿到的是不是这一版。"""
    address = f"{url.rstrip('/')}/{_NAME}"
    try:
        with urllib.request.urlopen(address, timeout=_SECONDS) as response:
            served = response.read(200).decode(errors="replace").strip()
    except urllib.error.HTTPError as error:
        if error.code in _LOGIN:
            click.echo(f"没有核对：{address} 要登录或限制地址（{error.code}）。")
            return
        served = f"{error.code}"
    except (OSError, ValueError) as error:
        click.echo(f"没有核对：这台机器连不上 {address}（{getattr(error, 'reason', error)}）。")
        return
    if served == release:
        click.echo(f"已核对：{url} 给出的就是这一版。")
        return
    click.echo(
        f"{address} 给出的是“{served[:60]}”，应是 {release}：发布到的文件夹不是这个网址用的。\n"
        "    对照 nginx 的 root 和发布的目标；SITE_URL 写错了就改正它。",
        err=True,
    )
    sys.exit(1)


if __name__ == "__main__":
    main()
