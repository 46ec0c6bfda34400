using Observability.Domain.Tokens;

namespace Observability.Domain.Tests.Tokens;

public sealed class BytePairEncodingTests
{
    /// <summary>Texts with their counts in o200k_base and cl100k_base, as gpt-tokenizer 4.0.0 counts them.</summary>
    public static TheoryData<string, int, int> Counted => new()
    {
        { "The heron stood quite still at the edge of the pond, waiting; by ten o'clock it hadn't moved an inch. \"Isn't it bored?\" she'd asked.\n\nNobody knew.", 37, 39 },
        { "Überall am Rhein stünden Störche, schrieb er am 3. März 1897, doch niemand glaubt's ihm: Donaudampfschifffahrtsgesellschaft!", 37, 48 },
        { "池塘边站着三只苍鹭，它们一动不动地等待着鱼儿。人工智能模型把文字切成小块，每一块叫做一个记号。", 39, 65 },
        { "今日は天気がいいですね。カエルが池に飛び込む音がしました。", 21, 32 },
        { "وقف ثلاثة من طيور البلشون بين القصب، ولم يتحرك أحد منها.", 18, 43 },
        { "तीन बगुले सरकंडों में खड़े थे और कोई भी नहीं हिला।", 20, 52 },
        { "Три цапли стояли в камышах и ждали рыбу.", 17, 24 },
        { "🦆🐸👩\u200d👩\u200d👧\u200d👦 🇩🇪 👍🏽 family: 👨\u200d💻🧑🏿\u200d🚀 ❤\ufe0f\u200d🔥", 41, 61 },
        { "public static int Count(ReadOnlySpan<char> text) =>\n    text.Length == 0 ? 0 : text[0] switch { '\\n' => 1, _ => Count(text[1..]) + 1 };\n\t// done\r\n", 51, 51 },
        { "{\"id\":\"c1\",\"values\":[0.1,-2.5e-3,1234567890],\"nested\":{\"ok\":true,\"none\":null}}", 34, 34 },
        { "3.14159265358979 1,000,000 0xFF 2026-11-22T07:05:00Z 12345678901234567890", 39, 38 },
        { "   \n\n\n \t\t  a   b\r\n\r\n   c      ", 11, 11 },
        { "!!!???... ---===+++ ///\\\\\\ ((((((((([[[{{{ ''''\"\"\"\" ~~~`` @#$%^&*", 27, 26 },
        { "<|endoftext|><|im_start|>user\n<|fim_prefix|>", 20, 21 },
        { "I'M sure they'LL say WE'RE done, don't y'all? It'S o'clock's 'd 've", 25, 25 },
        { "\u0000\u0001\u007f \u200b\u202e\u202e Ṱ\u033a\u033a\u0315o\u035e \u0337i\u0332\u032c\u0347\u032a\u0359n\u031d\u0317\u0355v\u031f\u031c\u0318\u0326\u035fo\u0336\u0319\u0330\u0320kè\u035a\u032e\u033a\u032a\u0339\u0331\u0324 \u0316t\u031d\u0355\u0333\u0323\u033b\u032a\u035eh\u033c\u0353\u0332\u0326\u0333\u0318\u0332e\u0347\u0323\u0330\u0326\u032c\u034e ﷽ ｆｕｌｌｗｉｄｔｈ ᚠᛇᚻ ½ ² Ⅷ ١٢٣ 👩\u200d", 162, 172 },
        { new string('a', 100_000), 12500, 12500 },
        { new string('=', 5_000), 78, 79 },
        { new string(' ', 3_000) + "x", 25, 25 },
        { string.Concat(Enumerable.Repeat("THE HERON STOOD STILL", 20)), 120, 120 },
        { string.Concat(Enumerable.Repeat("苍鹭", 10_000)), 30000, 50000 },
    };

    [Theory, MemberData(nameof(Counted))]
    public void Tokens_are_counted_as_the_reference_counts_them(string text, int o200k, int cl100k) =>
        Assert.Equal((o200k, cl100k), (BytePairEncoding.O200k.Count(text), BytePairEncoding.Cl100k.Count(text)));

    [Fact]
    public void Nothing_has_no_tokens() => Assert.Equal(0, BytePairEncoding.O200k.Count(""));

    [Fact]
    public void Half_a_character_counts_as_one_that_is_damaged() =>
        Assert.Equal(BytePairEncoding.O200k.Count("a\uFFFDb"), BytePairEncoding.O200k.Count("a\ud83db"));

    [Fact]
    public void A_piece_without_end_is_counted_in_parts()
    {
        // A run of a letter is one token for each eight of it, in whatever parts it is counted.
        Assert.Equal(125_000, BytePairEncoding.O200k.Count(new string('a', 1_000_000)));
    }

    [Theory]
    [InlineData("A")]
    [InlineData(" ")]
    [InlineData("\u0301")]
    [InlineData("\n ")]
    [InlineData("aA")]
    [InlineData("'l")]
    [InlineData("/\\")]
    public void Ill_natured_text_takes_time_in_proportion_to_its_length(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, 200_000));
        var started = TimeProvider.System.GetTimestamp();
        Assert.True(BytePairEncoding.O200k.Count(text) + BytePairEncoding.Cl100k.Count(text) > 0);

        // A quadratic time would be minutes.
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(15));
    }
}
