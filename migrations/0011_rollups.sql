-- Sums of exchanges by minute, hour and day, so that a chart over a year need not read a year of rows; and which of them are behind.

-- An exchange that a relay in between sent through us again is counted where it reached the provider. Said on the outer row itself, so that a sum
-- over rows asks no second table, and so that saying it marks the outer row's minute below.
alter table exchanges add column relayed boolean not null default false;
update exchanges set relayed = true where id in (select hop_of from exchanges where hop_of is not null);

-- The dearest of a range, and its newest failures, without reading the range.
create index exchanges_dearest on exchanges (project_id, cost_usd desc) where cost_usd is not null;
create index exchanges_failed on exchanges (project_id, started_at desc)
    where outcome in ('upstream_refused', 'upstream_unreachable', 'upstream_timed_out', 'upstream_broke', 'stream_error', 'rejected');

-- One row per bucket, cut and combination of the cut's dimensions; a dimension the cut does not have is null, as is one that is unknown.
-- A sum of things that may be unknown is null when all of them are. Histograms are those of Observability.Domain.Rollups.Histogram.
create table usage_by_minute (
    project_id uuid not null,
    cut smallint not null,
    bucket timestamptz not null,
    upstream text,
    model text,
    key_id uuid,
    user_id text,
    task text,
    outcome text,
    status smallint,
    exchanges bigint not null,
    tasks bigint not null,
    errors bigint not null,
    cache_hits bigint not null,
    priced bigint not null,
    unpriced bigint not null,
    estimated bigint not null,
    stalled bigint not null,
    loads bigint not null,
    prefills bigint not null,
    decodes bigint not null,
    input_tokens bigint,
    output_tokens bigint,
    cache_read_tokens bigint,
    cache_write_tokens bigint,
    reasoning_tokens bigint,
    audio_input_tokens bigint,
    audio_output_tokens bigint,
    cost_usd numeric,
    task_cost_usd numeric,
    estimated_cost_usd numeric,
    duration_us bigint not null,
    first_token_us bigint not null,
    output_rate bigint not null,
    overhead_us bigint not null,
    longest_gap_us bigint not null,
    load_us bigint not null,
    prefill_us bigint not null,
    decode_us bigint not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    duration_histogram bytea not null,
    first_token_histogram bytea not null,
    output_rate_histogram bytea not null,
    overhead_histogram bytea not null,
    longest_gap_histogram bytea not null
);
create table usage_by_hour (like usage_by_minute);
create table usage_by_day (like usage_by_minute);
create index usage_by_minute_bucket on usage_by_minute (project_id, cut, bucket);
create index usage_by_hour_bucket on usage_by_hour (project_id, cut, bucket);
create index usage_by_day_bucket on usage_by_day (project_id, cut, bucket);

-- From when on each level is whole: 0 the exchanges themselves, 1 minutes, 2 hours, 3 days. Before that moment nothing may be read from it.
create table rollup_kept (
    level smallint primary key,
    since timestamptz not null
);
insert into rollup_kept (level, since) values (0, 'epoch'), (1, 'epoch'), (2, 'epoch'), (3, 'epoch');

-- Buckets whose sums are behind. A mark is only ever added, never touched: writers do not wait for each other or for the job, and the job takes
-- away exactly the marks its snapshot saw. An hour is behind as well while one of its minutes is, and a day while one of its hours is.
create table rollup_dirty (
    level smallint not null,
    project_id uuid not null,
    bucket timestamptz not null,
    marked_at timestamptz not null default now()
);
create index rollup_dirty_bucket on rollup_dirty (project_id, level, bucket);

-- What is there already is summed by the hour, from its rows; minutes begin with the next hour.
insert into rollup_dirty (level, project_id, bucket)
    select distinct 2, project_id, date_trunc('hour', started_at, 'UTC') from exchanges;
update rollup_kept set since = date_trunc('hour', now(), 'UTC') + interval '1 hour'
    where level = 1 and exists (select from exchanges);

-- Whoever changes exchanges marks their minutes in the same transaction: no sum can miss a change, whatever made it.
create function mark_rollups() returns trigger language plpgsql as $$
begin
    insert into rollup_dirty (level, project_id, bucket)
        select distinct 1, project_id, date_trunc('minute', started_at, 'UTC') from changed;
    return null;
end $$;
create function mark_rollups_before_and_after() returns trigger language plpgsql as $$
begin
    insert into rollup_dirty (level, project_id, bucket)
        select 1, project_id, date_trunc('minute', started_at, 'UTC') from was
        union select 1, project_id, date_trunc('minute', started_at, 'UTC') from changed;
    return null;
end $$;
create trigger mark_rollups_inserted after insert on exchanges
    referencing new table as changed for each statement execute function mark_rollups();
create trigger mark_rollups_deleted after delete on exchanges
    referencing old table as changed for each statement execute function mark_rollups();
create trigger mark_rollups_updated after update on exchanges
    referencing old table as was new table as changed for each statement execute function mark_rollups_before_and_after();

-- Who the ids of users are, as last said by a producer. Kept by the writer.
create table users (
    project_id uuid not null,
    user_id text not null,
    name text,
    email text,
    role text,
    groups text[] not null,
    source text,
    described_at timestamptz not null,
    primary key (project_id, user_id)
);
insert into users (project_id, user_id, name, email, role, groups, source, described_at)
    select distinct on (project_id, user_id) project_id, user_id, user_name, user_email, user_role, user_groups, user_source, started_at
    from exchanges where user_id is not null and (user_name is not null or user_email is not null)
    order by project_id, user_id, started_at desc;
