select
    played_on,
    level,
    cast(sum(plays) as bigint) as plays,
    count(distinct user_id) as listeners,
    cast(sum(seconds) as decimal(18, 5)) as seconds,
    cast(sum(catalogue_plays) as bigint) as catalogue_plays,
    cast(sum(catalogue_plays) as double precision) / sum(plays) as match_rate
from {{ ref('listening_days') }}
group by played_on, level
