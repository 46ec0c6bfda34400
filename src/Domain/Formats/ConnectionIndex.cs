using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Open WebUI passes calls on to one of its connections by a number at the end of their path: <c>/ollama/api/chat/0</c>, <c>/openai/models/1</c>.</summary>
internal static class ConnectionIndex
{
    private const int MostDigits = 3;

    /// <summary><paramref name="path"/> without such a number; as it is when it has none.</summary>
    public static string Without(string path)
    {
        var last = PathEnd.Last(path);
        if (last.Length is 0 or > MostDigits || !last.All(char.IsAsciiDigit))
        {
            return path;
        }

        var parent = PathEnd.Parent(path);
        return parent.Contains("/ollama/api/", StringComparison.Ordinal) || parent.Contains("/ollama/v1/", StringComparison.Ordinal) || PathEnd.Is(parent, "openai/models")
            ? parent
            : path;
    }
}
