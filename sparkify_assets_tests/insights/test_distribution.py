"""The advice on distribution as an asset: a sentence and a bar for each style."""

from sparkify_assets.infrastructure.advice import Candidate, frame
from sparkify_assets.insights.distribution import picture, sentences

CANDIDATES = [
    Candidate("songplays", "even", 1.0, 0, declared=False, chosen=True, why="the star's joins move 0.0 MB"),
    Candidate("songplays", "song_id", 3.9, 0, declared=True, chosen=False, why="uneven"),
    Candidate("users", "all", 1.0, 0, declared=True, chosen=True, why="96 rows are few"),
]


def test_each_choice_is_a_sentence() -> None:
    """The chosen style of each table, with its reason."""
    assert sentences(CANDIDATES).splitlines() == [
        "- **songplays**: even, instead of song_id (uneven): the star's joins move 0.0 MB.",
        "- **users**: all, as declared: 96 rows are few.",
    ]


def test_each_style_is_a_bar() -> None:
    """Chosen and declared styles are told apart by a word, not by a colour alone."""
    rows = next(iter(picture(frame(CANDIDATES)).to_dict()["datasets"].values()))
    assert [row["label"] for row in rows] == ["even (chosen)", "all (chosen, declared)", "song_id (declared)"]
