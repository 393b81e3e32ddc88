"""The demo's devices: a simulated reader and camera with piles of cards, a folder as printer."""

import json
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from app.domain.identity import DocType, IdDocument, IdFields
from app.paths import resource
from app.printing.folder import FolderPrinter
from app.scanning.card_simulator import CardSimulator
from app.scanning.frame_source import open_source
from app.scanning.id_reader import IdReader
from app.scanning.specimens import SAMPLES, png
from ui.demo.camera import CAMERA, DemoCamera
from ui.devices import DeskDevices


def demo_cards() -> list[IdDocument]:
    """The pile of cards, in the order they are laid down."""
    rows = json.loads(resource("demo", "cards.json").read_text("utf-8"))
    return [
        IdDocument(
            DocType(row["doc_type"]),
            IdFields(**{k: v for k, v in row.items() if k != "doc_type"}),
            source="chip",
        )
        for row in rows
    ]


class DemoDevices(DeskDevices):
    """Somebody lays the next card down as soon as the desk begins to wait for one."""

    def __init__(self, papers: Path, store: Path | None = None) -> None:
        """Open the simulated reader.

        Args:
            papers: folder that receives what is printed.
            store: folder of the demo's store, for the self test.
        """
        self._simulator = CardSimulator()
        super().__init__(
            FolderPrinter(papers),
            IdReader(),
            reader=self._simulator.port,
            camera=CAMERA,
            store=store,
            open_camera=lambda address: DemoCamera() if address == CAMERA else open_source(address),
        )
        self._pile: Iterator[IdDocument] = cycle(demo_cards())
        self._laid = False

    def poll_card(self) -> IdDocument | None:
        """See the base class."""
        if not self._laid:
            self._simulator.lay(next(self._pile))
            self._laid = True
        document = super().poll_card()
        if document is not None:
            self._simulator.lift()
            self._laid = False
        return document

    def close(self) -> None:
        """Unplug the simulated reader."""
        self.close_reader()
        self._simulator.close()


def write_samples(folder: Path) -> list[Path]:
    """Draw the sample documents into a folder, for F4; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for stem, draw in SAMPLES.items():
        path = folder / f"{stem}.png"
        if not path.exists():
            path.write_bytes(png(draw()))
        written.append(path)
    return written
