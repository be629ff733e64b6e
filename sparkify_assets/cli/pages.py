"""`sparkify insights` and `sparkify docs`: pages that the platform makes, opened in the browser.

Here: where a page is put on this machine, and opening it. Not here: making one (`insights`, `marts`).
"""

from pathlib import Path
from typing import Annotated

import typer

from sparkify_assets.cli import environment
from sparkify_assets.cli.console import doing, out

_Show = Annotated[bool, typer.Option("--open/--no-open", help="Open it in the browser.")]


def insights(show: _Show = True) -> None:
    """Open the newest report on what people listen to: one page that needs no network."""
    environment.connect()
    from dagster_aws.s3 import S3Resource

    from sparkify_assets.insights.report import newest
    from sparkify_assets.redshift.s3 import Lake

    page = environment.home() / "pages" / "listening.html"
    with doing("Fetching the report"):
        content = newest(Lake(s3=S3Resource()))
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_bytes(content)
    _present(page, show)


def docs(show: _Show = True) -> None:
    """Make and open dbt's documentation of the marts: every model, column, test and where it comes from."""
    environment.connect()
    from sparkify_assets.marts.project import document

    with doing("Writing the documentation"):
        page = document(environment.home() / "pages" / "dbt")
    _present(page, show)


def _present(page: Path, show: bool) -> None:
    out.print(f"{page}", soft_wrap=True)
    if show:
        typer.launch(str(page))
