"""What every subcommand gets besides its arguments: a way to answer and a way into the store."""

import argparse
import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from app.intake.session import DeskSession

DONE = 0
NEEDS_A_PERSON = 1
WRONG_INPUT = 2


@dataclass(frozen=True)
class World:
    """Answers go to stdout, sentences to stderr; never a traceback (outside interface, section 1).

    Attributes:
        as_json: `--json` was given.
        sign_in: opens the store named by the arguments as the user named by them; `writing=False`
            opens it beside a running window. Raises `StationError`s, which the caller lets through.
    """

    as_json: bool
    sign_in: Callable[[argparse.Namespace, bool], AbstractContextManager[DeskSession]]

    def answer(self, value: object, for_people: str) -> None:
        """Print one result: the object as one JSON line, or the text for people."""
        print(json.dumps(value, ensure_ascii=False, default=str) if self.as_json else for_people, flush=True)

    def say(self, sentence: str) -> None:
        """Print one Chinese sentence for the person at the terminal."""
        print(sentence, file=sys.stderr, flush=True)
