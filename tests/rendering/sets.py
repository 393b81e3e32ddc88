"""Whole sets of labelled pictures from a seed, in the form `tests/bench/scan_accuracy.py` reads.

Thirds are easy, medium and hard. One in five is a negative: a wrong check digit, an expired document,
two documents, a bank card, a look-alike, a card face down, an empty desk.
"""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.rendering import cards, others, scenes, words, zones
from tests.rendering.capture import LEVELS, desktop
from tests.rendering.cards import Drawn
from tests.rendering.looks import BUNDLED, Faces, Look, invented_look

_NAMES = ("plain", "plain", "plain", "plain", "dotted", "listed", "listed", "rare")
_KINDS: dict[str, int] = {
    "resident_front": 30, "resident_back": 8, "temporary": 4, "hmt_front": 7, "hmt_back": 5, "foreign_old": 5,
    "foreign_new": 5, "mainland_front": 3, "mainland_back": 2, "taiwan_front": 3, "taiwan_back": 2,
    "passport": 9, "passport_spread": 4, "passport_curved": 3, "td1": 8, "both_sides": 2,
}  # fmt: skip
_NEGATIVES: dict[str, int] = {
    "wrong_check": 10, "expired": 7, "two_cards": 8, "bank_card": 8, "lookalike": 7, "face_down": 5,
    "blank_desk": 4,
}  # fmt: skip
_ONE_IN = 5


@dataclass(frozen=True)
class Sample:
    """One picture as a JPEG file, and its label: `file doc_type fields difficulty tags` and more."""

    data: bytes
    label: dict


def rendered_set(n: int, seed: int, faces: Sequence[Faces] = BUNDLED) -> Iterator[Sample]:
    """Pictures one after another; each follows from the seed and its place alone.

    Args:
        n: how many; the first n of a longer set are the same.
        faces: fonts to choose from.
    """
    for k in range(n):
        yield rendered(k, seed, faces)


def rendered(k: int, seed: int, faces: Sequence[Faces] = BUNDLED, kind: str = "") -> Sample:
    """The picture at place k of the set; or one of a given kind at that place."""
    dice = random.Random(f"{seed}/{k}")
    level = LEVELS[k % len(LEVELS)]
    look = invented_look(dice, faces)
    negative = dice.randrange(_ONE_IN) == 0
    drawn_kind = dice.choices(*_weighed(_NEGATIVES if negative else _KINDS))[0]
    kind = kind or drawn_kind
    label: dict = {"file": f"r{seed}-{k:04d}.jpg", "difficulty": level, "kind": kind}
    copied = False
    if kind == "blank_desk":
        shown, label = [], {**label, "doc_type": "none", "fields": {}, "neg_kind": kind}
    elif kind == "both_sides":
        shown, label = _both_sides(dice, look, label)
        copied = True
    elif kind == "two_cards":
        shown, label = _two_cards(dice, faces, label)
    else:
        drawn = _drawn(kind, dice, look)
        shown = [drawn]
        label |= {"doc_type": drawn.doc_type, "side": drawn.side, "fields": dict(drawn.fields)}
        label["tags"] = list(drawn.tags)
        if kind in _NEGATIVES:
            label["neg_kind"] = kind
        warnings = [
            stem for tag, stem in (("bad_check", "check"), ("expired", "expired")) if tag in drawn.tags
        ]
        if warnings:
            label["expect_warning"] = warnings
        copied = level == "hard" and dice.random() < 0.15
    images = [scenes.copied_face(each.image, dice) if copied else each.image for each in shown]
    if kind == "both_sides":
        images = [zones.side_by_side(images)]
    if not images:
        scene = desktop(dice, 1200, 0)
    elif level == "easy" and dice.random() < 0.6:
        scene = scenes.flatbed(images, level, dice)
    else:
        scene = scenes.on_desk(images, level, dice, look, copied=copied and kind != "both_sides")
    label["capture"] = {"photocopy": copied, "glued": look.gap == 0.0}
    return Sample(scenes.jpeg(np.ascontiguousarray(scene, np.float32), level, dice), label)


