-- Prices: what an exchange cost and how that came about, next to what it used; times between tokens; what engines report of their own work.
-- Rows from before this have no price until they are repriced.

alter table exchanges
    add column error_code text,
    add column finish text,
    add column service_tier text,
    add column usage_extras jsonb,
    add column pricing text not null default 'unpriced',
    add column unpriced_reason text,
    add column estimated_cost_usd numeric,
    add column stated_cost_usd numeric,
    add column stated_cost_source text,
    add column cost_breakdown jsonb,
    add column first_visible_us bigint,
    add column gap_p50_us bigint,
    add column gap_p95_us bigint,
    add column gap_p99_us bigint,
    add column longest_gap_us bigint,
    add column load_us bigint,
    add column queue_us bigint,
    add column prefill_us bigint,
    add column decode_us bigint;

-- Prices of a project's own: for local models, relays, negotiated rates. They win over the catalogue.
create table prices (
    id uuid primary key,
    project_id uuid not null references projects (id) on delete cascade,
    upstream text,
    model text not null,
    starts_at timestamptz,
    ends_at timestamptz,
    rates jsonb not null,
    note text,
    created_at timestamptz not null,
    created_by text not null,
    check (starts_at < ends_at)
);
create index prices_project on prices (project_id);

-- How an upstream bills: by which provider's list, and at what factor of it. Without a row, the provider is told by the upstream's host.
create table upstream_terms (
    id uuid primary key,
    project_id uuid not null references projects (id) on delete cascade,
    upstream text not null,
    provider text,
    factor numeric not null check (factor between 0 and 100),
    note text,
    updated_at timestamptz not null,
    updated_by text not null,
    unique (project_id, upstream)
);

create trigger configuration_changed after insert or update or delete on prices
    for each statement execute function configuration_changed();
create trigger configuration_changed after insert or update or delete on upstream_terms
    for each statement execute function configuration_changed();
