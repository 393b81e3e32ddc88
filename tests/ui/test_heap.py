"""What is loaded for good is not walked by the garbage collector."""

import gc
import threading

import pytest

from ui.heap import for_good


@pytest.fixture(autouse=True)
def _thawed():
    yield
    gc.unfreeze()
    assert gc.isenabled()


def test_no_round_while_something_loads_and_none_over_it_afterwards():
    rounds = []
    gc.callbacks.append(lambda phase, info: rounds.append(info["generation"]) if phase == "start" else None)
    try:
        loaded = for_good(lambda: [[number] for number in range(50_000)])
        assert rounds == []
        assert gc.get_freeze_count() >= len(loaded)
    finally:
        gc.callbacks.pop()
    assert gc.isenabled()


def test_a_failed_loading_leaves_the_collector_at_work():
    with pytest.raises(OSError, match="no font"):
        for_good(lambda: (_ for _ in ()).throw(OSError("no font")))
    assert gc.isenabled()


def test_the_last_of_several_loadings_sets_the_collector_to_work_again():
    inside, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        inside.set()
        go_on.wait(10)

    lane = threading.Thread(target=for_good, args=(slow,))
    lane.start()
    inside.wait(10)
    assert for_good(lambda: 1) == 1
    assert not gc.isenabled()
    go_on.set()
    lane.join()
    assert gc.isenabled()
