-- Replays go through ingest's public route with a key of the program's own, and what runs can be told as a replay before it has ended.

alter table keys drop constraint keys_client_check;
alter table keys add constraint keys_client_check check (client in ('any', 'open_web_ui', 'replay'));

alter table running_exchanges add column replay_of uuid;
