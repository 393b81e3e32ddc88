"""What is loaded once for the whole day is kept out of the rounds of Python's garbage collector.

A full round walks every object there is while it holds the interpreter's lock, whichever thread began
it: with the models, the fonts and the table of hanzi in memory it stands the window still for 50 ms
and more. What was loaded for good never becomes garbage, so it need not be walked.
"""

import gc
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_guard = threading.Lock()
_loading = 0


def for_good(load: Callable[[], T]) -> T:
    """Load something that stays until the program ends: no round meanwhile, none over it afterwards.

    Several threads may load at once. Objects that only hold each other at that moment stay too, so
    this is for the few loadings of an idle moment.
    """
    global _loading
    with _guard:
        _loading += 1
        gc.disable()
    try:
        return load()
    finally:
        with _guard:
            _loading -= 1
            gc.freeze()
            if not _loading:
                gc.enable()
