"""The report as an asset: the page in the bucket, and its pictures in the Dagster UI.

Here: asking the marts, storing the page, the metadata. Not here: what is asked (`questions`), how it looks (`page`).
"""

import base64
from pathlib import Path

import dagster as dg

from sparkify_assets.conventions import OWNERS
from sparkify_assets.insights import page, questions
from sparkify_assets.layers import DAILY
from sparkify_assets.marts.assets import ANSWERS
from sparkify_assets.redshift.errors import WarehouseError
from sparkify_assets.redshift.resource import RedshiftResource
from sparkify_assets.redshift.s3 import Lake

KEY = "_reports/listening.html"
"""Where the newest page lies in the bucket."""


@dg.asset(deps=ANSWERS, group_name="insights", kinds={"altair", "html", "s3"}, owners=OWNERS, freshness_policy=DAILY)
def listening_report(
    context: dg.AssetExecutionContext, warehouse: RedshiftResource, lake: Lake
) -> dg.MaterializeResult[None]:
    """What people listen to, when and where, who upgrades and who comes back: one page with pictures, from the marts.

    The page needs no network when it is opened: `sparkify insights` opens it.
    """
    try:
        with warehouse.session("listening report") as session, session.transaction():
            answers, figures = questions.ask(session), questions.key_figures(session)
    except WarehouseError as failed:
        raise dg.Failure(str(failed), allow_retries=False) from failed.__cause__
    library = page.drawing_library(Path(context.instance.storage_directory()) / "vega")
    html = page.render(answers, figures, context.run_id, library)
    lake.put({KEY: html})
    return dg.MaterializeResult(
        metadata={
            "page": f"s3://{lake.name}/{KEY}",
            "bytes": len(html.encode()),
            **{answer.question.title: _picture(answer) for answer in answers if len(answer.rows)},
        }
    )


def _picture(answer: questions.Answer) -> dg.MarkdownMetadataValue:
    encoded = base64.b64encode(page.picture(answer).encode()).decode()
    return dg.MetadataValue.md(f"![{answer.question.title}](data:image/svg+xml;base64,{encoded})")


def newest(lake: Lake) -> bytes:
    """The newest page. Raises WarehouseError when there is none yet."""
    try:
        return lake.client.get_object(Bucket=lake.name, Key=KEY)["Body"].read()
    except lake.client.exceptions.NoSuchKey as error:
        raise WarehouseError(
            f"s3://{lake.name}/{KEY} is not there yet: materialize listening_report first (sparkify materialize)."
        ) from error
