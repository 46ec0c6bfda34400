-- What people look for requests by, beside what is there: how much went in, and what was said of it afterwards.

-- Found by reading; null = nothing was understood, or the exchange was stored before and not read again.
alter table exchanges
    add column messages int,
    add column tools_offered smallint,
    add column images smallint;

-- Said by people and programs afterwards. On the row, so that a filter by them reads nothing else.
alter table exchanges
    add column rating boolean,
    add column tags text[] not null default '{}',
    add column scores jsonb not null default '{}';
