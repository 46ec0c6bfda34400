-- Lists of exchanges by latency and by tokens (by cost there is one since 0011), and where to look for what is rare, among millions.

create index exchanges_slowest on exchanges (project_id, duration_us desc);
create index exchanges_most_tokens on exchanges (project_id, coalesce(input_tokens + output_tokens, input_tokens, output_tokens) desc)
    where coalesce(input_tokens + output_tokens, input_tokens, output_tokens) is not null;

-- What sums leave out, lists of models aside: few, and to be counted and found beside the sums, which say where all the others are.
create index exchanges_uncounted on exchanges (project_id, started_at desc, id desc)
    where relayed or endpoint in ('count', 'show', 'load', 'unload', 'pull', 'push', 'create', 'copy', 'delete', 'blob', 'files', 'knowledge', 'records');

-- Every user id that an exchange ever carried: a pattern is matched against some thousand of these, and then an index serves. Not a column of users,
-- who are those that a producer described. Kept by trigger, so that none can be missing, whatever wrote the exchange.
create table user_ids (
    project_id uuid not null,
    user_id text not null,
    primary key (project_id, user_id)
);
insert into user_ids (project_id, user_id) select distinct project_id, user_id from exchanges where user_id is not null;

-- In the order of the key, so that two writers never wait for each other crosswise.
create function keep_user_ids() returns trigger language plpgsql as $$
begin
    insert into user_ids (project_id, user_id)
        select distinct c.project_id, c.user_id from changed c
        where c.user_id is not null
            and not exists (select from user_ids k where k.project_id = c.project_id and k.user_id = c.user_id)
        order by 1, 2
        on conflict do nothing;
    return null;
end $$;
create trigger keep_user_ids_inserted after insert on exchanges
    referencing new table as changed for each statement execute function keep_user_ids();
create trigger keep_user_ids_updated after update on exchanges
    referencing new table as changed for each statement execute function keep_user_ids();
