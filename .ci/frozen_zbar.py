"""Run first in the frozen program: pyzbar asks for libzbar by name, and only ours is certainly there."""

import ctypes.util
import os
import sys

_find_library = ctypes.util.find_library


def _find(name: str) -> str | None:
    if name == "zbar":
        return os.path.join(sys._MEIPASS, "libzbar.so.0")  # type: ignore[attr-defined]
    return _find_library(name)


ctypes.util.find_library = _find
