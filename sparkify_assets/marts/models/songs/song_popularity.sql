select
    row_number() over (order by plays desc, listeners desc, song_title, artist_name) as place,
    song_title,
    artist_name,
    plays,
    listeners,
    seconds,
    in_catalogue,
    first_played_on,
    last_played_on
from (
    select
        song_title,
        artist_name,
        cast(sum(plays) as bigint) as plays,
        count(distinct user_id) as listeners,
        cast(sum(seconds) as decimal(18, 5)) as seconds,
        sum(catalogue_plays) > 0 as in_catalogue,
        min(played_on) as first_played_on,
        max(played_on) as last_played_on
    from {{ ref('song_days') }}
    group by song_title, artist_name
) as songs
