select
    row_number() over (order by listening.plays desc, listening.seconds desc, users.user_id) as place,
    users.user_id,
    users.first_name,
    users.last_name,
    users.level,
    listening.plays,
    listening.seconds,
    listening.days,
    listening.first_played_on,
    listening.last_played_on
from (
    select
        user_id,
        cast(sum(plays) as bigint) as plays,
        cast(sum(seconds) as decimal(18, 5)) as seconds,
        count(distinct played_on) as days,
        min(played_on) as first_played_on,
        max(played_on) as last_played_on
    from {{ ref('listening_days') }}
    group by user_id
) as listening
join {{ source('star', 'users') }} as users on users.user_id = listening.user_id
