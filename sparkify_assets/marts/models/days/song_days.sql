{{ config(dist='user_id') }}

select
    log_date,
    cast(start_time as date) as played_on,
    song_title,
    artist_name,
    user_id,
    count(*) as plays,
    count(song_id) as catalogue_plays,
    cast(coalesce(sum(cast(length as decimal(18, 5))), 0) as decimal(18, 5)) as seconds
from {{ source('star', 'songplays') }}
where {{ days_to_build() }}
group by log_date, cast(start_time as date), song_title, artist_name, user_id
