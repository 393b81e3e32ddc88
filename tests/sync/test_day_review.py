"""Review, corrections and signatures reach the office's other windows; of a sealed visit no words do."""

from app.domain.amendment import Change
from app.domain.log_filter import ReviewState
from app.domain.matter import Purpose
from app.intake.amend import correct
from app.intake.day_closing import day_standing, sign_day
from app.intake.integrity import verify_store
from app.intake.line_review import ask_back, check_lines
from app.intake.session import DeskSession
from app.intake.visit_log import visit_log
from tests.live_hub import LiveHub
from tests.sync.conftest import MakeStation


def log_of(session: DeskSession) -> list[tuple[str, int, bool, ReviewState]]:
    today = session.clock.today()
    return [(r.visit_no, r.present, r.amended, r.review) for r in visit_log(today, today, session)]


def test_what_the_lead_says_of_a_visit_is_known_at_every_window(hub: LiveHub, station: MakeStation) -> None:
    one, other = station(1).enrolled(hub), station(1).enrolled(hub)
    number = one.register("骆青崖").visit_no
    correct(number, [Change("present_count", "1", "3")], "漏数两人", one.session)
    check_lines([number], one.session)
    today = one.session.clock.today()
    signed = sign_day(today, one.session, reason="交接班")
    for desk in (one, other):
        assert desk.sync().failure is None
        assert desk.store.figures().parked == 0
    assert log_of(other.session) == log_of(one.session) == [(number, 3, True, ReviewState.CHECKED)]
    there = day_standing(today, other.session)
    assert there.signatures[0].digest == signed.signatures[0].digest
    assert not there.changed
    assert verify_store(other.session) == ()
    late = one.register("纪云舟").visit_no
    for desk in (one, other):
        assert desk.sync().failure is None
    assert day_standing(today, other.session).added == (late,)


def test_no_word_about_a_sealed_visit_leaves(hub: LiveHub, station: MakeStation) -> None:
    one, other = station(1).enrolled(hub), station(1).enrolled(hub)
    number = one.register("骆青崖", purpose=Purpose.ACCUSATION, demand="反映收受财物").visit_no
    correct(number, [Change("window", "1", "2")], "举报人骆青崖换了窗口", one.session)
    ask_back(number, "骆青崖的材料收了吗", one.session)
    for desk in (one, other):
        assert desk.sync().failure is None
    today = other.session.clock.today()
    (row,) = visit_log(today, today, other.session)
    assert (row.window, row.review, row.visitors) == (2, ReviewState.ASKED, "●●●")
    with other.session.read() as unit:
        visit = unit.visit(number)
        assert visit is not None
        said = (*unit.amendments(visit.visit_id), *unit.reviews(visit.visit_id))
    assert "骆青崖" not in repr(said)
