{#
  The log dates of a run, and the strategy that replaces them.

  The run gives `start` and `end`, a half-open range of log dates, as variables. Without them every date is meant.
#}

{# The predicate by which rows of the run are selected, deleted and tested. #}
{% macro in_run(column) -%}
    {%- if var('start', none) is none -%}
        true
    {%- else -%}
        {{ column }} >= '{{ var('start') }}' and {{ column }} < '{{ var('end') }}'
    {%- endif -%}
{%- endmacro %}

{# What a model of days reads: the dates of the run, or all of them while its table does not exist yet. #}
{% macro days_to_build(column='log_date') -%}
    {{ in_run(column) if is_incremental() else 'true' }}
{%- endmacro %}

{#
  Replace the rows of the run's log dates. dbt's own delete+insert deletes only keys that come back, so a day delivered
  again without a play would keep its old plays. dbt runs this inside one transaction.
#}
{% macro get_incremental_replace_days_sql(arg_dict) %}
    {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}
    delete from {{ arg_dict['target_relation'] }} where {{ in_run('log_date') }};

    insert into {{ arg_dict['target_relation'] }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }} where {{ in_run('log_date') }};
{% endmacro %}
