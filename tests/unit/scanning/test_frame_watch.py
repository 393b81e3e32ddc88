"""A desk is watched through synthetic films: what is said of each frame, and when it is read."""

import random
from collections.abc import Callable, Iterable

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from app.scanning.frame_watch import SHARPEN_S, FrameWatch, Sight, SightState, cut_out
from app.scanning.specimens import CardBack, passport, resident_back, resident_front
from tests.rendering.people import invented
from tests.unit.scanning.desk_film import Film, Laid

EMPTY, MOVING, BLURRED = SightState.EMPTY, SightState.MOVING, SightState.BLURRED
STEADY, DONE = SightState.STEADY, SightState.DONE
BEAT_S = 0.15
SIZE = (1280, 720)
MIDDLE = (640.0, 360.0)


def one() -> Image.Image:
    return resident_front(invented(random.Random(1)).card)


def another() -> Image.Image:
    return resident_front(invented(random.Random(2)).card)


class Watching:
    """A film and what was said of it."""

    def __init__(self, kind: str = "wood", **film: object) -> None:
        self.film = Film(kind, size=SIZE, **film)  # type: ignore[arg-type]
        self.watch = FrameWatch()
        self.now_s = 1000.0

    def see(self, count: int, change: Callable[[int], None] | None = None) -> list[Sight]:
        seen = []
        for i in range(count):
            if change is not None:
                change(i)
            self.now_s += BEAT_S
            seen.append(self.watch.look(self.film.frame(), self.now_s))
        return seen

    def lay(self, *cards: Laid) -> None:
        self.film.laid = list(cards)

    def hand(self, count: int, card: tuple[Laid, ...] | None = None) -> list[Sight]:
        """A hand comes in and goes; half-way it leaves these cards behind."""

        def move(i: int) -> None:
            self.film.hand_at = (1500 - abs(count // 2 - abs(i - count // 2)) * 260.0, 380)
            if card is not None and i == count // 2:
                self.film.laid = list(card)

        seen = self.see(count, move)
        self.film.hand_at = None
        return seen


def laid(card: Callable[[], Image.Image], **where: object) -> Laid:
    return Laid(card, **{"at": MIDDLE, "width": 310.0, **where})  # type: ignore[arg-type]


def states(seen: Iterable[Sight]) -> list[SightState]:
    return [sight.state for sight in seen]


def read(seen: Iterable[Sight]) -> int:
    return states(seen).count(STEADY)


def far(sight: Sight, card: Laid) -> float:
    """Largest distance of a corner said from the nearest true one, px."""
    true = card.corners()
    return max(float(np.linalg.norm(true - np.array(corner), axis=1).min()) for corner in sight.corners)


@pytest.mark.parametrize("kind", ["dark", "pale", "wood"])
def test_a_card_laid_down_by_a_hand_is_read_once_and_the_desk_is_empty_after(kind: str) -> None:
    w = Watching(kind)
    assert set(states(w.see(6))) == {EMPTY}
    card = laid(one, turn=11.0)
    assert read(w.hand(7, (card,))) == 0
    seen = w.see(10)
    assert read(seen) == 1
    assert seen[-1].state is DONE
    assert seen[-1].documents == 1
    assert far(seen[-1], card) < 12
    w.hand(7, ())
    assert states(w.see(5))[-1] is EMPTY


def test_a_card_that_lies_there_when_the_camera_is_opened_is_read() -> None:
    w = Watching("wood", laid=[laid(one)])
    assert read(w.see(8)) == 1


def test_what_always_lies_on_the_desk_is_no_document() -> None:
    w = Watching("cluttered")
    w.see(6)
    w.watch.dismiss(w.film.frame())
    assert set(states(w.see(4))) == {EMPTY}
    card = laid(another, turn=160.0)
    w.lay(card)
    seen = w.see(6)
    assert read(seen) == 1
    assert seen[-1].documents == 1
    assert far(seen[-1], card) < 12


def leaflet() -> Image.Image:
    sheet = Image.new("RGB", (600, 400), (240, 240, 236))
    draw = ImageDraw.Draw(sheet)
    for row in range(40, 360, 40):
        draw.line((40, row, 560, row), (60, 60, 66), 6)
    return sheet


@pytest.mark.parametrize("kind", ["dark", "pale", "wood"])
def test_a_leaflet_that_was_dismissed_hides_no_card_and_is_forgotten_when_it_is_gone(kind: str) -> None:
    w = Watching(kind)
    w.see(6)
    paper = laid(leaflet, at=(400.0, 300.0))
    w.lay(paper)
    assert read(w.see(6)) == 1
    w.watch.dismiss(w.film.frame())
    assert set(states(w.see(6))) == {EMPTY}
    card = laid(one, at=(900.0, 420.0))
    w.lay(paper, card)
    seen = w.see(6)
    assert read(seen) == 1
    assert seen[-1].documents == 1
    assert far(seen[-1], card) < 12
    w.lay()
    assert read(w.see(6)) == 0
    w.lay(laid(another, at=paper.at))
    assert read(w.see(6)) == 1


def test_what_could_not_be_read_is_given_again_once_it_was_lifted() -> None:
    w = Watching()
    w.see(6)
    w.lay(laid(one))
    w.see(6)
    w.watch.dismiss(w.film.frame())
    w.lay()
    assert read(w.see(4)) == 0
    w.lay(laid(one))
    assert read(w.see(6)) == 1


def test_a_card_laid_down_while_the_paper_before_it_was_read_is_not_dismissed_with_it() -> None:
    w = Watching()
    w.see(6)
    w.lay(laid(leaflet))
    w.see(6)
    frame = w.film.frame()
    w.lay(laid(one))
    w.see(2)
    w.watch.dismiss(frame)
    seen = w.see(6)
    assert read(seen) == 1
    assert seen[-1].documents == 1


@pytest.mark.parametrize("turn", [0.0, 37.0, 90.0, 181.0])
def test_any_way_round_with_fingers_on_the_edge(turn: float) -> None:
    w = Watching("wood", fingers_on=1)
    w.see(6)
    w.lay(laid(passport, turn=turn, width=430.0))
    seen = w.see(6)
    assert read(seen) == 1
    assert far(seen[-1], w.film.laid[0]) < 16


def test_a_card_in_a_sleeve() -> None:
    w = Watching("wood", sleeve=True)
    w.see(6)
    w.lay(laid(one))
    seen = w.see(6)
    assert read(seen) == 1
    assert far(seen[-1], w.film.laid[0]) < 40


def test_nothing_is_read_while_it_moves_and_a_card_pushed_aside_is_the_same() -> None:
    w = Watching()
    w.see(6)
    w.lay(laid(one))

    def slide(i: int) -> None:
        w.film.laid[0].at = (300.0 + 50 * i, 300.0 + 12 * i)

    assert read(w.see(7, slide)) == 0
    assert read(w.see(6)) == 1
    assert read(w.see(4, lambda i: setattr(w.film.laid[0], "at", (640.0 - 40 * i, 400.0)))) == 0
    w.film.laid[0].turn = 186.0
    seen = w.see(6)
    assert read(seen) == 0
    assert seen[-1].state is DONE


def test_a_hand_passing_over_does_not_have_it_read_again() -> None:
    w = Watching()
    w.see(6)
    w.lay(laid(one))
    w.see(6)
    seen = w.hand(8)
    assert MOVING in states(seen)
    assert read(seen) + read(w.see(6)) == 0


@pytest.mark.parametrize("following", [another, resident_back])
def test_an_exchange_without_an_empty_desk_between_is_noticed(following: Callable[[], Image.Image]) -> None:
    w = Watching()
    w.see(6)
    w.lay(laid(one))
    assert read(w.see(6)) == 1
    w.lay(laid(following))
    assert read(w.see(6)) == 1


def test_the_same_card_laid_down_again_is_given_again() -> None:
    w = Watching()
    w.see(6)
    w.lay(laid(one))
    w.see(6)
    w.lay()
    assert states(w.see(6))[-1] is EMPTY
    w.lay(laid(one))
    assert read(w.see(6)) == 1


def test_again_gives_it_once_more() -> None:
    w = Watching()
    w.see(6)
    w.lay(laid(one))
    w.see(6)
    w.watch.again()
    assert read(w.see(5)) == 1


def test_a_spot_of_glare_that_comes_and_goes_neither_stops_nor_repeats_it() -> None:
    w = Watching()
    w.see(6)
    w.lay(laid(one))

    def flicker(i: int) -> None:
        w.film.glare_at = (700.0, 330.0) if i % 2 else None

    assert read(w.see(16, flicker)) == 1
    w.film.glare_at = None
    assert read(w.see(6)) == 0


def test_two_cards_are_said_and_given_together() -> None:
    w = Watching()
    w.see(6)
    left, right = laid(one, at=(350.0, 360.0)), laid(another, at=(930.0, 360.0), turn=-7.0)
    w.lay(left, right)
    seen = w.see(6)
    given = [sight for sight in seen if sight.state is STEADY]
    assert len(given) == 1
    assert given[0].documents == len(given[0].outlines) == 2
    w.lay(left)
    assert read(w.see(6)) == 0
    w.lay(left, laid(resident_back, at=(930.0, 360.0)))
    given = [sight for sight in w.see(6) if sight.state is STEADY]
    assert len(given) == 1
    assert far(given[0], w.film.laid[1]) < 12  # the one not yet read comes first


def test_a_lens_that_is_still_focusing_is_waited_for_but_not_for_ever() -> None:
    w = Watching()
    w.see(6)
    w.lay(laid(one))
    w.film.blur = 3.0
    blurred = w.see(5)
    assert states(blurred)[-1] is BLURRED
    w.film.blur = 0.0
    sharp = [sight for sight in w.see(5) if sight.state is STEADY]
    assert len(sharp) == 1
    assert sharp[0].sharpness > 2 * blurred[-1].sharpness
    w.lay()
    w.see(6)
    w.lay(laid(another))
    w.film.blur = 3.0
    seen = w.see(round(SHARPEN_S / BEAT_S) + 5)
    assert read(seen) == 1
    assert states(seen).count(BLURRED) >= SHARPEN_S / BEAT_S / 2


def test_a_camera_that_is_never_sharp_is_not_waited_for_every_time() -> None:
    w = Watching(blur=2.5)
    w.see(6)
    for card in (one, another, resident_back):
        w.lay(laid(card))
        assert read(w.see(16)) == 1
        w.lay()
        w.see(6)
    w.lay(laid(lambda: resident_back(CardBack("北京市公安局虚构分局"))))
    assert BLURRED not in states(w.see(6))


def test_light_that_changes_is_no_document() -> None:
    w = Watching()
    w.see(6)
    w.film.gain = 0.75
    seen = w.see(8)
    assert read(seen) == 0
    assert seen[-1].state is EMPTY
    w.lay(laid(one))
    assert read(w.see(6)) == 1


def test_frames_of_another_size_begin_anew() -> None:
    w = Watching(laid=[laid(one)])
    w.see(6)
    w.film = Film("dark", size=(960, 720), laid=[Laid(one, at=(480.0, 360.0), width=300.0)])
    assert read(w.see(8)) == 1


def test_frames_without_anything_in_them() -> None:
    watch = FrameWatch()
    for i, level in enumerate((0, 0, 0, 255, 255, 255, 128)):
        frame = np.full((48, 64, 3), level, np.uint8)
        assert watch.look(frame, i * 0.3).state in {EMPTY, MOVING}


def test_what_is_cut_out_holds_the_document_and_nothing_beside_it() -> None:
    left, right = laid(one, at=(350.0, 360.0)), laid(another, at=(690.0, 390.0), turn=40.0)
    film = Film("dark", size=SIZE, noise=0.0, laid=[left, right])
    quad = tuple((float(x), float(y)) for x, y in left.corners())
    part = cut_out(film.frame(), quad)
    alone = Film("dark", size=SIZE, noise=0.0, laid=[left])
    wanted = cut_out(alone.frame(), quad)
    assert part.shape == wanted.shape
    assert 1.0 < part.shape[1] / left.width < 1.35
    away = cv2.absdiff(part, wanted).max(axis=2)
    assert float((away > 40).mean()) < 0.02
