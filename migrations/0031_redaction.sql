-- How much of what is said a project keeps. Ingest redacts before anything touches a disk, so it has to know; a mode holds for what comes after it.

alter table projects add column redaction text not null default 'full' check (redaction in ('full', 'masked', 'metadata', 'hash'));

-- What was done to an exchange: null = nothing. How much was covered up, by kind: {"email": 2}.
alter table exchanges
    add column redaction text,
    add column masked jsonb;
