using System.Globalization;
using System.Text.Json;
using Observability.Testing.FakeProvider;

namespace Observability.EndToEnd.Tests.Faults;

/// <summary>A chat to send: what the provider makes of it depends on the model's name.</summary>
/// <param name="Model">See <see cref="Behaviour.OfModel"/>.</param>
/// <param name="Tokens">Length of the answer.</param>
/// <param name="Padding">Characters added to the prompt.</param>
internal sealed record Question(string Model, int Tokens, int Padding)
{
    /// <summary>Answered at once.</summary>
    public static Question Short { get; } = new("gpt-4o", 12, 0);

    /// <summary>Answered for a good second.</summary>
    public static Question Slow { get; } = new("slow", 20, 0);

    /// <summary>The body of the request, another one for each nonce.</summary>
    public byte[] ToBody(string nonce) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        model = Model,
        stream = true,
        max_tokens = Tokens,
        messages = (object[])[new { role = "user", content = string.Create(CultureInfo.InvariantCulture, $"How deep is the sea? {nonce} {new string('~', Padding)}") }],
    });
}
