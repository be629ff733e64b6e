"""Tables, keys, views and comments for the clients that ask what there is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Connect = Callable[..., Any]

_SCHEMA = """
create schema mart;
create table public.artists (
    id integer identity(1, 1) not null, name varchar(20) default 'x', amount numeric(10, 2), seen timestamp,
    primary key (id)) distkey (id) sortkey (seen);
create table mart.plays (artist bigint references public.artists (id), code char(3), unique (artist));
create view mart.codes as select artist, code from mart.plays;
create view mart.loose as select artist, code from mart.plays with no schema binding;
create view public.names as select name from public.artists;
comment on table artists is 'who is heard';
comment on column artists.name is 'as the song file spells it';
"""


@pytest.fixture
def declared(simple: Any) -> Any:
    """The connection of psycopg2 that made the tables."""
    simple.cursor().execute(_SCHEMA)
    return simple
