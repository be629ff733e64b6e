select
    location,
    cast(sum(plays) as bigint) as plays,
    count(distinct user_id) as listeners,
    cast(sum(seconds) as decimal(18, 5)) as seconds
from {{ ref('listening_days') }}
group by location
