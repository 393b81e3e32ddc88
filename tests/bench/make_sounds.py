"""Build the table of sounds: writes resources/duplicates/sounds.txt.

    python tests/bench/make_sounds.py

Needs the packages `pypinyin` (MIT; readings of single characters) and `jieba` (MIT; word counts, which say
the everyday character of each sound). One line a syllable without tone, the everyday character first:
what is typed by pinyin and picked wrongly (上窑, 上瑶) becomes one form. The program needs neither package.
"""

import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import jieba
from pypinyin.pinyin_dict import pinyin_dict

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.paths import resource

SPOKEN = {"咀": "zui"}
"""Readings in names of places, where they are not the dictionary's first."""


def main() -> None:
    """Sort every hanzi of GBK under its first reading."""
    counts: Counter[str] = Counter()
    with open(jieba.get_dict_file().name, encoding="utf-8") as lines:
        for line in lines:
            word, count, _ = line.split(" ")
            for hanzi in word:
                counts[hanzi] += int(count)
    sounds: dict[str, list[str]] = defaultdict(list)
    for code, readings in pinyin_dict.items():
        hanzi = chr(code)
        if not 0x4E00 <= code <= 0x9FA5:
            continue
        marked = unicodedata.normalize("NFD", readings.split(",")[0])
        plain = "".join(c for c in marked.replace("u\u0308", "v") if not unicodedata.combining(c))
        sounds[SPOKEN.get(hanzi, plain)].append(hanzi)
    lines_out = [
        "".join(sorted(same, key=lambda c: (-counts[c], c))) for _, same in sorted(sounds.items()) if same
    ]
    resource("duplicates").mkdir(exist_ok=True)
    resource("duplicates", "sounds.txt").write_text("\n".join(lines_out) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(lines_out)} syllables, {sum(map(len, lines_out))} hanzi\n")


if __name__ == "__main__":
    main()
