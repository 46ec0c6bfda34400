using System.Globalization;

namespace Observability.Benchmarks.Seeding;

/// <summary>What to seed.</summary>
/// <param name="Count">Exchanges.</param>
/// <param name="Length">How far back they go.</param>
/// <param name="Until">When the last one comes, at most.</param>
/// <param name="Database">Npgsql connection string of the database that gets them.</param>
internal sealed record SeedArguments(long Count, TimeSpan Length, DateTimeOffset Until, string Database)
{
    public const string Usage =
        """
        Usage: --seed N [--database "Host=…;Database=…"] [--days 365 | --minutes M] [--until 2026-11-22T12:00Z] [--users 2000] [--models 40]
               [--writers 2] [--seed-number 1]
        Without --database: DATABASE_URL. Each database is migrated first; its oldest project gets the exchanges.
        """;

    private const int FewestModels = 5;

    /// <summary>People who chat.</summary>
    public int Users { get; init; } = 2_000;

    /// <summary>Models they chat with.</summary>
    public int Models { get; init; } = SeedModel.All.Count;

    /// <summary>Spools and writers, as so many ingest replicas have them.</summary>
    public int Writers { get; init; } = 2;

    /// <summary>Another number, another history.</summary>
    public int SeedNumber { get; init; } = 1;

    /// <summary>When the first one comes, at least.</summary>
    public DateTimeOffset From => Until - Length;

    /// <summary>Reads the command line; null when it makes no sense.</summary>
    public static SeedArguments? Parse(IReadOnlyList<string> args, DateTimeOffset now)
    {
        if (Flags.Read(
            args,
            ("--seed", ""), ("--database", Flags.Database), ("--days", "365"), ("--minutes", ""), ("--until", now.ToString("O", CultureInfo.InvariantCulture)),
            ("--users", "2000"), ("--models", $"{SeedModel.All.Count}"), ("--writers", "2"), ("--seed-number", "1")) is not { } given)
        {
            return null;
        }

        var length = given["--minutes"].Length > 0 ? TimeSpan.FromMinutes(Number(given["--minutes"])) : TimeSpan.FromDays(Number(given["--days"]));
        var arguments = new SeedArguments(Number(given["--seed"]), length, Moment(given["--until"]), given["--database"])
        {
            Users = Number(given["--users"]),
            Models = Number(given["--models"]),
            Writers = Number(given["--writers"]),
            SeedNumber = Number(given["--seed-number"]),
        };
        return arguments.IsSensible ? arguments : null;
    }

    private bool IsSensible =>
        Count > 0 && Length > TimeSpan.Zero && Until > DateTimeOffset.UnixEpoch && Database.Length > 0 && Users > 0 && Writers > 0
        && Models >= FewestModels && Models <= SeedModel.All.Count;

    // What is no number is none that makes sense.
    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static DateTimeOffset Moment(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? moment : DateTimeOffset.UnixEpoch;
}
