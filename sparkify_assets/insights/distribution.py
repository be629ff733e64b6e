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
    """A line for each table: the chosen style, whether it is the declared one, and why."""
    return "\n".join(
        f"- `{each.table}`: **{each.style}**{' (as declared)' if each.declared else ''}, because {each.why}."
        for each in candidates
        if each.chosen
    )


def picture(rows: pl.DataFrame) -> alt.Chart:
    """A table's styles down, bars of how uneven each would lie; the chosen and the declared ones are named so."""
    marked = rows.with_columns(
        mark=pl.when("chosen")
        .then(pl.lit("chosen"))
        .when("declared")
        .then(pl.lit("declared"))
        .otherwise(pl.lit("other")),
        megabytes=pl.col("moved") / 1e6,
    )
    return (
        alt.Chart(marked)
        .mark_bar()
        .encode(
            x=alt.X("skew:Q", title="Rows of the busiest slice over the average slice"),
            y=alt.Y("style:N", title=None, sort="x"),
            color=alt.Color("mark:N", title=None, scale=alt.Scale(domain=["chosen", "declared", "other"])),
            row=alt.Row("table:N", title=None, header=alt.Header(labelAngle=0, labelAlign="left")),
            tooltip=["table:N", "style:N", "skew:Q", "megabytes:Q", "why:N"],
        )
        .resolve_scale(y="independent")
    )
