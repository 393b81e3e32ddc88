"""Characters drawn in the bold face against the shapes kept of the regular one."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from app.paths import resource
from app.scanning.glyph_match import RareShapes, drawn, is_common, write_shapes
from app.scanning.name_shapes import NameGlyph, checked_name

CERTAIN = 0.965


@pytest.fixture(scope="module")
def shapes() -> RareShapes:
    return RareShapes()


def strip(text: str, face: str = "NotoSansSC_700Bold.ttf", blur: float = 0.7) -> np.ndarray:
    """A name as it is cut out of a page: 48 px high, dark on a tint, a little soft."""
    font = ImageFont.truetype(str(resource("fonts", face)), 34, layout_engine=ImageFont.Layout.BASIC)
    image = Image.new("RGB", (44 * len(text) + 12, 48), (228, 232, 238))
    draw = ImageDraw.Draw(image)
    for i, char in enumerate(text):
        draw.text((10 + 44 * i, 0), char, (40, 42, 50), font)
    return np.asarray(image.filter(ImageFilter.GaussianBlur(blur)), np.uint8)


def place(index: int, count: int) -> float:
    return (10 + 44 * index + 17) / (44 * count + 12)


def looked_at(shapes, printed: str, read: str, *, mark: float = 0.6, **drawn_with):
    glyphs = [NameGlyph(char, mark, place(i, len(printed))) for i, char in enumerate(read)]
    return checked_name(shapes, glyphs, strip(printed, **drawn_with), CERTAIN)


@pytest.mark.parametrize(("printed", "misread"), [("𬱖", "顿"), ("龑", "美"), ("翀", "种")])
def test_a_rare_character_that_alone_looks_like_the_print_is_stated(shapes, printed, misread):
    seen = looked_at(shapes, f"甲{printed}乙", f"甲{misread}乙")
    assert (seen.name, seen.doubted) == (f"甲{printed}乙", False)


@pytest.mark.parametrize(
    ("printed", "misread", "blur"),
    [("𫖯", "頫", 0.7), ("𬱖", "顿", 1.2), ("龑", "美", 1.2), ("翀", "种", 1.2)],
)
def test_a_rare_character_not_so_plainly_ahead_is_proposed_and_left_to_a_person(
    shapes, printed, misread, blur
):
    seen = looked_at(shapes, f"甲{printed}乙", f"甲{misread}乙", blur=blur)
    assert (seen.name, seen.doubted) == (f"甲{printed}乙", True)


@pytest.mark.parametrize(
    ("printed", "misread", "blur"),
    [
        ("宇", "字", 0.7),
        *((*pair, blur) for pair in ("末未", "侯候", "享亨", "冶治", "菜莱") for blur in (0.7, 1.2)),
    ],
)
def test_a_name_read_as_its_lookalike_is_doubted_and_a_right_one_is_not(shapes, printed, misread, blur):
    assert looked_at(shapes, f"丰{printed}丙", f"丰{misread}丙", mark=0.999, blur=blur).doubted
    right = looked_at(shapes, f"丰{printed}丙", f"丰{printed}丙", mark=0.999, blur=blur)
    assert (right.name, right.doubted) == (f"丰{printed}丙", False)


@pytest.mark.parametrize(("printed", "misread"), [("𬙂", "缤"), ("𫸩", "驱")])
def test_a_misread_character_is_mended_or_doubted_however_sure_its_reader_was(shapes, printed, misread):
    assert looked_at(shapes, f"甲{printed}乙", f"甲{misread}乙", mark=0.999).name == f"甲{printed}乙"
    assert looked_at(shapes, f"甲{printed}乙", f"甲{misread}乙", mark=0.999, blur=1.2).doubted


def test_a_soft_picture_casts_no_doubt_on_a_character_that_is_hardly_doubted(shapes):
    glyphs = [
        NameGlyph("甲", 1.0, place(0, 3)),
        NameGlyph("桥", 0.95, place(1, 3)),
        NameGlyph("乙", 1.0, place(2, 3)),
    ]
    soft = checked_name(shapes, glyphs, strip("甲桥乙", blur=1.3), CERTAIN)
    assert (soft.name, soft.doubted, soft.borne_out) == ("甲桥乙", False, True)
    glyphs[1] = NameGlyph("桥", 0.8, place(1, 3))
    assert not checked_name(shapes, glyphs, strip("甲桥乙", blur=1.3), CERTAIN).borne_out


@pytest.mark.parametrize("char", ["频", "美", "赵", "梅"])
def test_a_common_character_is_borne_out(shapes, char):
    seen = looked_at(shapes, f"甲{char}", f"甲{char}")
    assert (seen.name, seen.doubted, seen.borne_out) == (f"甲{char}", False, True)


@pytest.mark.parametrize("char", ["䗛", "龑", "翯"])
def test_a_rare_character_that_reader_and_shape_agree_on_is_borne_out(shapes, char):
    seen = looked_at(shapes, f"甲{char}", f"甲{char}")
    assert (seen.name, seen.doubted, seen.borne_out) == (f"甲{char}", False, True)


def test_a_place_that_was_left_out_is_seen_and_filled_by_shape(shapes):
    printed = strip("甲𬸪乙")
    between = [NameGlyph("甲", 1.0, place(0, 3)), NameGlyph("乙", 1.0, place(2, 3))]
    seen = checked_name(shapes, between, printed, CERTAIN)
    assert (seen.name, seen.doubted) == ("甲𬸪乙", True)
    behind = [NameGlyph("甲", 1.0, place(0, 3)), NameGlyph("𬸪", 1.0, place(1, 3))]
    assert checked_name(shapes, behind, printed, CERTAIN).doubted


def test_a_smear_changes_nothing_and_bears_nothing_out(shapes):
    seen = looked_at(shapes, "甲龑乙", "甲美乙", blur=5)
    assert (seen.name, seen.borne_out) == ("甲美乙", False)
    blank = np.full((48, 120, 3), 200, np.uint8)
    assert not checked_name(shapes, [NameGlyph("美", 0.6, 0.5)], blank, CERTAIN).borne_out


def test_common_is_what_gb_2312_has():
    assert is_common("频")
    assert not is_common("頫")
    assert not is_common("𫖯")


def test_a_character_the_face_lacks_has_no_shape():
    assert drawn(["\U0003134a"])[0] == []


def test_shapes_are_kept_of_rare_ideographs_only(tmp_path):
    assert write_shapes(["A", "频", "頫", "<"], tmp_path / "shapes.npz") == 1
