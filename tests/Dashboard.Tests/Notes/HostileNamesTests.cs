using FsCheck;
using FsCheck.Fluent;
using Observability.Dashboard.Notes;
using Observability.Dashboard.Tests.Revisions;

namespace Observability.Dashboard.Tests.Notes;

/// <summary>Names and values of any characters, through the handlers into PostgreSQL and back.</summary>
[Trait("Fault", "F-51")]
public sealed class HostileNamesTests : IAsyncLifetime
{
    private static readonly string[] Nasty =
        ["'; drop table exchanges; --", "{}", "{\"a\":1}", "\"", "\\", "a,b", "NULL", "null", "{0}", "{{3}}", "$1", "%41", "a/b", "💥", "\u202Etxt", "ﷺ", "e\u0301", "İ", "$.a", "a?b"];

    private static readonly Gen<string> Pieces = Gen.OneOf(Gen.Elements(Nasty), Gen.Choose(0x20, 0xD7FF).Where(c => !char.IsControl((char)c)).Select(c => ((char)c).ToString()));

    private static readonly Gen<string> Names = Pieces.NonEmptyListOf().Select(l => string.Concat(l)).Select(s => s.Length <= 100 ? s : "x")
        .Where(s => NoteRules.RefuseTag(s) is null && NoteRules.RefuseProperty(s, null) is null);

    private static readonly Gen<ScoreValue> Scores = Gen.OneOf(
        Gen.Elements(true, false).Select(ScoreValue.Of),
        Gen.Choose(int.MinValue, int.MaxValue).Two().Select(n => ScoreValue.Of((n.Item1 / 1000m) + (n.Item2 / 1_000_000_000_000m))!),
        Gen.Elements(0m, ScoreValue.Largest, -ScoreValue.Largest, 0.000000000001m).Select(n => ScoreValue.Of(n)!));

    private RevisionDesk _desk = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _desk = await RevisionDesk.OpenAsync(Ct);

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    [Fact]
    public async Task Tags_scores_and_properties_come_back_as_they_were_said()
    {
        var row = (await _desk.StoreAsync(1, (_, r) => r.Properties = "{}", Ct))[0];
        foreach (var (names, value) in Names.ListOf(6).Zip(Scores).Sample(60))
        {
            await using var db = Some.Db(_desk.Source);
            var tags = names.Select(NoteRules.Name).Distinct(StringComparer.Ordinal).ToList();
            var tagged = await new SetTagsHandler(db, _desk.Admin).Handle(new(row.Id, TagChange.Replace, [.. names]), Ct);
            Assert.Equal(tags, tagged.Row!.Tags);

            var scored = await new SetScoreHandler(db, _desk.Admin).Handle(new(row.Id, names[0], value), Ct);
            Assert.Equal(value, ScoreValue.AllOf(scored.Row!.Scores)[NoteRules.Name(names[0])]);
            var without = await new SetScoreHandler(db, _desk.Admin).Handle(new(row.Id, names[0], null), Ct);
            Assert.Equal("{}", without.Row!.Scores);

            var properties = new SetPropertiesHandler(db, _desk.Admin, TimeProvider.System);
            var set = await properties.Handle(new(row.Id, new Dictionary<string, string?> { [names[0]] = string.Concat(names) }), Ct);
            Assert.Equal([KeyValuePair.Create(NoteRules.PropertyName(names[0]), string.Concat(names))], Said.Of(set.Row!).Properties);
            await properties.Handle(new(row.Id, new Dictionary<string, string?> { [names[0]] = null }), Ct);

            foreach (var tag in tags)
            {
                tagged = await new SetTagsHandler(db, _desk.Admin).Handle(new(row.Id, TagChange.Remove, [tag]), Ct);
            }

            Assert.Empty(tagged.Row!.Tags);
        }
    }

    [Fact]
    public async Task No_reading_and_no_repricing_undoes_what_was_said()
    {
        var row = (await _desk.StoreAsync(1, (_, r) => (r.FinishReason, r.CostUsd) = ("wrong", 9), Ct))[0];
        await _desk.PriceAsync("gpt-4o-mini", """{"input":1,"output":1}""", Ct);
        await SayAsync(row.Id, "before");
        var revision = await _desk.OrderAsync(Domain.Revisions.RevisionKind.Reread, null, Ct);
        await _desk.WorkOffAsync(Ct);
        // Said between the working out and the applying: the row is still changed, and what was said stays.
        await SayAsync(row.Id, "between");
        Assert.Null((await _desk.DecideAsync(revision.Id, Domain.Revisions.RevisionDecision.Apply, Ct)).Refusal);
        await _desk.WorkOffAsync(Ct);
        Assert.Equal("stop [before, between] {\"before\": 1, \"between\": 1} {\"before\": \"x\", \"region\": \"eu\", \"between\": \"x\"} t 2", await SaidAsync());

        Assert.Null((await _desk.DecideAsync(revision.Id, Domain.Revisions.RevisionDecision.Undo, Ct)).Refusal);
        await _desk.WorkOffAsync(Ct);
        Assert.Equal("wrong [before, between] {\"before\": 1, \"between\": 1} {\"before\": \"x\", \"region\": \"eu\", \"between\": \"x\"} t 2", await SaidAsync());

        await _desk.ApplyAsync(Domain.Revisions.RevisionKind.Reprice, null, Ct);
        Assert.Equal("wrong [before, between] {\"before\": 1, \"between\": 1} {\"before\": \"x\", \"region\": \"eu\", \"between\": \"x\"} t 2", await SaidAsync());
    }

    private async Task SayAsync(Guid id, string what)
    {
        await using var db = Some.Db(_desk.Source);
        await new RateExchangeHandler(db, _desk.Admin, TimeProvider.System).Handle(new(id, true, what), Ct);
        await new SetTagsHandler(db, _desk.Admin).Handle(new(id, TagChange.Add, [what]), Ct);
        await new SetScoreHandler(db, _desk.Admin).Handle(new(id, what, ScoreValue.Of(1)), Ct);
        await new SetPropertiesHandler(db, _desk.Admin, TimeProvider.System).Handle(new(id, new Dictionary<string, string?> { [what] = "x" }), Ct);
    }

    private Task<string?> SaidAsync() => _desk.AskAsync(
        "select concat_ws(' ', finish_reason, '[' || array_to_string(tags, ', ') || ']', scores, properties, rating, comments) from exchanges", Ct);
}
