using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Observability.Domain.Exchanges;
using Observability.Ingest.Proxy;

namespace Observability.Ingest.Tests.Proxy;

public sealed class OpenWebUITokensTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly TokenIdentity Jose = new(
        IdentitySource.Jwt, "0b1c7c1e-1111-4222-8333-444455556666", "jose@example.com", "José 李", "admin");

    private static string Good => Tokens.For(Now.AddMinutes(5));

    [Fact]
    public void A_good_token_names_whom_it_was_made_for() => Assert.Equal(Jose, OpenWebUITokens.Parse(Tokens.Secret).Read(Good, Now));

    [Fact]
    public void Without_a_secret_the_same_is_taken_and_marked_unverified() =>
        Assert.Equal(Jose with { Source = IdentitySource.JwtUnverified }, OpenWebUITokens.Parse(null).Read(Good, Now));

    [Theory]
    [InlineData(0, true)]
    [InlineData(-59, true)]
    [InlineData(-60, false)]
    [InlineData(-86400, false)]
    public void It_is_good_until_a_minute_after_its_end(int secondsLeft, bool isGood)
    {
        foreach (var tokens in (OpenWebUITokens[])[OpenWebUITokens.Parse(Tokens.Secret), OpenWebUITokens.Parse("")])
        {
            Assert.Equal(isGood, tokens.Read(Tokens.For(Now.AddSeconds(secondsLeft)), Now) != TokenIdentity.Rejected);
        }
    }

    [Fact]
    public void Two_secrets_hold_while_one_takes_the_place_of_the_other()
    {
        Assert.Equal(Jose, OpenWebUITokens.Parse($"the next one\n{Tokens.Secret}\r\n").Read(Good, Now));
        Assert.Equal(TokenIdentity.Rejected, OpenWebUITokens.Parse("the next one, and a comma\n").Read(Good, Now));
    }

    [Fact]
    public void A_token_that_only_says_who_by_id_is_enough() =>
        Assert.Equal(
            Jose with { Email = null, Name = null, Role = null },
            OpenWebUITokens.Parse(Tokens.Secret).Read(
                Tokens.Sign(new { sub = Jose.Id, email = " ", name = 7, exp = Now.AddMinutes(5).ToUnixTimeSeconds() + 0.5 }), Now));

    public static TheoryData<string, string> Bad()
    {
        var exp = Now.AddMinutes(5).ToUnixTimeSeconds();
        var claims = JsonSerializer.Serialize(Tokens.With(Tokens.Jose, ("exp", exp)));
        var parts = Good.Split('.');
        const string Hs256 = """{"alg":"HS256","typ":"JWT"}""";
        return new TheoryData<string, string>
        {
            { "signed with another secret", Tokens.Sign(Hs256, claims, "guess") },
            { "without a signature", $"{parts[0]}.{parts[1]}." },
            { "with half a signature", Good[..^20] },
            { "with the claims of another", $"{parts[0]}.{Tokens.Encode(claims.Replace("jose", "root", StringComparison.Ordinal))}.{parts[2]}" },
            { "alg none", $"{Tokens.Encode("""{"alg":"none"}""")}.{parts[1]}." },
            { "alg none, signed", Tokens.Sign("""{"alg":"none"}""", claims, Tokens.Secret) },
            { "alg hs256 in small letters", Tokens.Sign("""{"alg":"hs256"}""", claims, Tokens.Secret) },
            { "alg HS512", Tokens.Sign("""{"alg":"HS512"}""", claims, Tokens.Secret) },
            { "no alg", Tokens.Sign("""{"typ":"JWT"}""", claims, Tokens.Secret) },
            { "a list for a head", Tokens.Sign("[]", claims, Tokens.Secret) },
            { "no time", Tokens.Sign(Tokens.Jose) },
            { "time in words", Tokens.Sign(Tokens.With(Tokens.Jose, ("exp", "tomorrow"))) },
            { "time beyond numbers", Tokens.Sign(Hs256, $$"""{"sub":"a","exp":-1e999}""", Tokens.Secret) },
            { "nobody", Tokens.Sign(new { exp }) },
            { "claims that are no object", Tokens.Sign(new[] { exp }) },
            { "half a character", Tokens.Sign(Hs256, $$"""{"sub":"a \ud83d","exp":{{exp}}}""", Tokens.Secret) },
            { "no JSON", Tokens.Sign(Hs256, "{", Tokens.Secret) },
            { "no base64", "a.b!.c" },
            { "two parts", $"{parts[0]}.{parts[1]}" },
            { "four parts", Good + ".x" },
            { "too long", Tokens.Sign(Tokens.With(Tokens.Jose, ("exp", exp), ("pad", new string('x', OpenWebUITokens.MaxLength)))) },
            { "nothing", "" },
        };
    }

    [Theory, MemberData(nameof(Bad))]
    public void A_token_that_is_not_as_it_should_be_names_nobody(string why, string token) =>
        Assert.True(OpenWebUITokens.Parse(Tokens.Secret).Read(token, Now) == TokenIdentity.Rejected, why);

    [Fact]
    public void No_token_makes_it_throw()
    {
        var part = Gen.OneOf(
            ArbMap.Default.GeneratorFor<string>().Select(s => s ?? ""),
            ArbMap.Default.GeneratorFor<string>().Select(s => Tokens.Encode(s ?? "")),
            Gen.Elements(Good.Split('.')));
        var tokens = OpenWebUITokens.Parse(null);
        Prop.ForAll(part.ArrayOf().Select(parts => string.Join('.', parts)).ToArbitrary(), token =>
            tokens.Read(token, Now).Source is IdentitySource.JwtRejected or IdentitySource.JwtUnverified).QuickCheckThrowOnFailure();
    }
}
