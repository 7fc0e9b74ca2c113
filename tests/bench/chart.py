# SPDX-License-Identifier: MIT
"""The chart of a race: two groups of bars, one below the other, as SVG that is its own style sheet.

Readable on light and on dark ground: the reader's colour scheme decides (prefers-color-scheme), and
nothing is told by colour alone.
"""
import math
from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT = 820, 130, 130  # of the bars: names to their left, figures to their right
BAR, STEP, HEAD, GAP = 16, 24, 46, 28

STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.title { font-weight: 600; font-size: 15px; }
.small { font-size: 11px; fill: #59636e; }
.grid { stroke: #d1d9e0; }
.bar { fill: #8c959f; }
.nsrun { fill: #0969da; }
.name { text-anchor: end; }
.own { font-weight: 600; }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc; }
.small { fill: #9198a1; }
.grid { stroke: #3d444d; }
.bar { fill: #656c76; }
.nsrun { fill: #4493f8; }
}
"""


def text(x, y, words, kind=""):
    return f'<text x="{x:.1f}" y="{y:.1f}"' + (f' class="{kind}"' if kind else "") + f">{escape(words)}</text>\n"


def short(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


class Scale:
    """Logarithmic, or from zero; of values to places between the edges."""

    def __init__(self, values, logarithmic):
        self.logarithmic = logarithmic
        self.low = 10 ** math.floor(math.log10(min(values))) if logarithmic else 0
        self.high = max(values)

    def place(self, value):
        share = (math.log(value / self.low) / math.log(self.high / self.low) if self.logarithmic
                 else value / self.high)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def ticks(self):
        if self.logarithmic:
            powers = range(round(math.log10(self.low)), math.floor(math.log10(self.high)) + 1)
            return [10 ** power for power in powers]
        step = 10 ** math.floor(math.log10(self.high))
        if self.high / step < 2.5:
            step /= 2
        return [step * i for i in range(math.floor(self.high / step) + 1)]


def bars(top, title, unit, rows, logarithmic):
    """`rows` are (name, value, what stands behind the bar); returns the SVG and where it ends."""
    scale = Scale([value for _, value, _ in rows], logarithmic)
    bottom = top + HEAD + len(rows) * STEP
    svg = text(0, top + 14, title, "title")
    for tick in scale.ticks():
        x = scale.place(tick)
        svg += f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{top + HEAD - 8}" y2="{bottom}"/>\n'
        svg += f'<text class="small" text-anchor="middle" x="{x:.1f}" y="{top + HEAD - 13}">{tick:,.0f} {unit}</text>\n'
    for i, (name, value, behind) in enumerate(rows):
        y = top + HEAD + i * STEP
        own = name == "nsrun"
        end = scale.place(value)
        svg += text(LEFT - 8, y + 13, name, "name own" if own else "name")
        svg += f'<rect class="{"nsrun" if own else "bar"}" x="{LEFT}" y="{y}" width="{max(end - LEFT, 1):.1f}" height="{BAR}"/>\n'
        svg += text(end + 6, y + 13, behind, "own" if own else "")
    return svg, bottom


def wrapped(words, width):
    """Lines of at most so many letters, of words with commas between them."""
    lines, line = [], ""
    for word in words:
        if line and len(line) + len(word) + 2 > width:
            lines.append(line + ",")
            line = ""
        line += (", " if line else "") + word
    return lines + [line]


def footnotes(figures):
    versions = [f"{racer['title']} {racer['version']}" for racer in figures["contestants"] if racer["version"]]
    first = (f"{figures['date']}, {figures['processor']}, {figures['processors']} processors, "
             f"Linux {figures['kernel']}")
    last = "* without a link or without an address. What else each does: docs/performance.md"
    return [first] + wrapped(versions, 125) + [last]


def name_of(racer):
    return racer["title"] + (" *" if racer["remark"].startswith(("no link", "no address")) else "")


def chart(figures):
    racers = sorted(figures["contestants"], key=lambda racer: racer["median_ms"])
    launches = [(name_of(racer), racer["median_ms"], f"{short(racer['median_ms'])} ms, {short(racer['times_floor'])} ×")
                for racer in racers]
    quick = sorted((racer for racer in racers if racer["per_second"]), key=lambda racer: -racer["per_second"]["16"])
    rates = [(name_of(racer), racer["per_second"]["16"], f"{short(racer['per_second']['16'])} /s") for racer in quick]
    first, y = bars(0, "One launch, from start to exit of /bin/true (median; logarithmic; × the bare floor)", "ms",
                    launches, True)
    second, y = bars(y + GAP, "Launches per second, 16 starters at once", "/s", rates, False)
    notes = ""
    for i, note in enumerate(footnotes(figures)):
        y += 30 if i == 0 else 16
        notes += text(0, y, note, "small")
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-8 -6 {WIDTH + 16} {y + 18:.0f}" role="img" '
            f'aria-label="Launches of nsrun and of other programs">\n<style>{STYLE}</style>\n'
            + first + second + notes + "</svg>\n")
