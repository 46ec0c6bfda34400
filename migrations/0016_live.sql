-- What a live list needs to know and a table of exchanges cannot tell: what has arrived since it looked last, however long ago it started, and what
-- runs at this moment. Both are worth minutes, so neither is logged: after a crash of the server they are empty, and every list reads its rows anew.

-- One row for each commit and project. A reader that keeps the snapshot of its last look finds with xid exactly what has become visible since,
-- whatever the order in which several ingests commit. Ingests drop what is older than some minutes.
create unlogged table exchange_arrivals (
    xid xid8 not null default pg_current_xact_id(),
    project_id uuid not null,
    at timestamptz not null default clock_timestamp(),
    ids uuid[] not null,
    started timestamptz[] not null,
    primary key (project_id, xid)
);
-- Random bytes: there is nothing to compress.
alter table exchange_arrivals alter column ids set storage external;
alter table exchange_arrivals alter column started set storage external;
create index exchange_arrivals_at on exchange_arrivals (at);

-- Requests in flight, as far as their request tells. Each ingest writes and deletes its own, and all of its own when it starts.
create unlogged table running_exchanges (
    instance_id uuid not null,
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
    user_id text,
    user_name text,
    user_email text,
    session text,
    task text,
    stream boolean not null,
    properties jsonb not null,
    client text,
    request_bytes bigint not null,
    request_preview text,
    primary key (instance_id, id)
);
create index running_exchanges_newest on running_exchanges (project_id, started_at desc);
