namespace Observability.Domain.Tests.Redaction;

/// <summary>Planted by tests: made up, of every shape that docs/redaction.md names. None is anybody's.</summary>
internal static class Secrets
{
    public static IReadOnlyList<string> Emails { get; } =
    [
        "jane@example.org", "jane.doe+news@mail.example.co.uk", "j_d-1@sub.example.com", "JANE@EXAMPLE.ORG", "o'brien@example.ie", "josé@example.es", "k@xn--bcher-kva.example", "a@b.co", "123456@qq.com", "иван@пример.рф",
    ];

    public static IReadOnlyList<string> Phones { get; } =
    [
        "+49 30 1234567", "+1 (415) 555-2671", "+14155552671", "(415) 555-2671", "415-555-2671", "415.555.2671", "1-415-555-2671", "030/1234567", "0171 1234567", "06 12 34 56 78", "020 7946 0958",
        "+33 6 12 34 56 78", "+34 612 345 678", "+86 138 1234 5678", "13812345678", "138-1234-5678", "+44 20 7946 0958", "+420 601 123 456", "+49 (0)30 1234567", "02.12.34.56.78",
    ];

    public static IReadOnlyList<string> Ibans { get; } =
    [
        "DE89370400440532013000", "DE89 3704 0044 0532 0130 00", "GB82WEST12345698765432", "GB82 WEST 1234 5698 7654 32", "ES9121000418450200051332", "FR1420041010050500013M02606", "NL91ABNA0417164300", "CH9300762011623852957", "NO9386011117947", "MT84MALT011000012345MTLCAST001S",
    ];

    public static IReadOnlyList<string> Cards { get; } =
    [
        "4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "5500005555555559", "5500 0055 5555 5559", "378282246310005", "3782 822463 10005", "6011111111111117", "3530111333300000", "30569309025904", "2223003122003222", "6240008631401148",
    ];

    public static IReadOnlyList<string> Ips { get; } =
    [
        "192.168.3.4", "8.8.8.8", "203.0.113.77", "10.1.2.3", "2001:db8::8a2e:370:7334", "2001:0db8:85a3:0000:0000:8a2e:0370:7334", "fe80::1ff:fe23:4567:890a", "2a00:1450:4001:81b::200e",
    ];

    public static IReadOnlyList<string> Keys { get; } =
    [
        "sk-proj-abcDEF0123456789abcDEF0123456789", "sk-ant-api03-Zz9yXx8wVv7uTt6s_Rr5q-Pp4o", "sk-or-v1-0123456789abcdef0123456789abcdef", "AKIAIOSFODNN7EXAMPLE", "ghp_0123456789abcdefghijABCDEFGHIJ012345",
        "github_pat_11ABCDEFG0abcdefghijkl_mnop", "hf_abcdefghijklmnopqrstuvwxyz01234567", "AIzaSyA0123456789abcdefghijklmnopqrstuv", "glpat-0123456789abcdefghij", "gsk_0123456789abcdefghij0123456789",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
        "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQC7\n-----END PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----",
    ];

    public static IReadOnlyList<string> All { get; } = [.. Emails, .. Phones, .. Ibans, .. Cards, .. Ips, .. Keys];
}
