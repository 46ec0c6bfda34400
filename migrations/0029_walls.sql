-- Walls in the database itself, behind those of the code (docs/decisions/0029): two roles with no more rights than their process needs, and rows that
-- only their own project's connections see. A query that forgets its project, or a statement that somebody smuggled in, finds nothing.
--
-- Roles belong to the whole server and may be there already, or be forbidden to us; tables come with later migrations. So this makes a procedure, and
-- Schema.MigrateAsync calls it after the migrations of each start by whoever owns the tables. It changes what is missing and nothing else, each table
-- by itself, so that it never holds up more than one.

-- Ingest makes the day's tables as it writes, and owns none.
do $$
begin
    execute format('alter function make_exchange_partitions(date) security definer set search_path = %I, pg_temp', current_schema());
end $$;
revoke execute on function make_exchange_partitions(date) from public;

-- What a connection sees of a table: the condition that all roles are under; null = no wall, it holds nothing of a project.
-- What is of one project says so by project_id. What says nothing of a project hangs on something that does.
create function wall_of(tab name) returns text language sql stable as $$
    select case
        when tab = 'projects' then 'id = ' || own
        -- those without a project are everybody's: the builtin ones
        when tab = 'upstreams' then '(project_id is null or project_id = ' || own || ')'
        when tab = 'run_items' then 'exists (select from runs w where w.id = run_id)'
        when tab in ('experiment_rows', 'experiment_cells') then 'exists (select from experiments w where w.id = experiment_id)'
        when tab in ('revision_changes', 'revision_sums') then 'exists (select from revisions w where w.id = revision_id)'
        when exists (select from pg_attribute where attrelid = tab::text::regclass and attname = 'project_id' and not attisdropped) then 'project_id = ' || own
    end
    from (select 'nullif(current_setting(''app.project'', true), '''')::uuid' as own) o
$$;

-- What pages may do with a table; null = nothing.
create function rights_of_pages(tab name) returns text language sql stable as $$
    select case
        when tab = 'audit_log' then 'select, insert'
        -- written by the log itself
        when tab in ('audit_links', 'audit_heads') then 'select'
        when tab in ('schema_migrations', 'ingest_instances', 'job_runs', 'rollup_kept', 'text_horizon', 'qrtz_triggers') then 'select'
        when tab = 'job_pauses' then 'select, insert, delete'
        when wall_of(tab) is not null then 'select, insert, update, delete'
    end
$$;

-- What ingest may do with a table; null = nothing. It writes what it never reads again: of exchanges it knows that they are there, of bodies and texts
-- not even that.
create function rights_of_ingest(tab name) returns text language sql stable as $$
    select case tab
        when 'schema_migrations' then 'select'
        when 'installation' then 'select, insert'
        when 'projects' then 'select'
        when 'keys' then 'select (id, project_id, kind, digest, expires_at, revoked_at, last_used_at, client, alterations_on, alterations_off), update (last_used_at)'
        when 'upstreams' then 'select'
        when 'prices' then 'select'
        when 'upstream_terms' then 'select'
        when 'exchanges' then 'insert, select (id, started_at, project_id)'
        when 'exchange_bodies' then 'insert'
        when 'exchange_texts' then 'insert'
        when 'conversations' then 'select, insert, update'
        when 'users' then 'select, insert, update'
        when 'user_ids' then 'select, insert'
        when 'rollup_dirty' then 'insert'
        when 'exchange_arrivals' then 'select (project_id, xid, at), insert, update (at), delete'
        when 'running_exchanges' then 'select (instance_id, id, project_id), insert, delete'
        when 'ingest_instances' then 'select, insert, update'
    end
$$;

create procedure make_role(role name) language plpgsql as $$
begin
    -- With a login and without a password: nobody comes in with it before an administrator has given it one.
    execute format('create role %I login', role);
exception
    -- another database of this server was faster
    when duplicate_object or unique_violation then null;
    when insufficient_privilege then
        raise notice 'The user % may not create the role %: pages and ingest keep the rights of DATABASE_URL (docs/database-roles.md says how to make it).', current_user, role;
end $$;

-- Lets the owner of the tables lower itself to the role of the pages.
create procedure enter_role(role name) language plpgsql as $$
begin
    if not pg_has_role(current_user, role, case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end) then
        execute format('grant %I to %I', role, current_user);
    end if;
exception
    when insufficient_privilege or unique_violation or internal_error then null;
end $$;

create procedure wall_off(tab name, owner name) language plpgsql as $$
declare
    wall text := wall_of(tab);
    rights text;
    had pg_class;
begin
    select * into had from pg_class where oid = tab::text::regclass;
    if wall is not null then
        -- Sums are copied in by the roll-ups, which COPY does not do under row security: there the owner stands outside.
        if not had.relrowsecurity then
            execute format('alter table %I enable row level security', tab);
        end if;
        if not had.relforcerowsecurity and tab not like 'usage\_by\_%' then
            execute format('alter table %I force row level security', tab);
        end if;
        if not exists (select from pg_policy where polrelid = had.oid and polname = 'of_project') then
            -- An experiment's rows are written before the experiment, as its foreign keys allow; then there is nothing yet to hang on.
            execute format('create policy of_project on %I using (%s) with check (%s)', tab, wall,
                case when tab in ('experiment_rows', 'experiment_cells') then 'true' else replace(wall, 'project_id is null or ', '') end);
        end if;
        -- Migrations, jobs and whoever looks people and keys up: the owner, on a connection that is of no project.
        if not exists (select from pg_policy where polrelid = had.oid and polname = 'of_owner') then
            execute format('create policy of_owner on %I to %I using (nullif(current_setting(''app.project'', true), '''') is null)', tab, owner);
        end if;
    end if;

    rights := rights_of_ingest(tab);
    if rights is not null and to_regrole('observability_ingest') is not null then
        if not has_any_column_privilege('observability_ingest', had.oid, 'select, insert') then
            execute format('grant %s on %I to observability_ingest', rights, tab);
        end if;
        if wall is not null and not exists (select from pg_policy where polrelid = had.oid and polname = 'of_ingest') then
            execute format('create policy of_ingest on %I to observability_ingest using (true)', tab);
        end if;
    end if;

    -- Once: a right that was taken away stays away.
    rights := rights_of_pages(tab);
    if rights is not null and to_regrole('observability_dashboard') is not null and not has_any_column_privilege('observability_dashboard', had.oid, 'select') then
        execute format('grant %s on %I to observability_dashboard', rights, tab);
    end if;
