"""The command ``allocation``: work on the data for people and CI; builds and checks of the site.

In: arguments and a data folder. Out: messages in Chinese, files, exit codes.
"""

from __future__ import annotations

import errno
from importlib import import_module
from typing import IO, Any

import click

from allocation import __version__
from allocation.base.os_messages import describe_os_error
from allocation.cli.usage_messages import Context, usage_message
from allocation.runtime.journal import WriteError

COMMANDS = {
    "box": "box:box",
    "build": "build:build",
    "carry-over": "carry_over:carry_over",
    "check-numbers": "check_site:check_numbers",
    "check-site": "check_site:check_site",
    "comment": "comment:comment",
    "diff": "diff:diff",
    "export": "export:export",
    "handover": "handover:hand_over",
    "import": "import_:import_",
    "inbox": "inbox:inbox",
    "lint": "check:lint",
    "new-unit": "new_unit:become_unit",
    "pdf": "pack:to_pdf",
    "scan": "scan:scan",
    "schema": "check:write_schema",
    "sign": "sign:sign",
    "start-edition": "carry_over:start_edition",
    "units": "units:units",
    "zip": "pack:pack",
}
"""The module in this folder and the function of each command."""


class _Commands(click.Group):
    """Imports a command's module when it is called: most load libraries that no other needs."""

    context_class = Context

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, function = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"{__name__}.{module}"), function)
        command.context_class = Context
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Report errors of files and of usage in one line in Chinese, without a traceback."""
        try:
            return super().invoke(ctx)
        except WriteError as error:
            raise _Stop(str(error)) from error
        except click.UsageError as error:
            raise _WrongUsage(usage_message(error)) from error
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            raise _Stop(f"读写出错（{describe_os_error(error)}）。") from error


class _Stop(click.ClickException):
    """Ends a command with a message, without click's ``Error:``."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, err=True)


class _WrongUsage(_Stop):
    """Ends a command that was called in a wrong way."""

    exit_code = click.UsageError.exit_code


@click.group(cls=_Commands)
@click.version_option(__version__)
def main() -> None:
    """分工数据的检查与输出。"""
