select
    row_number() over (order by plays desc, listeners desc, artist_name) as place,
    artist_name,
    plays,
    listeners,
    songs,
    seconds,
    first_played_on,
    last_played_on
from (
    select
        artist_name,
        cast(sum(plays) as bigint) as plays,
        count(distinct user_id) as listeners,
        count(distinct song_title) as songs,
        cast(sum(seconds) as decimal(18, 5)) as seconds,
        min(played_on) as first_played_on,
        max(played_on) as last_played_on
    from {{ ref('song_days') }}
    group by artist_name
) as artists
