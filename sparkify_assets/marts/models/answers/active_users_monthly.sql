select
    cast(date_trunc('month', active_on) as date) as month,
    count(distinct user_id) as active_users,
    count(distinct case when plays > 0 then user_id end) as listeners,
    count(distinct case when paid_events > 0 then user_id end) as paid_users,
    count(distinct session_id) as sessions,
    cast(sum(plays) as bigint) as plays
from {{ ref('session_days') }}
group by cast(date_trunc('month', active_on) as date)
