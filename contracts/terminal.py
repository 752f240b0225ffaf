"""The command line's manners: language, what goes to stdout and stderr, progress, exit codes.

The one place where an exception becomes a line and an exit code. Used by the offline commands alone
and by the whole command.
"""

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from contracts import messages
from contracts.problems import ExitCode, Problem

if TYPE_CHECKING:
    from rich.console import Console

_NO_COMMAND = re.compile(r"No such command '(.*?)'")
_INTERRUPTED = 130  # as shells have it
Advance = Callable[[int], None]


class Terminal:
    """One session's language and streams; every command gets it as `context.obj`."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.quiet = False  # with --json: nothing beside the one document

    def say(self, key: str, /, **values: object) -> str:
        """The wording of a key in this session's language."""
        return messages.text(key, self.language, **values)

    def out(self, text: str) -> None:
        """Write a line to stdout: what was asked for."""
        sys.stdout.write(text + "\n")

    def note(self, key: str, /, **values: object) -> None:
        """Write a line to stderr: what happens on the way."""
        sys.stderr.write(self.say(key, **values) + "\n")

    def answer(self, document: object) -> None:
        """Write one JSON document to stdout."""
        import json

        self.out(json.dumps(document, ensure_ascii=False, indent=1, default=str))

    @property
    def console(self) -> "Console":
        """Stdout for tables and pictures; at least 100 columns wide when it is no terminal."""
        from rich.console import Console

        width = None if sys.stdout.isatty() else 120
        return Console(file=sys.stdout, width=width, highlight=False, soft_wrap=False)

    @contextmanager
    def progress(self, key: str, total: int | None) -> Iterator[Advance]:
        """A bar on stderr; none when that is no terminal or with --json.

        Args:
            key: Wording of what is being done.
            total: Steps until it is done, if that is known.

        Yields:
            A function that advances the bar by some steps.
        """
        if self.quiet or not sys.stderr.isatty():
            yield lambda _: None
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
        from rich.progress import TimeElapsedColumn as Elapsed

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Elapsed())
        with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
            task = bar.add_task(self.say(key), total=total)
            yield lambda steps: bar.advance(task, steps)


def application(language: str, about: str) -> typer.Typer:
    """An empty command in a language; commands are added with `cls=command_class(language)`."""
    return typer.Typer(
        name="kliring",
        help=messages.text(about, language),
        cls=_group_class(language),
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
    )


def group(language: str, order: Sequence[str] = ()) -> typer.Typer:
    """A group of commands, to be added to another.

    Args:
        language: Of its help.
        order: Commands as the help lists them; else as they are added, groups in it first.
    """
    return typer.Typer(cls=_group_class(language, order), no_args_is_help=True)


def command_class(language: str) -> type[TyperCommand]:
    """A command whose own `--help` is explained in that language."""
    text = messages.text("terminal.help_option", language)

    class Command(TyperCommand):
        def get_usage(self, ctx: Any) -> str:
            return _usage(super().get_usage(ctx), language)

        def get_help_option(self, ctx: Any) -> Any:
            return _explained(super().get_help_option(ctx), text)

    return Command


def run(
    app: typer.Typer,
    arguments: Sequence[str],
    terminal: Terminal,
    unexpected: Callable[[Exception], str],
) -> int:
    """Run a command and answer with its exit code; never a traceback.

    Args:
        app: The command.
        arguments: What stands after its name.
        terminal: Given to the command as `context.obj`.
        unexpected: Keeps an exception nobody foresaw and says where, in one sentence.
    """
    if len(arguments) < 2 or "--help" in arguments:  # a group alone shows its help
        _translate_panels(terminal.language)
    try:
        answer = app(list(arguments), standalone_mode=False, prog_name="kliring", obj=terminal)
        sys.stdout.flush()
        code = int(answer) if isinstance(answer, int) else ExitCode.DONE
    except Problem as problem:
        if terminal.quiet:
            terminal.answer(problem.document(terminal.language))
        code = _line(problem.sentence(terminal.language), problem.exit_code)
        for detail in [] if terminal.quiet else problem.details(terminal.language):
            _line(f"- {detail}", code)
    except TyperException as misuse:
        code = _misuse(misuse, terminal)
    except (KeyboardInterrupt, typer.Abort, typer.Exit) as left:
        code = getattr(left, "exit_code", _INTERRUPTED)
    except BrokenPipeError:  # the reader of our output left, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = ExitCode.DONE
    except Exception as error:  # noqa: BLE001 - the last resort, so that no traceback shows values
        code = _line(unexpected(error), ExitCode.WRONG_USE)
    if code == _INTERRUPTED:  # typer answers with it as well
        _line(terminal.say("terminal.interrupted"), code)
    return int(code)


