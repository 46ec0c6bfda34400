-- Each project's audit log becomes a chain: every entry is hashed together with the hash of the one before it, so that an entry that was altered, removed or
-- slipped in past the triggers is found by whoever checks the chain (docs/audit.md, docs/decisions/0033). Entries also say which account they are of.

alter table audit_log add column account_id uuid;
create index audit_log_who on audit_log (project_id, who, at desc, id desc);
create index audit_log_what on audit_log (project_id, what, at desc, id desc);

-- The chain: entry number so-and-so of a project, and the hash up to and with it.
create table audit_links (
    project_id uuid not null,
    number bigint not null,
    entry_id uuid not null unique,
    hash bytea not null,
    primary key (project_id, number)
);

-- Where each chain ends: what would not be missed in the chain itself are its last links.
create table audit_heads (
    project_id uuid primary key,
    entries bigint not null,
    hash bytea not null
);

-- A field as it is hashed: its length before it, so that no two entries are written alike. The same is in Domain/Audit/AuditChain.cs.
create function audit_part(value text) returns text language sql immutable
    return coalesce(octet_length(value)::text || ':' || value, '-') || ';';

create function audit_hash(previous bytea, number bigint, entry audit_log) returns bytea language sql immutable
    return sha256(previous || convert_to(
        audit_part(number::text) || audit_part(entry.id::text) || audit_part(entry.project_id::text)
            || audit_part((extract(epoch from entry.at) * 1000000)::bigint::text)
            || audit_part(entry.who) || audit_part(entry.account_id::text) || audit_part(entry.what) || audit_part(entry.subject)
            || audit_part(entry.details::text),
        'UTF8'));

-- Runs when the entry's transaction commits: the head of a chain is locked for that moment only, and last of all, so nobody waits for anybody in a circle.
create function audit_link() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    head audit_heads;
    link bytea;
begin
    insert into audit_heads (project_id, entries, hash) values (new.project_id, 0, ''::bytea) on conflict (project_id) do nothing;
    select * into strict head from audit_heads where project_id = new.project_id for update;
    link := audit_hash(head.hash, head.entries + 1, new);
    insert into audit_links (project_id, number, entry_id, hash) values (new.project_id, head.entries + 1, new.id, link);
    update audit_heads set entries = head.entries + 1, hash = link where project_id = new.project_id;
    return null;
end $$;

-- What was written before there was a chain becomes its beginning.
do $$
declare
    entry audit_log;
    head audit_heads;
    link bytea;
begin
    for entry in select * from audit_log order by project_id, at, id loop
        if head.project_id is distinct from entry.project_id then
            head := row(entry.project_id, 0::bigint, ''::bytea)::audit_heads;
        end if;
        link := audit_hash(head.hash, head.entries + 1, entry);
        insert into audit_links (project_id, number, entry_id, hash) values (entry.project_id, head.entries + 1, entry.id, link);
        head := row(entry.project_id, head.entries + 1, link)::audit_heads;
        insert into audit_heads select head.*
            on conflict (project_id) do update set entries = excluded.entries, hash = excluded.hash;
    end loop;
end $$;

create constraint trigger audit_link after insert on audit_log deferrable initially deferred
    for each row execute function audit_link();

-- Links are made by the trigger above and by nobody else, and are for good like the entries.
create function audit_chain_is_made_here() returns trigger language plpgsql as $$
begin
    if pg_trigger_depth() > 1 and (tg_op = 'INSERT' or (tg_op = 'UPDATE' and tg_table_name = 'audit_heads')) then
        return null;
    end if;
    raise exception 'the chain of the audit log is written by the audit log alone' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_chain_is_made_here before insert or update or delete or truncate on audit_links
    for each statement execute function audit_chain_is_made_here();
create trigger audit_chain_is_made_here before insert or update or delete or truncate on audit_heads
    for each statement execute function audit_chain_is_made_here();

-- A migration changes what everybody's data lies in. It stands in the log of the project that was there first; before there is a project there is nothing to change.
create function audit_migration() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    insert into audit_log (id, project_id, at, who, what, subject, details)
        select gen_random_uuid(), p.id, now(), 'upgrade', 'schema.migrated', new.name, jsonb_build_object('checksum', new.checksum)
        from projects p order by p.created_at, p.id limit 1;
    return null;
end $$;
create trigger audit_migration after insert on schema_migrations for each row execute function audit_migration();

-- Pages read the chain and never write it: the trigger does, as the owner (0029 asks this what pages may do).
create or replace function rights_of_pages(tab name) returns text language sql stable as $$
    select case
        when tab = 'audit_log' then 'select, insert'
        when tab in ('audit_links', 'audit_heads') then 'select'
        when tab in ('schema_migrations', 'ingest_instances', 'job_runs', 'rollup_kept', 'text_horizon', 'qrtz_triggers') then 'select'
        when tab = 'job_pauses' then 'select, insert, delete'
        when wall_of(tab) is not null then 'select, insert, update, delete'
    end
$$;
