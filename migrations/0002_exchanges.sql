-- Exchanges: narrow rows for lists and charts, bodies apart. Partitioned by day so that retention drops whole tables.
-- Every unique constraint holds id, so that both tables can be distributed by id later without a change of schema.

create table exchanges (
    id uuid not null,
    started_at timestamptz not null,
    project_id uuid not null,
    key_id uuid not null,
    upstream text not null,
    format text not null,
    method text not null,
    path text not null,
    endpoint text not null,
    model_requested text,
    model_served text,
    status smallint,
    outcome text not null,
    capture text not null,
    capture_reason text,
    error text,
    stream boolean not null,
    task text,
    task_source text,
    user_id text,
    user_name text,
    session text,
    properties jsonb not null,
    prompt_id text,
    finish_reason text,
    input_tokens bigint,
    output_tokens bigint,
    cache_read_tokens bigint,
    cache_write_tokens bigint,
    reasoning_tokens bigint,
    audio_input_tokens bigint,
    audio_output_tokens bigint,
    usage_source text not null,
    cost_usd numeric,
    duration_us bigint not null,
    connect_us bigint,
    first_byte_us bigint,
    first_token_us bigint,
    output_tokens_per_second double precision,
    overhead_us bigint not null,
    request_bytes bigint not null,
    response_bytes bigint not null,
    request_preview text,
    response_preview text,
    tool_calls text[] not null,
    cache_status text,
    retries smallint not null,
    replay_of uuid,
    client text,
    provider_request_id text,
    primary key (id, started_at)
) partition by range (started_at);

-- The list of a project, newest first, by keyset.
create index exchanges_newest on exchanges (project_id, started_at desc, id desc);

create table exchange_bodies (
    id uuid not null,
    started_at timestamptz not null,
    project_id uuid not null,
    request_headers bytea not null,
    request_body bytea not null,
    request_sha256 bytea not null,
    response_headers bytea not null,
    response_body bytea not null,
    response_sha256 bytea not null,
    chunks bytea not null,
    primary key (id, started_at)
) partition by range (started_at);

-- pglz costs two to six times the throughput of lz4 on the way in; where there is no lz4, bodies are stored as they are.
do $$
declare
    body text;
begin
    foreach body in array array['request_body', 'response_body'] loop
        if (select 'lz4' = any (enumvals) from pg_settings where name = 'default_toast_compression') then
            execute format('alter table exchange_bodies alter column %I set compression lz4', body);
        else
            execute format('alter table exchange_bodies alter column %I set storage external', body);
        end if;
    end loop;
end $$;

-- Makes the two partitions of a UTC day, once, whoever asks and however many ask at the same time.
-- Made apart and attached: attaching lets readers and writers of the parent go on, "partition of" would lock them out.
create function make_exchange_partitions(day date) returns void language plpgsql as $$
declare
    parent text;
    partition text;
begin
    perform pg_advisory_xact_lock(727101);
    foreach parent in array array['exchanges', 'exchange_bodies'] loop
        partition := parent || '_' || to_char(day, 'YYYYMMDD');
        if to_regclass(partition) is null then
            execute format('create table %I (like %I including all)', partition, parent);
            execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, partition,
                day::timestamp at time zone 'UTC', (day + 1)::timestamp at time zone 'UTC');
        end if;
    end loop;
end $$;
