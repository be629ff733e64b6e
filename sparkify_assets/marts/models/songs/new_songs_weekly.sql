select
    week,
    row_number() over (
        partition by week order by plays desc, listeners desc, song_title, artist_name
    ) as place,
    song_title,
    artist_name,
    plays,
    listeners
from (
    select
        week,
        song_title,
        artist_name,
        cast(sum(plays) as bigint) as plays,
        count(distinct user_id) as listeners
    from (
        select
            song_title,
            artist_name,
            user_id,
            plays,
            cast(date_trunc('week', played_on) as date) as week,
            cast(
                date_trunc('week', min(played_on) over (partition by song_title, artist_name)) as date
            ) as first_week
        from {{ ref('song_days') }}
    ) as weeks
    where week = first_week
    group by week, song_title, artist_name
) as songs
