"""A name in ideographs looked at again by its shapes, once it is known where it stands."""

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from app.domain.id_numbers import normal_name
from app.domain.identity import IdDocument
from app.scanning.glyph_match import RareShapes
from app.scanning.id_evidence import NAME_CERTAIN
from app.scanning.name_shapes import NameGlyph, checked_name
from app.scanning.ocr import strip_of
from app.scanning.page_text import PageText
from app.scanning.text_line import TextLine


def name_line(lines: Sequence[TextLine], name: str) -> int | None:
    """Which line a name in ideographs stands at the end of."""
    return next((i for i, line in enumerate(lines) if name and _dotted(line)[0].endswith(name)), None)


def named_by_shape(text: PageText, found: IdDocument, shapes: RareShapes) -> IdDocument:
    """A name in ideographs after a second look: borne out, or mended, or doubted."""
    name = found.fields.name
    at = name_line(text.lines, name)
    if at is None or not text.lines[at].places:
        return _doubted(found) if len(name) < 2 else found
    line, strip = text.lines[at], strip_of(text.picture, text.quads[at])
    places = _dotted(line)[1][-len(name) :]
    glyphs = [NameGlyph(name[k], line.mark(i), line.places[i]) for k, i in enumerate(places)]
    seen = checked_name(shapes, glyphs, strip, NAME_CERTAIN)
    named = replace(found, fields=replace(found.fields, name=seen.name))
    if seen.doubted:
        return _doubted(named)
    if not seen.borne_out:
        return found if seen.name == name else _doubted(named)
    return replace(
        named,
        confidence=MappingProxyType({**found.confidence, "name": NAME_CERTAIN}),
        warnings=tuple(warning for warning in found.warnings if warning != "name_uncertain"),
    )


def _doubted(found: IdDocument) -> IdDocument:
    return replace(found, warnings=tuple(dict.fromkeys((*found.warnings, "name_uncertain"))))


def _dotted(line: TextLine) -> tuple[str, list[int]]:
    """A line without spaces and with its dots as names have them; and where each character stood."""
    at = [i for i, char in enumerate(line.text) if not char.isspace()]
    return "".join(normal_name(line.text[i]) for i in at), at
