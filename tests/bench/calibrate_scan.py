"""How often a field is right at each certainty of its reader: writes resources/scan/thresholds.json.

    python tests/bench/calibrate_scan.py [--pictures 240] [--seed 5000] [--write]

Renders a set from a seed that no test uses, prints for every kind of field the reliability and what
each threshold would do, and with `--write` keeps the reliability. The thresholds themselves are a
choice between needless doubt and wrong values let pass; they are kept as they stand unless given
with `--least KIND=VALUE`.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.domain.identity import IdDocument
from app.paths import resource
from app.scanning import id_reader
from app.scanning.reading import Reading
from app.scanning.thresholds import KINDS
from tests.bench.scan_accuracy import compared
from tests.rendering.sets import rendered_set
from tests.rendering.words import TODAY

Seen = list[tuple[float, bool]]
BINS = (0.0, 0.3, 0.5, 0.7, 0.85, 0.92, 0.965, 0.985, 0.995, 1.001)
TRIED = (0.5, 0.7, 0.85, 0.9, 0.95, 0.965, 0.98, 0.99)
AS_MANY_AS = 4
"""Readings of a plain guess that every bin starts with: a bin of three right ones proves little."""


class Judged:
    """Keeps the certainties that the last judgement began with."""

    def __init__(self) -> None:
        self.certainty: dict[str, float] = {}
        self._judge = id_reader.judge

    def __call__(self, reading: Reading, today: date) -> IdDocument:
        self.certainty = {name: value.certainty for name, value in reading.values.items()}
        return self._judge(reading, today)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=240)
    parser.add_argument("--seed", type=int, default=5000)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--least", action="append", default=[], metavar="KIND=VALUE")
    args = parser.parse_args()
    seen = measured(args.pictures, args.seed)
    curves = {}
    for kind, pairs in sorted(seen.items()):
        say(f"{kind}: {len(pairs)} values")
        for low, high, count, right in bins(pairs):
            say(f"  certainty {low:.3f}…{min(high, 1.0):.3f}: {right:4} of {count:4} right")
        for tried in TRIED:
            doubted = sum(right and certainty < tried for certainty, right in pairs)
            passed = sum(not right and certainty >= tried for certainty, right in pairs)
            say(f"    from {tried}: {doubted} right ones doubted, {passed} wrong ones let pass")
        curves[kind] = curve(pairs)
    if args.write:
        write(curves, args)


def measured(count: int, seed: int) -> dict[str, Seen]:
    judged = Judged()
    id_reader.judge = judged
    reader = id_reader.IdReader(today=lambda: TODAY)
    seen: dict[str, Seen] = defaultdict(list)
    for sample in rendered_set(count, seed):
        judged.certainty = {}
        found = reader.read(sample.data)
        if found.doc_type != sample.label["doc_type"]:
            continue
        faults = compared(sample.label, found)
        for name, certainty in judged.certainty.items():
            if name in sample.label["fields"] and name in found.fields.present():
                seen[KINDS[name]].append((certainty, name not in faults))
    return seen


def bins(pairs: Seen) -> list[tuple[float, float, int, int]]:
    filled = []
    for low, high in pairwise(BINS):
        inside = [right for certainty, right in pairs if low <= certainty < high]
        if inside:
            filled.append((low, high, len(inside), sum(inside)))
    return filled


def curve(pairs: Seen) -> list[tuple[float, float]]:
    """Points that never fall, by pooling neighbours that do (isotonic regression)."""
    share = sum(right for _, right in pairs) / len(pairs)
    pools: list[list[float]] = []  # middle × count, right, count
    for low, high, count, right in bins(pairs):
        middle = (low + min(high, 1.0)) / 2
        prior = middle * share
        pools.append([middle * count, right + AS_MANY_AS * prior, count + AS_MANY_AS, count])
        while len(pools) > 1 and pools[-2][1] / pools[-2][2] > pools[-1][1] / pools[-1][2]:
            last = pools.pop()
            pools[-1] = [one + other for one, other in zip(pools[-1], last, strict=True)]
    return [(round(at / real, 4), round(right / count, 4)) for at, right, count, real in pools]


def write(curves: dict[str, Sequence[tuple[float, float]]], args: argparse.Namespace) -> None:
    path = resource("scan", "thresholds.json")
    kept = json.loads(path.read_text(encoding="utf-8"))
    least = kept["least"] | {kind: float(value) for kind, value in (each.split("=") for each in args.least)}
    made = f"tests/bench/calibrate_scan.py --pictures {args.pictures} --seed {args.seed}"
    path.write_text(
        json.dumps({"made_by": made, "least": least, "reliability": curves}, indent=1) + "\n",
        encoding="utf-8",
    )
    say(f"written: {path}")


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
