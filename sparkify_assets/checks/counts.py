"""Rules about numbers of records: nothing is lost between S3 and staging, or between staging and the fact.

Here: audits that compare counts. Not here: rates and volumes (`rates`).
"""

from __future__ import annotations

from sparkify_assets.redshift.audits import Audit, Scope
from sparkify_assets.redshift.loads import ledger, rejects
from sparkify_assets.redshift.table import Table


def records_accounted(table: Table) -> Audit:
    """Records in S3 = rows in staging + rows rejected: the ledger's counts against the rows, by log date."""
    day = "log_date" if table.partitioned else "cast(null as date)"
    loads = f"{ledger(table.schema)} where table_name = '{table.name}'"

    def offending(scope: Scope) -> str:
        return f"""
            select log_date, sum(objects) as objects, sum(scanned) as records_in_s3, sum(rejected) as rejected,
                sum(staged) as staged
            from (
                select log_date, count(*) as objects, sum(records_scanned) as scanned,
                    sum(records_rejected) as rejected, 0 as staged
                from {loads} and {scope.within} group by log_date
                union all
                select {day} as log_date, 0, 0, 0, count(*) from {scope.rows} as rows_ group by 1
            ) as counts
            group by log_date
            having sum(scanned) <> sum(rejected) + sum(staged)
        """

    return Audit(
        "records_accounted",
        "Records in S3 = rows staged + records set aside, for every load: nothing is lost in silence.",
        offending,
        measures={
            "records_in_s3": lambda scope: f"select sum(records_scanned) from {loads} and {scope.within}",
            "rows_staged": lambda scope: f"select count(*) from {scope.rows} as rows_",
        },
    )


def nothing_set_aside(table: Table) -> Audit:
    """Warns of the records that the newest loads set aside."""

    def offending(scope: Scope) -> str:
        return f"""
            select log_date, object, line, column_name, error_code, reason, record
            from {rejects(table.schema)}
            where table_name = '{table.name}' and {scope.within}
        """

    return Audit("nothing_set_aside", f"No record was set aside while loading {table}.", offending, error=False)


def plays_match_events(table: Table) -> Audit:
    """NextSong events in staging = plays in the fact, by log date."""

    def offending(scope: Scope) -> str:
        return f"""
            select log_date, sum(events) as events, sum(plays) as plays
            from (
                select log_date, 1 as events, 0 as plays from staging.stg_events
                where page = 'NextSong' and {scope.within}
                union all
                select log_date, 0, 1 from {scope.rows} as rows_
            ) as counts
            group by log_date
            having sum(events) <> sum(plays)
        """

    return Audit("plays_match_events", "Every NextSong event is a play, and every play one NextSong event.", offending)


def one_object_a_song(table: Table) -> Audit:
    """Warns of songs that the catalogue holds more than once; one of them is chosen, always the same."""

    def offending(scope: Scope) -> str:
        return f"""
            select song_id, count(*) as objects, min(title) as title
            from {scope.rows} as rows_ group by song_id having count(*) > 1
        """

    return Audit("one_object_a_song", "No song_id stands in two objects of the catalogue.", offending, error=False)