end $$;

create procedure raise_walls() language plpgsql as $$
declare
    role name;
    tab record;
    late integer;
begin
    foreach role in array array['observability_ingest', 'observability_dashboard'] loop
        if to_regrole(role) is null then
            call make_role(role);
        end if;
        if to_regrole(role) is not null and not has_schema_privilege(role, current_schema(), 'usage') then
            execute format('grant usage on schema %I to %I', current_schema(), role);
        end if;
    end loop;
    if to_regrole('observability_dashboard') is not null then
        call enter_role('observability_dashboard');
    end if;
    if to_regrole('observability_ingest') is not null and not has_function_privilege('observability_ingest', 'make_exchange_partitions(date)', 'execute') then
        grant execute on function make_exchange_partitions(date) to observability_ingest;
    end if;
    commit;

    -- A table that somebody reads for long is come back to: who waits for a lock holds up whoever comes after.
    for round in 1..60 loop
        late := 0;
        for tab in
            select c.relname as name, pg_get_userbyid(c.relowner) as owner from pg_class c
            where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname !~ '_\d{8}$'
            order by c.relname
        loop
            begin
                perform set_config('lock_timeout', '500ms', true);
                call wall_off(tab.name, tab.owner);
            exception
                when lock_not_available or deadlock_detected then late := late + 1;
            end;
            commit;
        end loop;
        exit when late = 0;
        perform pg_sleep(0.5);
    end loop;
    if late > 0 then
        raise exception 'The walls of % tables could not be raised: something reads them without end.', late using errcode = 'lock_not_available';
    end if;
end $$;
