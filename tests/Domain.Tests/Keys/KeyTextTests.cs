using System.Text;
using System.Text.RegularExpressions;
using Observability.Domain.Keys;

namespace Observability.Domain.Tests.Keys;

public sealed class KeyTextTests
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    [Fact]
    public void A_thousand_keys_are_well_formed_and_all_different()
    {
        var texts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var kind in Enumerable.Range(0, 1_000).Select(i => (KeyKind)(i % 3)))
        {
            var text = KeyText.Generate(kind).Value;
            Assert.True(texts.Add(text));
            Assert.Matches(new Regex("^obs_[wra]_[0-9A-Za-z]{49}$"), text);
            Assert.True(KeyText.TryParse(text, out var parsed));
            Assert.Equal((kind, KeyText.Length), (parsed, text.Length));
        }
    }

    [Fact]
    public void Every_change_of_a_single_character_is_refused()
    {
        for (var i = 0; i < 1_000; i++)
        {
            var text = KeyText.Generate((KeyKind)(i % 3)).Value;
            var changed = text.ToCharArray();
            for (var at = 0; at < text.Length; at++)
            {
                // One key in full, the others with one other character in each place.
                foreach (var c in i == 0 ? Alphabet + "-_ é\0" : Alphabet.Substring((i * 7 + at) % 62, 1))
                {
                    changed[at] = c;
                    Assert.True(c == text[at] || !KeyText.TryParse(new(changed), out _), $"{new string(changed)} at {at}");
                }

                changed[at] = text[at];
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("obs_w_")]
    [InlineData("sk-abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz123")]
    public void What_is_no_key_is_refused(string? text) => Assert.False(KeyText.TryParse(text, out _));

    [Fact]
    public void A_key_with_something_before_or_after_it_is_refused()
    {
        var text = KeyText.Generate(KeyKind.Write).Value;
        Assert.False(KeyText.TryParse(" " + text, out _));
        Assert.False(KeyText.TryParse(text + "\n", out _));
        Assert.False(KeyText.TryParse(text[..^1], out _));
    }

    [Fact]
    public void The_checksum_is_the_CRC_32_that_zip_and_secret_scanners_use()
    {
        // "123456789" has the well-known check value 0xCBF43926; the same code must have made the key's last six digits.
        Assert.Equal(0xCBF43926u, Crc32("123456789"));
        var text = KeyText.Generate(KeyKind.Admin).Value;
        var value = text[^6..].Aggregate(0ul, (sum, c) => (sum * 62) + (ulong)Alphabet.IndexOf(c, StringComparison.Ordinal));
        Assert.Equal(Crc32(text[..^6]), value);
    }

    [Fact]
    public void The_hint_shows_four_characters_and_the_digest_is_SHA_256()
    {
        var text = KeyText.Generate(KeyKind.Read).Value;
        Assert.Equal(text[..10], KeyText.HintOf(text));
        Assert.Equal(32, KeyText.DigestOf(text).Length);
        Assert.Equal("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD", Convert.ToHexString(KeyText.DigestOf("abc")));
        Assert.Equal("[redacted]", KeyText.Generate(KeyKind.Read).ToString());
    }

    // The polynomial division, bit by bit from the top: another way than the product's.
    private static ulong Crc32(string text)
    {
        ulong remainder = 0xFFFFFFFF;
        foreach (var b in Encoding.ASCII.GetBytes(text))
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var top = ((remainder >> 31) & 1) ^ ((ulong)(b >> bit) & 1);
                remainder = (remainder << 1) & 0xFFFFFFFF;
                remainder ^= top == 1 ? 0x04C11DB7ul : 0;
            }
        }

        ulong reversed = 0;
        for (var bit = 0; bit < 32; bit++)
        {
            reversed |= ((remainder >> bit) & 1) << (31 - bit);
        }

        return reversed ^ 0xFFFFFFFF;
    }
}
