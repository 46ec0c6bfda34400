-- Datasets: rows of inputs and expected answers that experiments run over. A row made from an exchange holds copies, so that it keeps working when
-- retention has dropped the exchange.

create table datasets (
    id uuid primary key,
    project_id uuid not null references projects (id) on delete cascade,
    name text not null,
    description text not null,
    created_at timestamptz not null,
    created_by text not null,
    updated_at timestamptz not null,
    updated_by text not null
);
create unique index datasets_names on datasets (project_id, lower(name));

create table dataset_rows (
    id uuid primary key,
    dataset_id uuid not null references datasets (id) on delete cascade,
    project_id uuid not null,
    position int not null,
    -- json, not jsonb: the order of the inputs stays as it was given
    inputs json not null,
    -- null = nothing is expected
    expected text,
    -- the body as it was sent, not jsonb, which would change it; null = the row comes from no exchange, or its body was no JSON or too large
    request text,
    -- where that request went and with which kept headers (as exchange_bodies keeps them); null with it
    upstream text,
    family text,
    method text,
    target text,
    headers bytea,
    -- the exchange it was copied from; it may be gone
    exchange_id uuid,
    note text not null,
    -- counts the changes, so that of two people who edit a row the second is told
    version int not null,
    updated_at timestamptz not null,
    updated_by text not null,
    check (request is null or (upstream is not null and family is not null and method is not null and target is not null and headers is not null))
);
create unique index dataset_rows_order on dataset_rows (dataset_id, position);
create index dataset_rows_exchange on dataset_rows (exchange_id) where exchange_id is not null;

-- Who erases an exchange erases what was copied from it. Days that retention drops are dropped as whole tables, without a trigger: those copies stay.
create function erase_dataset_rows() returns trigger language plpgsql as $$
begin
    delete from dataset_rows r using gone g where r.exchange_id = g.id and r.project_id = g.project_id;
    return null;
end $$;
create trigger erase_dataset_rows after delete on exchanges
    referencing old table as gone for each statement execute function erase_dataset_rows();
