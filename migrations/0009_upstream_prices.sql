-- By whose list an upstream bills, where the environment says so (UPSTREAM_<NAME>_PRICES); null = told by its host, else by its name.

alter table upstreams add column prices text;
