using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Observability.Domain;
using Observability.Domain.Keys;
using Observability.Ingest.Configuration;
using Observability.Testing;

namespace Observability.Ingest.Tests.Configuration;

public sealed class ConfigurationSnapshotTests : IDisposable
{
    private const string Key = "obs_w_test";
    private readonly string _folder = TestFolders.Create();
    private readonly ConfigurationSnapshot _snapshot;

    public ConfigurationSnapshotTests() =>
        _snapshot = new(
            Settings.From(new Dictionary<string, string> { ["OBSERVABILITY_DATA"] = _folder }), NullLogger<ConfigurationSnapshot>.Instance);

    private string FilePath => Path.Combine(_folder, "ingest", "configuration.snapshot");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_written_is_read_again()
    {
        var stored = Configuration();
        Assert.True(_snapshot.TryWrite(ConfigurationSnapshot.Encode(stored)));
        Assert.Equivalent(stored, _snapshot.Read(), strict: true);
    }

    [Fact]
    public void No_file_is_no_configuration() => Assert.Null(_snapshot.Read());

    [Fact]
    public void Equal_configurations_give_equal_bytes() =>
        Assert.Equal(ConfigurationSnapshot.Encode(Configuration()), ConfigurationSnapshot.Encode(Configuration()));

    [Fact]
    public void Damage_to_any_byte_is_found()
    {
        var bytes = ConfigurationSnapshot.Encode(Configuration());
        Assert.True(_snapshot.TryWrite(bytes));
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0x01;
            File.WriteAllBytes(FilePath, bytes);
            Assert.True(_snapshot.Read() is null, $"byte {i}");
            bytes[i] ^= 0x01;
        }

        File.WriteAllBytes(FilePath, bytes);
        Assert.NotNull(_snapshot.Read());
    }

    [Fact]
    public void A_file_cut_anywhere_is_no_configuration()
    {
        var bytes = ConfigurationSnapshot.Encode(Configuration());
        Assert.True(_snapshot.TryWrite(bytes));
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(FilePath, bytes[..length]);
            Assert.True(_snapshot.Read() is null, $"{length} bytes");
        }
    }

    [Theory]
    [InlineData("""{"Keys":[],"Upstreams":[],"Budgets":[]}""")]
    [InlineData("""{"Keys":[]}""")]
    [InlineData("""{"Keys":null,"Upstreams":[]}""")]
    [InlineData("null")]
    [InlineData("[]")]
    public void A_file_of_another_build_is_not_half_understood(string body)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        File.WriteAllText(FilePath, $"observability configuration 1 {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)))}\n{body}");
        Assert.Null(_snapshot.Read());
    }

    [Fact]
    public void A_file_from_before_there_were_prices_still_opens_the_door()
    {
        const string Body = """{"Keys":[],"Upstreams":[]}""";
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        File.WriteAllText(FilePath, $"observability configuration 1 {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Body)))}\n{Body}");
        Assert.Equivalent(StoredConfiguration.Empty, _snapshot.Read(), strict: true);
    }

    [Fact]
    public void Only_the_owner_can_read_it_and_a_new_one_replaces_it()
    {
        Assert.True(_snapshot.TryWrite(ConfigurationSnapshot.Encode(StoredConfiguration.Empty)));
        Assert.True(_snapshot.TryWrite(ConfigurationSnapshot.Encode(Configuration())));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        Assert.Equal([FilePath], Directory.GetFiles(Path.GetDirectoryName(FilePath)!));
        Assert.NotEmpty(_snapshot.Read()!.Keys);
    }

    [Fact]
    public void It_holds_neither_keys_nor_open_credentials()
    {
        var text = Encoding.UTF8.GetString(ConfigurationSnapshot.Encode(Configuration()));
        Assert.Contains(Convert.ToBase64String(KeyText.DigestOf(Key))[..20], text, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, text, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-canary", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_no_reason_to_stop()
    {
        File.WriteAllText(Path.Combine(_folder, "ingest"), "in the way");
        Assert.False(_snapshot.TryWrite(ConfigurationSnapshot.Encode(Configuration())));
        Assert.Null(_snapshot.Read());
    }

    private static StoredConfiguration Configuration()
    {
        var (project, upstream) = (new Guid(1, 2, 3, new byte[8]), new Guid(4, 5, 6, new byte[8]));
        var time = new DateTimeOffset(2026, 11, 22, 4, 5, 6, TimeSpan.Zero);
        return new(
            [
                new(KeyText.DigestOf(Key), new(new Guid(7, 8, 9, new byte[8]), project, KeyKind.Write, "openai", null, null)),
                new(KeyText.DigestOf("other"), new(new Guid(7, 8, 10, new byte[8]), project, KeyKind.Admin, "openai", time, time.AddTicks(10))),
            ],
            [
                new()
                {
                    Id = upstream, ProjectId = project, Name = "mine", BaseUrl = "https://mine.example.com/v1", Format = "openai",
                    Credential = [1, 2, 3], CredentialHint = "nary", AllowPrivate = true, Source = "dashboard", UpdatedAt = time,
                },
                new() { Id = project, Name = "all", BaseUrl = "https://all.example.com", Format = "ollama", UpdatedAt = time },
            ])
        {
            Prices = [new() { Id = upstream, ProjectId = project, Upstream = "mine", Model = "m*", StartsAt = time, Rates = """{"input": 0.000001}""", CreatedAt = time, CreatedBy = "anna" }],
            Terms = [new() { Id = upstream, ProjectId = project, Upstream = "all", Provider = "openai", Factor = 0.85m, UpdatedAt = time, UpdatedBy = "anna" }],
        };
    }
}
