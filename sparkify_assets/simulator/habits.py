"""What the audience of November 2018 did, counted: pages, hours, weekdays, pauses. Data, and how to read it as tables.

Only counts and shares are here, nobody's rows. Not here: who the listeners are (`listeners`), the music (`songbook`).
Two figures are invented, because a month of a hundred listeners shows none: sign-ups after the first day and
cancellations.
"""

from __future__ import annotations

import numpy as np

from sparkify_assets.simulator.chance import Floats

# Sessions that began in each hour of the day, UTC.
SESSIONS_BY_HOUR = (23, 25, 25, 24, 28, 33, 31, 29, 26, 39, 37, 36, 46, 73, 63, 92, 71, 46, 50, 36, 30, 31, 22, 25)
# Sessions that began on each weekday, Monday first, in four whole weeks.
SESSIONS_BY_WEEKDAY = (160, 145, 162, 123, 160, 75, 81)

# Sessions a listener and day, free and paid, and how much listeners differ (sigma of a lognormal with mean 1).
SESSIONS_A_DAY = (0.29, 0.40)
LISTENERS_DIFFER = 0.95
PAID_AT_THE_START = 0.155
# Listeners of the first day had registered in the two weeks before it. Daily growth is an invention.
REGISTERED_BEFORE_DAYS = 14
DAILY_GROWTH = 0.003

# Seconds until the next page, when it is not the next song of a run: lognormal (mu, sigma), free and paid.
PAGE_GAP = ((3.6, 1.5), (4.1, 1.8))
LONGEST_GAP = 3600
# Pages that redirect follow their page after one second.
REDIRECT_GAP = 1
SHORTEST_PAUSE = 600

# method and status of each page.
PAGES = {
    "NextSong": ("PUT", 200),
    "Home": ("GET", 200),
    "Login": ("PUT", 307),
    "Logout": ("PUT", 307),
    "Settings": ("GET", 200),
    "Save Settings": ("PUT", 307),
    "Upgrade": ("GET", 200),
    "Submit Upgrade": ("PUT", 307),
    "Downgrade": ("GET", 200),
    "Submit Downgrade": ("PUT", 307),
    "Help": ("GET", 200),
    "About": ("GET", 200),
    "Error": ("GET", 404),
    "Cancel": ("PUT", 307),
    "Cancellation Confirmation": ("GET", 200),
}
END = "the session ends"
OUT = "Logged Out "

# First page of a session, by whether the session before it ended logged in.
FIRST_PAGES: dict[str, dict[str, float]] = {
    "free": {"NextSong": 405, "Home": 286, "About": 2, "Help": 1, "Error": 1},
    "paid": {"NextSong": 102, "Home": 65},
    "free out": {OUT + "Home": 8, OUT + "Login": 10},
    "paid out": {OUT + "Home": 46, OUT + "Login": 15},
}

