-- Prompts with names, versions that never change and labels that move, so that what an application says can be changed without changing it, and so
-- that it is known which requests were made from which version.

create table prompts (
    id uuid primary key,
    project_id uuid not null references projects (id) on delete cascade,
    name text not null,
    partial boolean not null,
    description text,
    -- of the latest version; counting them here makes two at once wait for each other
    latest int not null,
    created_at timestamptz not null,
    created_by text not null,
    archived_at timestamptz,
    archived_by text
);
create unique index prompts_names on prompts (project_id, name);

create table prompt_versions (
    id uuid primary key,
    project_id uuid not null references projects (id) on delete cascade,
    prompt_id uuid not null references prompts (id) on delete cascade,
    number int not null,
    upstream text,
    family text,
    target text,
    headers jsonb not null,
    body text not null,
    defaults jsonb not null,
    note text,
    created_at timestamptz not null,
    created_by text not null,
    unique (prompt_id, number)
);

-- Every move of a label is a line, the latest says where it is. Number null = it was taken away.
create table prompt_labels (
    id bigint generated always as identity primary key,
    project_id uuid not null references projects (id) on delete cascade,
    prompt_id uuid not null references prompts (id) on delete cascade,
    label text not null,
    number int,
    at timestamptz not null,
    moved_by text not null
);
create index prompt_labels_of on prompt_labels (prompt_id, label, id desc);

-- Which exchange was made from which version: a table of its own, so that lists of exchanges pay nothing for it. The key begins with the time, as
-- everything does that goes with a day of exchanges.
create table prompt_uses (
    started_at timestamptz not null,
    exchange_id uuid not null,
    project_id uuid not null,
    version_id uuid not null references prompt_versions (id) on delete cascade,
    how text not null check (how in ('header', 'matched')),
    primary key (started_at, exchange_id)
);
create index prompt_uses_of on prompt_uses (version_id, started_at desc);

-- How far the requests of a project have been looked through for its prompts; no line = not at all.
create table prompt_looks (
    project_id uuid primary key references projects (id) on delete cascade,
    until timestamptz not null
);

-- Dashboards keep prompts in memory for those who ask for them with every call.
create function prompts_changed() returns trigger language plpgsql as $$
begin
    perform pg_notify('prompts_changed', '');
    return null;
end $$;
create trigger prompts_changed after insert or update or delete on prompts for each statement execute function prompts_changed();
create trigger prompts_changed after insert or update or delete on prompt_versions for each statement execute function prompts_changed();
create trigger prompts_changed after insert or update or delete on prompt_labels for each statement execute function prompts_changed();

-- Uses go with their exchange where it is erased. Days are dropped as whole tables, without a trigger: the job that looks for uses deletes theirs.
create function erase_prompt_uses() returns trigger language plpgsql as $$
begin
    delete from prompt_uses u using gone g where u.started_at = g.started_at and u.exchange_id = g.id;
    return null;
end $$;
create trigger erase_prompt_uses after delete on exchanges
    referencing old table as gone for each statement execute function erase_prompt_uses();
