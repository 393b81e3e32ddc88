"""What a hub's machine and database are asked before it serves, and what came of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fitness:
    """One thing that was looked at.

    Attributes:
        check: stable word of the outside interface.
        title, found: Chinese phrases; remedy: a sentence, empty where nothing has to be done.
        stops: nothing may be served while it is so: registrations would be lost, or not found.
    """

    check: str
    title: str
    ok: bool
    found: str
    remedy: str = ""
    stops: bool = False
