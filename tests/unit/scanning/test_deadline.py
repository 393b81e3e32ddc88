"""Time for one picture."""

from app.scanning.deadline import Deadline


def test_a_deadline_passes_once_and_for_all():
    now = [100.0]
    deadline = Deadline(10, clock=lambda: now[0])
    assert not deadline.passed
    now[0] = 109.9
    assert not deadline.passed
    now[0] = 110.0
    assert deadline.passed