def taken(
    arguments: Sequence[str], option: str, stop: Sequence[str] = ()
) -> tuple[str | None, list[str]]:
    """Take a global option from wherever it stands in the arguments.

    Args:
        arguments: What stands after the command's name.
        option: Its name, as `--lang`.
        stop: Commands behind which an option of that name is their own.

    Returns:
        Its last value, none if it is not there; and the arguments without it.
    """
    value, rest = None, []
    remaining = iter(arguments)
    for argument in remaining:
        if argument in {"--", *stop}:
            rest.append(argument)
            rest.extend(remaining)
        elif argument == option:
            value = next(remaining, "")
        elif argument.startswith(f"{option}="):
            value = argument.partition("=")[2]
        else:
            rest.append(argument)
    return value, rest


def _group_class(language: str, order: Sequence[str] = ()) -> type[TyperGroup]:
    text = messages.text("terminal.help_option", language)

    class Group(TyperGroup):
        def get_usage(self, ctx: Any) -> str:
            return _usage(super().get_usage(ctx), language)

        def get_help_option(self, ctx: Any) -> Any:
            return _explained(super().get_help_option(ctx), text)

        def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - typer's signature
            # in the order of the work, not of the alphabet
            return sorted(self.commands, key=lambda one: order.index(one) if one in order else -1)

    return Group


def _explained(option: Any, text: str) -> Any:
    if option is not None:
        option.help = text
    return option


def _usage(told: str, language: str) -> str:
    """The line of usage, which typer words in English, in that language."""
    for word in ("usage", "options", "arguments"):
        english, own = (messages.text(f"terminal.{word}", to) for to in ("en", language))
        told = told.replace(english, own)
    return told


def _translate_panels(language: str) -> None:
    from typer import rich_utils

    for name in ("ARGUMENTS_PANEL_TITLE", "OPTIONS_PANEL_TITLE", "COMMANDS_PANEL_TITLE"):
        setattr(rich_utils, name, messages.text(f"terminal.{name.lower()}", language))
    rich_utils.REQUIRED_LONG_STRING = messages.text("terminal.required", language)
    rich_utils.DEFAULT_STRING = messages.text("terminal.default", language)


def _misuse(misuse: TyperException, terminal: Terminal) -> int:
    kind = type(misuse).__name__
    if kind == "NoArgsIsHelpError":
        return ExitCode.WRONG_USE  # the help has been shown
    context = getattr(misuse, "ctx", None)
    command = context.command_path if context else "kliring"
    values = _values(misuse)
    wording = _WORDING.get(kind, "wrong_use")
    if unknown := _NO_COMMAND.match(values["why"]):  # typer has no kind of its own for it
        wording, values["name"] = "no_such_command", unknown[1]
    what = terminal.say(f"terminal.{wording}", **values)
    return _line(f"{what} {terminal.say('terminal.see_help', command=command)}", ExitCode.WRONG_USE)


_WORDING = {
    "MissingParameter": "missing",
    "BadParameter": "bad_value",
    "NoSuchOption": "no_such_option",
    "BadOptionUsage": "needs_value",
}


def _values(misuse: TyperException) -> dict[str, str]:
    param = getattr(misuse, "param", None)
    hint = getattr(misuse, "param_hint", None)
    named = hint or getattr(misuse, "option_name", "")
    if param is not None:
        named = getattr(param, "metavar", None) or max(param.opts, key=len)
    return {"name": str(named), "why": misuse.format_message()}


def _line(text: str, code: int) -> int:
    sys.stderr.write(" ".join(text.split()) + "\n")
    return int(code)
