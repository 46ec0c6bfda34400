-- Runs: many calls sent in the background under a cap on their cost, batches of replays and experiments. What a run sends is a list that stands
-- before the first call is sent; the id under which an item's call goes out is committed before it goes, so that no restart sends one twice.

create table runs (
    id uuid primary key,
    project_id uuid not null references projects (id) on delete cascade,
    kind text not null,
    name text not null,
    state text not null check (state in ('waiting', 'running', 'paused', 'capped', 'finished', 'cancelled')),
    -- why it stands or ended, in a sentence; null = somebody said so, or nothing more is to be said
    why_stopped text,
    -- what keeps it from going on right now though it runs, such as an ingest that cannot be reached
    trouble text,
    -- what the kind has to know
    spec jsonb not null,
    concurrency smallint not null check (concurrency between 1 and 32),
    -- calls begun in a minute; null = as many as the concurrency brings
    per_minute integer check (per_minute > 0),
    cap_usd numeric not null check (cap_usd >= 0),
    -- what one call was expected to cost when it was ordered; null = that was not known
    expected_usd numeric check (expected_usd >= 0),
    -- items, and what became of them: written by the same transactions as the items
    total integer not null check (total >= 0),
    settled integer not null,
    failed integer not null,
    refused integer not null,
    unpriced integer not null,
    -- what the settled ones cost: known from reported usage, and from tokens that we estimated. Never one sum.
    known_usd numeric not null,
    estimated_usd numeric not null,
    created_at timestamptz not null,
    created_by text not null,
    -- why it was ordered, in the words of who did
    why text,
    started_at timestamptz,
    finished_at timestamptz,
    -- the dashboard that drives it, and until when it has not to be heard of, by PostgreSQL's clock; null = none does
    driver uuid,
    driven_until timestamptz
);
create index runs_newest on runs (project_id, created_at desc, id desc);
create index runs_open on runs (created_at) where state in ('waiting', 'running');

create table run_items (
    run_id uuid not null references runs (id) on delete cascade,
    -- from 1: the order in which they are sent
    position integer not null check (position > 0),
    state text not null check (state in ('waiting', 'sending', 'settled', 'refused')),
    -- chosen before the call is sent; null = not sent yet
    exchange_id uuid,
    sending_at timestamptz,
    -- the exchange that it repeats; null = none
    original_id uuid,
    original_started_at timestamptz,
    dataset_row_id uuid,
    -- which of the run's variants; 0 where there is one
    variant smallint not null,
    -- why nothing was sent, in a sentence; null = something was, or will be
    refusal text,
    -- of the exchange's row, once it is stored; null of a settled item = its row never came
    outcome text,
    exchange_started_at timestamptz,
    cost_usd numeric,
    estimated_cost_usd numeric,
    -- what the run's kind makes of it
    result jsonb,
    settled_at timestamptz,
    primary key (run_id, position),
    check (state <> 'refused' or refusal is not null),
    check (state not in ('sending', 'settled') or exchange_id is not null)
);
create index run_items_waiting on run_items (run_id, position) where state = 'waiting';
create index run_items_sending on run_items (run_id, position) where state = 'sending';
-- Which run an exchange belongs to; and no two items may ever share an exchange.
create unique index run_items_exchange on run_items (exchange_id);
create index run_items_original on run_items (original_id) where original_id is not null;
