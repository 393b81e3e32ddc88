"""Accuracy of the picture readers on a folder with labels.jsonl; prints figures, asserts nothing.

    python tests/bench/scan_accuracy.py FOLDER [--today 2026-11-22] [--each] [--limit N]

A label line holds `file` (below the folder or beside it), and either `codes` ([{format, text}]) or
`doc_type`, `fields` and perhaps `expect_warning`. The figure that must be 0 is the number of wrong
numbers stated as valid: without a warning that takes the number back.
"""

import argparse
import json
import re
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.domain.identity import IdDocument
from app.errors import PictureUnreadable
from app.scanning.codes import read_codes
from app.scanning.id_reader import UNREADABLE, IdReader

TAKES_BACK = ("check", "number", "mrz")
SEX = {"男": "male", "女": "female", "M": "male", "F": "female"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--today", type=date.fromisoformat, default=date.today())
    parser.add_argument("--each", action="store_true", help="one line per picture that is not fully right")
    parser.add_argument("--limit", type=int, default=0)
    args = parser.parse_args()
    lines = (args.folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    labels = [json.loads(line) for line in lines if line.strip()]
    labels = labels[: args.limit or None]
    if labels and "codes" in labels[0]:
        measure_codes(args.folder, labels, each=args.each)
    else:
        measure_documents(args.folder, labels, args.today, each=args.each)


def say(*parts: object) -> None:
    sys.stdout.write(" ".join(map(str, parts)) + "\n")


def picture_of(folder: Path, label: dict[str, str]) -> bytes:
    name = Path(label["file"])
    path = folder / name if (folder / name).exists() else folder / name.name
    return path.read_bytes()


def measure_codes(folder: Path, labels: list[dict], *, each: bool) -> None:
    right, total, extra, spent = Counter(), Counter(), 0, []
    for label in labels:
        data = picture_of(folder, label)
        started = time.perf_counter()
        found = {(code.format, code.text) for code in read_codes(data)}
        spent.append(time.perf_counter() - started)
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


def measure_documents(folder: Path, labels: list[dict], today: date, *, each: bool) -> None:
    reader = IdReader(today=lambda: today)
    reader.warm_up()
    right, total, types = Counter(), Counter(), Counter()
    wrong_valid, taken_back, false_documents, spent = [], [], [], []
    for label in labels:
        data = picture_of(folder, label)
        started = time.perf_counter()
        try:
            found = reader.read(data)
        except PictureUnreadable:
            found = UNREADABLE
        spent.append(time.perf_counter() - started)
        faults = compare(label, found, right, total)
        kind = label["doc_type"]
        types["total " + label.get("difficulty", "")] += 1
        typed = "multiple" in found.warnings if kind == "multiple" else found.doc_type == kind
        types["right " + label.get("difficulty", "")] += typed
        if kind == "none" and found.doc_type != "none":
            false_documents.append(label["file"])
        valid = not any(stem in warning for warning in found.warnings for stem in TAKES_BACK)
        if "number" in faults or "document_number" in faults:
            if valid and (found.fields.number or found.fields.document_number):
                wrong_valid.append(label["file"])
        elif not valid and not label.get("expect_warning") and kind not in ("none", "multiple"):
            taken_back.append(label["file"])
        for stem in label.get("expect_warning", []):
            total["warning " + stem] += 1
            right["warning " + stem] += any(stem in warning for warning in found.warnings)
        if each and (faults or not typed):
            say(label["file"], label.get("difficulty"), kind, "->", found.doc_type, faults, found.warnings)
    report(right, total)
    say("document kind right:", dict(sorted(types.items())))
    say("wrong number stated as valid:", len(wrong_valid), wrong_valid)
    say("right number taken back:", len(taken_back), taken_back)
    say("documents seen where none is:", len(false_documents), false_documents)
    timing(spent)


def compare(label: dict, found: IdDocument, right: Counter, total: Counter) -> dict[str, tuple[str, str]]:
    faults = {}
    read = found.fields.present()
    for name, printed in label.get("fields", {}).items():
        wanted = SEX.get(printed, printed) if name == "sex" else printed
        total[name] += 1
        same = plain(name, read.get(name, "")) == plain(name, wanted)
        right[name] += same
        if not same:
            faults[name] = (read.get(name, ""), wanted)
    return faults


def plain(name: str, text: str) -> str:
    return re.sub(r"[ '\-]", "", text) if name == "name" else text


def report(right: Counter, total: Counter) -> None:
    for key in sorted(total):
        say(f"{key:22} {right[key]:4} / {total[key]:4}  {right[key] / total[key]:6.1%}")


def timing(spent: list[float]) -> None:
    ordered = sorted(spent)
    say(
        f"seconds: median {ordered[len(ordered) // 2]:.2f}, 95% {ordered[int(len(ordered) * 0.95)]:.2f}, "
        f"longest {ordered[-1]:.2f}"
    )


if __name__ == "__main__":
    main()
