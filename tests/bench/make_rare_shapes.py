"""Draw the rare characters that names are compared with: writes resources/scan/rare_shapes.npz.

    python tests/bench/make_rare_shapes.py

To be run again when the recogniser's alphabet or the bundled face changes.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.hanzi.table import load_table
from app.paths import resource
from app.scanning.glyph_match import write_shapes
from app.scanning.ocr import OcrEngine


def main() -> None:
    path = resource("scan", "rare_shapes.npz")
    alphabet = OcrEngine().alphabet()
    table = load_table()
    standard = {chr(point) for point, level in zip(table.point, table.standard, strict=True) if level}
    count = write_shapes(alphabet, path, standard)
    sys.stdout.write(f"{count} characters, {path.stat().st_size} bytes: {path}\n")


if __name__ == "__main__":
    main()
