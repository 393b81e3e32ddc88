"""Later words on what was said: a correction changes the fields it names, and only those a visitor stated.

What becomes of a matter, who handles it and until when is the hub's and the course's; who somebody is and
which matter is sealed is not changed by a correction either [sync design: each field has one owner].
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

import msgspec

from app.domain.matter import MatterDraft
from app.domain.visit import VisitDraft

T = TypeVar("T")
_OF_MATTER = frozenset(
    {
        *("content_code", "place_code", "place", "demand", "facts", "summary", "oral", "procedures"),
        *("reported_unit", "reported_person", "affected_count", "joint_signed", "urgent"),
    }
)
_OF_VISIT = frozenset(
    {
        "present_count",
        "affected_count",
        "notify_by",
        "is_group",
        "urgent",
        "left_early",
        "assistance",
        "remark",
    }
)


def amended_matter(said: MatterDraft, fields: Mapping[str, Any]) -> MatterDraft:
    """A matter with the fields a correction names; others it names stay as they are.

    Raises:
        ValueError: a value that cannot stand there.
    """
    return _amended(said, MatterDraft, fields, _OF_MATTER)


def amended_visit(said: VisitDraft, fields: Mapping[str, Any]) -> VisitDraft:
    """A visit, likewise; its people and matters stay.

    Raises:
        ValueError: a value that cannot stand there.
    """
    alone = replace(said, people=(), matters=())
    return replace(_amended(alone, VisitDraft, fields, _OF_VISIT), people=said.people, matters=said.matters)


def _amended(said: T, kind: type[T], fields: Mapping[str, Any], owned: frozenset[str]) -> T:
    changed = {name: value for name, value in fields.items() if name in owned}
    return msgspec.convert({**msgspec.to_builtins(said), **changed}, type=kind)
