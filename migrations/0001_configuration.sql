-- What an admin configures: projects, keys, upstreams. Ingest keeps all of it in memory and hears of changes by NOTIFY.

create table installation (
    one boolean primary key default true check (one),
    master_key_check bytea not null
);

create table projects (
    id uuid primary key,
    slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    name text not null,
    default_upstream text not null,
    created_at timestamptz not null
);

create table keys (
    id uuid primary key,
    project_id uuid not null references projects (id) on delete cascade,
    kind text not null check (kind in ('write', 'read', 'admin')),
    name text not null,
    digest bytea not null unique check (length(digest) = 32),
    hint text not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz
);
create index keys_project on keys (project_id);

create table upstreams (
    id uuid primary key,
    project_id uuid references projects (id) on delete cascade,
    name text not null,
    base_url text not null,
    format text not null,
    credential bytea,
    credential_hint text,
    allow_private boolean not null,
    source text not null check (source in ('builtin', 'environment', 'dashboard')),
    updated_at timestamptz not null
);
-- One name per project, and one for everybody; a project's own wins.
create unique index upstreams_name on upstreams (coalesce(project_id, '00000000-0000-0000-0000-000000000000'), name);

create function configuration_changed() returns trigger language plpgsql as $$
begin
    perform pg_notify('configuration_changed', tg_table_name);
    return null;
end $$;

create trigger configuration_changed after insert or update or delete on projects
    for each statement execute function configuration_changed();
-- A key's last use is written with every batch and concerns nobody's memory.
create trigger configuration_changed after insert or delete or update of project_id, kind, name, digest, expires_at, revoked_at on keys
    for each statement execute function configuration_changed();
create trigger configuration_changed after insert or update or delete on upstreams
    for each statement execute function configuration_changed();
