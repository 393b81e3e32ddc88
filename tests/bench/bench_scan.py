"""Accuracy and time of the document reader beside a naive peer, on pictures drawn here.

    python tests/bench/bench_scan.py [--each 6] [--no-peer] [--marks]

The peer reads the whole picture with RapidOCR as it comes and picks fields by regular expressions.
`--marks` prints for every name and address its confidence and whether it was right: from this the
thresholds of `app.scanning.id_evidence` are chosen.
"""

import argparse
import random
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.domain.identity import IdDocument
from app.scanning.id_reader import IdReader
from app.scanning.picture import decode_picture
from app.scanning.specimens import resident_front
from tests.rendering.capture import LEVELS, photographed
from tests.rendering.people import Person, invented

TODAY = date(2026, 11, 22)
TAKES_BACK = ("number_check_failed", "number_uncertain", "mrz_check_failed")
THRESHOLDS = (0.8, 0.85, 0.9, 0.95, 0.965, 0.98, 0.99)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=6, help="pictures per level")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--marks", action="store_true")
    args = parser.parse_args()
    reader = IdReader(today=lambda: TODAY)
    reader.warm_up()
    documents = measure("station", reader.read, args.each, args.seed, marks=args.marks)
    say(f"process at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    thresholds(documents)
    if not args.no_peer:
        measure("naive peer", naive_peer(), args.each, args.seed, marks=False)


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def pictures(each: int, seed: int) -> list[tuple[str, Person, bytes]]:
    drawn = []
    for k in range(each * len(LEVELS)):
        person = invented(random.Random(seed + k))
        level = LEVELS[k % len(LEVELS)]
        copied = level == "hard" and k % 4 == 3
        drawn.append(
            (level, person, photographed(resident_front(person.card), level, seed + k, photocopy=copied))
        )
    return drawn


def measure(
    who: str, read: Callable[[bytes], IdDocument], each: int, seed: int, *, marks: bool
) -> list[tuple[Person, IdDocument]]:
    right, total, spent, documents = Counter[str](), Counter[str](), [], []
    for level, person, data in pictures(each, seed):
        started = time.perf_counter()
        found = read(data)
        spent.append(time.perf_counter() - started)
        documents.append((person, found))
        got, wanted = found.fields.present(), person.fields
        faults = {
            name: (got.get(name, ""), text) for name, text in wanted.items() if got.get(name, "") != text
        }
        held = not any(warning in TAKES_BACK for warning in found.warnings)
        results = {"record": not faults, f"record {level}": not faults, "number": "number" not in faults}
        if person.rare:
            results["rare names"] = "name" not in faults
            results["rare names right or flagged"] = (
                "name" not in faults or "name_uncertain" in found.warnings
            )
        if not faults:
            results["right without a doubt"] = not found.warnings
        results["no wrong number stated as valid"] = not ("number" in faults and got.get("number") and held)
        for name, good in results.items():
            total[name] += 1
            right[name] += good
        if marks and faults:
            say(f"  {level} {faults} {found.warnings}")
    say(f"{who}:")
    for name in sorted(total):
        say(f"  {name:32} {right[name]:4} / {total[name]:4}")
    ordered = sorted(spent)
    say(f"  seconds: median {ordered[len(ordered) // 2]:.2f}, 95 % {ordered[int(len(ordered) * 0.95)]:.2f}")
    return documents


def thresholds(documents: list[tuple[Person, IdDocument]]) -> None:
    """For every threshold: how many right values it would doubt, how many wrong ones it lets pass."""
    for field in ("name", "address", "ethnicity"):
        seen = [
            (found.confidence[field], found.fields.present().get(field) == person.fields[field])
            for person, found in documents
            if field in found.confidence
        ]
        rows = (
            f"{t}: {sum(good and c < t for c, good in seen)} right doubted, "
            f"{sum(not good and c >= t for c, good in seen)} wrong let pass"
            for t in THRESHOLDS
        )
        say(f"{field}, {len(seen)} values\n  " + "\n  ".join(rows))


def naive_peer() -> Callable[[bytes], IdDocument]:
    from dataclasses import fields
    from typing import Any

    from rapidocr import RapidOCR

    from app.domain.identity import DocType, IdFields

    engine: Any = RapidOCR()
    known = {each.name for each in fields(IdFields)}

    def read(data: bytes) -> IdDocument:
        said = engine(decode_picture(data, 4000)).txts or ()
        text = "".join(said).replace(" ", "")
        patterns = {
            "number": r"\d{17}[\dXx]",
            "name": r"姓名(.{2,12}?)(?=性别)",
            "sex": r"性别(男|女)",
            "ethnicity": r"民族(.{1,4}?)(?=出生)",
            "address": r"住址(.+?)(?=公民)",
        }
        found = {}
        for name, pattern in patterns.items():
            match = re.search(pattern, text)
            if match:
                found[name] = match.group(match.lastindex or 0)
        if birth := re.search(r"(\d{4})年(\d{1,2})月(\d{1,2})日", text):
            found["birth_date"] = "{}-{:0>2}-{:0>2}".format(*birth.groups())
        if "sex" in found:
            found["sex"] = {"男": "male", "女": "female"}[found["sex"]]
        return IdDocument(DocType.PRC_ID_FRONT, IdFields(**{k: v for k, v in found.items() if k in known}))

    return read


if __name__ == "__main__":
    main()
