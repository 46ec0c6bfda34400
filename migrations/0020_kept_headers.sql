-- Headers of one name among those that are kept, so that filters ask for them (header.x-request-id:abc*).

-- The stored form is StoredHeaders.Encode: a count, then "Name: value" lines, Latin-1. The name is given in small letters; several lines may have it.
-- Never null, and none where a NUL is in them: PostgreSQL has no text with it. The collation is said because convert_from takes over C, that of
-- names, from its second argument, and lower would know ASCII alone.
create function kept_header(headers bytea, header text) returns text[] language sql immutable parallel safe as $$
    select coalesce(array_agg(substr(line, strpos(line, ': ') + 2) order by place), '{}')
    from unnest(string_to_array(
        case when position('\x00'::bytea in headers) = 0 then convert_from(headers, 'LATIN1') collate "default" end, E'\n')) with ordinality as lines (line, place)
    where place > 1 and strpos(line, ': ') > 1 and lower(left(line, strpos(line, ': ') - 1)) = header
$$;
