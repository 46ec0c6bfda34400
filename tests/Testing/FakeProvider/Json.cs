using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Observability.Testing.FakeProvider;

/// <summary>Writes JSON as providers do: names as given, letters of any language as they are.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Bytes(object value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    public static byte[] Event(object value) => [.. "data: "u8, .. Bytes(value), .. "\n\n"u8];

    public static byte[] Line(object value) => [.. Bytes(value), (byte)'\n'];

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
