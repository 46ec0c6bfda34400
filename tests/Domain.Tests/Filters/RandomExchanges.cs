using Microsoft.EntityFrameworkCore;
using Npgsql;
using Observability.Domain.Exchanges;
using Observability.Domain.Filters;
using Observability.Domain.Formats;
using Observability.Domain.Pricing;
using Observability.Testing;

namespace Observability.Domain.Tests.Filters;

/// <summary>A thousand exchanges of everything that is nasty to compare, stored, and as filters see them in memory.</summary>
public sealed class RandomExchanges : IAsyncLifetime
{
    public const int Rows = 1_000;

    public static readonly Guid Project = new("00000000-0000-0000-0000-0000000000a1");
    private static readonly Guid OtherProject = new("00000000-0000-0000-0000-0000000000a2");
    public static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid[] Keys = [.. Enumerable.Range(1, 4).Select(n => new Guid(n, 0, 0, new byte[8]))];

    private readonly Random _random = new(20261122);

    /// <summary>What texts are put together from: rows and filters by the same pieces, so that they meet.</summary>
    public static IReadOnlyList<string> Pieces { get; } =
    [
        "a", "A", "b", "Anna", "gpt-4o", "GPT", "title", "_generation", " ", "%", "_", "\\", "*", "'", "\"", "$1", "none", "any", "é", "É", "ß", "ẞ", "İ", "i̇", "ı", "I", "i",
        "退款", "東京", "😀", "𐐀", "𐐨", "Z̸̡̛a̷l̵g̶o̴", "\u202E", "\u212A", "K", "k", "Ω", "Σ", "ς", "σ", "\n", "ǅ", "x-request-id", "eu", "1", "-0.5",
    ];

    public TestDatabase Database { get; private set; } = null!;

    /// <summary>In the order of their ids.</summary>
    public IReadOnlyList<FilterSubject> Subjects { get; private set; } = [];

    public FilterNames Names { get; } = new(Project);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync(Ct);
        await RunAsync("select make_exchange_partitions('2026-03-14')");
        await StoreNamesAsync();
        // Of some there is no text, as after retention: their previews are searched.
        await RunAsync("update text_horizon set since = 'infinity'");
        List<(Exchange Row, ExchangeBodies? Bodies)> made = [.. Enumerable.Range(1, Rows).Select(n => (RowOf(n), n % 3 == 0 ? null : BodiesOf(n)))];
        await using var db = new ObservabilityDb(new DbContextOptionsBuilder<ObservabilityDb>().UseNpgsql(Database.DataSource).Options);
        db.AddRange(made.Select(m => m.Row));
        db.AddRange(made.Select(m => m.Bodies).OfType<ExchangeBodies>());
        db.AddRange(made.Where((_, i) => i % 3 != 1).Select(m => ExchangeTexts.Of(m.Row, Long() ?? "", Long() ?? "")));
        await db.SaveChangesAsync(Ct);
        // As the database has them: jsonb writes numbers and objects its own way.
        var bodies = await db.ExchangeBodies.ToDictionaryAsync(b => b.Id, Ct);
        var texts = await db.ExchangeTexts.ToDictionaryAsync(t => t.Id, Ct);
        var rows = await db.Exchanges.OrderBy(e => e.Id).ToListAsync(Ct);
        Subjects = [.. rows.Select(row => SubjectOf(row, bodies.GetValueOrDefault(row.Id), texts.GetValueOrDefault(row.Id)))];
        await Names.ReadAsync(Database.DataSource, rows, Ct);
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    private static FilterSubject SubjectOf(Exchange row, ExchangeBodies? bodies, ExchangeTexts? texts) =>
        new(row, texts?.Input, texts?.Output, Headers(bodies?.RequestHeaders), Headers(bodies?.ResponseHeaders));

    private static StoredHeaders? Headers(byte[]? stored) => stored is null ? null : StoredHeaders.Decode(stored);

