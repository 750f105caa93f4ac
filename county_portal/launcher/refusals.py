"""How the launcher speaks: one short line for each thing done, one sentence for each thing it will not do."""

import os
import sys
from typing import TextIO


class Refusal(Exception):
    """Why the launcher stops; its text tells the person at the terminal what to do next."""

    code = 1


class Misuse(Refusal):
    """A command line that says nothing the launcher knows; 2 is what a shell expects for it."""

    code = 2


def say(line: str, stream: TextIO | None = None) -> None:
    """One line at once; a terminal that knows no Chinese gets question marks instead of a traceback."""
    target = stream or sys.stdout
    try:
        target.write(line + "\n")
        target.flush()
    except OSError:
        # the reader has gone (`| head`, a closed terminal); what is left in the buffer must not fail again at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), target.fileno())


def whisper(line: str) -> None:
    """A line beside the output of a management command, whose standard output belongs to its reader."""
    say(line, sys.stderr)
