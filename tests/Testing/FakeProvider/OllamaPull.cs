namespace Observability.Testing.FakeProvider;

/// <summary>Ollama fetching a model: lines of progress, a layer after the other, and success.</summary>
internal static class OllamaPull
{
    private const long LayerBytes = 1_321_082_688;
    private const int Steps = 24;

    /// <summary>The lines, e.g. <c>{"status":"pulling aaaaaaaaaaaa","digest":"sha256:aaaa…","total":1321082688,"completed":55045112}</c>.</summary>
    public static IEnumerable<byte[]> Progress()
    {
        yield return Json.Line(new { status = "pulling manifest" });
        var digest = "sha256:" + new string('a', 64);
        for (var step = 0; step <= Steps; step++)
        {
            yield return Json.Line(new { status = "pulling " + new string('a', 12), digest, total = LayerBytes, completed = LayerBytes * step / Steps });
        }

        foreach (var status in (string[])["verifying sha256 digest", "writing manifest", "success"])
        {
            yield return Json.Line(new { status });
        }
    }

    /// <summary>A few seconds in all where the provider paces itself; as fast as possible where it does not.</summary>
    public static Pace Pace(FakeProviderOptions options) =>
        new(TimeSpan.Zero, options.TokensPerSecond > 0 ? TimeSpan.FromMilliseconds(250) : TimeSpan.Zero);
}
