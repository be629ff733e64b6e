"""The page: one HTML file that needs nothing else, no network either.

Here: putting answers, pictures and the drawing library together. Not here: asking (`questions`), drawing (`charts`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jinja2
import vl_convert
from markupsafe import Markup

from sparkify_assets.insights import charts
from sparkify_assets.insights.questions import Answer

PICTURE_WIDTH = 520
"""Width of a picture for the Dagster UI, in pixels; on the page a picture is as wide as its place."""


def render(answers: Sequence[Answer], figures: Mapping[str, Any], run: str, javascript: str) -> str:
    """The page as text. `figures` is what `questions.key_figures` gives, `javascript` the drawing library."""
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["shown"] = shown
    template = environment.from_string(Path(__file__).with_name("page.html").read_text())
    return template.render(
        period=_period(figures["first_day"], figures["last_day"]),
        run=run,
        figures=_figures(figures),
        answers=[_section(answer) for answer in answers],
        javascript=Markup(javascript.replace("</script", "<\\/script")),
        charts=_script({answer.question.name: chart(answer).to_dict() for answer in answers if len(answer.rows)}),
        configs=_script({"light": charts.config(dark=False), "dark": charts.config(dark=True)}),
    )


def chart(answer: Answer) -> Any:
    """The picture of an answer, as wide as the place it is put in."""
    return answer.question.draw(answer.rows).properties(width="container")


def picture(answer: Answer) -> str:
    """The picture of an answer as SVG, light."""
    drawn = answer.question.draw(answer.rows).properties(width=PICTURE_WIDTH)
    return vl_convert.vegalite_to_svg(drawn.to_dict(), config=charts.config(dark=False))


def drawing_library(folder: Path) -> str:
    """Vega, Vega-Lite and Vega-Embed as one script. It takes two seconds to put together, so it is kept in `folder`."""
    kept = folder / f"vega-{vl_convert.get_vega_version()}.js"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        kept.write_text(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"))
    return kept.read_text()


def shown(value: Any) -> str:
    """A value as the page writes it: thousands apart, shares to a tenth of a percent, NULL as a dash."""
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.1%}"
    if isinstance(value, (int, Decimal)):
        return f"{value:,.0f}"
    return str(value)


def _section(answer: Answer) -> dict[str, Any]:
    question = answer.question
    columns = list(question.headings)
    return {
        "name": question.name,
        "title": question.title,
        "finding": question.say(answer.rows) if len(answer.rows) else "Nothing yet.",
        "note": question.note,
        "wide": question.wide,
        "headings": question.headings.values(),
        "rows": answer.rows.select(columns).rows(),
    }


def _figures(figures: Mapping[str, Any]) -> list[tuple[str, str]]:
    names = {
        "plays": "Songs played",
        "hours": "Hours of listening",
        "listeners": "Listeners",
        "monthly_users": "Monthly active users",
        "sessions": "Sessions",
        "songs": "Different songs",
        "match_rate": "In the catalogue",
    }
    return [(text, shown(figures[name])) for name, text in names.items()]


def _period(first: date | None, last: date | None) -> str:
    return f"Songs played from {first} to {last}, UTC" if first else "Nothing was played yet"


def _script(value: Any) -> Markup:
    """JSON that may stand inside a script element."""
    return Markup(json.dumps(value, ensure_ascii=False).replace("<", "\\u003c"))
