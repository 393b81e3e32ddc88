"""Making papers: the first, later ones, a thousand, beside a bare ReportLab page of the same text.

    python tests/bench/bench_papers.py [--receipts 1000] [--case ordinary|long|rare]

Then every kind of paper on every size, ordinary and large print: each making says other words than the one
before, so that nothing of a visit is known from before. CPU time of this process; the wall clock of a shared
machine tells of its neighbours. Figures to reach:
150 ms, 30 ms, 80 KB, a thousand within 30 s on flat memory.
"""

import argparse
import io
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app.domain.papers import PAPERS  # noqa: E402
from app.intake.printable import ROLLS, printable  # noqa: E402
from app.receipts.content import visible_text  # noqa: E402
from app.receipts.render import render_receipt  # noqa: E402
from tests.fakes.every_paper import CASES, every_paper, of_another_visit  # noqa: E402
from tests.fakes.receipts import receipt  # noqa: E402

_FIRST = (
    "import time; from tests.fakes.receipts import receipt; from app.receipts.render import render_receipt;"
    "made = receipt(); began = time.process_time(); render_receipt(made);"
    "print((time.process_time() - began) * 1000)"
)
_BARE_FIRST = (
    "import time; from tests.bench import bench_papers as b; text = b.text_of_a_receipt();"
    "began = time.process_time(); b.bare_page(text); print((time.process_time() - began) * 1000)"
)


def text_of_a_receipt() -> list[str]:
    """The lines a receipt says."""
    return visible_text(receipt()).split("\n")


def bare_page(lines: list[str]) -> bytes:
    """The same words by ReportLab alone: one font, no layout, no code, no numbers."""
    from reportlab.pdfbase import pdfmetrics, ttfonts
    from reportlab.pdfgen.canvas import Canvas

    if "bare" not in pdfmetrics.getRegisteredFontNames():
        path = ROOT / "resources" / "fonts" / "NotoSansSC_400Regular.ttf"
        pdfmetrics.registerFont(ttfonts.TTFont("bare", str(path)))
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setFont("bare", 11)
    for number, line in enumerate(lines):
        canvas.drawString(40, 800 - 14 * number, line)
    canvas.save()
    return out.getvalue()


def cpu_ms(act: Callable[[], object]) -> float:
    """CPU milliseconds of one call."""
    began = time.process_time()
    act()
    return (time.process_time() - began) * 1000


def in_fresh_process(code: str, times: int = 3) -> float:
    """Median of what a fresh process prints."""
    runs = [
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
        for _ in range(times)
    ]
    return statistics.median(float(run.stdout) for run in runs)


def tell(what: str, measured: float, unit: str, beside: str = "") -> None:
    """One row of the table."""
    sys.stdout.write(f"{what:<44}{measured:>10.1f} {unit:<4}{beside}\n")
    sys.stdout.flush()


def tell_every_kind(case: str, times: int = 7) -> None:
    """A row a kind and size: median of later makings, KB, pages."""
    kinds: dict[tuple[str, str], list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as folder, every_paper(Path(folder), (case,)) as made:
        for one in made:
            id_ = one.record.document_id
            for size in (*PAPERS[id_].sizes, *ROLLS):
                for large in (False, True):
                    spent, kilobytes = [], 0.0
                    for turn in range(times):
                        record = of_another_visit(one.record, case, turn + 1)
                        with one.session.read() as unit:
                            began = time.process_time()
                            paper = printable(unit, record, size, reprint=False, large=large)
                            spent.append((time.process_time() - began) * 1000)
                        kilobytes = max(kilobytes, len(paper.pdf) / 1024)
                    on = f"{size}{' large' if large else ''}"
                    kinds.setdefault((id_, on), []).append((statistics.median(spent), kilobytes))
    for (id_, on), rows in kinds.items():
        ms, kilobytes = max(row[0] for row in rows), max(row[1] for row in rows)
        tell(f"{id_} {on}", ms, "ms", f"{kilobytes:.1f} KB")
    every = [row for rows in kinds.values() for row in rows]
    tell(f"all {len(every)} ({case}): median", statistics.median(row[0] for row in every), "ms")
    tell("slowest, largest", max(row[0] for row in every), "ms", f"{max(row[1] for row in every):.1f} KB")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--receipts", type=int, default=1000)
    parser.add_argument("--case", choices=CASES, default=CASES[0])
    given = parser.parse_args()
    count = given.receipts
    bare_first = in_fresh_process(_BARE_FIRST)
    tell("first receipt of a process", in_fresh_process(_FIRST), "ms", f"bare page {bare_first:.1f} ms")
    lines = text_of_a_receipt()
    render_receipt(receipt())
    bare_page(lines)
    bare = statistics.median(cpu_ms(lambda: bare_page(lines)) for _ in range(30))
    contents = [receipt(number=f"雾信访〔2026〕02-{n:05d}") for n in range(30)]
    later = statistics.median(cpu_ms(lambda c=content: render_receipt(c)) for content in contents)
    tell("a later receipt (median of 30)", later, "ms", f"bare page {bare:.1f} ms")
    size = len(render_receipt(receipt()).pdf) / 1024
    tell("its size", size, "KB", f"bare page {len(bare_page(lines)) / 1024:.1f} KB")
    for n in range(min(100, count)):
        render_receipt(receipt(number=f"雾信访〔2026〕03-{n:05d}"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = time.process_time()
    for n in range(count):
        render_receipt(receipt(number=f"雾信访〔2026〕04-{n:05d}"))
    tell(f"{count} receipts in one batch", time.process_time() - began, "s")
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    tell("memory grown meanwhile", after - before, "MB", f"of {before:.0f} MB")
    tell_every_kind(given.case)


if __name__ == "__main__":
    main()
