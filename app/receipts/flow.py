"""From blocks to pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.receipts.blocks import Block, Gap


@dataclass(frozen=True)
class Placed:
    """A block and how far below the top of its page's text area it begins, points."""

    block: Block
    top: float


def paginate(
    blocks: Sequence[Block], heights: tuple[float, float], last: Block, closing: Block
) -> list[list[Placed]]:
    """Fill pages from the top; white space at the head of a page is left out.

    Args:
        heights: of the text area of the first page and of every other, points.
        last: ends the text; goes to the page that has room for the closing too, and never alone: a page
            with a seal has text [GB/T 9704-2012, 7.3.5.1]. What stands before it goes with it then, and
            the white space between them.
        closing: stands at the foot of the last page.
    Returns:
        pages; a block higher than a page that cannot be cut stands alone on one.
    """
    pages: list[list[Placed]] = [[]]
    top = 0.0
    waiting = list(blocks)
    while waiting:
        block = waiting.pop(0)
        room = heights[min(len(pages), 2) - 1] - top
        at_head = not pages[-1]
        if isinstance(block, Gap) and (at_head or block.height > room):
            continue
        parts = None if block.height <= room else block.cut(room)
        if block.height <= room or parts or at_head:
            first = parts[0] if parts else block
            pages[-1].append(Placed(first, top))
            top += first.height
            waiting[:0] = [parts[1]] if parts else []
        else:
            waiting.insert(0, block)
        if waiting and (parts or block.height > room):
            pages.append([])
            top = 0.0
    if last.height + closing.height > heights[min(len(pages), 2) - 1] - top:
        moved = _company(pages[-1], heights[1] - last.height - closing.height)
        top = 0.0
        pages.append([])
        for block in moved:
            pages[-1].append(Placed(block, top))
            top += block.height
    height = heights[min(len(pages), 2) - 1]
    foot = max(height - closing.height, top + last.height)
    pages[-1] += [Placed(last, top), Placed(closing, foot)]
    return pages


def _company(page: list[Placed], room: float) -> list[Block]:
    """Take the last block and the space after it off a page, if others stay on it and it fits the room."""
    at = next((i for i in reversed(range(len(page))) if not isinstance(page[i].block, Gap)), 0)
    if at == 0 or sum(placed.block.height for placed in page[at:]) > room:
        return []
    taken = [placed.block for placed in page[at:]]
    del page[at:]
    return taken
