using System.Text;
using Observability.Dashboard.SignIn;

namespace Observability.Dashboard.Tests.Accounts;

public sealed class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    // Appendix B of RFC 6238, of whose eight digits ours are the last six.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long seconds, string code) =>
        Assert.Equal(code, Totp.CodeOf(Secret, Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds))));

    [Fact]
    public void A_code_counts_for_its_step_and_the_one_on_either_side()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_234_567_890);
        var step = Totp.StepAt(now);
        foreach (var near in new[] { step - 1, step, step + 1 })
        {
            Assert.Equal(near, Totp.StepOf(Secret, Totp.CodeOf(Secret, near), now));
        }

        Assert.Null(Totp.StepOf(Secret, Totp.CodeOf(Secret, step - 2), now));
        Assert.Null(Totp.StepOf(Secret, Totp.CodeOf(Secret, step + 2), now));
        Assert.Null(Totp.StepOf(Secret, "", now));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base_32_is_that_of_RFC_4648(string text, string spelled) => Assert.Equal(spelled, Totp.ToBase32(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void The_address_names_us_the_account_and_the_secret() =>
        Assert.Equal(
            "otpauth://totp/Observability:anna%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Observability",
            Totp.Address("anna@example.com", Secret));
}
