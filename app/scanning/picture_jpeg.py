"""How much work the first picture in a JPEG file is, told from its markers alone.

A progressive picture is written in scans, and each costs a run over all pixels: a small file can ask
for hundreds. Source: ITU-T T.81, B.1.1 (markers), B.2 (their order).
"""

import re

_MARKER = re.compile(rb"\xff[\x02-\xcf\xd8-\xfe]")
"""But for stuffed bytes, fill bytes and restarts, which stand inside a scan."""
_SCAN, _END = 0xDA, 0xD9
_START = 0xD8
_MOST_SEGMENTS = 20_000


def scans(data: bytes) -> int:
    """Scans up to the end of the first picture; pictures and films behind it do not count.

    A file of more segments than any program writes counts as having that many scans.
    """
    at, found = 0, 0
    for _ in range(_MOST_SEGMENTS):
        marker = _MARKER.search(data, at)
        if marker is None:
            return found
        kind, at = data[marker.start() + 1], marker.end()
        if kind == _END:
            return found
        if kind != _START:
            found += kind == _SCAN
            at += int.from_bytes(data[at : at + 2], "big")
    return _MOST_SEGMENTS
