using System.Text;

namespace Observability.Domain.Redaction;

/// <summary>Finds keys and tokens by the shapes their issuers publish, JSON Web Tokens, and private keys in PEM.</summary>
internal static class SecretShapes
{
    private static readonly Shape[] Shapes =
    [
        new("sk-", 20, Hyphens: true), // OpenAI, Anthropic, OpenRouter, DeepSeek
        new("sk_", 20, Hyphens: false), // Stripe, ElevenLabs
        new("rk_", 20, Hyphens: false), // Stripe
        new("obs_", 20, Hyphens: false), // ours
        new("AKIA", 16, Hyphens: false), // Amazon
        new("ASIA", 16, Hyphens: false),
        new("AIza", 30, Hyphens: true), // Google
        new("ghp_", 30, Hyphens: false), // GitHub
        new("gho_", 30, Hyphens: false),
        new("ghu_", 30, Hyphens: false),
        new("ghs_", 30, Hyphens: false),
        new("ghr_", 30, Hyphens: false),
        new("github_pat_", 22, Hyphens: false),
        new("glpat-", 20, Hyphens: true), // GitLab
        new("hf_", 30, Hyphens: false), // Hugging Face
        new("gsk_", 30, Hyphens: false), // Groq
        new("xai-", 30, Hyphens: false), // xAI
        new("r8_", 30, Hyphens: false), // Replicate
        new("pplx-", 30, Hyphens: false), // Perplexity
        new("xoxb-", 20, Hyphens: true), // Slack
        new("xoxp-", 20, Hyphens: true),
        new("npm_", 30, Hyphens: false),
    ];

    /// <summary>Adds those in <paramref name="text"/>.</summary>
    public static void Find(ReadOnlySpan<byte> text, List<Finding> found)
    {
        foreach (var shape in Shapes)
        {
            FindKeys(text, shape, found);
        }

        FindTokens(text, found);
        FindPrivateKeys(text, found);
    }

    private static void FindKeys(ReadOnlySpan<byte> text, Shape shape, List<Finding> found)
    {
        for (var at = IndexOf(text, shape.Prefix, 0); at >= 0; at = IndexOf(text, shape.Prefix, at + 1))
        {
            var end = at + shape.Prefix.Length;
            while (end < text.Length && (TextEdge.IsWord(text[end]) || (shape.Hyphens && text[end] == '-')))
            {
                end++;
            }

            // sk-learn-pipeline-of-transformers is a name: keys hold digits, and no word is that long.
            var rest = text[(at + shape.Prefix.Length)..end];
            if (rest.Length >= shape.Least && TextEdge.IsBefore(text, at) && rest.ContainsAnyInRange((byte)'0', (byte)'9'))
            {
                found.Add(new(SensitiveKind.Secret, at, end));
            }
        }
    }

    // header.payload.signature in base64url; the first two are JSON objects and so begin with eyJ. An encrypted one has two more parts.
    private static void FindTokens(ReadOnlySpan<byte> text, List<Finding> found)
    {
        for (var at = IndexOf(text, "eyJ"u8, 0); at >= 0; at = IndexOf(text, "eyJ"u8, at + 1))
        {
            var (end, parts) = (at, 1);
            while (end < text.Length && (TextEdge.IsWord(text[end]) || text[end] is (byte)'-' or (byte)'='
                || (text[end] == '.' && end + 1 < text.Length && (TextEdge.IsWord(text[end + 1]) || text[end + 1] is (byte)'-' or (byte)'.'))))
            {
                parts += text[end++] == '.' ? 1 : 0;
            }

            if (parts >= 2 && end - at >= 30 && TextEdge.IsBefore(text, at))
            {
                found.Add(new(SensitiveKind.Secret, at, end));
                at = end - 1;
            }
        }
    }

    // Without its end the block goes on to the end of the text: it was cut.
    private static void FindPrivateKeys(ReadOnlySpan<byte> text, List<Finding> found)
    {
        for (var at = IndexOf(text, "-----BEGIN "u8, 0); at >= 0; at = IndexOf(text, "-----BEGIN "u8, at + 1))
        {
            var title = text[(at + 11)..Math.Min(text.Length, at + 60)];
            if (title.IndexOf("PRIVATE KEY"u8) is var named && (named < 0 || title.IndexOf("-----"u8) is >= 0 and var over && over < named))
            {
                continue;
            }

            var close = IndexOf(text, "-----END "u8, at + 11);
            var last = close < 0 ? -1 : IndexOf(text, "-----"u8, close + 9);
            var end = last < 0 ? text.Length : last + 5;
            found.Add(new(SensitiveKind.Secret, at, end));
            at = end - 1;
        }
    }

    private static int IndexOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> what, int from) =>
        from < text.Length && text[from..].IndexOf(what) is >= 0 and var at ? from + at : -1;

    // Least = signs after the prefix.
    private sealed record Shape(string Name, int Least, bool Hyphens)
    {
        public byte[] Prefix { get; } = Encoding.ASCII.GetBytes(Name);
    }
}
