-- Orders to read stored exchanges again after a format has learnt something, with how far each has got, so that a restart goes on there.

create table rereads (
    id uuid primary key,
    project_id uuid not null references projects (id) on delete cascade,
    created_at timestamptz not null,
    created_by text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    upstream text,
    format text,
    model text,
    state text not null check (state in ('waiting', 'running', 'done', 'failed')),
    seen bigint not null,
    changed bigint not null,
    last_started_at timestamptz,
    last_id uuid,
    finished_at timestamptz,
    error text
);
create index rereads_project on rereads (project_id, created_at desc);
create index rereads_open on rereads (created_at) where state in ('waiting', 'running');
