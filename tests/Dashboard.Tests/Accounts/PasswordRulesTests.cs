using Observability.Dashboard.SignIn;

namespace Observability.Dashboard.Tests.Accounts;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("password1234")]
    [InlineData("Password2024!")]
    [InlineData("P4$$w0rd12345")]
    [InlineData("passwordpassword")]
    [InlineData("qwertyuiop123")]
    [InlineData("123456789012")]
    [InlineData("1q2w3e4r5t6y")]
    [InlineData("abcdefghijkl")]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData("iloveyou1314520")]
    [InlineData("administrator")]
    [InlineData("Observability2026")]
    [InlineData("letmein!letmein!")]
    [InlineData("correcthorsebatterystaple")]
    [InlineData("anna.example.com")]
    [InlineData("ContraseñaContraseña")]
    public void What_everybody_tries_first_is_not_taken(string password) =>
        Assert.Equal(PasswordFault.Common, PasswordRules.Refuse(password, "anna@example.com"));

    [Theory]
    [InlineData("correct horse battery")]
    [InlineData("zwölf gelbe Tassen")]
    [InlineData("k3v9-2xqp-77hw")]
    [InlineData("839201740382")]
    [InlineData("我喜欢在早晨喝绿茶和看书")]
    [InlineData("        x y z w v")]
    [InlineData("pbkdf2 is my friend")]
    public void What_is_ones_own_is_taken_whatever_characters_it_has(string password) => Assert.Null(PasswordRules.Refuse(password, "anna@example.com"));

    [Fact]
    public void Twelve_characters_are_enough_and_256_are_not_too_many()
    {
        Assert.Equal(PasswordFault.TooShort, PasswordRules.Refuse("k3v9-2xqp-7", "anna@example.com"));
        Assert.Null(PasswordRules.Refuse("k3v9-2xqp-77", "anna@example.com"));
        Assert.Null(PasswordRules.Refuse(string.Concat(Enumerable.Repeat("k3v9-2xqp-77hw!z", 16)), "anna@example.com"));
        Assert.Equal(PasswordFault.TooLong, PasswordRules.Refuse(new string('k', 257), "anna@example.com"));
    }

    [Fact]
    public void Passwords_made_for_the_first_account_are_taken()
    {
        for (var i = 0; i < 1_000; i++)
        {
            Assert.Null(PasswordRules.Refuse(System.Security.Cryptography.RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 20), "admin@localhost"));
        }
    }
}
