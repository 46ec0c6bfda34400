using Npgsql;

namespace Observability.Domain.Rollups;

/// <summary>Where in a cut sums belong: one value of each dimension; null where it is unknown, or the cut does not have it.</summary>
internal readonly record struct Place(
    string? Upstream, string? Model, Guid? Key, string? User, string? Task, string? Outcome, short? Status)
{
    /// <summary>The columns, in the order of <see cref="Read"/>.</summary>
    public const string Columns = "upstream, model, key_id, user_id, task, outcome, status";

    /// <summary>The same of one exchange.</summary>
    public static readonly string OfRow = string.Join(
        ", ",
        new[] { Dimension.Upstream, Dimension.Model, Dimension.Key, Dimension.User, Dimension.Task, Dimension.Outcome, Dimension.Status }.Select(d => d.OfRow));

    /// <summary>How many columns that is.</summary>
    public const int Count = 7;

    /// <summary>Reads them from column <paramref name="at"/> on.</summary>
    public static Place Read(NpgsqlDataReader reader, int at) => new(
        Text(reader, at), Text(reader, at + 1), reader.IsDBNull(at + 2) ? null : reader.GetGuid(at + 2), Text(reader, at + 3),
        Text(reader, at + 4), Text(reader, at + 5), reader.IsDBNull(at + 6) ? null : reader.GetInt16(at + 6));

    /// <summary>Where it belongs in a cut.</summary>
    public Place In(Cut cut) => cut.Id switch
    {
        1 => default(Place) with { Key = Key },
        2 => default(Place) with { Task = Task, Outcome = Outcome, Status = Status },
        3 => default(Place) with { Upstream = Upstream, Model = Model },
        4 => default(Place) with { User = User },
        5 => this with { User = null },
        _ => this,
    };

    private static string? Text(NpgsqlDataReader reader, int at) => reader.IsDBNull(at) ? null : reader.GetString(at);
}
