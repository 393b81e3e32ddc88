"""The table by which text is copied out of a PDF, right above U+FFFF."""

from collections.abc import Sequence

_BLOCK = 100


def to_unicode_cmap(fontname: str, subset: Sequence[int]) -> str:
    """ToUnicode CMap of one font subset; takes the place of ReportLab's, which is wrong in plane 2.

    Args:
        fontname: name of the subset font.
        subset: code point of each of at most 256 one-byte codes; 0 where a code shows nothing.
    Source: PDF 32000-1:2008, 9.10.3 (values are UTF-16BE, at most 100 entries a block).
    """
    entries = [
        f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>"
        for code, point in enumerate(subset)
        if point
    ]
    blocks: list[str] = []
    for start in range(0, len(entries), _BLOCK):
        block = entries[start : start + _BLOCK]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            f"/CIDSystemInfo << /Registry ({fontname}) /Ordering ({fontname}) /Supplement 0 >> def",
            f"/CMapName /{fontname} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
            *blocks,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )
