-- Jobs that people can trust and see: every run leaves a row, also one whose dashboard died; a job can be paused, and stays so over restarts.

create table job_runs (
    id uuid primary key,
    job text not null,
    instance text not null,
    trigger text not null check (trigger in ('scheduled', 'manual', 'retry')),
    due_at timestamptz not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    outcome text not null check (outcome in ('running', 'done', 'idle', 'failed', 'lost')),
    rows bigint,
    note text,
    error text,
    attempt integer not null check (attempt > 0),
    next_retry_at timestamptz,
    times bigint not null check (times > 0),
    idle_since timestamptz
);
create index job_runs_newest on job_runs (job, started_at desc, id desc);
-- Firings that found nothing to do are one row per job, renewed and counted: some jobs fire every other second.
create unique index job_runs_idle on job_runs (job) where outcome = 'idle';

create table job_pauses (
    job text primary key,
    paused_at timestamptz not null,
    paused_by text not null
);

-- Retention takes a day's partition away in steps (detach, then drop) and may be stopped between them. A late exchange of such a day then
-- finds its partition half gone: the detaching is finished, and the partition is attached again with what it holds. Nothing is lost, and the
-- next retention takes the day away for good.
drop function make_exchange_partitions(date);
create function make_exchange_partitions(day date) returns integer language plpgsql as $$
declare
    parent text;
    partition text;
    made integer := 0;
    pending boolean;
begin
    perform pg_advisory_xact_lock(727101);
    foreach parent in array array['exchanges', 'exchange_bodies'] loop
        partition := parent || '_' || to_char(day, 'YYYYMMDD');
        select inhdetachpending into pending from pg_inherits where inhparent = parent::regclass and inhrelid = to_regclass(partition);
        continue when not pending;
        if pending then
            execute format('alter table %I detach partition %I finalize', parent, partition);
        elsif to_regclass(partition) is null then
            execute format('create table %I (like %I including all)', partition, parent);
        end if;
        execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, partition,
            day::timestamp at time zone 'UTC', (day + 1)::timestamp at time zone 'UTC');
        made := made + 1;
    end loop;
    return made;
end $$;
