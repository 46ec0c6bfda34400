using System.Buffers.Text;
using System.Text;

namespace Observability.Benchmarks;

/// <summary>Looks fields up in the head of an HTTP/1.1 message, whatever their case.</summary>
internal static class HttpHead
{
    /// <summary>A field's value; null when it is absent.</summary>
    public static string? Value(ReadOnlySpan<byte> head, string name)
    {
        var found = Find(head, name);
        return found.IsEmpty ? null : Encoding.Latin1.GetString(found);
    }

    /// <summary>A field's value as a number; null when it is absent or none.</summary>
    public static int? Number(ReadOnlySpan<byte> head, string name) =>
        Utf8Parser.TryParse(Find(head, name), out int number, out var _) ? number : null;

    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> head, string name)
    {
        while (head.IndexOf("\r\n"u8) is var end and >= 0)
        {
            head = head[(end + 2)..];
            if (head.Length > name.Length && head[name.Length] == ':' && Ascii.EqualsIgnoreCase(head[..name.Length], name))
            {
                var line = head.IndexOf("\r\n"u8) is var stop and >= 0 ? head[..stop] : head;
                return line[(name.Length + 1)..].Trim((byte)' ');
            }
        }

        return [];
    }
}
