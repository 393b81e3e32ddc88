"""Packing of bodies with Zstandard; unpacking stops at a limit, whatever the header promises."""

import io

import zstandard

LEVEL = 3
# A window of 8 MiB is the most a frame may ask us to hold.
_LARGEST_WINDOW = 1 << 23


class TooLarge(Exception):
    """More comes out than is allowed."""


class NotPacked(Exception):
    """The bytes are no Zstandard frame, or a broken one."""


def pack(content: bytes) -> bytes:
    """One frame."""
    return zstandard.ZstdCompressor(level=LEVEL).compress(content)


def unpack(packed: bytes, most: int) -> bytes:
    """What is in the frame.

    Raises:
        TooLarge: more than `most` bytes; no more than that was ever held.
        NotPacked: not one whole frame.
    """
    told = _told_size(packed)
    if told > most:
        raise TooLarge
    if told >= 0:
        try:
            return zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW).decompress(
                packed, allow_extra_data=False
            )
        except zstandard.ZstdError as error:
            raise NotPacked(str(error)) from error
    reader = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW).stream_reader(
        io.BytesIO(packed), read_across_frames=False
    )
    try:
        with reader:
            content = reader.read(most + 1)
    except zstandard.ZstdError as error:
        raise NotPacked(str(error)) from error
    if len(content) > most:
        raise TooLarge
    _require_whole(packed, content)
    return content


def _told_size(packed: bytes) -> int:
    """What the frame's header says will come out, of which no more is ever written; -1: it does not say."""
    try:
        told = zstandard.get_frame_parameters(packed)
    except zstandard.ZstdError as error:
        raise NotPacked(str(error)) from error
    if told.window_size > _LARGEST_WINDOW:
        raise NotPacked("window")
    return -1 if told.content_size == zstandard.CONTENTSIZE_UNKNOWN else int(told.content_size)


def _require_whole(packed: bytes, content: bytes) -> None:
    """A frame that was cut off reads as if it ended early; one-shot objects know the difference."""
    whole = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW).decompressobj()
    try:
        told = whole.decompress(packed)
    except zstandard.ZstdError as error:
        raise NotPacked(str(error)) from error
    if not whole.eof or whole.unused_data or told != content:
        raise NotPacked("cut off")
