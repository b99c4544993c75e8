"""The three standard streams, whichever of them whoever started us has closed."""

from __future__ import annotations

import os
import sys
from io import BufferedReader, TextIOWrapper
from pathlib import Path
from typing import TextIO, cast

from kyc.model.errors import InputError


def settle() -> None:
    r"""Make the standard streams safe to use: what is closed leads nowhere, what is open is written as UTF-8.

    A number that stays free would be given to the next file that is opened, and what a library prints would then be
    written into it. What is no UTF-8 in a file's name comes out as `\udcff`, JSON's own escape.
    """
    for number in (0, 1, 2):
        if not _is_open(number):
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # takes the lowest number that is free
    # Python has none where it found them closed, whatever typeshed says; nobody reads them, as with `> /dev/null`.
    sys.stdout, sys.stderr = sys.stdout or _nowhere(), sys.stderr or _nowhere()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def standard_input() -> BufferedReader:
    """What is piped in.

    Raises:
        InputError: when it is closed: no questions would read as questions that were all answered.
    """
    if cast(TextIO | None, sys.stdin) is None:
        raise InputError("INPUT.UNREADABLE", "standard input is closed")
    return cast(BufferedReader, sys.stdin.buffer)


def piped_text() -> str:
    """All that is piped in.

    Raises:
        InputError: when standard input is closed, or is not UTF-8.
    """
    try:
        return standard_input().read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("INPUT.NOT_UTF8", "standard input is not UTF-8") from None


def argument_text(argument: str) -> str:
    """What was typed, read as UTF-8 where the locale could not.

    Raises:
        InputError: when it is not UTF-8: a name with a letter lost would be another name.
    """
    if not any("\ud800" <= character <= "\udfff" for character in argument):
        return argument
    try:
        return os.fsencode(argument).decode("utf-8")
    except UnicodeError:
        raise InputError("USAGE", "an argument holds bytes that are no UTF-8") from None


def drop_the_rest() -> None:
    """What is left for a full disk would fail once more when Python ends, and end it with another code."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")
