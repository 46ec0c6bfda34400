using Observability.Domain.Exchanges;
using Observability.Domain.Formats;

namespace Observability.Domain.Tests.Formats;

/// <summary>An answer read while it arrives: what was shown once is never taken back, whatever byte the reading stopped at.</summary>
public sealed class GrowingAnswerTests
{
    // Every byte of a short answer; of a long one so many places, the last bytes among them.
    private const int MostCuts = 400;

    // What a call that manages something answers is a state, which changes.
    private static readonly string[] States = ["ollama.copy", "ollama.create", "ollama.pull", "ollama.push", "openwebui.files"];

    public static TheoryData<string> Formats => [.. ProviderFormats.All.Select(f => f.Name).Except(States)];

    [Theory, MemberData(nameof(Formats))]
    public void What_is_shown_of_each_choice_begins_what_the_whole_answer_says_and_never_shrinks(string format)
    {
        foreach (var recording in Recording.All().Where(r => r.Format == format))
        {
            var length = recording.Exchange.ResponseBody.Length;
            var whole = Said(ExchangeReader.ReadingOf(CutAt(recording, length)));
            var before = 0;
            foreach (var cut in Cuts(length))
            {
                var soFar = Said(ExchangeReader.ReadingSoFar(CutAt(recording, cut)));
                var said = $"{recording.Folder} cut at {cut} says '{string.Join("' '", soFar)}', the whole '{string.Join("' '", whole)}'.";
                Assert.True(soFar.All(text => whole.Any(w => w.StartsWith(text, StringComparison.Ordinal))), said);
                Assert.True(before <= soFar.Sum(t => t.Length), said);
                before = soFar.Sum(t => t.Length);
            }
        }
    }

    private static IEnumerable<int> Cuts(int length) =>
        length <= MostCuts ? Enumerable.Range(0, length + 1) : Enumerable.Range(0, MostCuts).Select(i => (int)((long)length * i / MostCuts)).Append(length - 1).Append(length);

    // Of each choice its text and its reasoning; choices begin in any order.
    private static IReadOnlyList<string> Said(Reading? reading) =>
    [
        .. (reading?.Output ?? []).SelectMany(m => new[]
        {
            string.Join('\n', m.Parts.Select(p => p switch { TextPart text => text.Text, RefusalPart refusal => refusal.Text, _ => null }).OfType<string>()),
            string.Join('\n', m.Parts.OfType<ReasoningPart>().Select(p => p.Text)),
        }).Where(text => text.Length > 0),
    ];

    private static CapturedExchange CutAt(Recording recording, int cut)
    {
        var wire = recording.Exchange;
        return new()
        {
            Id = Guid.Empty,
            StartedAt = default,
            ProjectId = Guid.Empty,
            KeyId = Guid.Empty,
            Upstream = "recorded",
            Family = recording.Select().Family,
            Method = wire.Method,
            Target = wire.Path,
            Labels = Labels.None,
            RequestHeaders = new(wire.RequestContentType is { } type ? [new("Content-Type", type)] : [], 0),
            Request = new(wire.RequestBody, wire.RequestBody.Length, null),
            Status = wire.Status,
            ResponseHeaders = new([.. wire.ResponseHeaders, new("Content-Type", wire.ResponseContentType ?? "")], 0),
            Response = new(wire.ResponseBody[..cut], cut, null),
            Outcome = ExchangeOutcome.Completed,
            Timings = new(null, null, TimeSpan.Zero, TimeSpan.Zero, ChunkTimeline.None),
        };
    }
}
