-- What each ingest process says about its spool and its writer, so that pages can show it. One row per spool folder, renewed every few seconds.

create table ingest_instances (
    id uuid primary key,
    name text not null,
    started_at timestamptz not null,
    seen_at timestamptz not null,
    spool_bytes bigint not null,
    max_bytes bigint not null,
    open bigint not null,
    backlog bigint not null,
    begun bigint not null,
    ended bigint not null,
    rows bigint not null,
    duplicates bigint not null,
    quarantined bigint not null,
    dropped bigint not null,
    bodies_left_out bigint not null,
    problem text
);
