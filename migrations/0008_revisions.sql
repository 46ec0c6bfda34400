-- Revisions: stored exchanges priced or read again. What would change is worked out first, looked at, and only then applied; it can be undone.
-- They take the place of re-reads, which changed rows before anybody had seen what. And the audit log: who changed what, for good.

drop table rereads;
-- The schedule kept in the database must not look for a job that is gone.
delete from qrtz_triggers where job_name = 'rereads';
delete from qrtz_job_details where job_name = 'rereads';

create table revisions (
    id uuid primary key,
    project_id uuid not null references projects (id) on delete cascade,
    kind text not null check (kind in ('reprice', 'reread')),
    created_at timestamptz not null,
    created_by text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    upstream text,
    format text,
    model text,
    state text not null check (state in ('waiting', 'working_out', 'ready', 'applying', 'applied', 'undoing', 'undone', 'failed', 'discarded')),
    failed_in text check (failed_in in ('working_out', 'applying', 'undoing')),
    seen bigint not null,
    changed bigint not null,
    applied bigint not null,
    left_alone bigint not null,
    undone bigint not null,
    applied_difference numeric not null,
    last_started_at timestamptz,
    last_id uuid,
    finished_at timestamptz,
    error text,
    check (starts_at < ends_at)
);
create index revisions_project on revisions (project_id, created_at desc);
-- What the job has to do: a discarded one is finished when its changes are deleted.
create index revisions_open on revisions (created_at) where state in ('waiting', 'working_out', 'applying', 'undoing') or (state = 'discarded' and finished_at is null);

-- What a revision changes in one row: the columns that differ, as they were and as they become. "Outcome" is null until it was applied.
create table revision_changes (
    revision_id uuid not null references revisions (id) on delete cascade,
    started_at timestamptz not null,
    exchange_id uuid not null,
    model text,
    user_id text,
    before jsonb not null,
    after jsonb not null,
    difference numeric not null,
    outcome text check (outcome in ('applied', 'left_alone', 'undone')),
    primary key (revision_id, started_at, exchange_id)
);

-- What the changes of a revision come to: in all (name is empty), by model, by user (empty = none named) and by changed column.
-- Costs are sums of what is known; what has no price is counted beside them.
create table revision_sums (
    revision_id uuid not null references revisions (id) on delete cascade,
    dimension text not null check (dimension in ('total', 'model', 'user', 'column')),
    name text not null,
    changes bigint not null,
    cost_before numeric not null,
    cost_after numeric not null,
    estimated_before numeric not null,
    estimated_after numeric not null,
    unpriced_before bigint not null,
    unpriced_after bigint not null,
    primary key (revision_id, dimension, name)
);

-- What waits for a price.
create index exchanges_unpriced on exchanges (project_id, started_at) where pricing = 'unpriced';

create table audit_log (
    id uuid primary key,
    project_id uuid not null,
    at timestamptz not null,
    who text not null,
    what text not null,
    subject text not null,
    details jsonb not null
);
create index audit_log_newest on audit_log (project_id, at desc, id desc);
create index audit_log_subject on audit_log (project_id, subject, at);

create function audit_log_is_for_good() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is for good: its entries are never changed and never deleted' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_log_is_for_good before update or delete or truncate on audit_log
    for each statement execute function audit_log_is_for_good();
