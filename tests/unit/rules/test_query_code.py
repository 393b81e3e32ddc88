"""The code that opens a matter's progress page from anywhere."""

import math
import secrets

from app.domain.numbers import QUERY_CODE_LENGTH, query_code
from app.domain.scanned_text import ScannedKind, read_scanned


def test_a_code_has_sixty_bits_and_each_of_its_signs_is_as_likely_as_another() -> None:
    signs = {query_code(bytes([value]) * QUERY_CODE_LENGTH)[0] for value in range(256)}
    assert QUERY_CODE_LENGTH * math.log2(len(signs)) >= 60
    assert 256 % len(signs) == 0
    codes = {query_code(secrets.token_bytes(QUERY_CODE_LENGTH)) for _ in range(2000)}
    assert len(codes) == 2000
    assert all(read_scanned(code).kind is ScannedKind.QUERY_CODE for code in codes)
    for place in range(QUERY_CODE_LENGTH):
        assert {code[place] for code in codes} == signs
