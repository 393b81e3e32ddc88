"""Accuracy of the picture readers on labelled pictures; prints figures, asserts nothing.

    python tests/bench/scan_accuracy.py FOLDER [--today 2026-11-22] [--each] [--limit N]
    python tests/bench/scan_accuracy.py --rendered N --seed S [--cpu]

A folder holds labels.jsonl; a label line holds `file` (below the folder or beside it), and either
`codes` ([{format, text}]) or `doc_type`, `fields` and perhaps `expect_warning`. Without a folder the
pictures are rendered from a seed. The figure that must be 0 is the number of wrong numbers stated as
valid: without a warning that takes the number back.
"""

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.domain.identity import IdDocument
from app.errors import PictureUnreadable
from app.scanning.codes import read_codes
from app.scanning.deadline import Deadline
from app.scanning.id_reader import UNREADABLE, IdReader
from tests.rendering.sets import rendered_set

TAKES_BACK = ("check", "number", "mrz")
SEX = {"男": "male", "女": "female", "M": "male", "F": "female"}
Clock = Callable[[], float]
Labelled = Iterable[tuple[dict, bytes]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--today", type=date.fromisoformat, default=date(2026, 11, 22))
    parser.add_argument("--each", action="store_true", help="one line per picture that is not fully right")
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--rendered", type=int, default=0, help="so many pictures from --seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--cpu", action="store_true", help="seconds and the deadline by CPU time: other programs are running"
    )
    args = parser.parse_args()
    clock = time.process_time if args.cpu else time.perf_counter
    if args.folder is None:
        drawn = ((sample.label, sample.data) for sample in rendered_set(args.rendered or 60, args.seed))
        measure_documents(drawn, args.today, clock, each=args.each)
        return
    lines = (args.folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    labels = [json.loads(line) for line in lines if line.strip()]
    labels = labels[: args.limit or None]
    if labels and "codes" in labels[0]:
        measure_codes(args.folder, labels, clock, each=args.each)
    else:
        measure_documents(from_folder(args.folder, labels), args.today, clock, each=args.each)


def say(*parts: object) -> None:
    sys.stdout.write(" ".join(map(str, parts)) + "\n")
    sys.stdout.flush()


def from_folder(folder: Path, labels: list[dict]) -> Iterator[tuple[dict, bytes]]:
    for label in labels:
        yield label, picture_of(folder, label)


def picture_of(folder: Path, label: dict[str, str]) -> bytes:
    name = Path(label["file"])
    path = folder / name if (folder / name).exists() else folder / name.name
    return path.read_bytes()


def measure_codes(folder: Path, labels: list[dict], clock: Clock, *, each: bool) -> None:
    right, total, extra, spent = Counter(), Counter(), 0, []
    for label in labels:
        data = picture_of(folder, label)
        started = clock()
        found = {(code.format, code.text) for code in read_codes(data)}
        spent.append(clock() - started)
        wanted = {(code["format"], code["text"]) for code in label["codes"]}
        extra += len(found - wanted)
        for code in wanted:
            for key in (code[0], label.get("difficulty", "")):
                total[key] += 1
                right[key] += code in found
        if each and found != wanted:
            say(label["file"], label.get("difficulty"), "missed", wanted - found, "extra", found - wanted)
    report(right, total)
    say(f"codes nobody printed: {extra}")
    timing(spent)


def measure_documents(pictures: Labelled, today: date, clock: Clock, *, each: bool) -> None:
    reader = IdReader(today=lambda: today, deadline=lambda: Deadline(clock=clock))
    reader.warm_up()
    right, total = Counter(), Counter()
    wrong_valid, spent = [], []
    for label, data in pictures:
        started = clock()
        try:
            found = reader.read(data)
        except PictureUnreadable:
            found = UNREADABLE
        spent.append(clock() - started)
        faults, results = judged(label, found)
        for name, good in results.items():
            total[name] += 1
            right[name] += good
        if not results["no wrong number stated as valid"]:
            wrong_valid.append(label["file"])
        if each and not all(results.values()):
            missed = [name for name, good in results.items() if not good and not name.startswith("  ")]
            say(
                label["file"], label.get("difficulty"), label.get("kind", ""), label["doc_type"],
                "->", found.doc_type, faults, found.warnings, missed,
            )  # fmt: skip
    report(right, total)
    say("wrong number stated as valid:", len(wrong_valid), wrong_valid)
    timing(spent)


def judged(label: dict, found: IdDocument) -> tuple[dict[str, tuple[str, str]], dict[str, bool]]:
    """Fields read otherwise than printed; and which of the measured things this picture got right."""
    faults = compared(label, found)
    kind, level, tags = label["doc_type"], label.get("difficulty", ""), label.get("tags", ())
    warnings, expected = found.warnings, label.get("expect_warning", [])
    held = not any(stem in warning for warning in warnings for stem in TAKES_BACK)
    wrong_number = any(name in faults and faults[name][0] for name in ("number", "document_number"))
    typed = "multiple" in warnings if kind == "multiple" else found.doc_type == kind
    results = {"document kind": typed, "no wrong number stated as valid": not (wrong_number and held)}
    for name in label.get("fields", {}):
        results[f"  {name}"] = name not in faults
    if label.get("neg_kind"):
        told = all(any(stem in warning for warning in warnings) for stem in expected)
        results["negatives handled"] = results[f"negatives {label['neg_kind']}"] = told and typed
        return faults, results
    results["record"] = results[f"record {level}"] = not faults
    if label.get("kind"):
        results[f"record of {label['kind']}"] = not faults
    for name in ("number", "document_number"):
        if name in label["fields"]:
            results["number exact"] = name not in faults
            if "mrz" in label or label.get("side") in ("mrz", "data"):
                results["number exact, with a zone"] = name not in faults
    if "rare_char" in tags:
        results["rare names exact"] = "name" not in faults
        results["rare names exact or flagged"] = "name" not in faults or "name_uncertain" in warnings
    if not faults and level != "hard":
        results["good pictures without needless doubt"] = not set(warnings) - {"expired"}
    return faults, results


def compared(label: dict, found: IdDocument) -> dict[str, tuple[str, str]]:
    faults = {}
    read = found.fields.present()
    for name, printed in label.get("fields", {}).items():
        wanted = SEX.get(printed, printed) if name == "sex" else printed
        if plain(name, read.get(name, "")) != plain(name, wanted):
            faults[name] = (read.get(name, ""), wanted)
    return faults


def plain(name: str, text: str) -> str:
    return re.sub(r"[ '\-]", "", text) if name == "name" else text


def report(right: Counter, total: Counter) -> None:
    for key in sorted(total, key=lambda name: (name.startswith(" "), name)):
        say(f"{key:40} {right[key]:4} / {total[key]:4}  {right[key] / total[key]:6.1%}")


def timing(spent: list[float]) -> None:
    ordered = sorted(spent)
    say(
        f"seconds: median {ordered[len(ordered) // 2]:.2f}, 95% {ordered[int(len(ordered) * 0.95)]:.2f}, "
        f"longest {ordered[-1]:.2f}"
    )


if __name__ == "__main__":
    main()
