"""How an answer is drawn: one function a picture, from a DataFrame to an Altair chart.

Here: marks, axes and the two sets of colours. Not here: what is drawn (`questions`), or where (`page`).

No chart names a colour. The colours are in the configuration, so that the same chart is drawn light and dark. They can
be told apart with every kind of colour vision (Okabe and Ito's set; one blue that grows stronger with the number), and
whatever a colour says is also said by a label or a place.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

Layers = alt.LayerChart | alt.FacetChart
WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
BAR_STEP = 26
"""Height of a bar with its gap, in pixels."""
RANK_STEP = 36
"""The same, with a name over the bar."""


def plays_per_day(rows: pl.DataFrame) -> alt.Chart:
    """Stacked bars: a day, its plays, free and paid."""
    return (
        alt.Chart(rows)
        .mark_bar()
        .encode(
            x=_day("played_on"),
            y=alt.Y("plays:Q", title="Plays"),
            color=alt.Color("level:N", title=None, scale=alt.Scale(domain=["free", "paid"])),
            order=alt.Order("level:N", sort="descending"),
            tooltip=[_date("played_on"), "level:N", _count("plays"), _count("listeners")],
        )
        .properties(height=220)
    )


def active_users(rows: pl.DataFrame) -> alt.Chart:
    """Two lines over the days, active users and listeners, told apart by their dashes too."""
    named = rows.rename({"active_users": "Active users", "listeners": "Listeners"})
    long = named.unpivot(["Active users", "Listeners"], index="active_on", variable_name="who", value_name="number")
    return (
        alt.Chart(long)
        .mark_line(point=True)
        .encode(
            x=_day("active_on"),
            y=alt.Y("number:Q", title="Users"),
            color=alt.Color("who:N", title=None),
            strokeDash=alt.StrokeDash("who:N", title=None),
            tooltip=[_date("active_on"), "who:N", _count("number", "Users")],
        )
        .properties(height=200)
    )


def hours(rows: pl.DataFrame) -> alt.Chart:
    """A heat map: weekday down, hour across, Monday first."""
    named = rows.with_columns(day=pl.col("weekday").replace_strict(dict(enumerate(WEEKDAYS)), return_dtype=pl.String))
    return (
        alt.Chart(named)
        .mark_rect()
        .encode(
            x=alt.X("hour:O", title="Hour, UTC", axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y("day:N", title=None, sort=[*WEEKDAYS[1:], WEEKDAYS[0]]),
            color=alt.Color("plays:Q", title="Plays", legend=alt.Legend(gradientLength=160)),
            tooltip=["day:N", "hour:O", _count("plays")],
        )
        .properties(height=BAR_STEP * len(WEEKDAYS))
    )


def songs(rows: pl.DataFrame) -> Layers:
    """Bars by place, named by song and artist."""
    return _ranking(rows.with_columns(label=pl.format("{}, {}", "song_title", "artist_name")))


def artists(rows: pl.DataFrame) -> Layers:
    """Bars by place, named by the artist."""
    return _ranking(rows.with_columns(label="artist_name"))


def users(rows: pl.DataFrame) -> Layers:
    """Bars by place, named by user and level."""
    return _ranking(rows.with_columns(label=pl.format("{} ({})", "name", "level")))


def locations(rows: pl.DataFrame) -> Layers:
    """Bars by plays, named by the metropolitan area."""
    ranked = rows.with_row_index("place", offset=1)
    return _ranking(ranked.with_columns(label=pl.col("location").fill_null("unknown")))


def funnel(rows: pl.DataFrame) -> Layers:
    """Bars by step, each path in its own colour, labelled with users and share."""
    labelled = rows.with_columns(
        said=pl.format("{} ({}%)", "users", (pl.col("share").fill_null(0) * 100).round(0).cast(pl.Int64)),
        path=pl.col("path").replace_strict({"upgrade": "to paid", "leave": "away"}, return_dtype=pl.String),
    )
    base = alt.Chart(labelled).encode(
        y=alt.Y("step:N", title=None, sort=rows["step"].to_list()),
        x=alt.X("users:Q", axis=None, scale=_room(rows["users"], 1.5)),
        tooltip=["step:N", _count("users"), alt.Tooltip("share:Q", format=".1%", title="Share of the first step")],
    )
    bars = base.mark_bar().encode(
        color=alt.Color("path:N", title=None, sort=None, scale=alt.Scale(domain=["away", "to paid"]))
    )
    labels = base.mark_text(align="left", dx=5).encode(text="said:N")
    return alt.layer(bars, labels).properties(height=BAR_STEP * len(rows))


def changes(rows: pl.DataFrame) -> alt.Chart:
    """Grouped bars: a week, and how many upgraded, downgraded and cancelled."""
    kinds = {"upgraded_users": "upgraded", "downgraded_users": "downgraded", "cancelled_users": "cancelled"}
    long = rows.rename(kinds).unpivot(list(kinds.values()), index="week", variable_name="what", value_name="users")
    order = list(kinds.values())
    return (
        alt.Chart(long)
        .mark_bar()
        .encode(
            x=alt.X("week:O", timeUnit="yearmonthdate", title="Week of", axis=alt.Axis(format="%-d %b", labelAngle=0)),
            xOffset=alt.XOffset("what:N", sort=order),
            y=alt.Y("users:Q", title="Users", axis=alt.Axis(tickMinStep=1, format="d")),
            color=alt.Color("what:N", title=None, scale=alt.Scale(domain=["downgraded", "upgraded", "cancelled"])),
            tooltip=[_date("week", "Week of"), "what:N", _count("users")],
        )
        .properties(height=220)
    )


def retention(rows: pl.DataFrame) -> Layers:
    """A triangle: cohort down, weeks later across, the share as colour and number."""
    base = alt.Chart(rows).encode(
        x=alt.X("weeks_later:O", title="Weeks later", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("cohort_week:O", timeUnit="yearmonthdate", title=None, axis=alt.Axis(format="%-d %b %Y")),
        tooltip=[
            _date("cohort_week", "First seen in the week of"),
            alt.Tooltip("weeks_later:Q", title="Weeks later"),
            _count("active_users", "Active"),
            _count("users", "Users of the cohort"),
            alt.Tooltip("retention:Q", format=".0%", title="Share"),
        ],
    )
    squares = base.mark_rect().encode(
        color=alt.Color("retention:Q", scale=alt.Scale(domain=[0, 1]), legend=None),
    )
    strong = alt.datum.retention > 0.55
    numbers = base.mark_text(fontSize=11).encode(
        text=alt.Text("retention:Q", format=".0%"),
        # The strongest squares take the colour of the page as ink.
        color=alt.condition(strong, alt.value({"expr": "paper"}), alt.value({"expr": "ink"})),
    )
    return alt.layer(squares, numbers).properties(height=BAR_STEP * rows["cohort_week"].n_unique())


def match_rate(rows: pl.DataFrame) -> alt.Chart:
    """Bars over the days."""
    return (
        alt.Chart(rows)
        .mark_bar()
        .encode(
            x=_day("played_on"),
            y=alt.Y("match_rate:Q", title="Share of the plays", axis=alt.Axis(format=".0%")),
            tooltip=[
                _date("played_on"),
                alt.Tooltip("match_rate:Q", format=".1%", title="Share"),
                _count("catalogue_plays", "With a song of the catalogue"),
                _count("plays"),
            ],
        )
        .properties(height=180)
    )


def _ranking(rows: pl.DataFrame) -> Layers:
    """Horizontal bars in the order of `place`: `label` over each, where a long one has room, and `plays` at its end."""
    base = alt.Chart(rows).encode(
        y=alt.Y("place:O", axis=None, scale=alt.Scale(paddingInner=0.6, paddingOuter=0.6)),
        tooltip=[alt.Tooltip("label:N", title="Who or what"), _count("plays")],
    )
    long = alt.X("plays:Q", axis=None, scale=_room(rows["plays"]))
    bars = base.mark_bar().encode(x=long)
    names = base.mark_text(align="left", dy=-15, x=0, limit={"expr": "width"}).encode(text="label:N")
    numbers = base.mark_text(align="left", dx=5).encode(x=long, text=alt.Text("plays:Q", format=","))
    return alt.layer(bars, names, numbers).properties(height=RANK_STEP * len(rows))


def _room(numbers: pl.Series, times: float = 1.18) -> alt.Scale:
    """A scale `times` as long as the longest bar, for the label after it."""
    return alt.Scale(domain=[0, max(1, *numbers) * times], nice=False)


def _day(name: str) -> alt.X:
    return alt.X(name, type="temporal", timeUnit="yearmonthdate", title=None, axis=alt.Axis(format="%-d %b"))


def _date(name: str, title: str = "Day") -> alt.Tooltip:
    return alt.Tooltip(name, type="temporal", timeUnit="yearmonthdate", title=title, format="%a %-d %b %Y")


def _count(name: str, title: str | None = None) -> alt.Tooltip:
    return alt.Tooltip(name, type="quantitative", title=title or name.replace("_", " ").capitalize(), format=",")


# ---- colours


def config(*, dark: bool) -> dict[str, Any]:
    """Vega-Lite's configuration for a light or a dark page."""
    ink, faint, paper = ("#e8e6e3", "#3b4048", "#16191d") if dark else ("#24292f", "#d9dce1", "#ffffff")
    sequence = ["#22303f", "#7fc8f8"] if dark else ["#e6eef7", "#08519c"]
    categories = ["#e69f00", "#56b4e9", "#cc79a7"] if dark else ["#d98200", "#0072b2", "#b0478a"]
    text = {"labelColor": ink, "titleColor": ink, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"}
    return {
        "background": paper,
        "font": "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif",
        "view": {"stroke": None},
        "aria": False,
        "params": [{"name": "ink", "value": ink}, {"name": "paper", "value": paper}],
        "range": {"category": categories, "heatmap": sequence, "ramp": sequence},
        "mark": {"color": categories[1]},
        "text": {"color": ink, "fontSize": 12},
        "axis": {**text, "domain": False, "gridColor": faint, "tickColor": faint, "labelLimit": 170},
        "axisBand": {"grid": False, "ticks": False},
        "legend": {**text, "orient": "top"},
        "bar": {"cornerRadiusEnd": 2},
        "rect": {"cornerRadius": 2},
    }
