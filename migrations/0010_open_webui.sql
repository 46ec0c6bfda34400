-- Open WebUI as it is: who asked, in which message of which chat; what we altered on the wire; how exchanges of a conversation follow each other.

alter table keys
    add column client text not null default 'any' check (client in ('any', 'open_web_ui')),
    add column alterations_on text[] not null default '{}',
    add column alterations_off text[] not null default '{}';

-- The trigger names the columns that concern ingest's memory.
drop trigger configuration_changed on keys;
create trigger configuration_changed
    after insert or delete or update of project_id, kind, name, digest, expires_at, revoked_at, client, alterations_on, alterations_off on keys
    for each statement execute function configuration_changed();

alter table exchanges
    add column alterations text[] not null default '{}',
    add column user_email text,
    add column user_role text,
    add column user_groups text[] not null default '{}',
    add column user_source text,
    add column message_id text,
    add column user_message_id text,
    add column parent_message_id text,
    add column history_hash bigint,
    add column thread_hash bigint,
    add column prompt_hash bigint,
    add column sources smallint,
    add column hop_of uuid;

-- A conversation in its order, and what one user did.
create index exchanges_session on exchanges (project_id, session, started_at) where session is not null;
create index exchanges_user on exchanges (project_id, user_id, started_at desc) where user_id is not null;
-- Lists of models are kept for a day only.
create index exchanges_model_lists on exchanges (started_at) where endpoint = 'models';
-- What Open WebUI made of another exchange; few, so that asking of any exchange whether it is one of the outer ones costs nothing.
create index exchanges_hops on exchanges (hop_of) where hop_of is not null;

-- When each conversation began and was last heard of: only least and greatest are written, so that a batch may come twice.
-- What a conversation cost is summed from its exchanges when somebody looks.
create table conversations (
    project_id uuid not null,
    session text not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    primary key (project_id, session)
);
create index conversations_newest on conversations (project_id, last_at desc, session desc);

insert into conversations (project_id, session, first_at, last_at)
    select project_id, session, min(started_at), max(started_at) from exchanges where session is not null group by project_id, session;
