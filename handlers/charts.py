"""Pictures of comparisons, series and targets against results, wide enough for a phone."""

import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.answer_table import Row, kind_name, measure_name, shown
from handlers.figures import shortened
from handlers.i18n import translator
from handlers.message import Attachment
from handlers.numbers import period_words, unit_words

MOST_BARS = 16
_WIDTH_INCHES = 5.4
_DOTS_PER_INCH = 200
_LABEL = 22
_NARROW_LABEL = 9
_FEW_POINTS = 10
_ROOM_ON_A_LINE = 64
_NO_BREAK = "\u00a0"
_COLOURS = {"target": "#f2a541", "estimate": "#7aa6c2", "actual": "#1f6f8b", "": "#1f6f8b"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure in a picture: what stands beside it, its length, what is written at its end."""

    label: str
    value: float
    shown: str
    kind: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture before it is drawn; series joins the points by a line, left to right in time."""

    title: str
    unit: str
    source: str
    bars: tuple[Bar, ...]
    series: bool
    kind_names: tuple[tuple[str, str], ...]


def chart_of(rows: Sequence[Row], lang: str) -> Chart | None:
    """Return the picture of rows that can stand side by side (same indicator, measure, base, unit), None for
    fewer than two; conditions that differ stand beside the bars.
    """
    if not rows:
        return None
    like = [row for row in rows if _sort_of(row) == _sort_of(rows[0])][:MOST_BARS]
    if len({(row.place, row.period, row.kind) for row in like}) < 2:
        return None  # one source's two statements of one figure are no comparison
    places = {row.place for row in like}
    when = {row.period for row in like}
    conditions = {row.qualifier for row in like}
    kinds = sorted({row.kind for row in like}, key=["target", "estimate", "actual", ""].index)
    series = len(places) == 1 and len(kinds) == 1 and _is_a_line(like, lang)
    if len(places) == 1:
        like = sorted(like, key=lambda row: row.period)
    first = like[0]
    measure = measure_name(first.measure, lang)
    parts = [first.indicator + (f" ({measure})" if measure else "")]
    if len(places) == 1:
        parts.append(first.place)
    if len(when) == 1:
        parts.append(period_words(first.period, lang).replace(" ", _NO_BREAK))
    if len(kinds) == 1 and kinds[0]:
        parts.append(kind_name(first, lang))
    sources = list(dict.fromkeys(row.source for row in like if row.source))
    _ = translator(lang).gettext
    source = "; ".join(sources[:2]) + (
        _(" và {count} văn bản khác").format(count=len(sources) - 2) if len(sources) > 2 else ""
    )
    bars = tuple(
        Bar(_label(row, places, when, conditions, lang, wide=not series), float(row.length), shown(row, lang), row.kind)
        for row in like
    )
    names = tuple(dict.fromkeys((row.kind, kind_name(row, lang)) for row in like if row.kind)) if len(kinds) > 1 else ()
    title = ", ".join(parts)
    return Chart(
        title,
        unit_words(first.unit, lang),
        _("Nguồn: {source}").format(source=source) if source else "",
        bars,
        series,
        names,
    )


def _sort_of(row: Row) -> tuple[str, ...]:
    return row.indicator, row.measure, row.unit, row.base


def _is_a_line(rows: Sequence[Row], lang: str) -> bool:
    """Return whether figures make a line: one for each of several whole years, with room for what is written at each.

    Halves and quarters beside years would look like ups and downs.
    """
    years = {row.period for row in rows}
    if not all(year.isdigit() for year in years) or not 3 <= len(years) == len(rows):
        return False
    return len(rows) * max(len(shown(row, lang)) for row in rows) <= _ROOM_ON_A_LINE


def _label(row: Row, places: set[str], when: set[str], conditions: set[str], lang: str, *, wide: bool) -> str:
    parts = [row.place] if len(places) > 1 else []
    if len(when) > 1 or not parts:
        parts.append(period_words(row.period, lang) if wide or not row.period.isdigit() else row.period)
    if len(conditions) > 1 and row.qualifier:
        parts.append(f"({shortened(row.qualifier, 40)})")
    return "\n".join(textwrap.fill(part, _LABEL if wide else _NARROW_LABEL) for part in parts)


def draw(chart: Chart) -> Attachment:
    """Return a chart as a PNG of 1080 dots' width. Takes some hundred milliseconds: never in an event loop."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Canvas
    from matplotlib.patches import Patch

    count = len(chart.bars)
    lines = max(bar.label.count("\n") + 1 for bar in chart.bars)
    height = 3.4 + 0.2 * lines if chart.series else 1.7 + max(0.46, 0.19 * lines) * count
    canvas = Canvas(figsize=(_WIDTH_INCHES, height), dpi=_DOTS_PER_INCH, layout="constrained")
    FigureCanvasAgg(canvas)
    axes = canvas.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    if chart.series:
        positions = range(count)
        axes.plot(positions, [bar.value for bar in chart.bars], marker="o", color=_COLOURS["actual"], linewidth=2)
        axes.set_xticks(positions, [bar.label for bar in chart.bars], fontsize=10 if count <= _FEW_POINTS else 8)
        for position, bar in enumerate(chart.bars):
            above = axes.annotate(
                bar.shown, (position, bar.value), (0, 7), textcoords="offset points", ha="center", fontsize=10
            )
            above.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.5, "alpha": 0.8})
        axes.margins(x=0.08, y=0.2)
        axes.set_ylabel(chart.unit, fontsize=10)
        axes.yaxis.set_ticks([])
    else:
        bars = axes.barh(
            range(count), [bar.value for bar in chart.bars], color=[_COLOURS[bar.kind] for bar in chart.bars]
        )
        axes.bar_label(bars, [bar.shown for bar in chart.bars], padding=3, fontsize=10)
        axes.set_yticks(range(count), [bar.label for bar in chart.bars], fontsize=10)
        axes.set_ylim(count - 0.4, -0.6)
        axes.margins(x=0.18)
        axes.set_xlabel(chart.unit, fontsize=10)
        axes.xaxis.set_ticks([])
        if chart.kind_names:
            swatches = [Patch(color=_COLOURS[kind], label=name) for kind, name in chart.kind_names]
            axes.legend(handles=swatches, loc="lower left", bbox_to_anchor=(0, 1), ncols=3, fontsize=9, frameon=False)
    canvas.suptitle(
        _plain("\n".join(textwrap.wrap(chart.title, 44)[:4])), fontsize=12, fontweight="bold", x=0.02, ha="left"
    )
    if chart.source:
        canvas.supxlabel(
            _plain("\n".join(textwrap.wrap(chart.source, 72)[:3])), fontsize=7.5, color="#555555", x=0.02, ha="left"
        )
    content = io.BytesIO()
    canvas.savefig(content, format="png")
    return Attachment("bieu-do.png", "image/png", content.getvalue(), is_picture=True)


def _plain(text: str) -> str:
    # matplotlib reads what stands between two dollar signs as a formula.
    return text.replace("$", r"\$")
