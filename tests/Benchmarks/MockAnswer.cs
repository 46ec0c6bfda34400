using System.Globalization;
using System.Text;

namespace Observability.Benchmarks;

/// <summary>What the mock upstream answers; the load generator knows it too and checks every byte.</summary>
internal sealed class MockAnswer
{
    /// <summary>Digits of a stamp: when the event was sent, in ticks of the monotonic clock.</summary>
    public const int StampDigits = 20;

    private static readonly Dictionary<string, MockAnswer> ByName = new Dictionary<string, MockAnswer>
    {
        ["1k"] = new([Completion(800)], false, TimeSpan.Zero),
        ["32k"] = new([Completion(32_000)], false, TimeSpan.Zero),
        ["sse"] = new([.. Enumerable.Range(0, 52).Select(i => Event($"word{i:00} ")), Usage(52), Encoding.UTF8.GetBytes("data: [DONE]\n\n")], true, TimeSpan.Zero),
        ["paced"] = new([.. Enumerable.Range(0, 100).Select(i => Event($"word{i:00} "))], true, TimeSpan.FromMilliseconds(20)),
        // The role comes with the head, as from the real one; text follows 33 times a second.
        ["chat"] = new(
            [Event("", "\"role\":\"assistant\",\"content\""), .. Enumerable.Range(0, 80).Select(i => Event($"word{i:00} ")), Encoding.UTF8.GetBytes("data: [DONE]\n\n")],
            true, TimeSpan.FromMilliseconds(30))
        { ToFirst = TimeSpan.FromMilliseconds(400), FirstContent = 1 },
    };

    private MockAnswer(byte[][] pieces, bool isStream, TimeSpan interval)
    {
        Pieces = pieces;
        IsStream = isStream;
        Interval = interval;
        Whole = [.. pieces.SelectMany(p => p)];
    }

    /// <summary>What is sent at once: the document, or one event.</summary>
    public byte[][] Pieces { get; }

    /// <summary>All pieces.</summary>
    public byte[] Whole { get; }

    /// <summary>Server-sent events in chunks, or one JSON document with a length.</summary>
    public bool IsStream { get; }

    /// <summary>Time between two events; zero = none. Paced events carry a stamp.</summary>
    public TimeSpan Interval { get; }

    /// <summary>Time before anything is sent, the head included; zero = none.</summary>
    public TimeSpan ToFirst { get; private init; }

    /// <summary>Which piece is the first with text in it.</summary>
    public int FirstContent { get; private init; }

    /// <summary>How long it takes to send it all.</summary>
    public TimeSpan Duration => ToFirst + (Interval * (Pieces.Length - 1));

    /// <summary>Where in each stamped event the stamp starts.</summary>
    public static int StampOffset { get; } = Event("").AsSpan().IndexOf("\"stamp\":\""u8) + 9;

    public static MockAnswer Of(string name) => ByName[name];

    private static byte[] Completion(int textBytes) => Encoding.UTF8.GetBytes(
        $$"""{"id":"chatcmpl-bench","object":"chat.completion","created":1764000000,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"{{Text(textBytes)}}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":200,"completion_tokens":{{textBytes / 5}},"total_tokens":{{200 + (textBytes / 5)}} } }""");

    /// <summary>Whether a piece carries a stamp when it is paced; the mark of the end does not.</summary>
    public static bool HasStamp(ReadOnlySpan<byte> piece) => piece.Length > StampOffset + StampDigits;

    private static byte[] Event(string word, string field = "\"content\"") => Encoding.UTF8.GetBytes(
        $$"""data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1764000000,"stamp":"{{0.ToString("D" + StampDigits, CultureInfo.InvariantCulture)}}","model":"gpt-4o-mini","choices":[{"index":0,"delta":{{{field}}:"{{word}}"},"finish_reason":null}]}""" + "\n\n");

    private static byte[] Usage(int tokens) => Encoding.UTF8.GetBytes(
        $$"""data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1764000000,"model":"gpt-4o-mini","choices":[],"usage":{"prompt_tokens":200,"completion_tokens":{{tokens}},"total_tokens":{{200 + tokens}} } }""" + "\n\n");

    private static string Text(int bytes) => string.Concat(Enumerable.Range(0, bytes / 10).Select(i => $"word{i % 10_000:D4}, "));
}
