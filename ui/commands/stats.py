"""`station stats`: the figures of a period."""

import argparse
from typing import Any

from app.domain.figures import Breakdown, Comparison, Figure, change
from app.domain.period import span_of
from app.errors import BadInput
from app.intake.figures import figures
from app.intake.renewal import Part
from ui.commands.finishing import finish
from ui.commands.list_ import day
from ui.commands.world import DONE, World

HELP = "一段日期的统计数字：批次、人次、件次、件，各项比率，以及每一项的口径"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("--date", type=day, metavar="日期", help="从哪一天起，不写为今天")
    parser.add_argument("--to", type=day, metavar="日期", help="到哪一天，不写为当天")


def run(args: argparse.Namespace, world: World) -> int:
    """Count, and say every figure with how it was counted."""
    with world.sign_in(args, False) as session:
        finish(session, world, Part.FIGURES)
        start = args.date or args.to or session.clock.today()
        end = args.to or start
        if start > end:
            raise BadInput(["--date 在 --to 之后。没有统计，请核对日期。"])
        counted = figures(span_of(start, end), session)
    world.answer(shape(counted), for_people(counted))
    return DONE


def shape(counted: Comparison) -> dict[str, Any]:
    """By name of the figure: value, numerator, denominator, rule; a breakdown's value is a list of rows."""
    now = counted.now
    told: dict[str, Any] = {f.name: _figure(f) for f in now.figures}
    told |= {b.name: _breakdown(b) for b in now.breakdowns}
    return told


def for_people(counted: Comparison) -> str:
    """The same as lines of Chinese text."""
    now, before = counted.now, counted.before
    lines = [f"{now.period.name}统计"]
    for figure in now.figures:
        moved = change(figure, before[figure.name] if before else None)
        of = f"（{figure.of}）" if figure.of else ""
        unit = "" if figure.unit.value == "%" else f" {figure.unit.value}"
        lines.append(f"{figure.label}：{figure.text}{unit}{of}，比上期{moved}")
    for breakdown in now.breakdowns:
        if breakdown.parts:
            rows = "，".join(f"{p.label} {'/'.join(str(c) for c in p.counts)}" for p in breakdown.parts)
            lines.append(f"{breakdown.label}（{'/'.join(u.value for u in breakdown.units)}）：{rows}")
    return "\n".join([*lines, "统计口径：", *counted.rules])


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "value": figure.value,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "rule": figure.rule,
        "label": figure.label,
        "unit": figure.unit.value,
    }


def _breakdown(breakdown: Breakdown) -> dict[str, Any]:
    return {
        "value": [{"key": p.key, "label": p.label, "counts": list(p.counts)} for p in breakdown.parts],
        "numerator": None,
        "denominator": None,
        "rule": breakdown.rule,
        "label": breakdown.label,
        "unit": "/".join(u.value for u in breakdown.units),
    }
