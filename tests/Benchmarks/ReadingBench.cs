using System.Globalization;
using System.Security.Cryptography;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;
using Observability.Domain.Pricing;
using Observability.Domain.Tokens;
using Observability.Testing;

namespace Observability.Benchmarks;

/// <summary>What reading and pricing an exchange costs: CPU time and allocations over recorded traffic of many providers, one thread.</summary>
internal static class ReadingBench
{
    private const int Exchanges = 10_000;
    private const int Rounds = 5;

    /// <summary>Runs it and tells the medians of the rounds.</summary>
    /// <param name="folder">Where the recordings are.</param>
    public static string Run(string folder)
    {
        var recordings = WireRecording.Load(folder).Select(Captured).ToList();
        var bytes = Enumerable.Range(0, Exchanges).Sum(i => BodyBytes(recordings[i % recordings.Count]));

        // A writer runs for months: what the runtime spends on compiling its hot code is not what an exchange costs.
        for (var i = 0; i < Rounds; i++)
        {
            Read(recordings);
        }

        var rounds = Enumerable.Range(0, Rounds).Select(_ => Measure(recordings)).ToList();
        var micros = rounds.Select(r => r.Cpu.TotalMicroseconds / Exchanges).Order().ElementAt(Rounds / 2);
        var allocated = rounds.Select(r => (double)r.Allocated / bytes).Order().ElementAt(Rounds / 2);
        return string.Create(CultureInfo.InvariantCulture, $"""
            {Exchanges} exchanges out of {recordings.Count} recordings, {bytes / Exchanges} bytes of bodies each on average, {Rounds} rounds
            CPU: {micros:0.0} µs each ({string.Join(", ", rounds.Select(r => (r.Cpu.TotalMicroseconds / Exchanges).ToString("0.0", CultureInfo.InvariantCulture)))})
            allocated: {allocated:0.0} × the bodies
            of it, µs each: {Parts(recordings)}; {recordings.Count(r => ExchangeReader.Read(r).Row.UsageSource == UsageSource.Estimated)} recordings are estimated
            dearest formats, µs each: {Dearest(recordings)}
            """);
    }

    private static (TimeSpan Cpu, long Allocated) Measure(List<CapturedExchange> recordings)
    {
        GC.Collect();
        var (cpu, allocated) = (Environment.CpuUsage.TotalTime, GC.GetAllocatedBytesForCurrentThread());
        Read(recordings);
        return (Environment.CpuUsage.TotalTime - cpu, GC.GetAllocatedBytesForCurrentThread() - allocated);
    }

    private static void Read(List<CapturedExchange> recordings)
    {
        for (var i = 0; i < Exchanges; i++)
        {
            _ = ExchangeReader.Read(recordings[i % recordings.Count]);
        }
    }

    // What takes how long, one after the other; the rest of the whole is rows, times and copies.
    private static string Parts(List<CapturedExchange> recordings)
    {
        var wires = recordings.ConvertAll(Wire);
        var formats = wires.ConvertAll(w => ProviderFormats.Select("", w));
        var readings = wires.Select((w, i) => formats[i]?.Read(w)).ToList();
        var rows = recordings.ConvertAll(r => ExchangeReader.Read(r).Row);
        var bills = rows.ConvertAll(Bill.Of);
        var costs = bills.ConvertAll(b => PriceBook.Catalogue.PriceOf(b).Cost);
        var parts = new (string Name, Action<int> Do)[]
        {
            ("choosing the format", i => ProviderFormats.Select("", wires[i])),
            ("reading", i => formats[i]?.Read(wires[i])),
            ("estimating", i => { if (readings[i] is { } reading) { _ = TokenEstimate.Of(reading, formats[i]!.Endpoint, wires[i].RequestBody); } }),
            ("pricing", i => PriceBook.Catalogue.PriceOf(Bill.Of(rows[i]))),
            ("writing the cost", i => _ = costs[i] is { } cost ? CostJson.Write(cost) : null),
        };
        return string.Join(", ", parts.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Name} {MicrosOf(p.Do, recordings.Count):0.0}")));
    }

    private static double MicrosOf(Action<int> part, int count)
    {
        var cpu = TimeSpan.Zero;
        for (var round = 0; round < 3; round++)
        {
            var start = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < Exchanges; i++)
            {
                part(i % count);
            }

            cpu = Environment.CpuUsage.TotalTime - start;
        }

        return cpu.TotalMicroseconds / Exchanges;
    }

    private static WireExchange Wire(CapturedExchange captured) => new(
        captured.Method, captured.Target.Split('?')[0], captured.Status,
        captured.RequestHeaders["Content-Type"], captured.Request.Bytes, captured.ResponseHeaders["Content-Type"], captured.Response.Bytes)
    {
        RequestHeaders = captured.RequestHeaders.Lines,
        ResponseHeaders = captured.ResponseHeaders.Lines,
    };

    private static string Dearest(List<CapturedExchange> recordings) => string.Join(", ", recordings
        .GroupBy(r => ExchangeReader.Read(r).Row.Format)
        .Select(group =>
        {
            List<CapturedExchange> own = [.. group];
            var measured = Measure(own);
            return (group.Key, Micros: measured.Cpu.TotalMicroseconds / Exchanges, Bytes: own.Average(BodyBytes));
        })
        .OrderByDescending(f => f.Micros).Take(8)
        .Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Key} {f.Micros:0} ({f.Bytes:0} bytes)")));

    private static long BodyBytes(CapturedExchange exchange) => exchange.Request.TotalBytes + exchange.Response.TotalBytes;

    private static CapturedExchange Captured(WireRecording recording) => new()
    {
        Id = Guid.CreateVersion7(),
        StartedAt = DateTimeOffset.UnixEpoch,
        ProjectId = Guid.Empty,
        KeyId = Guid.Empty,
        Upstream = "openai",
        Family = "",
        Method = recording.Method,
        Target = recording.Path,
        Labels = Labels.None,
        RequestHeaders = Headers(recording.RequestHeaders),
        Request = Body(recording.RequestBody),
        Status = recording.Status,
        ResponseHeaders = Headers(recording.ResponseHeaders),
        Response = Body(recording.ResponseBody),
        Outcome = recording.Status >= 400 ? ExchangeOutcome.UpstreamRefused : ExchangeOutcome.Completed,
        Timings = new(null, TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(1), Pieces(recording.ResponseBody.Length)),
    };

    // As the proxy hands it over: hashed while it passed.
    private static CapturedBody Body(byte[] bytes) => new(bytes, bytes.Length, SHA256.HashData(bytes));

    private static StoredHeaders Headers(IReadOnlyList<(string Name, string Value)> lines) =>
        new([.. lines.Where(l => HeaderAllowList.Keeps(l.Name)).Select(l => KeyValuePair.Create(l.Name, l.Value))], 0);

    // A piece of some 300 bytes each 20 ms.
    private static ChunkTimeline Pieces(int length) => ChunkTimeline.Encode(
        Enumerable.Range(1, (length + 299) / 300).Select(i => new Chunk(TimeSpan.FromMilliseconds(300 + (20 * i)), Math.Min(length, i * 300))));
}
