"""Bars as SVG: one panel an entry, one bar a side, the ratio of ours to it beside the rate."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from bench.comparison import Comparison
from bench.report import Report
from bench.sides import LIMIT

WIDTH = 860
NAMES = 190
LABELS = 215
BAR = 22
STEP = 30
PANEL_HEAD = 54
TOP = 64
OURS = "#2563eb"
PEER = "#94a3b8"
BEYOND = "#cbd5e1"
STYLE = (
    "text{font-family:system-ui,sans-serif;font-size:14px;fill:#1e293b}"
    ".title{font-size:19px;font-weight:600}.entry{font-size:15px;font-weight:600}.note{font-size:12px;fill:#475569}"
)


def to_svg(report: Report) -> str:
    """The whole picture; readable without colours, since every bar carries its figures."""
    height = TOP + sum(PANEL_HEAD + STEP * len(comparison.figures) for comparison in report.comparisons) + 12
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' width="{WIDTH}" height="{height}">',
        f"<title>{escape(report.family.title)}: requests per second</title>",
        f"<style>{STYLE}</style>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        _text(20, 30, f"{report.family.title}: requests per second", "title"),
        _text(20, 50, report.conditions(), "note"),
    ]
    at = TOP
    for comparison in report.comparisons:
        parts += panel(comparison, at)
        at += PANEL_HEAD + STEP * len(comparison.figures)
    return "\n".join([*parts, "</svg>", ""])


def panel(comparison: Comparison, top: int) -> Iterator[str]:
    """Title and bars of one entry, scaled to its fastest server; the limit of the database may run off it."""
    yield _text(20, top + 30, f"{comparison.entry.name} · {comparison.entry.title}", "entry")
    labels = {ratio.peer: f"ours is {ratio.value:.2f} ×" for ratio in comparison.ratios}
    fastest = max(side.rate for side in comparison.figures if side.name != LIMIT)
    for number, side in enumerate(comparison.figures):
        y = top + PANEL_HEAD - 12 + STEP * number
        whole = WIDTH - NAMES - LABELS
        length = min(whole, max(1.0, side.rate / fastest * whole))
        beyond = side.rate > fastest
        colour = BEYOND if side.name == LIMIT else OURS if number == 0 else PEER
        yield _text(NAMES - 10, y + 16, side.name, "name", anchor="end")
        yield f'<rect x="{NAMES}" y="{y}" width="{length:.1f}" height="{BAR}" rx="2" fill="{colour}"/>'
        note = "beyond the scale" if beyond else labels.get(side.name, "")
        yield _text(NAMES + length + 8, y + 16, f"{side.rate:,.0f}/s{' · ' + note if note else ''}", "value")


def _text(x: float, y: float, content: str, kind: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y}" class="{kind}" text-anchor="{anchor}">{escape(content)}</text>'
