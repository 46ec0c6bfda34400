-- Saved views: what the requests page lists, in which order and with which columns, under a name; for oneself or for everybody in the project.

create table saved_views (
    id uuid primary key,
    project_id uuid not null references projects (id) on delete cascade,
    -- null = shared with the project
    owner uuid references accounts (id) on delete cascade,
    name text not null,
    query text not null,
    -- null = not pinned; pinned views stand in the order they were pinned
    pinned_at timestamptz,
    is_default boolean not null,
    created_at timestamptz not null,
    created_by text not null,
    updated_at timestamptz not null,
    updated_by text not null
);
create unique index saved_views_names on saved_views (project_id, owner, lower(name)) nulls not distinct;
create unique index saved_views_default on saved_views (project_id, owner) nulls not distinct where is_default;
