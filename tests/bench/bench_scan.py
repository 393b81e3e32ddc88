"""Accuracy and time of the document reader beside a naive peer, on pictures rendered here.

    python tests/bench/bench_scan.py [--pictures 24] [--seed 9000] [--no-peer]

The peer reads the whole picture with RapidOCR as it comes and picks fields by regular expressions.
Both see the same pictures: every kind of document, thirds easy, medium and hard, one in five a
negative. What is counted is what `tests/bench/scan_accuracy.py` counts.
"""

import argparse
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.domain.identity import IdDocument
from app.scanning.id_reader import IdReader
from tests.bench.naive_peer import NaivePeer
from tests.bench.scan_accuracy import judged
from tests.rendering.capture import LEVELS
from tests.rendering.sets import Sample, rendered_set
from tests.rendering.words import TODAY

COUNTED = (
    "document kind",
    "number exact",
    "number exact, with a zone",
    "record",
    *(f"record {level}" for level in LEVELS),
    "rare names exact",
    "rare names exact or flagged",
    "negatives handled",
    "good pictures without needless doubt",
    "no wrong number stated as valid",
)
Row = tuple[Counter[str], Counter[str], list[float], list[float]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=24)
    parser.add_argument("--seed", type=int, default=9000)
    parser.add_argument("--no-peer", action="store_true")
    args = parser.parse_args()
    samples = list(rendered_set(args.pictures, args.seed))
    reader = IdReader(today=lambda: TODAY)
    reader.warm_up()
    rows = {"station": measured(reader.read, samples)}
    say(f"station's process at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    if not args.no_peer:
        peer = NaivePeer()
        peer.read(samples[0].data)
        rows["naive peer"] = measured(peer.read, samples)
    show(rows)


def measured(read: Callable[[bytes], IdDocument], samples: list[Sample]) -> Row:
    right, total, spent, cpu = Counter[str](), Counter[str](), [], []
    for sample in samples:
        started, before = time.perf_counter(), time.process_time()
        found = read(sample.data)
        spent.append(time.perf_counter() - started)
        cpu.append(time.process_time() - before)
        for name, good in judged(sample.label, found)[1].items():
            total[name] += 1
            right[name] += good
    return right, total, spent, cpu


def show(rows: dict[str, Row]) -> None:
    say(f"{'':40}" + "".join(f"{who:>20}" for who in rows))
    for name in COUNTED:
        shares = [f"{right[name]} / {total[name]}" for right, total, _, _ in rows.values()]
        say(f"{name:40}" + "".join(f"{share:>20}" for share in shares))
    for label, at in (("seconds, median", 0.5), ("seconds, 95 %", 0.95)):
        say(f"{label:40}" + "".join(f"{part(spent, at):20.2f}" for _, _, spent, _ in rows.values()))
    say(f"{'CPU seconds, median':40}" + "".join(f"{part(cpu, 0.5):20.2f}" for *_, cpu in rows.values()))


def part(values: list[Any], share: float) -> float:
    ordered = sorted(values)
    return float(ordered[min(len(ordered) - 1, int(len(ordered) * share))])


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
