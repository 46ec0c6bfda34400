-- What people said and models answered, as words to be searched: lists search them without reading bodies (docs/decisions/0020).
-- Content like bodies: partitioned by the same days, and dropped with them.

create table exchange_texts (
    id uuid not null,
    started_at timestamptz not null,
    project_id uuid not null,
    -- Small letters: LIKE over folded text is five times as fast as ILIKE. Where the capitals stood is kept beside it.
    input text not null,
    output text not null,
    input_capitals bytea not null,
    output_capitals bytea not null,
    primary key (id, started_at)
) partition by range (started_at);

do $$
declare
    side text;
begin
    if (select 'lz4' = any (enumvals) from pg_settings where name = 'default_toast_compression') then
        foreach side in array array['input', 'output'] loop
            execute format('alter table exchange_texts alter column %I set compression lz4', side);
        end loop;
    end if;
end $$;

-- Every exchange that started from since on and before until is known to have its row in exchange_texts, so that nobody looks there for those
-- without: they are searched by their previews. A job moves both ends outwards, and makes the rows of what was stored before there were texts;
-- retention moves the beginning on.
create table text_horizon (
    only_one boolean primary key default true check (only_one),
    since timestamptz not null,
    until timestamptz not null
);
insert into text_horizon (since, until) values ('infinity', 'infinity');

create or replace function make_exchange_partitions(day date) returns integer language plpgsql as $$
declare
    parent text;
    partition text;
    made integer := 0;
    pending boolean;
begin
    perform pg_advisory_xact_lock(727101);
    foreach parent in array array['exchanges', 'exchange_bodies', 'exchange_texts'] loop
        partition := parent || '_' || to_char(day, 'YYYYMMDD');
        select inhdetachpending into pending from pg_inherits where inhparent = parent::regclass and inhrelid = to_regclass(partition);
        continue when not pending;
        if pending then
            execute format('alter table %I detach partition %I finalize', parent, partition);
        elsif to_regclass(partition) is null then
            execute format('create table %I (like %I including all)', partition, parent);
        end if;
        execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, partition,
            day::timestamp at time zone 'UTC', (day + 1)::timestamp at time zone 'UTC');
        made := made + 1;
    end loop;
    return made;
end $$;

-- The days there are bodies of; only texts are missing there.
select make_exchange_partitions(to_date(right(c.relname, 8), 'YYYYMMDD'))
from pg_inherits i join pg_class c on c.oid = i.inhrelid
where i.inhparent = 'exchange_bodies'::regclass and c.relname ~ '^exchange_bodies_\d{8}$' and not i.inhdetachpending;
