with users as (
    select
        user_id,
        sum(free_events) as free_events,
        sum(paid_events) as paid_events,
        sum(upgrade_pages) as upgrade_pages,
        sum(upgrades) as upgrades,
        sum(downgrade_pages) as downgrade_pages,
        sum(downgrades) as downgrades,
        sum(cancellations) as cancellations
    from {{ ref('session_days') }}
    group by user_id
),

steps as (
    select 1 as position, 'upgrade' as path, 'Used the free level' as step,
        count(case when free_events > 0 or upgrades > 0 then 1 end) as users
    from users
    union all
    select 2, 'upgrade', 'Saw the upgrade page', count(case when upgrade_pages > 0 or upgrades > 0 then 1 end)
    from users
    union all
    select 3, 'upgrade', 'Upgraded', count(case when upgrades > 0 then 1 end)
    from users
    union all
    select 4, 'leave', 'Used the paid level', count(case when paid_events > 0 or downgrades > 0 then 1 end)
    from users
    union all
    select 5, 'leave', 'Saw the downgrade page', count(case when downgrade_pages > 0 or downgrades > 0 then 1 end)
    from users
    union all
    select 6, 'leave', 'Downgraded', count(case when downgrades > 0 then 1 end)
    from users
    union all
    select 7, 'leave', 'Cancelled', count(case when cancellations > 0 then 1 end)
    from users
)

select
    position,
    cast(path as varchar(16)) as path,
    cast(step as varchar(64)) as step,
    users,
    cast(users as double precision)
    / nullif(first_value(users) over (partition by path order by position rows unbounded preceding), 0) as share
from steps
