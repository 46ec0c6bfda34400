namespace Observability.Ingest.Spool;

/// <summary>Tables of one connection that rows are copied into before they go where they belong.</summary>
/// <remarks>
/// COPY does not write behind row security, and "like" reads what it copies from, which ingest's role may not: so a column is named after the
/// catalogue. What a row must have is checked where it belongs.
/// </remarks>
internal static class Staging
{
    /// <summary>Makes <paramref name="name"/> with the columns of <paramref name="like"/>, empty after each commit. Nothing when it is there.</summary>
    public static string Table(string name, string like) =>
        $"""
        do $make$ begin
            if to_regclass('pg_temp.{name}') is null then
                execute (select format('create temp table {name} (%s) on commit delete rows', string_agg(format('%I %s', attname, format_type(atttypid, atttypmod)), ', '))
                    from pg_attribute where attrelid = '{like}'::regclass and attnum > 0 and not attisdropped);
            end if;
        end $make$;
        """;
}
