"""What a reader's refusal means for the person at the desk."""

import pytest

from app.errors import CardMoved, FrameDamaged, NoCard, NoReader, ReaderTrouble
from app.scanning.card_frames import Sw
from ui.reader_words import REFUSALS
from ui.text import sentence_for

_NO_REFUSALS = {Sw.DONE, Sw.CARD_FOUND}


def test_every_refusal_has_a_sentence_of_its_own() -> None:
    assert set(REFUSALS) == set(Sw) - _NO_REFUSALS
    said = {sentence_for(FrameDamaged("x", sw=code)) for code in REFUSALS}
    assert len(said) == len(REFUSALS)
    assert all(words.endswith("。") and "已录入的内容不受影响。" in words for words in said)


@pytest.mark.parametrize("cls", [NoReader, NoCard, CardMoved, FrameDamaged])
@pytest.mark.parametrize("code", [0, 0x77])
def test_without_a_known_code_the_kind_of_trouble_speaks(cls: type[ReaderTrouble], code: int) -> None:
    assert sentence_for(cls("x", sw=code)) == sentence_for(cls())
