"""Write the matters never used for learning as a labelled set on the disk.

    python tests/bench/write_apart.py DIR

The files are those `learn_duplicates.py` describes, so that whatever scores one set scores the other. Every
known matter is in the store, of its neighbours every second one, and of a family with three retellings the
first by another person; the rest are the questions.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.duplicates.record import Verdict
from tests.fakes.matters_apart import Told, families

_KINDS = {"K": "B", "N": "N", "D": "X", "F": "F"}
_RETOLD = {"again": "S", "other": "O", "agent": "A", "short": "T"}


def told_as(number: str, one: Told) -> dict[str, str]:
    """A line of an import."""
    text = one.text
    return {
        "id": number,
        "person_id": "".join(text.person_keys),
        "place": text.place,
        "unit": text.unit,
        "content_class": text.content_class,
        "demand": text.demand,
        "facts": text.facts,
        "date": text.date.isoformat() if text.date else "",
    }


def in_store(family: tuple[Told, ...], at: int) -> list[bool]:
    """Which of a family are registered already."""
    retold = [i for i, one in enumerate(family) if one.said is not Verdict.DIFFERENT]
    other = next((i for i in retold if family[i].trait == "other"), None) if len(retold) >= 3 else None
    apart = [i for i, one in enumerate(family) if one.tag == "D"]
    kept = {i for n, i in enumerate(apart) if (n + at) % 2 == 0} | ({other} if other else set())
    return [one.tag == "K" or i in kept for i, one in enumerate(family)]


def same(one: Told, other: Told) -> str:
    """The label of two of one family."""
    if "D" in (one.tag, other.tag):
        return Verdict.DIFFERENT
    return Verdict.SAME_MATTER_NEW_FACTS if "N" in (one.tag, other.tag) else Verdict.SAME_MATTER


def main() -> None:
    """Write the five files."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    rows: dict[str, list[object]] = {name: [] for name in ("store", "queries", "qrels", "pairs", "groups")}
    for at, family in enumerate(families()):
        numbers = [f"y{at:03d}{i:02d}" for i in range(len(family))]
        kept = in_store(family, at)
        for i, one in enumerate(family):
            kind = _KINDS.get(one.tag) or _RETOLD[one.trait]
            rows["store" if kept[i] else "queries"].append(told_as(numbers[i], one))
            rows["groups"].append({"id": numbers[i], "group": f"y{at:03d}", "kind": kind, "topic": str(at)})
            for j, other in enumerate(family):
                label = same(one, other)
                if not kept[i] and kept[j]:
                    rows["qrels"].append({"query": numbers[i], "id": numbers[j], "label": label})
                if i < j:
                    rows["pairs"].append({"a": numbers[i], "b": numbers[j], "label": label})
    for name, told in rows.items():
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in told)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    sys.stdout.write("  ".join(f"{name} {len(told)}" for name, told in rows.items()) + "\n")


if __name__ == "__main__":
    main()
