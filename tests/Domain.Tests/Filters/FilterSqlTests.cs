using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Npgsql;
using Observability.Domain.Filters;
using Observability.Testing;

namespace Observability.Domain.Tests.Filters;

/// <summary>Filters over rows of nothing but dimensions, as rollups have them, against the same said in C#.</summary>
public sealed class FilterSqlTests : IAsyncLifetime
{
    private static readonly Guid Project = new("00000000-0000-0000-0000-0000000000a1");
    private static readonly Guid OtherProject = new("00000000-0000-0000-0000-0000000000a2");
    private static readonly Guid[] Keys = [.. Enumerable.Range(1, 4).Select(n => new Guid(n, 0, 0, new byte[8]))];
    private static readonly string[] KeyNames = ["ci", "Anna", "c_i", "ci"];
    private static readonly FilterField[] Dimensions = [.. FilterFields.All.Where(f => f.IsRollupDimension)];

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(Ct);
        await RunAsync("create table dimensions (id int, upstream text, model text, key_id uuid, user_id text, task text, outcome text, status smallint)");
        foreach (var project in new[] { Project, OtherProject })
        {
            await RunAsync("insert into projects (id, slug, name, default_upstream, created_at) values ($1, $2, 'p', 'openai', now())", project, project.ToString("N")[28..]);
        }

        foreach (var (key, name, i) in Keys.Zip(KeyNames).Select((k, i) => (k.First, k.Second, i)))
        {
            // The last one has a name of the project's own, in another project.
            await RunAsync(
                "insert into keys (id, project_id, kind, name, digest, hint, created_at) values ($1, $2, 'write', $3, decode(repeat('0' || $4, 32), 'hex'), '', now())",
                key, i == 3 ? OtherProject : Project, name, i.ToString());
        }

        foreach (var (project, user, name, email) in Users)
        {
            await RunAsync(
                "insert into users (project_id, user_id, name, email, groups, described_at) values ($1, $2, nullif($3, ''), nullif($4, ''), '{}', now())", project, user, name ?? "", email ?? "");
        }
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static readonly (Guid Project, string User, string? Name, string? Email)[] Users =
    [
        (Project, "u-1", "Anna", "anna@example.com"), (Project, "u-2", "b%", null), (Project, "a", null, "ci"), (OtherProject, "u-3", "Anna", "gpt"),
    ];

    [Fact]
    public async Task Any_filter_keeps_the_rows_that_CSharp_keeps_and_its_opposite_all_others()
    {
        var rows = Gen.Sample(Rows, 300).Select((row, i) => row with { Id = i }).ToList();
        await StoreAsync(rows);
        var trees = Gen.Sample(Some.Tree(Dimensions, Gen.Elements("a", "Anna", "ANNA", "b%", "a_", "ci", "gpt", "GPT", "title", "\\", "none", "u-1", "u-3", Keys[0].ToString(), Keys[3].ToString()), 3), 800);
        foreach (var tree in trees.Where(t => t.Terms.Count() <= 40))
        {
            var kept = rows.Where(r => Keeps(tree, r)).Select(r => r.Id).ToList();
            Assert.True(kept.SequenceEqual(await KeptAsync(tree)), $"{tree} over {string.Join('\n', rows.Where(r => kept.Contains(r.Id)))}");
            Assert.Equal(rows.Select(r => r.Id).Except(kept), await KeptAsync(Not.Of(tree)));
        }
    }

