"""Build the table of everyday pairs of hanzi: writes resources/duplicates/rarity.json.

    python tests/bench/make_rarity.py DATA FILLER.jsonl

DATA and FILLER as for `learn_duplicates.py`. Needs the package `jieba` (MIT; how common words are). A pair
weighs ln(1/p) / ln(60), p being the largest of: share of the labelled affairs whose stories hold it, if three
or more do; half the share of filler matters; its commonness in written Chinese. What weighs one is not
listed; pairs of the places in DATA are left out, so that nothing of one county gets into the program.
"""

import json
import math
import sys
from collections import Counter, defaultdict
from operator import add
from pathlib import Path

import jieba

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.duplicates.numerals import normalise
from app.duplicates.sounds import telling_by_sound
from app.paths import resource

_AFFAIRS = 60
_WRITTEN = 1.5e6


def pairs(text: str) -> set[str]:
    """Pairs of neighbouring hanzi, by sound."""
    spoken = telling_by_sound(normalise(text))
    return {pair for pair in map(add, spoken, spoken[1:]) if pair.isalpha() and not pair.isascii()}


def own(one: dict[str, str]) -> set[str]:
    """Pairs of demand and facts that are not of the matter's place and unit."""
    return pairs(f"{one['demand']}\n{one['facts']}") - pairs(f"{one['place']}\n{one['unit']}")


def lines(path: Path) -> list[dict[str, str]]:
    """Objects of a JSON lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def main() -> None:
    """Count and write."""
    data, filler = Path(sys.argv[1]), lines(Path(sys.argv[2]))
    group = {one["id"]: one["group"] for one in lines(data / "groups.jsonl")}
    affairs: dict[str, set[str]] = defaultdict(set)
    places: set[str] = set()
    for one in (*lines(data / "store.jsonl"), *lines(data / "queries.jsonl")):
        places |= pairs(one["place"])
        for pair in own(one):
            affairs[pair].add(group[one["id"]])
    told = Counter(pair for one in filler for pair in own(one))
    written: Counter[str] = Counter()
    with open(jieba.get_dict_file().name, encoding="utf-8") as words:
        for line in words:
            word, count, _ = line.split(" ")
            for pair in pairs(word):
                written[pair] += int(count)
    total = len(set(group.values()))
    listed: dict[str, list[str]] = defaultdict(list)
    for pair in sorted(set(affairs) | set(told) | set(written)):
        held = len(affairs.get(pair, ()))
        share = max(
            held / total if held >= 3 else 0.0,
            0.5 * told[pair] / len(filler),
            min(0.2, written[pair] / _WRITTEN),
        )
        weight = round(10 * min(1.0, max(0.1, math.log(1 / share) / math.log(_AFFAIRS)))) if share else 10
        if weight < 10 and pair not in places:
            listed[str(weight)].append(pair)
    told_apart = {weight: " ".join(found) for weight, found in sorted(listed.items())}
    text = json.dumps(told_apart, ensure_ascii=False, indent=0)
    resource("duplicates", "rarity.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
