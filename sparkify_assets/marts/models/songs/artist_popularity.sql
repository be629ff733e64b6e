with parts as (
    -- A listener of two songs is one listener, so these are counted from the plays; all else adds up.
    select
        artist_name,
        0 as plays,
        count(distinct user_id) as listeners,
        0 as songs,
        0 as seconds,
        cast(null as date) as first_played_on,
        cast(null as date) as last_played_on
    from {{ ref('song_days') }}
    group by artist_name
    union all
    select
        artist_name,
        sum(plays),
        0,
        count(song_title),
        sum(seconds),
        min(first_played_on),
        max(last_played_on)
    from {{ ref('song_popularity') }}
    group by artist_name
),

artists as (
    select
        artist_name,
        cast(sum(plays) as bigint) as plays,
        cast(sum(listeners) as bigint) as listeners,
        cast(sum(songs) as bigint) as songs,
        cast(sum(seconds) as decimal(18, 5)) as seconds,
        min(first_played_on) as first_played_on,
        max(last_played_on) as last_played_on
    from parts
    group by artist_name
)

select
    row_number() over (order by plays desc, listeners desc, artist_name) as place,
    artist_name,
    plays,
    listeners,
    songs,
    seconds,
    first_played_on,
    last_played_on
from artists
