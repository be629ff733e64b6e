with active as (
    select distinct
        user_id,
        cast(date_trunc('week', active_on) as date) as week
    from {{ ref('session_days') }}
),

cohorts as (
    select
        user_id,
        min(week) as cohort_week
    from active
    group by user_id
),

-- A cohort that is absent for a week has a row that says 0.
grid as (
    select
        sizes.cohort_week,
        weeks.week,
        sizes.users
    from (select cohort_week, count(*) as users from cohorts group by cohort_week) as sizes
    join (select distinct week from active) as weeks on weeks.week >= sizes.cohort_week
),

returned as (
    select
        cohorts.cohort_week,
        active.week,
        count(*) as users
    from active
    join cohorts on cohorts.user_id = active.user_id
    group by cohorts.cohort_week, active.week
)

select
    grid.cohort_week,
    cast(datediff(day, grid.cohort_week, grid.week) / 7 as integer) as weeks_later,
    grid.users,
    coalesce(returned.users, 0) as active_users,
    cast(coalesce(returned.users, 0) as double precision) / grid.users as retention
from grid
left join returned on returned.cohort_week = grid.cohort_week and returned.week = grid.week
