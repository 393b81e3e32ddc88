"""Where resources and data lie, from source or frozen."""

import sys
from pathlib import Path

import platformdirs


def resource(*parts: str) -> Path:
    """Path of a bundled file below `resources/`."""
    root = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent))
    return root.joinpath("resources", *parts)


def default_store() -> Path:
    """The platform's data folder for the station's store."""
    return Path(platformdirs.user_data_dir("reception-station", appauthor=False)) / "store"


def replica_marks() -> Path:
    """Folder of this computer's small files that say how far each store had come; outside of any store."""
    return Path(platformdirs.user_state_dir("reception-station", appauthor=False)) / "replicas"


def hub_papers_key() -> Path:
    """File with the key of the papers a hub keeps; apart from them and from the database."""
    return Path(platformdirs.user_config_dir("reception-station", appauthor=False)) / "hub-papers.key"