# What followed each page. A page seen without a user has OUT before its name. "Submit Upgrade" and "Submit Downgrade"
# are written with the old level, what follows has the new one. The way to "Cancel" is an invention.
FREE: dict[str, dict[str, float]] = {
    "NextSong": {"NextSong": 616, END: 539, "Logout": 26, "Home": 25, "Upgrade": 15, "Help": 3, "About": 2,
                 "Settings": 2, "Error": 1},
    "Home": {"NextSong": 195, END: 142, "Settings": 11, "Home": 5, "Upgrade": 4, "Logout": 3, "About": 1},
    "Settings": {"NextSong": 6, "Help": 2, "Home": 2, "Save Settings": 2, END: 1, "Settings": 1, "Cancel": 0.3},
    "Save Settings": {END: 1, "Home": 1},
    "Upgrade": {"Submit Upgrade": 8, "Home": 5, END: 3, "NextSong": 3, "Upgrade": 2},
    "Submit Upgrade": {"Home": 8},
    "Help": {"NextSong": 3, END: 2, "Home": 1},
    "About": {END: 4, "Home": 1},
    "Error": {END: 1, "NextSong": 1},
    "Cancel": {"Cancellation Confirmation": 1},
    "Cancellation Confirmation": {END: 1},
    "Logout": {OUT + "Home": 29},
    OUT + "Home": {OUT + "Login": 20, END: 11, OUT + "Home": 9, OUT + "About": 4, OUT + "Help": 2},
    OUT + "Login": {"Home": 34},
    OUT + "Help": {OUT + "Login": 2, OUT + "Help": 2},
    OUT + "About": {OUT + "Login": 2, END: 2},
}  # fmt: skip
PAID: dict[str, dict[str, float]] = {
    "NextSong": {"NextSong": 5162, END: 130, "Home": 118, "Logout": 52, "Downgrade": 50, "Settings": 31, "Help": 29,
                 "About": 12, "Error": 7},
    "Home": {"NextSong": 236, END: 18, "Settings": 8, "Logout": 6, "Downgrade": 5, "About": 1},
    "Settings": {"NextSong": 24, "Save Settings": 8, "Logout": 3, "Settings": 3, "Help": 2, "Home": 2, "Cancel": 0.8},
    "Save Settings": {"Home": 8},
    "Downgrade": {"NextSong": 35, END: 11, "Home": 10, "Downgrade": 3, "Submit Downgrade": 1},
    "Submit Downgrade": {"Home": 1},
    "Help": {"NextSong": 27, "Downgrade": 2, END: 1, "Help": 1, "Home": 1},
    "About": {END: 6, "About": 4, "NextSong": 4, "Home": 3},
    "Error": {END: 5, "NextSong": 1, "Home": 1},
    "Cancel": {"Cancellation Confirmation": 1},
    "Cancellation Confirmation": {END: 1},
    "Logout": {OUT + "Home": 61},
    OUT + "Home": {END: 55, OUT + "Login": 41, OUT + "Home": 16, OUT + "About": 9, OUT + "Help": 4},
    OUT + "Login": {"Home": 58},
    OUT + "Help": {END: 4, OUT + "Help": 1},
    OUT + "About": {END: 5, OUT + "Home": 2, OUT + "Login": 2, OUT + "About": 1},
}  # fmt: skip

# Every state a listener can be in: (level, page as named above). Its index is what the events carry.
STATES = [("free", page) for page in FREE] + [("paid", page) for page in PAID]
_FOLLOWERS = {"free": FREE, "paid": PAID}
_INDEX = {state: number for number, state in enumerate(STATES)}
ENDED = len(STATES)

IS_SONG = np.array([page == "NextSong" for _, page in STATES])
IS_PAID = np.array([level == "paid" for level, _ in STATES])
IS_OUT = np.array([page.startswith(OUT) for _, page in STATES])
IS_GONE = np.array([page == "Cancellation Confirmation" for _, page in STATES])
IS_REDIRECT = np.array([PAGES[page.removeprefix(OUT)][1] == 307 for _, page in STATES])


def _level_after(level: str, page: str) -> str:
    """Returns the level a listener has once the page was handled."""
    return {"Submit Upgrade": "paid", "Submit Downgrade": "free"}.get(page, level)


def _heights(weights: dict[int, float]) -> Floats:
    """Returns the cumulative shares of the states 0 to `ENDED`."""
    shares = np.zeros(ENDED + 1)
    shares[list(weights)] = list(weights.values())
    return np.cumsum(shares) / shares.sum()


def _next_heights(level: str, page: str) -> Floats:
    """Returns the cumulative shares of what follows a page. A song after a song is left out: runs are drawn whole."""
    followers = _FOLLOWERS[level][page]
    after = _level_after(level, page)
    return _heights(
        {
            ENDED if name == END else _INDEX[after, name]: count
            for name, count in followers.items()
            if (page, name) != ("NextSong", "NextSong")
        }
    )


def _run_ends(level: str, page: str) -> float:
    """Returns the chance that a visit is the last one of its run: 1 for pages, for they are not drawn as runs."""
    followers = _FOLLOWERS[level][page]
    return 1 - followers["NextSong"] / sum(followers.values()) if page == "NextSong" else 1.0


# Row: state. Column: cumulative share of each state that may follow, the last one for the end of the session.
NEXT = np.stack([_next_heights(*state) for state in STATES])
RUN_ENDS = np.array([_run_ends(*state) for state in STATES])
# Row: free, paid, free and logged out, paid and logged out. Column: as in NEXT.
FIRST = np.stack(
    [
        _heights({_INDEX[start.split()[0], page]: count for page, count in pages.items()})
        for start, pages in FIRST_PAGES.items()
    ]
)
