"""QR symbols as squares to be filled; which text they carry is decided in `checks`."""

from dataclasses import dataclass
from functools import lru_cache

import segno

QUIET_MODULES = 4


@dataclass(frozen=True)
class QrSymbol:
    """Modules of one symbol.

    Attributes:
        rows: one tuple a row, top first, True = dark; square, without the quiet zone.
        version: 1…40.
    """

    rows: tuple[tuple[bool, ...], ...]
    version: int

    @property
    def side_modules(self) -> int:
        """Modules along one side, the quiet zone of four on both sides included."""
        return len(self.rows) + 2 * QUIET_MODULES

    def dark_runs(self) -> list[tuple[int, int, int]]:
        """(row, first column, modules) of every dark stretch, the quiet zone not counted."""
        runs = []
        for y, row in enumerate(self.rows):
            x = 0
            while x < len(row):
                length = next((n for n, dark in enumerate(row[x:]) if not dark), len(row) - x)
                if length:
                    runs.append((y, x, length))
                x += max(length, 1)
        return runs


@lru_cache(maxsize=16)  # a paper that does not fit is set again in smaller type, with the same symbol
def make_qr(text: str) -> QrSymbol:
    """Make a symbol of level Q (a quarter may be soiled or folded), never a Micro QR.

    Raises:
        ValueError: the text is not ASCII: readers disagree about the encoding of anything else.
    Source: GB/T 18284-2000 (ISO/IEC 18004), quiet zone of four modules.
    """
    if not text.isascii():
        raise ValueError("QR text must be ASCII")
    code = segno.make_qr(text, error="q", boost_error=False)
    rows = tuple(tuple(bool(module) for module in row) for row in code.matrix)
    return QrSymbol(rows, int(code.version))
