"""Writers take turns in the order in which they came."""

import threading
import time

from db.turn import Turn


def test_who_waits_is_next_even_if_the_holder_asks_again_at_once() -> None:
    turn, order = Turn(), list[str]()
    asked = threading.Event()

    def wait_for_it() -> None:
        asked.set()
        with turn:
            order.append("window")

    turn.acquire()
    window = threading.Thread(target=wait_for_it)
    window.start()
    asked.wait(5)
    time.sleep(0.05)  # it asks right after it said so
    for _ in range(3):
        turn.release()
        turn.acquire()
        order.append("pull")
    turn.release()
    window.join(5)

    assert order == ["window", "pull", "pull", "pull"]


def test_who_gives_up_waiting_keeps_nobody_from_it() -> None:
    turn = Turn()
    turn.acquire()

    assert not turn.acquire(timeout=0.01)
    turn.release()
    assert turn.acquire(timeout=0.01)


def test_no_two_have_it_at_once() -> None:
    turn, inside, most = Turn(), 0, 0

    def enter_often() -> None:
        nonlocal inside, most
        for _ in range(300):
            with turn:
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=enter_often) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)

    assert most == 1
