"""Line plots as inline SVG, coloured by the page's style sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from eval.report.markup import Html, fill, join

_WIDTH, _HEIGHT = 480, 290
_LEFT, _RIGHT, _TOP, _BOTTOM = 38, 470, 24, 246

_PLOT = """<svg viewBox="0 0 $width $height" role="img" aria-label="$description">
$grid$axes$lines</svg>
"""


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis from `low` to `high` with its ticks."""

    label: str
    low: float
    high: float
    ticks: tuple[float, ...] = (0, 0.25, 0.5, 0.75, 1)

    def share(self, value: float) -> float:
        """Return where `value` lies along the axis, from 0 to 1."""
        return (value - self.low) / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Line:
    """A named line through (x, y) points, from left to right."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Dot:
    """A point whose area stands for its `share` of all; `label` is told when it is pointed at."""

    x: float
    y: float
    share: float
    label: str


def scaled_axis(label: str, highest: float) -> Axis:
    """Return an axis from 0 to a round number just past `highest`, with two to five round ticks."""
    power = 10.0 ** floor(log10(highest)) if highest > 0 else 1.0
    step = next(s * power for s in (0.2, 0.5, 1.0, 2.0) if highest <= 5 * s * power)
    count = max(1, ceil(highest / step - 1e-9))
    ticks = tuple(round(step * number, 10) for number in range(count + 1))
    return Axis(label, 0, ticks[-1], ticks)


def line_plot(title: str, lines: Sequence[Line], x: Axis, y: Axis) -> Html:
    """Return an SVG of up to two `lines`; its description tells their ends to a screen reader."""
    drawn = join(_drawn(number, line, lines, x, y) for number, line in enumerate(lines, start=1))
    return _plot(title, "; ".join(map(_told, lines)), drawn, x, y)


def scatter_plot(title: str, dots: Sequence[Dot], x: Axis, y: Axis) -> Html:
    """Return an SVG of `dots` about the diagonal, on which x equals y."""
    told = "; ".join(f"{dot.y:.2f} at {dot.x:.2f}, {dot.label}" for dot in dots)
    diagonal = fill(
        '<line class="diagonal" x1="$x1" y1="$y1" x2="$x2" y2="$y2"/>\n',
        x1=f"{_across(x.low, x):.1f}", y1=f"{_down(x.low, y):.1f}",
        x2=f"{_across(x.high, x):.1f}", y2=f"{_down(x.high, y):.1f}",
    )  # fmt: skip
    return _plot(title, told, join([diagonal, *(_dot(dot, x, y) for dot in dots)]), x, y)


def _plot(title: str, told: str, drawn: Html, x: Axis, y: Axis) -> Html:
    return fill(
        _PLOT,
        width=_WIDTH,
        height=_HEIGHT,
        description=f"{title}. {x.label} against {y.label}. {told}",
        grid=join(_horizontal(tick, y) for tick in y.ticks),
        axes=join([*(_vertical(tick, x) for tick in x.ticks), _labels(x, y)]),
        lines=drawn,
    )


def _dot(dot: Dot, x: Axis, y: Axis) -> Html:
    template = '<circle class="dot" cx="$cx" cy="$cy" r="$r"><title>$label</title></circle>\n'
    return fill(
        template, cx=f"{_across(dot.x, x):.1f}", cy=f"{_down(dot.y, y):.1f}",
        r=f"{3 + 18 * dot.share**0.5:.1f}", label=dot.label,
    )  # fmt: skip


def _horizontal(tick: float, y: Axis) -> Html:
    template = (
        '<line class="grid" x1="$left" x2="$right" y1="$y" y2="$y"/>'
        '<text x="$text" y="$base" text-anchor="end">$tick</text>\n'
    )
    height = _down(tick, y)
    return fill(
        template, left=_LEFT, right=_RIGHT, y=f"{height:.1f}",
        text=_LEFT - 6, base=f"{height + 4:.1f}", tick=f"{tick:g}",
    )  # fmt: skip


def _vertical(tick: float, x: Axis) -> Html:
    template = (
        '<line class="axis" x1="$x" x2="$x" y1="$top" y2="$end"/>'
        '<text x="$x" y="$base" text-anchor="middle">$tick</text>\n'
    )
    return fill(
        template, x=f"{_across(tick, x):.1f}", top=_BOTTOM, end=_BOTTOM + 4,
        base=_BOTTOM + 18, tick=f"{tick:g}",
    )  # fmt: skip


def _labels(x: Axis, y: Axis) -> Html:
    template = (
        '<text x="$right" y="$under" text-anchor="end">$x</text><text x="0" y="11">$y</text>\n'
    )
    return fill(template, right=_RIGHT, under=_BOTTOM + 38, x=x.label, y=y.label)


def _drawn(number: int, line: Line, lines: Sequence[Line], x: Axis, y: Axis) -> Html:
    template = (
        '<polyline class="line-$number" points="$points"/>'
        '<circle class="dot-$number" cx="$cx" cy="$cy" r="3.5"/>$name\n'
    )
    places = [(_across(left, x), _down(up, y)) for left, up in line.points]
    end_x, end_y = places[-1]
    name = _named(number, line, end_x, end_y) if len(lines) > 1 else Html("")
    points = " ".join(f"{left:.1f},{down:.1f}" for left, down in places)
    return fill(
        template, number=number, points=points, cx=f"{end_x:.1f}", cy=f"{end_y:.1f}", name=name
    )


def _named(number: int, line: Line, end_x: float, end_y: float) -> Html:
    """The name beside the line's end: the first line's above it, the second's beneath."""
    template = '<text class="name-$number" x="$x" y="$y" text-anchor="end">$name $value</text>'
    beside = end_y - 9 if number == 1 else end_y + 19
    value = f"{line.points[-1][1]:.3f}"
    return fill(
        template, number=number, x=f"{end_x:.1f}", y=f"{beside:.1f}", name=line.name, value=value
    )


def _told(line: Line) -> str:
    (first_x, first_y), (last_x, last_y) = line.points[0], line.points[-1]
    return f"{line.name}: {first_y:.3f} at {first_x:.3g}, {last_y:.3f} at {last_x:.3g}"


def _across(value: float, x: Axis) -> float:
    return _LEFT + x.share(value) * (_RIGHT - _LEFT)


def _down(value: float, y: Axis) -> float:
    return _BOTTOM - y.share(value) * (_BOTTOM - _TOP)
