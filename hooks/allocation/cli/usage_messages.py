"""What click says of command lines, in Chinese: its help, and what is wrong with one."""

from __future__ import annotations

import re
from collections.abc import Iterable

import click

_QUOTED = re.compile(r"'([^']*)'")
_WRONG_VALUES = {
    "does not exist": "没有“{}”",
    "is a directory": "“{}”是文件夹，要的是文件",
    "is a file": "“{}”是文件，要的是文件夹",
    "is not readable": "“{}”读不了",
    "is not writable": "“{}”写不进去",
    "is not a valid": "“{}”不是数字",
    "is not in the range": "“{}”太大或太小",
    "is not one of": "“{}”不在可选的里面",
}


_HEADINGS = {"Options": "选项", "Commands": "命令"}
_OPTIONS = {"--help": "显示用法", "--version": "显示版本"}
"""What click's own options do."""
_TYPES = {
    "INTEGER RANGE": "数",
    "INTEGER": "数",
    "DIRECTORY": "文件夹",
    "FILE": "文件",
    "PATH": "路径",
    "TEXT": "文字",
}
"""What click calls the values of options."""


class HelpFormatter(click.HelpFormatter):
    """Writes help whose headings are Chinese."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line of usage: the name of the command and its arguments."""
        words = args.replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]", "命令 [参数]")
        super().write_usage(prog, words, prefix="用法：" if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """Write the heading of options or commands."""
        super().write_heading(_HEADINGS.get(heading, heading))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write options or commands with what they do."""
        said = [
            (_in_chinese(name), _OPTIONS.get(name, text.replace("[default: ", "[默认：")))
            for name, text in rows
        ]
        super().write_dl(said, col_max, col_spacing)


class Context(click.Context):
    """The context of a command whose help is Chinese."""

    formatter_class = HelpFormatter


def usage_message(error: click.UsageError) -> str:
    """Return what is wrong with a command line, and where to look it up."""
    command = error.ctx.command_path if error.ctx else "allocation"
    return f"{_found(error)}；用法见 {command} --help。"


def _found(error: click.UsageError) -> str:
    if isinstance(error, click.MissingParameter):
        return f"少写了 {_name(error)}"
    if isinstance(error, click.NoSuchOption):
        meant = "、".join(error.possibilities or ())
        return f"没有 {error.option_name} 这个选项{f'（是不是 {meant}）' if meant else ''}"
    if isinstance(error, click.BadParameter):
        return f"{_name(error)}：{_wrong_value(error.message)}"
    quoted = _QUOTED.search(error.message)
    if "No such command" in error.message and quoted:
        return f"没有“{quoted[1]}”这个命令"
    if isinstance(error, click.BadOptionUsage):
        return f"{error.option_name} 后面要写值"
    return "命令写得不对"


def _name(error: click.BadParameter) -> str:
    if error.param_hint:
        return str(error.param_hint).strip("'")
    param = error.param
    if param is None:
        return "参数"
    return param.opts[0] if isinstance(param, click.Option) else param.metavar or "文件"


def _wrong_value(message: str) -> str:
    """Return what is wrong with a value; a message of the project's own is Chinese already."""
    if not message.isascii() and not _QUOTED.search(message):
        return message
    quoted = _QUOTED.search(message)
    value = quoted[1] if quoted else message.split(" ", 1)[0]
    for english, chinese in _WRONG_VALUES.items():
        if english in message:
            return chinese.format(value)
    return "写得不对" if message.isascii() else message


def _in_chinese(option: str) -> str:
    """Return an option whose value is named in Chinese: ``--into 文件夹``."""
    name, _, value = option.partition(" ")
    return f"{name} {_TYPES.get(value, value)}".rstrip()
