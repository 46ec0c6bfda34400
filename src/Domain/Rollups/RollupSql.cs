namespace Observability.Domain.Rollups;

/// <summary>The statements about marks.</summary>
internal static class RollupSql
{
    /// <summary>Minutes are kept for some days only. $1 the hour before which they are not made any more.</summary>
    public const string MoveMinutes = "update rollup_kept set since = $1 where level = 1 and since < $1 - interval '1 hour'";

    /// <summary>What happened before the oldest exchange that is kept is left alone: its sums are the last that is known of it.</summary>
    public const string DropMarksOfDroppedRows = "delete from rollup_dirty where bucket < (select since from rollup_kept where level = 0)";

    /// <summary>Marks of minutes that are not kept become marks of their hour. $1 now.</summary>
    public const string RaiseMinutes =
        """
        with gone as (
            delete from rollup_dirty where level = 1 and bucket < (select since from rollup_kept where level = 1) returning project_id, bucket)
        insert into rollup_dirty (level, project_id, bucket, marked_at)
            select distinct 2, project_id, date_trunc('hour', bucket, 'UTC'), $1 from gone
        """;

    /// <summary>Marks of hours that are not kept become marks of their day. $1 now.</summary>
    public const string RaiseHours =
        """
        with gone as (
            delete from rollup_dirty where level = 2 and bucket < (select since from rollup_kept where level = 2) returning project_id, bucket)
        insert into rollup_dirty (level, project_id, bucket, marked_at)
            select distinct 3, project_id, date_trunc('day', bucket, 'UTC'), $1 from gone
        """;

    /// <summary>
    /// Buckets that can be summed now, the newest first: marked before a moment and, but for minutes, over and without anything marked within them.
    /// $1 level, $2 their length, $3 now, $4 marked before, $5 how many.
    /// </summary>
    public const string Ripe =
        """
        select d.project_id, d.bucket from rollup_dirty d
        where d.level = $1
        group by d.project_id, d.bucket
        having min(d.marked_at) <= $4 and ($1 = 1 or (d.bucket + $2 <= $3 and not exists (
            select from rollup_dirty b
            where b.project_id = d.project_id and b.level < $1 and b.bucket >= d.bucket and b.bucket < d.bucket + $2)))
        order by d.bucket desc, d.project_id limit $5
        """;

    /// <summary>The moment on the clock that marks of minutes are made by.</summary>
    public const string Now = "select now()";

    /// <summary>Takes away the marks this transaction sees. $1 level, $2 projects, $3 buckets.</summary>
    public const string Unmark =
        "delete from rollup_dirty d using unnest($2, $3) b (project_id, bucket) where d.level = $1 and d.project_id = b.project_id and d.bucket = b.bucket";

    /// <summary>
    /// Marks buckets, also those that are marked already: the mark that is seen here may be one that another process is taking away.
    /// $1 level, $2 projects, $3 buckets, $4 now.
    /// </summary>
    public const string Mark =
        "insert into rollup_dirty (level, project_id, bucket, marked_at) select $1, b.project_id, b.bucket, $4 from unnest($2, $3) b (project_id, bucket)";

    /// <summary>From when on each level is whole, in the order of levels.</summary>
    public const string Since = "select since from rollup_kept order by level";

    /// <summary>The marks of a project, those of minutes that are not kept as marks of their hours: a year that was repriced is thousands, not half a million. $1 project.</summary>
    public const string MarksOf =
        """
        select distinct case when is_minute then level else greatest(level, 2::smallint) end, case when is_minute then bucket else date_trunc('hour', bucket, 'UTC') end
        from (
            select level, bucket, level = 1 and bucket >= (select since from rollup_kept where level = 1) as is_minute
            from rollup_dirty where project_id = $1 and bucket >= (select since from rollup_kept where level = 0)) d
        """;
}
