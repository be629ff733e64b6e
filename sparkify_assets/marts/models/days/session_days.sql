{{ config(dist='user_id') }}

with events as (
    select
        log_date,
        cast(ts as date) as active_on,
        user_id,
        session_id,
        ts,
        level,
        page,
        row_number() over (
            partition by log_date, cast(ts as date), user_id, session_id
            order by ts, item_in_session, level
        ) as position
    from {{ source('staging', 'stg_events') }}
    where user_id is not null and {{ days_to_build() }}
)

select
    log_date,
    active_on,
    user_id,
    session_id,
    min(ts) as started_at,
    max(ts) as ended_at,
    max(case when position = 1 then level end) as level,
    count(*) as events,
    sum(case when page = 'NextSong' then 1 else 0 end) as plays,
    sum(case when level = 'free' then 1 else 0 end) as free_events,
    sum(case when level = 'paid' then 1 else 0 end) as paid_events,
    sum(case when page = 'Upgrade' then 1 else 0 end) as upgrade_pages,
    sum(case when page = 'Submit Upgrade' then 1 else 0 end) as upgrades,
    sum(case when page = 'Downgrade' then 1 else 0 end) as downgrade_pages,
    sum(case when page = 'Submit Downgrade' then 1 else 0 end) as downgrades,
    sum(case when page = 'Cancellation Confirmation' then 1 else 0 end) as cancellations
from events
group by log_date, active_on, user_id, session_id
