"""Characters drawn in the bold face against the shapes kept of the regular one."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from app.paths import resource
from app.scanning.glyph_match import RareShapes, drawn, is_common, write_shapes


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


@pytest.mark.parametrize(("printed", "misread"), [("𫖯", "頫"), ("𬱖", "顿"), ("龑", "美"), ("翀", "种")])
def test_a_rare_character_is_known_by_its_shape(shapes, printed, misread):
    line = strip("甲" + printed + "乙")
    assert shapes.compared(misread, line, place(1, 3)) == (printed, False)


@pytest.mark.parametrize("char", ["频", "美", "赵", "梅"])
def test_a_common_character_is_borne_out(shapes, char):
    assert shapes.compared(char, strip("甲" + char), place(1, 2)) == (char, True)


def test_a_smear_proves_nothing(shapes):
    assert shapes.compared("美", strip("甲龑乙", blur=5), place(1, 3)) == ("美", False)
    assert shapes.compared("美", np.full((48, 120, 3), 200, np.uint8), 0.5) == ("美", False)


def test_common_is_what_gb_2312_has():
    assert is_common("频")
    assert not is_common("頫")
    assert not is_common("𫖯")


def test_a_character_the_face_lacks_has_no_shape():
    assert drawn(["\U0003134a"])[0] == []


def test_shapes_are_kept_of_rare_ideographs_only(tmp_path):
    assert write_shapes(["A", "频", "頫", "<"], tmp_path / "shapes.npz") == 1
