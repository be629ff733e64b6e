with parts as (
    select
        session_id,
        user_id,
        started_at,
        ended_at,
        level,
        events,
        plays,
        row_number() over (partition by session_id, user_id order by started_at, log_date) as part
    from {{ ref('session_days') }}
)

select
    session_id,
    user_id,
    min(started_at) as started_at,
    max(ended_at) as ended_at,
    datediff(second, min(started_at), max(ended_at)) as seconds,
    max(case when part = 1 then level end) as level,
    cast(sum(events) as bigint) as events,
    cast(sum(plays) as bigint) as plays
from parts
group by session_id, user_id