def write_set(folder: Path, n: int, seed: int, faces: Sequence[Faces] = BUNDLED) -> None:
    """The pictures as files, with labels.jsonl beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "labels.jsonl").open("w", encoding="utf-8") as out:
        for sample in rendered_set(n, seed, faces):
            (folder / sample.label["file"]).write_bytes(sample.data)
            out.write(json.dumps(sample.label, ensure_ascii=False) + "\n")


def _weighed(kinds: dict[str, int]) -> tuple[list[str], list[int]]:
    return list(kinds), list(kinds.values())


def _drawn(kind: str, dice: random.Random, look: Look) -> Drawn:
    named = dice.choice(_NAMES)
    over, fault = kind == "expired", kind == "wrong_check"
    if over:
        kind = dice.choice(("resident_back", "temporary", "foreign_new", "passport", "td1", "hmt_back"))
    if fault:
        kind = dice.choice(
            ("resident_front", "resident_front", "hmt_front", "foreign_new", "passport", "td1")
        )
    makers: dict[str, Callable[[], Drawn]] = {
        "resident_front": lambda: cards.resident_front(dice, look, name_kind=named, fault=fault),
        "resident_back": lambda: cards.resident_back(dice, look, over=over),
        "temporary": lambda: cards.temporary(dice, look, name_kind=named, over=over),
        "hmt_front": lambda: cards.hmt_front(dice, look, name_kind=named, fault=fault),
        "hmt_back": lambda: cards.hmt_back(dice, look, over=over),
        "foreign_old": lambda: cards.foreign_card(dice, look, old=True),
        "foreign_new": lambda: cards.foreign_card(dice, look, old=False, fault=fault, over=over),
        "mainland_front": lambda: zones.permit_front(dice, look, kind="mainland_travel_permit"),
        "mainland_back": lambda: zones.permit_back(dice, look, kind="mainland_travel_permit"),
        "taiwan_front": lambda: zones.permit_front(dice, look, kind="taiwan_travel_permit"),
        "taiwan_back": lambda: zones.permit_back(dice, look, kind="taiwan_travel_permit"),
        "passport": lambda: zones.passport(dice, look, fault=fault, over=over),
        "passport_spread": lambda: zones.passport(dice, look, opened="spread"),
        "passport_curved": lambda: zones.passport(dice, look, opened="curved"),
        "td1": lambda: zones.td1(dice, look, fault=fault, over=over),
        "bank_card": lambda: others.bank_card(dice, look),
        "lookalike": lambda: others.lookalike(dice, look),
        "face_down": lambda: others.face_down(dice, look),
    }
    return makers[kind]()


def _both_sides(dice: random.Random, look: Look, label: dict) -> tuple[list[Drawn], dict]:
    """Front and back of one card on one sheet: one document."""
    front = cards.resident_front(dice, look, name_kind="plain")
    back = cards.resident_back(dice, look, office=words.office_of(front.fields["address"]))
    both = {**front.fields, **back.fields}
    return [front, back], {**label, "doc_type": "prc_id_front", "side": "both", "fields": both}


def _two_cards(dice: random.Random, faces: Sequence[Faces], label: dict) -> tuple[list[Drawn], dict]:
    kinds = (
        "resident_front",
        "resident_front",
        "resident_back",
        "hmt_front",
        "foreign_new",
        "td1",
        "bank_card",
    )
    first = _drawn("resident_front", dice, invented_look(dice, faces))
    second = _drawn(dice.choice(kinds), dice, invented_look(dice, faces))
    shown = [first, second]
    dice.shuffle(shown)
    records = [{"doc_type": each.doc_type, "fields": dict(each.fields)} for each in shown]
    return shown, {
        **label, "doc_type": "multiple", "fields": {}, "records": records, "neg_kind": "two_cards",
        "expect_warning": ["multiple"],
    }  # fmt: skip
