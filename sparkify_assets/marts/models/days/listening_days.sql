{{ config(dist='user_id') }}

select
    plays.log_date,
    cast(plays.start_time as date) as played_on,
    time.hour,
    time.weekday,
    plays.user_id,
    plays.level,
    plays.location,
    count(*) as plays,
    count(plays.song_id) as catalogue_plays,
    -- Decimals, because the sum of floats depends on their order.
    cast(coalesce(sum(cast(plays.length as decimal(18, 5))), 0) as decimal(18, 5)) as seconds
from {{ source('star', 'songplays') }} as plays
join {{ source('star', 'time') }} as time on time.start_time = plays.start_time
where {{ days_to_build('plays.log_date') }}
group by
    plays.log_date, cast(plays.start_time as date), time.hour, time.weekday, plays.user_id, plays.level, plays.location
