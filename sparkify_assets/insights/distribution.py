"""How the star's tables should lie on the slices, as an asset with a picture.

Here: which tables are weighed, and how the answer is drawn. Not here: the computation (`infrastructure.advice`), or
changing a style, which a table's declaration does.
"""

import base64

import altair as alt
import dagster as dg
import polars as pl
import vl_convert

from sparkify_assets.conventions import OWNERS
from sparkify_assets.infrastructure.advice import Candidate, advise, frame
from sparkify_assets.insights import charts
from sparkify_assets.layers import DECLARED
from sparkify_assets.redshift.errors import WarehouseError
from sparkify_assets.redshift.resource import RedshiftResource
from sparkify_assets.star import artists, songplays, songs, time, users  # noqa: F401 (they declare the tables)


class Slices(dg.Config):
    """On how many slices the tables would lie: nodes × slices of a node."""

    slices: int = 4


@dg.asset(deps=["songplays"], group_name="insights", kinds={"altair"}, owners=OWNERS)
def distribution_advice(warehouse: RedshiftResource, config: Slices) -> dg.MaterializeResult[None]:
    """For each table of the star and each style: how unevenly it would lie, and what the star's joins would move."""
    try:
        candidates = weighed(warehouse, config.slices)
    except WarehouseError as failed:
        raise dg.Failure(str(failed), allow_retries=False) from failed.__cause__
    svg = vl_convert.vegalite_to_svg(picture(frame(candidates)).to_dict(), config=charts.config(dark=False))
    image = base64.b64encode(svg.encode()).decode()
    return dg.MaterializeResult(
        metadata={
            "chosen": dg.MetadataValue.md(sentences(candidates)),
            "styles": dg.MetadataValue.md(f"![styles](data:image/svg+xml;base64,{image})"),
        }
    )


def weighed(warehouse: RedshiftResource, slices: int) -> list[Candidate]:
    """The candidates for the star's declared tables. Raises WarehouseError."""
    return advise(warehouse, {name: declaration.table for name, declaration in DECLARED.items()}, slices)


def sentences(candidates: list[Candidate]) -> str:
    """A line of Markdown for each table: the style to choose and why, and what is wrong with the declared one."""
    declared = {each.table: each for each in candidates if each.declared}
    lines = []
    for best in (each for each in candidates if each.chosen):
        now = declared.get(best.table)
        instead = "as declared" if now == best else f"instead of {now.style} ({now.why})" if now else "none is declared"
        lines.append(f"- **{best.table}**: {best.style}, {instead}: {best.why}.")
    return "\n".join(lines)


def picture(rows: pl.DataFrame) -> alt.HConcatChart:
    """A table's styles down, the chosen one first; bars of how uneven each would lie, and of what the joins move."""
    words = pl.concat_str(
        "style",
        pl.when("chosen", "declared").then(pl.lit(" (chosen, declared)"))
        .when("chosen").then(pl.lit(" (chosen)"))
        .when("declared").then(pl.lit(" (declared)"))
        .otherwise(pl.lit("")),
    )  # fmt: skip
    drawn = rows.with_columns(
        label=words,
        choice=pl.when("chosen").then(pl.lit("chosen")).otherwise(pl.lit("not chosen")),
        megabytes=pl.col("moved") / 1e6,
    ).sort(~pl.col("chosen"), "moved", "skew", maintain_order=True)
    skew = _bars(drawn, "skew", "Busiest slice ÷ average slice", named=True)
    return alt.hconcat(skew, _bars(drawn, "megabytes", "MB moved by the star's joins", named=False))


def _bars(drawn: pl.DataFrame, measure: str, title: str, named: bool) -> alt.FacetChart:
    """One bar a style; only the left one of two pictures beside each other names tables and styles."""
    tables = drawn["table"].unique(maintain_order=True).to_list()
    chart = alt.Chart(drawn, height=alt.Step(17), width=260).mark_bar()
    encoded = chart.encode(
        x=alt.X(f"{measure}:Q", title=title),
        y=alt.Y("label:N", title=None, sort=None, axis=alt.Axis(labels=named, labelLimit=260)),
        color=alt.Color("choice:N", title=None, scale=alt.Scale(domain=["chosen", "not chosen"])),
        row=alt.Row(
            "table:N",
            title=None,
            sort=tables,
            header=alt.Header(labels=named, labelAngle=0, labelAlign="left", labelFontWeight="bold"),
        ),
        tooltip=["table:N", "style:N", "skew:Q", "megabytes:Q", "why:N"],
    )
    return encoded.resolve_scale(y="independent")
