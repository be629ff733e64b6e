"""`sparkify_assets.simulator.side_by_side`: the page and the picture."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sparkify_assets.simulator.run import simulate
from sparkify_assets.simulator.side_by_side import HEADING, compare


def test_the_page_is_rewritten_from_its_heading_on(fortnight: Path, tmp_path: Path) -> None:
    """What people wrote stays, the figures are new, and the picture lies beside the page."""
    simulate(14, date(2018, 11, 1), 200, 600, 6, tmp_path / "other")
    page = tmp_path / "audience.md"
    page.write_text(f"# Mine\n\nWritten by hand.\n\n{HEADING}\n\nold\n")
    found = compare(fortnight, tmp_path / "other", page)
    written = page.read_text()
    assert written.startswith(f"# Mine\n\nWritten by hand.\n\n{HEADING}\n")
    assert "old" not in written
    assert all(f"| {distance.name} | {distance.value:.3f} |" in written for distance in found)
    assert "(audience.png)" in written
    assert (tmp_path / "audience.png").read_bytes().startswith(b"\x89PNG")


def test_a_missing_page_is_begun(fortnight: Path, tmp_path: Path) -> None:
    """It gets a title and the figures; an audience beside itself is 0 apart."""
    found = compare(fortnight, fortnight, tmp_path / "new.md")
    assert {distance.value for distance in found} == {0}
    assert (tmp_path / "new.md").read_text().startswith("# The simulated audience\n\n## Side by side\n")
