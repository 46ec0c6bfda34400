-- What people sent from the playground, so that they find it again: the call as it was edited, and the exchanges it came to. Of one account each.

create table playground_runs (
    id uuid primary key,
    project_id uuid not null references projects (id) on delete cascade,
    account_id uuid not null references accounts (id) on delete cascade,
    created_at timestamptz not null,
    -- the call without its body; never a credential
    draft jsonb not null,
    -- null = it has none, or one too long to be kept
    body bytea,
    -- bytes the body has; null = it has none
    body_bytes bigint,
    -- for the list, which reads no draft
    upstream text not null,
    model text,
    opening text,
    exchange_ids uuid[] not null
);
create index playground_runs_newest on playground_runs (project_id, account_id, id desc);
create index playground_runs_age on playground_runs (created_at);
