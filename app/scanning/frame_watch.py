"""Watching the desk: is a document there, does it lie still and sharp, was it read already?"""

from dataclasses import dataclass
from enum import StrEnum

from app.scanning.picture import Picture

Quad = tuple[tuple[float, float], ...]
"""Four corners in pixels of the frame, clockwise, the first side a long one."""


class SightState(StrEnum):
    """What is to be seen.

    `EMPTY`: no document. `MOVING`: something moves, or a document has not lain long enough. `BLURRED`:
    it lies still but the picture is not sharp yet. `STEADY`: read this frame, said once. `DONE`: what
    lies there has been given for reading; lift or exchange it.
    """

    EMPTY = "empty"
    MOVING = "moving"
    BLURRED = "blurred"
    STEADY = "steady"
    DONE = "done"


@dataclass(frozen=True)
class Sight:
    """What one frame showed.

    Attributes:
        corners: of the document, best first of `outlines`; empty when none is seen.
        sharpness: 0…1, of what lies within the corners; only comparisons mean anything.
        documents: how many are seen; lay one at a time when it is more than one.
        outlines: of each of them.
    """

    state: SightState
    corners: Quad = ()
    sharpness: float = 0.0
    documents: int = 0
    outlines: tuple[Quad, ...] = ()


class FrameWatch:
    """Follows one camera from frame to frame. No clock inside: the time is given with each frame."""

    def look(self, frame: Picture, at_s: float) -> Sight:
        """Judge the next frame.

        Args:
            frame: as `FrameSource.grab` gives it.
            at_s: when it was taken, seconds on any clock that does not go back.
        """
        return Sight(SightState.EMPTY)

    def again(self) -> None:
        """Give what lies there for reading once more."""

    def dismiss(self) -> None:
        """What lies there is no document (a keyboard, a leaflet): take it for part of the desk."""
