"""What the drawing of pages needs of any paper, whatever it says."""

from collections.abc import Sequence
from typing import Protocol

from app.receipts.blocks import Block
from app.receipts.pieces import Marks
from app.receipts.sheets import Sheet


class PaperForm(Protocol):
    """A content and how it looks, one sheet size at a time."""

    @property
    def title(self) -> str:
        """Of the document's properties."""

    @property
    def author(self) -> str:
        """The issuing office."""

    @property
    def words(self) -> str:
        """Every word that comes from data: what must have glyphs."""

    def sheets(self, paper: str, large_print: bool, marks: Marks) -> Sequence[Sheet]:
        """Sheets to try, the best first; raises ValueError for a paper it is not made for."""

    def fitted(self, sheet: Sheet) -> Sheet:
        """The sheet with room for this office's foot."""

    def blocks(self, sheet: Sheet, marks: Marks) -> list[Block]:
        """Top down, without what ends the text."""

    def last(self, sheet: Sheet) -> Block:
        """What ends the text: stays with the closing."""

    def closing(self, sheet: Sheet, marks: Marks) -> Block:
        """Stands at the foot of the last page."""

    def foot(self, sheet: Sheet, page: int, pages: int) -> Block:
        """Of every page."""

    def running_head(self, sheet: Sheet, marks: Marks) -> Block:
        """Of the second and later pages."""
