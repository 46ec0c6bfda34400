using System.Text;
using Observability.Domain.Redaction;

namespace Observability.Domain.Tests.Redaction;

public sealed class DetectorTests
{
    public static TheoryData<string, string> Planted =>
    [
        .. Each("email", Secrets.Emails), .. Each("phone", Secrets.Phones), .. Each("iban", Secrets.Ibans),
        .. Each("card", Secrets.Cards), .. Each("ip", Secrets.Ips), .. Each("secret", Secrets.Keys),
    ];

    [Theory]
    [MemberData(nameof(Planted))]
    public void Each_is_found_whole_wherever_it_stands(string kind, string secret)
    {
        foreach (var place in new[] { "{0}", "Here: {0}.", "({0})", "\"{0}\"", "a, {0}, b", "<{0}>", "{0}\n", "联系{0}，谢谢", "**{0}**", "to={0};" })
        {
            var text = string.Format(null, place, secret);
            var found = Detectors.Find(Encoding.UTF8.GetBytes(text));
            Assert.True(found is [var one] && EnumNames.NameOf(one.Kind) == kind, $"{text}: {string.Join(' ', found)}");
            var left = Encoding.UTF8.GetString([.. Encoding.UTF8.GetBytes(text).Where((_, i) => i < found[0].Start || i >= found[0].End)]);
            Assert.Equal(place.Replace("{0}", "", StringComparison.Ordinal).Length, left.Length + (left.Contains('(', StringComparison.Ordinal) == place.Contains('(', StringComparison.Ordinal) ? 0 : 1));
        }
    }

    [Theory]
    [InlineData("2026-11-22T08:15:30.123456Z")]
    [InlineData("01-02-2024 10:30")]
    [InlineData("01/02/2024")]
    [InlineData("1736467200 1736467200123")]
    [InlineData("chatcmpl-9x8B4111111111111112")]
    [InlineData("01900000-0000-7000-8000-000000000001")]
    [InlineData("3.14159265358979 0.000012345678901234")]
    [InlineData("Mozilla/5.0 (X11) Chrome/120.0.0.0 Safari/537.36")]
    [InlineData("version 1.2.3.4 and v1.2.3.4")]
    [InlineData("127.0.0.1:8080 0.0.0.0 255.255.255.0")]
    [InlineData("std::vector a::b 12:30:45 ::1")]
    [InlineData("512 768 1024 2048 4096")]
    [InlineData("user@localhost @mention x@ a @ b")]
    [InlineData("sk-learn-pipeline-of-transformers")]
    [InlineData("req_0112233445566778899aabb")]
    [InlineData("4111 1111 1111 1112")]
    [InlineData("DE88370400440532013000")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----")]
    [InlineData("total 4294967296 bytes, 18446744073709551615 at most")]
    public void What_only_looks_like_it_is_left_alone(string text) => Assert.Empty(Detectors.Find(Encoding.UTF8.GetBytes(text)));

    private static IEnumerable<TheoryDataRow<string, string>> Each(string kind, IReadOnlyList<string> secrets) => secrets.Select(s => new TheoryDataRow<string, string>(kind, s));
}