    private async Task StoreNamesAsync()
    {
        foreach (var project in new[] { Project, OtherProject })
        {
            await RunAsync("insert into projects (id, slug, name, default_upstream, created_at) values ($1, $2, 'p', 'openai', now())", project, project.ToString("N")[28..]);
        }

        foreach (var (key, i) in Keys.Take(3).Select((k, i) => (k, i)))
        {
            await RunAsync(
                "insert into keys (id, project_id, kind, name, digest, hint, created_at) values ($1, $2, 'write', $3, decode(repeat('0' || $4, 32), 'hex'), '', now())",
                key, i == 2 ? OtherProject : Project, new[] { "ci", "Anna", "ci" }[i], i.ToString());
        }

        foreach (var (piece, i) in Pieces.Select((p, i) => (p, i)))
        {
            await RunAsync(
                "insert into users (project_id, user_id, name, email, groups, described_at) values ($1, $2, nullif($3, ''), nullif($4, ''), '{}', now())",
                i % 7 == 0 ? OtherProject : Project, piece, i % 3 == 0 ? "" : Pieces[^(i + 1)], i % 4 == 0 ? "" : $"{piece}@Example.com");
        }
    }

    private Exchange RowOf(int n)
    {
        var row = new Exchange
        {
            Id = new Guid(n, 0, 0, new byte[8]),
            StartedAt = Noon.AddSeconds(n),
            ProjectId = Project,
            KeyId = Keys[_random.Next(Keys.Length)],
            Upstream = Text() ?? "",
            Format = Word(),
            Method = "POST",
            Path = n % 100 == 0 ? string.Concat(Enumerable.Range(0, 200).Select(_ => Word())) : Text() ?? "",
            Endpoint = Word(),
            Stream = Half(),
            Relayed = Half(),
        };
        (row.ModelRequested, row.ModelServed, row.Status, row.Outcome) = (Text(), Text(), Maybe((short)Pick(99, 100, 200, 404, 429, 499, 500, 503, 599, -1)), Any<ExchangeOutcome>());
        (row.Capture, row.CaptureReason, row.Alterations, row.Error, row.ErrorCode) = (Any<CaptureVerdict>(), Text(), List(), Text(), Text());
        (row.Task, row.TaskSource, row.User, row.UserName, row.UserEmail) = (Half() ? Maybe("title_generation") : Text(), Text(), Half() ? Maybe(Piece()) : Text(), Text(), Text());
        (row.UserRole, row.UserGroups, row.UserSource, row.Session) = (Text(), List(), Maybe(Any<IdentitySource>()), Text());
        (row.MessageId, row.UserMessageId, row.ParentMessageId, row.PromptId) = (Text(), Text(), Text(), Text());
        (row.HistoryHash, row.ThreadHash, row.PromptHash) = (Whole(), Whole(), Whole());
        (row.HopOf, row.ReplayOf, row.Properties, row.Scores) = (Maybe(new Guid(Pick(0, 1, 5), 0, 0, new byte[8])), Maybe(new Guid(Pick(0, 1, 5), 0, 0, new byte[8])), Properties(), Scores());
        (row.FinishReason, row.Finish, row.ServiceTier, row.CacheStatus, row.Client, row.ProviderRequestId) = (Text(), Maybe(Any<FinishKind>()), Text(), Text(), Text(), Text());
        SetNumbers(row);
        (row.RequestPreview, row.ResponsePreview, row.ToolCalls, row.Tags, row.Rating) = (Long(), Long(), List(), List(), Maybe(Half()));
        row.Comments = Pick(0, 0, 1, 17);
        return row;
    }

    private void SetNumbers(Exchange row)
    {
        (row.InputTokens, row.OutputTokens, row.CacheReadTokens, row.CacheWriteTokens) = (Tokens(), Tokens(), Whole(), Whole());
        (row.ReasoningTokens, row.AudioInputTokens, row.AudioOutputTokens, row.Sources) = (Whole(), Whole(), Whole(), Small());
        (row.Messages, row.ToolsOffered, row.Images, row.Retries) = (Small(), Small(), Small(), Small() ?? 0);
        (row.UsageSource, row.Pricing, row.UnpricedReason, row.StatedCostSource) = (Any<UsageSource>(), Any<PricingState>(), Text(), Text());
        (row.CostUsd, row.EstimatedCostUsd, row.StatedCostUsd, row.UsageExtras) = (Money(), Money(), Money(), Maybe("{}"));
        (row.DurationUs, row.OverheadUs, row.RequestBytes, row.ResponseBytes) = (Whole() ?? 0, Whole() ?? 0, Whole() ?? 0, Whole() ?? 0);
        (row.ConnectUs, row.FirstByteUs, row.FirstTokenUs, row.FirstVisibleUs) = (Whole(), Whole(), Whole(), Whole());
        (row.GapP50Us, row.GapP95Us, row.GapP99Us, row.LongestGapUs) = (Whole(), Whole(), Whole(), Whole());
        (row.LoadUs, row.QueueUs, row.PrefillUs, row.DecodeUs) = (Whole(), Whole(), Whole(), Whole());
        row.OutputTokensPerSecond = Half() ? null : new[] { 0, 0.5, 17, 49_999.999999999993, 50_000, 0.1 + 0.2, double.NaN, double.PositiveInfinity, double.NegativeInfinity, -3 }[_random.Next(10)];
    }

