"""What is usual: the share of plays with a catalogue song, and the volume of a day. Neither ever blocks."""

from __future__ import annotations

from sparkify_assets.checks.rates import match_rate, usual_volume
from sparkify_assets.layers import DECLARED
from sparkify_assets.redshift.audits import Audit, Finding
from sparkify_assets_tests.platform import Platform, event, song


def ask(platform: Platform, table: str, audit: Audit) -> Finding:
    """What one rule finds over a whole table."""
    (found,) = platform.warehouse.audit(DECLARED[table].table, [audit], "test")
    return found


def test_a_low_match_rate_warns_with_the_rate(platform: Platform) -> None:
    """One play of two has a catalogue song: half is enough, more is not."""
    platform.put_songs([song()])
    platform.put_log("2018-11-01", [event(song="Boil", artist="The Kettles", length=200.0), event(itemInSession=1)])
    platform.load_catalogue()
    platform.load_days("2018-11-01")
    enough, low = (ask(platform, "songplays", match_rate(rate, least_plays=2)) for rate in (0.5, 0.6))
    assert (enough.offending, enough.measures) == (0, {"match_rate": 0.5})
    assert (low.sample, low.blocks) == (((2, 1, 0.5),), False)


def test_an_unusual_day_warns(platform: Platform) -> None:
    """A day of eleven times the usual rows is shown; the first three days have too little to be compared with."""
    for day, rows in (("2018-11-01", 1), ("2018-11-02", 1), ("2018-11-03", 1), ("2018-11-04", 11), ("2018-11-05", 6)):
        platform.put_log(day, [event(itemInSession=number) for number in range(rows)])
    platform.load("stg_events", "2018-11-01", "2018-11-05")
    found = ask(platform, "stg_events", usual_volume(DECLARED["stg_events"].table))
    assert [(str(day), rows, usual) for day, rows, usual in found.sample] == [("2018-11-04", 11, 1.0)]
    assert not found.blocks
