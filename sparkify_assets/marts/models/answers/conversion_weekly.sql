with user_weeks as (
    select
        cast(date_trunc('week', active_on) as date) as week,
        user_id,
        sum(free_events) as free_events,
        sum(paid_events) as paid_events,
        sum(upgrade_pages) as upgrade_pages,
        sum(upgrades) as upgrades,
        sum(downgrades) as downgrades,
        sum(cancellations) as cancellations
    from {{ ref('session_days') }}
    group by cast(date_trunc('week', active_on) as date), user_id
)

select
    week,
    count(*) as active_users,
    count(case when free_events > 0 then 1 end) as free_users,
    count(case when upgrade_pages > 0 or upgrades > 0 then 1 end) as upgrade_page_users,
    count(case when upgrades > 0 then 1 end) as upgraded_users,
    cast(count(case when upgrades > 0 then 1 end) as double precision)
    / nullif(count(case when free_events > 0 then 1 end), 0) as conversion_rate,
    count(case when paid_events > 0 then 1 end) as paid_users,
    count(case when downgrades > 0 then 1 end) as downgraded_users,
    count(case when cancellations > 0 then 1 end) as cancelled_users,
    cast(count(case when cancellations > 0 then 1 end) as double precision) / count(*) as cancellation_rate
from user_weeks
group by week
