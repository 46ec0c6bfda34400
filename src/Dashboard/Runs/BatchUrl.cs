using System.Buffers.Text;
using Microsoft.AspNetCore.WebUtilities;
using Observability.Dashboard.Exchanges;

namespace Observability.Dashboard.Runs;

/// <summary>The address of the page that orders a batch: which requests are meant.</summary>
/// <param name="Filter">What a list keeps.</param>
/// <param name="Ids">Only these; empty = what the filter keeps.</param>
public sealed record BatchUrl(ExchangeFilter Filter, IReadOnlyList<Guid> Ids)
{
    /// <summary>The path.</summary>
    public const string Path = "/batches/new";

    /// <summary>Most single requests that fit into an address.</summary>
    public const int MostIds = 300;

    private const int IdLength = 22;

    /// <summary>Reads the query of an address; a sentence about what cannot be read, or null.</summary>
    public static (BatchUrl Url, string? Problem) Parse(string query)
    {
        var (filter, problem) = ExchangeFilter.Parse(query);
        var text = QueryHelpers.ParseQuery(query).TryGetValue("ids", out var given) ? given.ToString() : "";
        var ids = new List<Guid>();
        Span<byte> bytes = stackalloc byte[16];
        for (var at = 0; at + IdLength <= text.Length && ids.Count < MostIds; at += IdLength)
        {
            if (Base64Url.IsValid(text.AsSpan(at, IdLength)) && Base64Url.TryDecodeFromChars(text.AsSpan(at, IdLength), bytes, out var length) && length == 16)
            {
                ids.Add(new(bytes, bigEndian: true));
            }
        }

        return (new(filter, ids), problem ?? (ids.Count * IdLength == text.Length ? null : BatchesText.IdsCut));
    }

    /// <summary>The address. Ids are written shortly: several hundred have to fit.</summary>
    public override string ToString() => Ids.Count > 0
        ? $"{Path}?ids={string.Concat(Ids.Select(id => Base64Url.EncodeToString(id.ToByteArray(bigEndian: true))))}"
        : Filter.ToQuery() is { Length: > 0 } query ? $"{Path}?{query}" : Path;
}