    private ExchangeBodies BodiesOf(int n)
    {
        var response = n % 50 == 1 ? [.. HeaderLines().Encode(), .. "a: \0\n"u8] : HeaderLines().Encode();
        return new() { Id = new Guid(n, 0, 0, new byte[8]), StartedAt = Noon.AddSeconds(n), ProjectId = Project, RequestHeaders = HeaderLines().Encode(), ResponseHeaders = response };
    }

    private StoredHeaders HeaderLines() =>
        new([.. Enumerable.Range(0, _random.Next(5)).Select(_ => KeyValuePair.Create(new[] { "X-Request-Id", "a", "É", "b: c", "" }[_random.Next(5)], (Text() ?? "").Replace('\n', ' ')))], _random.Next(3));

    private string Properties() => new[] { "{}", """{"a":"A","eu":"退款"}""", """{"a":1e3,"b":true,"Anna":null}""", """{"a":"%_\\","none":{"b":[1,"x"]},"\"":"*"}""", """{"eu":"","k":"\u212a"}""" }[_random.Next(5)];

    private string Scores() => new[] { "{}", """{"a":0.8,"b":true}""", """{"a":-0.5,"Anna":false,"eu":1e400}""", """{"a":1,"b":-1e-400,"k":null}""", """{"a":"0.8","none":0}""" }[_random.Next(5)];

    private string? Text() => _random.Next(4) == 0 ? null : Word();

    private string Word() => string.Concat(Enumerable.Range(0, _random.Next(4)).Select(_ => Piece()));

    private string? Long() => _random.Next(4) == 0 ? null : string.Concat(Enumerable.Range(0, _random.Next(40)).Select(_ => Piece()));

    private string Piece() => Pieces[_random.Next(Pieces.Count)];

    private string[] List() => [.. Enumerable.Range(0, _random.Next(4)).Select(_ => Word())];

    private long? Whole() => Half() ? null : new[] { 0, 1, 3, 17, 500, 20_000, 50_000, 90_000_000, 800_000, 5_000_000, 7_200_000_000, 1_572_864, -1, long.MaxValue, long.MinValue }[_random.Next(15)];

    // As many as a provider may say (JsonElements.Count); their sum is a number then.
    private long? Tokens() => Whole() is { } number ? Math.Clamp(number, 0, 1_000_000_000_000) : null;

    private short? Small() => Half() ? null : (short)Pick(0, 1, 17, -1, short.MaxValue);

    private decimal? Money() => Half() ? null : new[] { 0, 0.01m, 3, 2_000, 0.00000000000001m, -0.01m, 0.0100m, 79_228_162_514_264_337_593_543_950_335m }[_random.Next(8)];

    private T Any<T>() where T : struct, Enum => Enum.GetValues<T>()[_random.Next(Enum.GetValues<T>().Length)];

    private int Pick(params int[] values) => values[_random.Next(values.Length)];

    private bool Half() => _random.Next(2) == 0;

    private T? Maybe<T>(T value) where T : struct => Half() ? value : null;

    private string? Maybe(string value) => Half() ? value : null;

    private async Task RunAsync(string sql, params object[] values)
    {
        await using var command = Database.DataSource.CreateCommand(sql);
        command.Parameters.AddRange(values.Select(v => new NpgsqlParameter { Value = v }).ToArray());
        await command.ExecuteNonQueryAsync(Ct);
    }
}
