{# Generic tests. Those of a table of days look at the run's log dates alone, so that they cost what the days cost. #}

{# No two rows share the columns. NULL counts as a value, as it does in GROUP BY. #}
{% test one_row_per(model, columns, by_day=false) %}
    select {{ columns | join(', ') }}, count(*) as rows_with_this_key
    from {{ model }}
    where {{ in_run('log_date') if by_day else 'true' }}
    group by {{ columns | join(', ') }}
    having count(*) > 1
{% endtest %}

{# For each log date, `total` over the model equals `expected` over another relation. #}
{% test same_each_day(model, total, of, expected) %}
    select log_date, sum(here) as here, sum(there) as there
    from (
        select log_date, {{ total }} as here, 0 as there from {{ model }} where {{ in_run('log_date') }} group by log_date
        union all
        select log_date, 0, {{ expected }} from {{ of }} where {{ in_run('log_date') }} group by log_date
    ) as totals
    group by log_date
    having sum(here) <> sum(there)
{% endtest %}

{# `total` over the model equals `expected` over another relation. #}
{% test same_total(model, total, of, expected) %}
    select here, there
    from (select {{ total }} as here from {{ model }}) as these
    cross join (select {{ expected }} as there from {{ of }}) as those
    where coalesce(here, 0) <> coalesce(there, 0)
{% endtest %}

{# Every row satisfies the predicate; one that is unknown does not. #}
{% test always(model, predicate) %}
    select * from {{ model }} where not coalesce({{ predicate }}, false)
{% endtest %}
