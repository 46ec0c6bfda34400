-- Several projects, and who may do what in each. Until now an account saw one project, with one of two rights.

create table memberships (
    project_id uuid not null references projects (id) on delete cascade,
    account_id uuid not null references accounts (id) on delete cascade,
    role text not null check (role in ('viewer', 'member', 'admin', 'owner')),
    sees_bodies boolean not null,
    joined_at timestamptz not null,
    primary key (project_id, account_id),
    -- Whoever may give a right to anybody has it.
    check (sees_bodies or role <> 'owner')
);
create index memberships_account on memberships (account_id);

insert into memberships (project_id, account_id, role, sees_bodies, joined_at)
    select project_id, id, case access when 'admin' then 'owner' else 'viewer' end, true, created_at from accounts;

-- What the account looks at is remembered; what it may do there is in its membership. A project that goes takes no account with it.
alter table accounts drop column access;
alter table accounts drop constraint accounts_project_id_fkey;
alter table accounts rename column project_id to current_project_id;
alter table accounts alter column current_project_id drop not null;
alter table accounts add foreign key (current_project_id) references projects (id) on delete set null;
create index accounts_current_project on accounts (current_project_id);

-- Links that let somebody in. The link is shown once; its SHA-256 is stored.
create table invitations (
    id uuid primary key,
    project_id uuid not null references projects (id) on delete cascade,
    digest bytea not null unique check (length(digest) = 32),
    role text not null check (role in ('viewer', 'member', 'admin', 'owner')),
    sees_bodies boolean not null,
    note text,
    created_at timestamptz not null,
    created_by text not null,
    -- Null = a key made it. An invitation is worth what its maker could give at the moment it is used.
    created_by_account uuid references accounts (id) on delete cascade,
    expires_at timestamptz not null,
    used_at timestamptz,
    used_by text,
    revoked_at timestamptz,
    check (sees_bodies or role <> 'owner')
);
create index invitations_project on invitations (project_id, created_at desc);
create index invitations_account on invitations (created_by_account);

-- Whether a read key tells what was asked and answered, and not only what it came to.
alter table keys add column sees_bodies boolean not null default true;

-- A project that is deleted opens nothing from that moment; its rows go in portions, and it last.
alter table projects add column deleted_at timestamptz;
