using System.Globalization;
using Observability.Domain.Formats;
using Observability.Testing;

namespace Observability.Domain.Tests.Formats;

/// <summary>
/// One folder of Recordings/format/case: call.txt (method and path; status and content type; then headers of the answer, and the request's
/// content type where it is not JSON), a request and a response file of any ending, or response.frames.txt, whose lines become messages of
/// a binary event stream.
/// </summary>
internal sealed record Recording(string Folder, WireExchange Exchange)
{
    public string Case => Path.GetFileName(Folder);

    public string Format => Path.GetFileName(Path.GetDirectoryName(Folder)!);

    /// <summary>The recordings of a format.</summary>
    public static IReadOnlyList<Recording> Of(ProviderFormat format)
    {
        var folder = Path.Combine(SharedCorpora.RepositoryRoot, "tests", "Domain.Tests", "Recordings", format.Name);
        return Directory.Exists(folder) ? [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Select(Load)] : [];
    }

    /// <summary>The recordings of all formats.</summary>
    public static IReadOnlyList<Recording> All() => [.. ProviderFormats.All.SelectMany(Of)];

    /// <summary>The recording as its format reads it.</summary>
    public Reading Read() => Select().Read(Exchange);

    /// <summary>The format of the folder.</summary>
    public ProviderFormat Select() => ProviderFormats.All.Single(f => f.Name == Format);

    private static Recording Load(string folder)
    {
        var call = File.ReadAllLines(Path.Combine(folder, "call.txt"));
        var (request, answer) = (call[0].Split(' ', 2), call[1].Split(' ', 2));
        return new(folder, new(
            request[0], request[1], int.Parse(answer[0], CultureInfo.InvariantCulture),
            call.Skip(2).FirstOrDefault(l => !IsHeader(l)) ?? "application/json", Bytes(folder, "request"),
            answer[1], Response(folder))
        { ResponseHeaders = [.. call.Skip(2).Where(IsHeader).Select(l => l.Split(": ", 2)).Select(h => KeyValuePair.Create(h[0], h[1]))] });
    }

    private static byte[] Response(string folder) => File.Exists(Path.Combine(folder, "response.frames.txt"))
        ? EventStreamWriter.Encode(File.ReadAllLines(Path.Combine(folder, "response.frames.txt")))
        : Bytes(folder, "response");

    private static bool IsHeader(string line) => line.Contains(": ", StringComparison.Ordinal);

    private static byte[] Bytes(string folder, string name) =>
        Directory.GetFiles(folder, name + ".*") is [var file] ? File.ReadAllBytes(file) : [];
}
