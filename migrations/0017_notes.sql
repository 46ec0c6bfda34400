-- What people say of requests in words of their own. Ratings, tags and scores are on the row (0014); how many comments there are is too, so
-- that a filter by it reads nothing else.

alter table exchanges add column comments int not null default 0;

-- Written once, deleted by their author or an admin. The key begins with the day, as everything does that goes with a day of exchanges.
create table exchange_notes (
    started_at timestamptz not null,
    exchange_id uuid not null,
    id uuid not null,
    project_id uuid not null,
    at timestamptz not null,
    author text not null,
    text text not null,
    primary key (started_at, exchange_id, id)
);

-- Comments are erased with their exchange. Days are dropped as whole tables, without a trigger: the job that cleans up deletes theirs.
create function erase_notes() returns trigger language plpgsql as $$
begin
    delete from exchange_notes n using gone g where n.started_at = g.started_at and n.exchange_id = g.id and g.comments > 0;
    return null;
end $$;
create trigger erase_notes after delete on exchanges
    referencing old table as gone for each statement execute function erase_notes();

-- Few exchanges of many are spoken of: a filter by that reads only them.
create index exchanges_annotated on exchanges (project_id, started_at desc, id desc)
    where comments > 0 or rating is not null or tags <> '{}' or scores <> '{}';

-- So that asking of any exchange what replays it costs nothing.
create index exchanges_replays on exchanges (replay_of) where replay_of is not null;
