using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Observability.Dashboard.CopyAs;

namespace Observability.Dashboard.Tests.CopyAs;

/// <summary>What a literal means is the text it was made of; the reader of it is written here, from the languages' own rules.</summary>
public sealed class CodeLiteralTests
{
    private static readonly CodeDialect[] Dialects = Enum.GetValues<CodeDialect>();

    private static readonly Arbitrary<string> Texts = Gen.OneOf(
            Gen.Choose(0, 0xFFFF).Select(u => ((char)u).ToString()),
            Gen.Elements("\"", "\\", "\n", "\r", "'", "`", "${x}", "{{y}}", "#{z}", "\u2028", "\u202E", "\0", "\ud83d", "\ude00", "😀", "\U000E0041", "</script>", "\"\"\"", "\\u0041", "日本", "\u001b[31m"))
        .ArrayOf().Select(string.Concat).ToArbitrary();

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void Any_text_means_itself_in_every_language() => Prop.ForAll(Texts, text => Dialects.All(d => Meaning(CodeLiteral.Of(text, d), d) == text)).QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_in_a_literal_is_hidden_or_ends_its_line() =>
        Prop.ForAll(Texts, text => Dialects.All(d => !CodeLiteral.Of(text, d).EnumerateRunes().Any(r =>
            Rune.IsControl(r) || r.Value is 0x2028 or 0x2029 or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or (>= 0xE0000 and <= 0xE007F)))).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_JSON_printed_as_JSON_is_the_same_JSON()
    {
        // Whole characters: halves are for literals alone, JSON's own reader refuses them.
        Prop.ForAll(Texts, text =>
        {
            var whole = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            var json = JsonSerializer.Serialize(new Dictionary<string, object?>(StringComparer.Ordinal) { [whole] = new object?[] { whole, 1.5, true, null, new { a = whole } } },
                whole.Length % 2 == 0 ? JsonSerializerOptions.Default : Relaxed);
            using var read = JsonDocument.Parse(json);
            return new[] { CodeDialect.Json, CodeDialect.Http }.All(d => JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(CodeLiteral.Of(read.RootElement, d, 0))));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Numbers_are_printed_as_they_were_written_and_words_as_Python_spells_them()
    {
        using var json = JsonDocument.Parse("""[12345678901234567890123, 1e400, -0.0, true, false, null, {}]""");

        Assert.Equal("[\n  12345678901234567890123,\n  1e400,\n  -0.0,\n  True,\n  False,\n  None,\n  {}\n]", CodeLiteral.Of(json.RootElement, CodeDialect.Python, 0));
    }

    [Fact]
    public void Half_a_character_in_a_body_stays_half_a_character()
    {
        using var json = JsonDocument.Parse("""["cut \ud83d"]""");

        Assert.Equal("[\n  \"cut \\ud83d\"\n]", CodeLiteral.Of(json.RootElement, CodeDialect.JavaScript, 0));
    }

    // The escapes that all of these languages share; of \U Python and C# only.
    private static string Meaning(string literal, CodeDialect dialect)
    {
        var text = new StringBuilder();
        for (var i = 1; i < literal.Length - 1; i++)
        {
            if (literal[i] == '"')
            {
                return "ended early";
            }

            if (literal[i] != '\\')
            {
                text.Append(literal[i]);
                continue;
            }

            i++;
            switch (literal[i])
            {
                case 'n': text.Append('\n'); break;
                case 'r': text.Append('\r'); break;
                case 't': text.Append('\t'); break;
                case '"' or '\\': text.Append(literal[i]); break;
                case 'u': text.Append((char)int.Parse(literal.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture)); i += 4; break;
                case 'U' when dialect == CodeDialect.Python: text.Append(char.ConvertFromUtf32(int.Parse(literal.AsSpan(i + 1, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture))); i += 8; break;
                default: return $"no escape: {literal[i]}";
            }
        }

        return text.ToString();
    }
}
