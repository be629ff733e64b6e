"""`sparkify advise`: which distribution style each table of the star should have, and why.

Here: what is shown. Not here: the computation (`sparkify_assets.infrastructure.advice`).
"""

from typing import Annotated

import typer
from rich.markdown import Markdown

from sparkify_assets.cli import environment
from sparkify_assets.cli.console import out, table

_NUMBERS = ("busiest slice ÷ average", "moved MB")


def advise(
    slices: Annotated[int, typer.Option(min=2, help="Nodes × slices of a node; docs/scale.md lists them.")] = 4,
) -> None:
    """Say how the star's tables should lie on the slices, from the data at hand.

    For each style: how much more than the average the busiest slice would hold, and the megabytes that the star's joins
    would send between slices.
    """
    environment.connect()
    from sparkify_assets.insights.distribution import sentences, weighed
    from sparkify_assets.redshift.resource import RedshiftResource

    candidates = weighed(RedshiftResource(), slices)
    shown = table("table", "style", "busiest slice ÷ average", "moved MB", "", "why", right=_NUMBERS)
    for each in sorted(candidates, key=lambda each: (each.table, not each.chosen, each.moved, each.skew)):
        mark = ", ".join(word for word, holds in (("chosen", each.chosen), ("declared", each.declared)) if holds)
        shown.add_row(each.table, each.style, f"{each.skew:.2f}", f"{each.moved / 1e6:,.1f}", mark, each.why)
    out.print(shown)
    out.print(Markdown(sentences(candidates)))
