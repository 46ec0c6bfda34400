-- Makes the two roles where the user of DATABASE_URL may not create them itself. For an administrator of the server, once:
--   psql -v owner=observability -v ingest_password=… -v dashboard_password=… -d observability -f docs/database-roles.sql
-- owner: the user of DATABASE_URL, whose tables these are. Safe to run again; it then sets the passwords anew.
\set ON_ERROR_STOP on

select format('create role %I login', r) from unnest(array['observability_ingest', 'observability_dashboard']) r where to_regrole(r) is null \gexec
alter role observability_ingest password :'ingest_password';
alter role observability_dashboard password :'dashboard_password';
grant observability_dashboard to :"owner";

-- What they may do in this database; each start of the dashboard sees to it as well.
set role :"owner";
call raise_walls();
