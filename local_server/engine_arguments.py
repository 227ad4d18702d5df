"""The options that choose an engine, each of which an environment variable can give, too."""

from __future__ import annotations

from argparse import ArgumentError, ArgumentTypeError
from pathlib import Path
from typing import TYPE_CHECKING, Final

from local_server.engines.choice import AUTO, COSYVOICE, NAMES, SPEECH_API
from local_server.engines.speech_api.options import PRESETS, base_url
from local_server.words import say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping, Sequence

TOKEN: Final = "COSYVOICE_ENGINE_TOKEN"  # noqa: S105 - the name of a variable
"""The variable with the token of the service that speaks."""
_PREFIX: Final = "COSYVOICE_"
_URL: Final = "--engine-url"
_VOICE: Final = "--engine-voice"
_OF: Final = {
    _URL: SPEECH_API,
    "--engine-preset": SPEECH_API,
    "--engine-model": SPEECH_API,
    _VOICE: SPEECH_API,
    "--engine-token-file": SPEECH_API,
    "--python": COSYVOICE,
    "--model-dir": COSYVOICE,
    "--checkout": COSYVOICE,
}
"""Options that only one engine has a use for."""
_SEVERAL: Final = (_URL, _VOICE)
"""Those that may be given again; their variables hold several, with spaces between."""


def add_engine_arguments(parser: argparse.ArgumentParser, path: Callable[[str], Path]) -> None:
    """Add the options to a parser; none has a value that was not given.

    Args:
        parser: Of the server.
        path: Reads the path of a file or folder.
    """
    add = parser.add_argument
    add(
        "--engine",
        choices=NAMES,
        help=say(
            "speech engine ({default}: the best one that is installed, and eSpeak NG for languages"
            " it doesn't speak)"
        ).format(default=AUTO),
    )
    add(
        _URL,
        action="append",
        type=_url,
        metavar="URL",
        help=say("service that speaks for {engine}; again for more").format(engine=SPEECH_API),
    )
    add(
        "--engine-preset",
        choices=PRESETS,
        help=say("what kind of service it is ({default})").format(default=PRESETS[0]),
    )
    add("--engine-model", metavar="NAME", help=say("model to ask that service for"))
    add(
        _VOICE,
        action="append",
        metavar="[ID=]NAME",
        help=say("voice set up at that service, for all voices or the one with this ID"),
    )
    add(
        "--engine-token-file",
        type=path,
        metavar="FILE",
        help=say("file that contains the token of that service"),
    )
    add(
        "--python",
        type=Path,
        metavar="FILE",
        help=say("Python that runs CosyVoice's own code, for {engine}").format(engine=COSYVOICE),
    )
    add("--model-dir", type=path, metavar="DIR", help=say("folder of CosyVoice's own model"))
    add("--checkout", type=path, metavar="DIR", help=say("folder of CosyVoice's own code"))


def with_environment(
    parser: argparse.ArgumentParser,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    others: Sequence[str] = (),
) -> argparse.Namespace:
    """Read a command line, and from the environment which of these options it doesn't give.

    `variables` of the result names the environment variables that were used, by their options.

    Args:
        parser: Of the server.
        arguments: The command line.
        environment: The variables.
        others: More options that a variable can give; each has one value, and a default.
    """
    given = parser.parse_args(arguments)
    more: list[str] = []
    variables: dict[str, str] = {}
    for option in (*others, "--engine", *_OF):
        value = environment.get(variable_of(option), "").strip()
        # What has a default may have been given all the same: of two, the later one holds.
        if value and (option in others or _value(given, option) is None):
            variables[option] = variable_of(option)
            values = value.split() if option in _SEVERAL else [value]
            more += [f"{option}={each}" for each in values]
            _try(parser, more, variables[option])
    options = parser.parse_args([*more, *arguments])
    options.variables = variables
    if options.engine is None:
        options.engine = _meant(options)
    for option, engine in _OF.items():
        if _value(given, option) is not None and options.engine != engine:
            words = say("{option} is only for --engine {engine}")
            parser.error(words.format(option=option, engine=engine))
    _check(parser, options, given)
    return options


def _try(parser: argparse.ArgumentParser, arguments: Sequence[str], variable: str) -> None:
    """See whether the value of a variable can be used; the mistake is that variable's."""
    usual, parser.exit_on_error = parser.exit_on_error, False
    try:
        parser.parse_known_args(arguments)
    except ArgumentError as error:
        parser.error(say("{title}: {state}").format(title=variable, state=error.message))
    finally:
        parser.exit_on_error = usual


def _url(text: str) -> str:
    try:
        return base_url(text)
    except ValueError:
        raise ArgumentTypeError(
            say("must be an address such as http://gpu:8091, without user name, password, or query")
        ) from None


def variable_of(option: str) -> str:
    """The environment variable of an option."""
    return _PREFIX + option.removeprefix("--").replace("-", "_").upper()


def _value(options: argparse.Namespace, option: str) -> object:
    return getattr(options, option.removeprefix("--").replace("-", "_"))


def _meant(options: argparse.Namespace) -> str:
    """The engine that the other options are for."""
    if options.engine_url:
        return SPEECH_API
    return COSYVOICE if options.model_dir is not None else AUTO


def _check(
    parser: argparse.ArgumentParser, options: argparse.Namespace, given: argparse.Namespace
) -> None:
    """See that an engine has what it can't do without.

    Args:
        parser: Says what is missing.
        options: All of them.
        given: Those of the command line.
    """
    needed = {SPEECH_API: (_URL,), COSYVOICE: ("--python", "--model-dir")}
    missing = [each for each in needed.get(options.engine, ()) if _value(options, each) is None]
    if missing:
        cause, variable = f"--engine {options.engine}", options.variables.get("--engine")
        if variable:
            cause = f"{variable}={options.engine}"
        elif given.engine is None:  # it follows from this one
            variable = options.variables.get("--model-dir")
            cause = variable or "--model-dir"
        names = ", ".join(map(variable_of, missing) if variable else missing)
        parser.error(say("{cause} requires {options}").format(cause=cause, options=names))
