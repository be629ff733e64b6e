"""Who a listener is: name, gender, home, browser, registration, appetite. All of it follows from seed and number.

Nobody is stored: any process can ask for any listener. Not here: what listeners do (`audience`) and how it is written
down (`writer`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sparkify_assets.simulator import words
from sparkify_assets.simulator.chance import Floats, Integers, noise, one_of, pick
from sparkify_assets.simulator.habits import LISTENERS_DIFFER, PAID_AT_THE_START, REGISTERED_BEFORE_DAYS

DAY = 86_400

# 55 of 97 listeners are women.
WOMEN_SHARE = 55 / 97
FIRST_NAMES = [(name, "F") for name in words.WOMEN] + [(name, "M") for name in words.MEN]
LOCATIONS = list(words.METROS)

_CHROME = '"Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{} Safari/537.36"'
_SAFARI = '"Mozilla/5.0 ({}) AppleWebKit/{} (KHTML, like Gecko) Version/{}"'
_FIREFOX = "Mozilla/5.0 ({0}; rv:{1}) Gecko/20100101 Firefox/{1}"
_EXPLORER = "Mozilla/5.0 ({})"
_MAC, _MAC_3 = "Macintosh; Intel Mac OS X 10_9_4", "Macintosh; Intel Mac OS X 10_9_3"
_WINDOWS_7, _WINDOWS_8, _WINDOWS_XP = "Windows NT 6.1; WOW64", "Windows NT 6.3; WOW64", "Windows NT 5.1"
_LINUX, _IPHONE = "X11; Linux x86_64", "iPhone; CPU iPhone OS {} like Mac OS X"
# Browsers and how many of a hundred listeners use them. All but Firefox and Explorer bring their own quotation marks.
BROWSERS = {
    _FIREFOX.format(_WINDOWS_7, "31.0"): 10,
    _FIREFOX.format(_WINDOWS_7, "32.0"): 2,
    _FIREFOX.format("Macintosh; Intel Mac OS X 10.9", "31.0"): 6,
    _FIREFOX.format("Macintosh; Intel Mac OS X 10.9", "30.0"): 1,
    _FIREFOX.format(_WINDOWS_XP, "31.0"): 2,
    _FIREFOX.format("Windows NT 6.1", "31.0"): 2,
    _FIREFOX.format(_LINUX, "31.0"): 1,
    _SAFARI.format(_MAC, "537.78.2", "7.0.6 Safari/537.78.2"): 7,
    _SAFARI.format(_MAC, "537.77.4", "7.0.5 Safari/537.77.4"): 8,
    _SAFARI.format(_MAC_3, "537.75.14", "7.0.3 Safari/537.75.14"): 2,
    _SAFARI.format(_IPHONE.format("7_1_2"), "537.51.2", "7.0 Mobile/11D257 Safari/9537.53"): 3,
    _SAFARI.format(_IPHONE.format("7_1_1"), "537.51.2", "7.0 Mobile/11D201 Safari/9537.53"): 3,
    _CHROME.format(_MAC, "36.0.1985.143"): 7,
    _CHROME.format(_MAC, "36.0.1985.125"): 6,
    _CHROME.format(_MAC, "37.0.2062.94"): 2,
    _CHROME.format(_MAC_3, "36.0.1985.143"): 1,
    _CHROME.format(_WINDOWS_7, "36.0.1985.125"): 7,
    _CHROME.format(_WINDOWS_7, "36.0.1985.143"): 3,
    _CHROME.format(_WINDOWS_7, "37.0.2062.102"): 4,
    _CHROME.format(_WINDOWS_7, "35.0.1916.153"): 2,
    _CHROME.format(_WINDOWS_8, "36.0.1985.143"): 5,
    _CHROME.format(_WINDOWS_8, "36.0.1985.125"): 4,
    _CHROME.format(_WINDOWS_XP, "36.0.1985.143"): 2,
    _CHROME.format(_LINUX, "37.0.2062.94"): 2,
    '"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Ubuntu Chromium/36.0.1985.125 '
    'Chrome/36.0.1985.125 Safari/537.36"': 2,
    _EXPLORER.format("compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0"): 1,
    _EXPLORER.format("compatible; MSIE 10.0; Windows NT 6.2; WOW64; Trident/6.0"): 1,
    "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko": 2,
}
USER_AGENTS = list(BROWSERS)


def population(users: int, days: int, growth: float) -> Integers:
    """How many listeners have registered after 0, 1, ... `days` days: `users` before the first, then growth.

    `growth` is the share of the listeners that is added each day.
    """
    return np.floor(users * (1 + growth) ** np.arange(days + 1)).astype(np.int64)


def arrival_days(listeners: Integers, users: int, days: int, growth: float) -> Integers:
    """The day (0 is the first) on which each listener registers; -1 for those who had before it.

    Numbers beyond the population of `days` days arrive on day `days`: after the end.
    """
    return np.searchsorted(population(users, days, growth), listeners, side="right") - 1


def registrations(seed: int, listeners: Integers, arrivals: Integers) -> Integers:
    """The second of each registration, counted from midnight of the first day; negative before it."""
    chances = noise(seed, "registration", listeners)
    before = arrivals < 0
    first, span = np.where(before, -REGISTERED_BEFORE_DAYS, arrivals), np.where(before, REGISTERED_BEFORE_DAYS, 1)
    return ((first + chances * span) * DAY).astype(np.int64)


def appetites(seed: int, listeners: Integers) -> Floats:
    """How many sessions each listener has for one of the average listener: lognormal with mean 1."""
    # Two equal draws make a normal one (Box and Muller).
    radius = np.sqrt(-2 * np.log1p(-noise(seed, "appetite", listeners)))
    normal = radius * np.cos(2 * np.pi * noise(seed, "appetite's angle", listeners))
    return np.exp(LISTENERS_DIFFER * normal - LISTENERS_DIFFER**2 / 2)


def start_paid(seed: int, listeners: Integers, arrivals: Integers) -> NDArray[np.bool_]:
    """Whether each listener pays when first seen. Who signs up later starts free."""
    return (arrivals < 0) & (noise(seed, "paid", listeners) < PAID_AT_THE_START)


def first_names(seed: int, listeners: Integers) -> Integers:
    """Index into FIRST_NAMES."""
    chances = noise(seed, "first name", listeners)
    woman = noise(seed, "gender", listeners) < WOMEN_SHARE
    return np.where(woman, one_of(len(words.WOMEN), chances), len(words.WOMEN) + one_of(len(words.MEN), chances))


def last_names(seed: int, listeners: Integers) -> Integers:
    """Index into `words.FAMILIES`; the first ones are the most common."""
    # A square makes the beginning of the list likelier.
    return one_of(len(words.FAMILIES), noise(seed, "last name", listeners) ** 1.5)


def locations(seed: int, listeners: Integers) -> Integers:
    """Index into LOCATIONS."""
    return pick(list(words.METROS.values()), noise(seed, "location", listeners))


def user_agents(seed: int, listeners: Integers) -> Integers:
    """Index into USER_AGENTS."""
    return pick(list(BROWSERS.values()), noise(seed, "user agent", listeners))
