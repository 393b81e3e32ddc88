"""What every subcommand gets besides its arguments: a way to answer and a way into the store."""

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.office import Office
from app.errors import BadInput
from app.intake.hub_fitness import Fitness
from app.intake.session import DeskSession
from app.intake.upstream import HubOffice
from app.sync.ports import SyncStore
from ui.gate import DeskGate

if TYPE_CHECKING:  # a server is loaded by those alone who serve
    from starlette.applications import Starlette

DONE = 0
NEEDS_A_PERSON = 1
WRONG_INPUT = 2


class Unheard(Exception):
    """Whoever was to read the answer has gone, or the disk it was to go to is full."""


@dataclass(frozen=True)
class World:
    """Answers go to stdout, sentences to stderr; never a traceback (outside interface, section 1).

    Attributes:
        as_json: `--json` was given.
        sign_in: opens the store named by the arguments as the user named by them; `writing=False`
            opens it beside a running window. Raises `StationError`s, which the caller lets through.
        upstream: as `sign_in`, with the store's side of syncing.
        create_store: (folder, office, first lead, password) -> (station id, recovery code).
        recover: (folder, user, recovery code, new password).
        gate: the way into a store for a window.
        hub: administration of a hub by its database address; closes itself when left.
        hub_fitness: everything that can be told of a hub's database, by its address.
        create_hub: (database address, name, certificate authority) -> incarnation.
        hub_application: (database address, folder for papers, file with their key, connections, networks
            of proxies) -> the
            hub's server.
    """

    as_json: bool
    sign_in: Callable[[argparse.Namespace, bool], AbstractContextManager[DeskSession]]
    upstream: Callable[[argparse.Namespace, bool], AbstractContextManager[tuple[DeskSession, SyncStore]]]
    create_store: Callable[[Path, Office, str, str], tuple[str, str]]
    recover: Callable[[Path, str, str, str], None]
    gate: Callable[[Path], DeskGate]
    hub: Callable[[str], AbstractContextManager[HubOffice]]
    hub_fitness: Callable[[str], list[Fitness]]
    create_hub: Callable[[str, str, str], str]
    hub_application: (
        "Callable[[str, Path | None, Path | None, int, Sequence[IPv4Network | IPv6Network]], Starlette]"
    )

    def answer(self, value: object, for_people: str) -> None:
        """Print one result: the object as one JSON line, or the text for people.

        Raises:
            Unheard: it could not be written.
        """
        text = json.dumps(value, ensure_ascii=False, default=str) if self.as_json else for_people
        try:
            print(text, flush=True)
        except OSError as error:
            # What waits in the buffer would only fail again when the interpreter ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise Unheard from error

    def say(self, sentence: str) -> None:
        """Print one Chinese sentence for the person at the terminal."""
        print(sentence, file=sys.stderr, flush=True)


def ask_secret(variable: str, prompt: str) -> str:
    """A secret from the environment or the terminal, never from an argument.

    Raises:
        BadInput: neither is there.
    """
    given = os.environ.get(variable)
    if given:
        return given
    if not (sys.stdin and sys.stdin.isatty()):
        raise BadInput([f"没有提供{prompt}。请设置环境变量 {variable}，或在终端里直接运行后按提示输入。"])
    return getpass.getpass(f"{prompt}:")


def read_text(name: str) -> bytes:
    """The bytes of a file, or of standard input for `-`.

    Raises:
        BadInput: it cannot be read.
    """
    if name == "-":
        return sys.stdin.buffer.read() if sys.stdin else b""
    try:
        return Path(name).read_bytes()
    except (OSError, ValueError) as error:
        raise BadInput([f"打不开文件 {name}。请核对路径和权限。"]) from error
