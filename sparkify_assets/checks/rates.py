"""Rules about what is usual: the share of plays with a catalogue song, the volume of a day. They warn and never block.

Not here: counts that must agree exactly (`counts`).
"""

from __future__ import annotations

from sparkify_assets.redshift.audits import Audit, Scope
from sparkify_assets.redshift.table import Table


def match_rate(threshold: float, least_plays: int = 200) -> Audit:
    """Warns when less than `threshold` (a share) of the plays have a catalogue song; few plays are too few to judge."""
    matched = "cast(count(song_id) as double precision) / nullif(count(*), 0)"

    def offending(scope: Scope) -> str:
        return f"""
            select count(*) as plays, count(song_id) as with_song, {matched} as match_rate
            from {scope.rows} as rows_
            having count(*) >= {least_plays} and {matched} < {threshold}
        """

    return Audit(
        "match_rate",
        f"At least {threshold:.1%} of the plays have a song of the catalogue.",
        offending,
        error=False,
        measures={"match_rate": lambda scope: f"select {matched} from {scope.rows} as rows_"},
    )


def usual_volume(table: Table, days: int = 7, factor: int = 10) -> Audit:
    """Warns of a day with `factor` times more or fewer rows than the mean of the `days` logged days before it.

    The first three days of a log have too little before them to be judged.
    """
    before = f"over (order by log_date rows between {days} preceding and 1 preceding)"

    def offending(scope: Scope) -> str:
        return f"""
            select log_date, rows_of_day, usual
            from (
                select log_date, rows_of_day, count(*) {before} as days_before,
                    avg(cast(rows_of_day as double precision)) {before} as usual
                from (
                    select log_date, count(*) as rows_of_day from {scope.whole} as all_rows group by log_date
                ) as by_day
            ) as volumes
            where {scope.within} and days_before >= 3
                and (rows_of_day > {factor} * usual or rows_of_day * {factor} < usual)
        """

    description = f"No day of {table} has {factor} times more, or fewer, rows than usual."
    return Audit("usual_volume", description, offending, error=False)