    [Fact]
    public async Task A_filter_over_a_field_that_no_rollup_keeps_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => FilterSql.OverDimensions(Filter.Parse("model:a cost:>1").Filter!, Project, Column, new List<NpgsqlParameter>()));
        Assert.StartsWith("cost is no dimension", error.Message, StringComparison.Ordinal);
        Assert.Equal("true", FilterSql.OverDimensions(Filter.None, Project, Column, new List<NpgsqlParameter>()));
        await Task.CompletedTask;
    }

    private static string Column(FilterField field) => "d." + (field == FilterFields.Key ? "key_id" : field == FilterFields.User ? "user_id" : field.Name);

    private static Gen<Row> Rows =>
        from upstream in Gen.Elements("a", "gpt", "")
        from model in Gen.Elements(null, "a", "GPT", "gpt", "b%", "bx", "a_", "ab", "none")
        from key in Gen.Elements(Keys)
        from user in Gen.Elements(null, "u-1", "u-2", "u-3", "a", "A", "Anna", "\\")
        from task in Gen.Elements(null, "title", "title_generation", "titleXgeneration", "none")
        from outcome in Gen.Elements("completed", "client_aborted", "upstream_broke", "rejected")
        from status in Gen.Elements<short?>(null, 200, 404, 429, 500, 503)
        select new Row(0, upstream, model, key, user, task, outcome, status);

    private async Task<List<int>> KeptAsync(FilterExpression tree)
    {
        var filter = Filter.Parse(tree.ToString()).Filter!;
        await using var command = _database.DataSource.CreateCommand();
        command.Parameters.Add(new() { Value = 0 });
        var condition = FilterSql.OverDimensions(filter, Project, Column, command.Parameters);
        command.CommandText = $"select id from dimensions d where id >= $1 and {condition} order by id";
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var ids = new List<int>();
        while (await reader.ReadAsync(Ct))
        {
            ids.Add(reader.GetInt32(0));
        }

        return ids;
    }

    private static bool Keeps(FilterExpression tree, Row row) => tree switch
    {
        Not not => !Keeps(not.Inner, row),
        AllOf all => all.Parts.All(p => Keeps(p, row)),
        AnyOf any => any.Parts.Any(p => Keeps(p, row)),
        Term term => Keeps(term, row),
        _ => throw new InvalidOperationException(),
    };

    private static bool Keeps(Term term, Row row) => term switch
    {
        { Field.Kind: FilterKind.Status, Match: not Presence } => row.Status is { } status && Fits(term.Match, status),
        { Match: Presence presence } => presence.Present == (Value(term.Field, row) is not null),
        { Field.Kind: FilterKind.Key, Match: TextMatch text } => KeyNames.Take(3).Where((_, i) => Keys[i] == row.Key).Any(name => Fits(text, name))
            || (!text.IsPattern && text.Parts[0] == row.Key.ToString()),
        { Field.Kind: FilterKind.User, Match: TextMatch text } => Fits(text, row.User)
            || Users.Any(u => u.Project == Project && u.User == row.User && (Fits(text, u.Name) || Fits(text, u.Email))),
        { Field.Kind: FilterKind.Identifier, Match: TextMatch text } => Fits(text with { Exact = !text.IsPattern }, row.User, RegexOptions.None),
        { Field.Name: "outcome", Match: TextMatch { Parts: ["failed"] } } => row.Outcome is "upstream_broke" or "rejected",
        { Match: TextMatch text } => Fits(text, Value(term.Field, row))
            || (term.Field == FilterFields.Task && text is { Exact: false, IsPattern: false } && Fits(new([text.Parts[0] + "_generation"], false), row.Task)),
        _ => throw new InvalidOperationException(term.ToString()),
    };

    private static bool Fits(TextMatch text, string? value, RegexOptions options = RegexOptions.IgnoreCase) => value is not null
        && (text.Exact ? value == text.Parts[0] : Regex.IsMatch(value, $"^{string.Join(".*", text.Parts.Select(Regex.Escape))}\\z", options | RegexOptions.Singleline));

    private static bool Fits(FilterMatch match, short status) => match switch
    {
        StatusClassMatch within => status / 100 == within.Hundreds,
        RangeMatch range => status >= range.From.Amount && status <= range.To.Amount,
        NumberMatch { Comparison: Comparison.Equal } number => status == number.Value.Amount,
        NumberMatch { Comparison: Comparison.Less } number => status < number.Value.Amount,
        NumberMatch { Comparison: Comparison.LessOrEqual } number => status <= number.Value.Amount,
        NumberMatch { Comparison: Comparison.Greater } number => status > number.Value.Amount,
        NumberMatch { Comparison: Comparison.GreaterOrEqual } number => status >= number.Value.Amount,
        _ => throw new InvalidOperationException(match.ToString()),
    };

    private static string? Value(FilterField field, Row row) => field.Name switch
    {
        "upstream" => row.Upstream,
        "model" => row.Model,
        "key" => row.Key.ToString(),
        "user" or "user_id" => row.User,
        "task" => row.Task,
        "outcome" => row.Outcome,
        "status" => row.Status?.ToString(),
        _ => throw new InvalidOperationException(field.Name),
    };

    private async Task StoreAsync(List<Row> rows)
    {
        await using var connection = await _database.DataSource.OpenConnectionAsync(Ct);
        await using var copy = await connection.BeginBinaryImportAsync("copy dimensions from stdin (format binary)", Ct);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(Ct);
            foreach (var value in new object?[] { row.Id, row.Upstream, row.Model, row.Key, row.User, row.Task, row.Outcome, row.Status })
            {
                await (value is null ? copy.WriteNullAsync(Ct) : copy.WriteAsync(value, Ct));
            }
        }

        await copy.CompleteAsync(Ct);
    }

    private async Task RunAsync(string sql, params object[] values)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        command.Parameters.AddRange(values.Select(v => new NpgsqlParameter { Value = v }).ToArray());
        await command.ExecuteNonQueryAsync(Ct);
    }

    private sealed record Row(int Id, string Upstream, string? Model, Guid Key, string? User, string? Task, string Outcome, short? Status);
}
