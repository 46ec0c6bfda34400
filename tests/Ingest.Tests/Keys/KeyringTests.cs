using FsCheck;
using FsCheck.Fluent;
using Observability.Domain.Keys;
using Observability.Ingest.Keys;

namespace Observability.Ingest.Tests.Keys;

public sealed class KeyringTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_known_key_is_found_by_its_text()
    {
        var text = KeyText.Generate(KeyKind.Write).Value;
        var key = Known();
        Assert.Same(key, Ring((text, key)).Find(text));
    }

    [Fact]
    public void A_key_nobody_made_is_not_found() =>
        Assert.Null(Ring((KeyText.Generate(KeyKind.Write).Value, Known())).Find(KeyText.Generate(KeyKind.Write).Value));

    [Fact]
    public void Two_keys_that_differ_in_one_character_are_two_keys()
    {
        // The digests differ in their last byte only: a comparison of less than all of it would mix them up.
        var text = KeyText.Generate(KeyKind.Write).Value;
        var other = KeyText.DigestOf(text);
        other[^1] ^= 1;
        var ring = new Keyring();
        ring.Replace([(other, Known())]);
        Assert.Null(ring.Find(text));
    }

    [Fact]
    public void A_typing_error_anywhere_is_no_key()
    {
        var text = KeyText.Generate(KeyKind.Write).Value;
        var ring = Ring((text, Known()));
        for (var i = 0; i < text.Length; i++)
        {
            foreach (var wrong in "aZ0_-é\0")
            {
                var typed = text[..i] + wrong + text[(i + 1)..];
                Assert.True(typed == text || ring.Find(typed) is null, $"found with '{wrong}' at {i}");
            }
        }
    }

    [Fact]
    public void Text_from_strangers_is_no_key() =>
        Prop.ForAll<string>(text => Ring((KeyText.Generate(KeyKind.Write).Value, Known())).Find(text) is null).QuickCheckThrowOnFailure();

    [Fact]
    public void The_text_may_stand_inside_a_longer_one()
    {
        var text = KeyText.Generate(KeyKind.Read).Value;
        var target = $"/v1/{text}/chat/completions";
        Assert.NotNull(Ring((text, Known())).Find(target.AsSpan(4, KeyText.Length)));
    }

    [Fact]
    public void Keys_are_replaced_all_at_once()
    {
        var (first, second) = (KeyText.Generate(KeyKind.Write).Value, KeyText.Generate(KeyKind.Write).Value);
        var ring = Ring((first, Known()));
        ring.Replace([(KeyText.DigestOf(second), Known())]);
        Assert.Equal((null, true, 1), (ring.Find(first), ring.Find(second) is not null, ring.Count));
    }

    [Fact]
    public void A_digest_of_another_length_is_refused() =>
        Assert.Throws<ArgumentException>(() => new Keyring().Replace([(new byte[31], Known())]));

    [Fact]
    public void A_key_is_valid_until_the_moment_it_expires()
    {
        var key = Known() with { ExpiresAt = Now };
        Assert.Equal(
            (KeyStanding.Valid, KeyStanding.Expired, KeyStanding.Valid),
            (key.StandingAt(Now.AddTicks(-1)), key.StandingAt(Now), Known().StandingAt(Now)));
    }

    [Fact]
    public void A_revoked_key_is_revoked_whatever_the_clock_says()
    {
        var key = Known() with { RevokedAt = Now, ExpiresAt = Now.AddDays(1) };
        Assert.Equal((KeyStanding.Revoked, false), (key.StandingAt(Now.AddHours(-1)), key.Admits(Now)));
    }

    private static Keyring Ring(params (string Text, KnownKey Key)[] keys)
    {
        var ring = new Keyring();
        ring.Replace([.. keys.Select(k => (KeyText.DigestOf(k.Text), k.Key))]);
        return ring;
    }

    private static KnownKey Known() => new(Guid.CreateVersion7(), Guid.CreateVersion7(), KeyKind.Write, "openai", null, null);
}
