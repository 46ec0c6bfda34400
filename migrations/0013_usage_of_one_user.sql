-- What one user did is a few rows in a cut that has as many rows as there are users, models and keys together: without these they are all read.
create index usage_by_hour_user on usage_by_hour (project_id, user_id, cut, bucket) where user_id is not null;
create index usage_by_day_user on usage_by_day (project_id, user_id, cut, bucket) where user_id is not null;
-- How many different users there were is told from the index alone. 4 is the cut of users.
create index usage_by_day_seen on usage_by_day (project_id, bucket, user_id) where cut = 4;
