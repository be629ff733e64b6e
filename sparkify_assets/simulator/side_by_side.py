"""The page and the picture that set a simulated audience beside the real month.

Not here: the figures themselves (`portrait`).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import altair as alt
import numpy as np
import polars as pl

from sparkify_assets.simulator.portrait import Audience, Distance, Portrait, distances, portray

# The page is rewritten from this line on.
HEADING = "## Side by side"
REAL, SIMULATED = "real month", "simulated"
WIDTH, HEIGHT = 280, 190

Kind = Literal["linear", "log", "symlog"]

# Blue and vermilion can be told apart by everybody; the dashes help in print.
_COLOUR = alt.Color("audience:N", title=None, scale=alt.Scale(domain=[REAL, SIMULATED], range=["#0072B2", "#D55E00"]))
_DASH = alt.StrokeDash("audience:N", title=None, scale=alt.Scale(domain=[REAL, SIMULATED], range=[[1, 0], [5, 3]]))


def compare(real: Path, simulated: Path, to: Path) -> list[Distance]:
    """Sets the audience in the folder `simulated` beside the one in `real`; returns how far apart they are.

    `to` is the page (Markdown). Its part from the heading "Side by side" on is rewritten, what stands before it is
    kept; the picture is put beside it, under the same name as PNG. Raises FileNotFoundError when a folder holds no logs
    or no songs.
    """
    audiences = Audience.read(real), Audience.read(simulated)
    plays = min(audience.events.filter(page="NextSong").height for audience in audiences)
    one, other = (portray(audience, plays) for audience in audiences)
    found = distances(one, other)
    picture = to.with_suffix(".png")
    draw(one, other).save(picture, scale_factor=1.5)
    written = to.read_text() if to.exists() else "# The simulated audience\n\n"
    to.write_text(written.partition(HEADING)[0] + "\n".join(_page(one, other, found, picture.name)) + "\n")
    return found


def _page(one: Portrait, other: Portrait, found: list[Distance], picture: str) -> Iterable[str]:
    """Yields the lines of the page from the heading on."""
    yield HEADING
    yield f"\n![Nine figures of the real month and of the simulated one, drawn over each other]({picture})\n"
    yield "| | real month | simulated |\n|---|---:|---:|"
    for name, number in one.numbers.items():
        yield f"| {name} | {number:.3f} | {other.numbers[name]:.3f} |"
    yield "\nDistances: 0 is the same, 1 has nothing in common.\n"
    yield "| | distance |\n|---|---:|"
    for distance in found:
        yield f"| {distance.name} | {distance.value:.3f} |"


def draw(one: Portrait, other: Portrait) -> alt.VConcatChart:
    """The picture: nine figures, the two audiences over each other in each."""
    rows: list[list[alt.Chart | alt.LayerChart]] = [
        [
            _bars(one, other, "pages but songs"),
            _steps(one, other, "what follows a page, by level"),
            _lines(one, other, "hour of a session's start"),
        ],
        [
            _lines(one, other, "weekday of a session's start, 1 is Monday"),
            _heights(one, other, "plays a session, paid", "symlog"),
            _heights(one, other, "sessions a listener", "log"),
        ],
        [
            _heights(one, other, "hours between sessions", "log"),
            _lines(one, other, "plays a song, 8 and more as one", "log"),
            _heights(one, other, "seconds of a song", "linear", most=700),
        ],
    ]
    charts = [alt.hconcat(*row).resolve_scale(x="independent", y="independent") for row in rows]
    return alt.vconcat(*charts).configure_view(stroke="#ddd").configure_axis(grid=False)


def _both(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Returns the rows of both audiences with a column that says whose they are."""
    return pl.concat([one.with_columns(audience=pl.lit(REAL)), other.with_columns(audience=pl.lit(SIMULATED))])


def _divided(one: Portrait, other: Portrait, name: str) -> pl.DataFrame:
    """Returns label, share and audience of a figure that divides a whole."""
    labels = list(dict.fromkeys([*one.shares[name], *other.shares[name]]))
    real, simulated = (
        pl.DataFrame({"label": labels, "share": [portrait.shares[name].get(label, 0.0) for label in labels]})
        for portrait in (one, other)
    )
    return _both(real, simulated)


def _bars(one: Portrait, other: Portrait, name: str) -> alt.Chart:
    """Returns bars side by side, for labels in no order."""
    return (
        alt.Chart(_divided(one, other, name), title=name, width=WIDTH, height=HEIGHT)
        .mark_bar()
        .encode(
            alt.Y("label:N", sort="-x", title=None),
            alt.X("share:Q", title=None, axis=alt.Axis(format="%")),
            _COLOUR,
            yOffset=alt.YOffset("audience:N", sort=[REAL, SIMULATED]),
        )
    )


def _lines(one: Portrait, other: Portrait, name: str, scale: Kind = "linear") -> alt.Chart:
    """Returns lines over labels that are whole numbers."""
    table = _divided(one, other, name).with_columns(pl.col("label").cast(pl.Int64)).filter(pl.col("share") > 0)
    return (
        alt.Chart(table, title=name, width=WIDTH, height=HEIGHT)
        .mark_line(point=True)
        .encode(
            alt.X("label:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            alt.Y("share:Q", title=None, axis=alt.Axis(format="~%"), scale=alt.Scale(type=scale)),
            _COLOUR,
            _DASH,
        )
    )


def _heights(one: Portrait, other: Portrait, name: str, scale: Kind, most: float | None = None) -> alt.Chart:
    """Returns the cumulative distributions: the share of values up to each value."""
    shares = np.linspace(0.005, 0.995, 150)
    real, simulated = (
        pl.DataFrame({"value": np.quantile(portrait.samples[name], shares), "share": shares})
        for portrait in (one, other)
    )
    table = _both(real, simulated).filter((pl.col("value") > 0) | (scale != "log"))
    return (
        alt.Chart(table, title=f"{name}: share up to", width=WIDTH, height=HEIGHT)
        .mark_line(clip=True, interpolate="step-after")
        .encode(
            alt.X("value:Q", title=None, scale=alt.Scale(type=scale, domainMax=most or alt.Undefined)),
            alt.Y("share:Q", title=None, axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])),
            _COLOUR,
            _DASH,
        )
    )


def _steps(one: Portrait, other: Portrait, name: str) -> alt.LayerChart:
    """Returns a dot for each label: its share in one audience against the other. On the line they are the same."""
    table = pl.DataFrame(
        [
            {"label": label, "real": share, "simulated": other.shares[name][label]}
            for label, share in one.shares[name].items()
            if label in other.shares[name]
        ]
    )
    scale = alt.Scale(type="log", domain=[0.00008, 1])
    axis = alt.Axis(format="~%", values=[0.0001, 0.001, 0.01, 0.1, 1])
    base = alt.Chart(table, title=f"{name}: a dot each", width=WIDTH, height=HEIGHT)
    dots = base.mark_circle(color="#009E73", size=30, clip=True).encode(
        alt.X("real:Q", title=REAL, scale=scale, axis=axis),
        alt.Y("simulated:Q", title=SIMULATED, scale=scale, axis=axis),
    )
    line = base.mark_line(color="#999", strokeDash=[2, 2]).encode(alt.X("real:Q"), alt.Y("real:Q"))
    return line + dots
