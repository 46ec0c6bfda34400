using Npgsql;

namespace Observability.Domain.Rollups;

/// <summary>Select lists that make tallies, and the reading of what they answer: numbers, tokens, money, first and last start, then histograms.</summary>
internal static class TallySql
{
    /// <summary>One tally per exchange, over <c>exchanges e</c>.</summary>
    public static readonly string OfOneRow = string.Join(
        ", ",
        [
            .. TallyColumns.Numbers.Select(n => $"({n.OfRow})::bigint"),
            .. TallyColumns.Tokens.Select(t => "e." + t),
            .. TallyColumns.Money.Select(m => m.OfRow),
            "e.started_at", "e.started_at",
            .. TallyColumns.Histograms.Select(h => $"({h.OfRow})::bigint"),
        ]);

    /// <summary>One tally per row of a table of sums <c>u</c>.</summary>
    public static readonly string OfOneSum = string.Join(", ", TallyColumns.All.Split(", ").Select(c => "u." + c));

    /// <summary>One tally per group of exchanges, with the values of the histograms chosen.</summary>
    public static string OfRows(TallyChoice choice) => string.Join(
        ", ",
        [
            .. choice.Numbers.Select(n => $"sum({TallyColumns.Numbers[n].OfRow})::bigint"),
            .. choice.Tokens.Select(t => $"sum(e.{TallyColumns.Tokens[t]})::bigint"),
            .. choice.Money.Select(m => $"sum({TallyColumns.Money[m].OfRow})"),
            "min(e.started_at)", "max(e.started_at)",
            .. choice.Histograms.Select(h => TallyColumns.Histograms[(int)h].OfRow).Select(v => $"array_agg(({v})::bigint) filter (where ({v}) is not null)"),
        ]);

    /// <summary>One tally per group of rows of a table of sums <c>u</c>, with the histograms chosen.</summary>
    public static string OfSums(TallyChoice choice) => string.Join(
        ", ",
        [
            .. choice.Numbers.Select(n => $"sum(u.{TallyColumns.Numbers[n].Column})::bigint"),
            .. choice.Tokens.Select(t => $"sum(u.{TallyColumns.Tokens[t]})::bigint"),
            .. choice.Money.Select(m => $"sum(u.{TallyColumns.Money[m].Column})"),
            "min(u.first_at)", "max(u.last_at)",
            .. choice.Histograms.Select(h => $"array_agg(u.{TallyColumns.Histograms[(int)h].Column})"),
        ]);

    /// <summary>Adds what <see cref="OfOneRow"/> answered, from column <paramref name="at"/> on, to each of some tallies.</summary>
    public static void AddRow(NpgsqlDataReader reader, int at, ReadOnlySpan<Tally> to)
    {
        at = AddSums(reader, at, TallyChoice.Sums, to);
        for (var i = 0; i < TallyColumns.Histograms.Length; i++, at++)
        {
            if (reader.IsDBNull(at))
            {
                continue;
            }

            var bucket = Histogram.IndexOf(reader.GetInt64(at));
            foreach (var tally in to)
            {
                tally.AddBucket(i, bucket);
            }
        }
    }

    /// <summary>Adds what <see cref="OfOneSum"/> answered.</summary>
    public static void AddSum(NpgsqlDataReader reader, int at, Tally to)
    {
        at = AddSums(reader, at, TallyChoice.Sums, [to]);
        for (var i = 0; i < TallyColumns.Histograms.Length; i++, at++)
        {
            to.AddHistogram(i, reader.GetFieldValue<byte[]>(at));
        }
    }

    /// <summary>Adds what <see cref="OfRows"/> answered.</summary>
    public static void AddRows(NpgsqlDataReader reader, int at, TallyChoice choice, Tally to)
    {
        at = AddSums(reader, at, choice, [to]);
        foreach (var histogram in choice.Histograms)
        {
            if (!reader.IsDBNull(at))
            {
                foreach (var value in reader.GetFieldValue<long[]>(at))
                {
                    to.AddValue((int)histogram, value);
                }
            }

            at++;
        }
    }

    /// <summary>Adds what <see cref="OfSums"/> answered.</summary>
    public static void AddSums(NpgsqlDataReader reader, int at, TallyChoice choice, Tally to)
    {
        at = AddSums(reader, at, choice, [to]);
        foreach (var histogram in choice.Histograms)
        {
            foreach (var encoded in reader.GetFieldValue<byte[][]>(at++))
            {
                to.AddHistogram((int)histogram, encoded);
            }
        }
    }

    private static int AddSums(NpgsqlDataReader reader, int at, TallyChoice choice, ReadOnlySpan<Tally> to)
    {
        foreach (var i in choice.Numbers)
        {
            var number = reader.GetInt64(at++);
            foreach (var tally in to)
            {
                tally.AddNumber(i, number);
            }
        }

        foreach (var i in choice.Tokens)
        {
            long? tokens = reader.IsDBNull(at) ? null : reader.GetInt64(at);
            at++;
            foreach (var tally in to)
            {
                tally.AddTokens(i, tokens);
            }
        }

        foreach (var i in choice.Money)
        {
            decimal? money = reader.IsDBNull(at) ? null : reader.GetDecimal(at);
            at++;
            foreach (var tally in to)
            {
                tally.AddMoney(i, money);
            }
        }

        var (first, last) = (reader.GetFieldValue<DateTimeOffset>(at), reader.GetFieldValue<DateTimeOffset>(at + 1));
        foreach (var tally in to)
        {
            tally.Seen(first, last);
        }

        return at + 2;
    }
}
