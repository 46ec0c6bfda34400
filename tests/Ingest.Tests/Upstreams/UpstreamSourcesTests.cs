using Microsoft.Extensions.Logging.Abstractions;
using Observability.Domain;
using Observability.Domain.Upstreams;
using Observability.Ingest.Upstreams;

namespace Observability.Ingest.Tests.Upstreams;

public sealed class UpstreamSourcesTests
{
    private static readonly CredentialCipher Cipher = new(new(new byte[32]));
    private static readonly Guid Project = Guid.CreateVersion7();

    [Fact]
    public void Without_any_setting_the_builtin_upstreams_are_there() =>
        Assert.Equal(
            new UpstreamTarget("ollama", new("http://127.0.0.1:11434"), "ollama", AllowPrivate: true, Credential: null),
            Table([]).Find(Project, "ollama"));

    [Fact]
    public void A_stored_upstream_takes_the_place_of_a_builtin_one() =>
        Assert.Equal(
            new UpstreamTarget("openai", new("https://gateway.example.com/v1"), "openai", AllowPrivate: false, Credential: null),
            Table([Row("openai", "https://gateway.example.com/v1/")]).Find(Project, "openai"));

    [Fact]
    public void An_upstream_of_the_environment_takes_the_place_of_a_stored_one() =>
        Assert.Equal(
            new UpstreamTarget("openai", new("https://env.example.com/v1"), "openai", AllowPrivate: false, ("Authorization", new("Bearer sk-env"))),
            Table(
                [Row("openai", "https://gateway.example.com/v1")],
                new EnvironmentUpstream("openai", new("https://env.example.com/v1"), "openai", AllowPrivate: false, new("sk-env"))).Find(Project, "openai"));

    [Fact]
    public void A_projects_own_upstream_wins_over_the_environment()
    {
        var row = Row("openai", "https://own.example.com/v1");
        row.ProjectId = Project;
        var table = Table([row], new EnvironmentUpstream("openai", new("https://env.example.com/v1"), "openai", AllowPrivate: false, Credential: null));
        Assert.Equal("own.example.com", table.Find(Project, "openai")?.BaseUrl.Host);
        Assert.Equal("env.example.com", table.Find(Guid.CreateVersion7(), "openai")?.BaseUrl.Host);
    }

    [Theory]
    [InlineData("anthropic", "x-api-key", "sk-1")]
    [InlineData("azure", "api-key", "sk-1")]
    [InlineData("gemini", "x-goog-api-key", "sk-1")]
    [InlineData("openai", "Authorization", "Bearer sk-1")]
    public void A_stored_credential_goes_into_the_header_its_family_expects(string family, string header, string value)
    {
        var row = Row("x", "https://x.example.com");
        row.Format = family;
        row.Credential = Cipher.Seal(new("sk-1"), row.Id, new(row.BaseUrl));
        Assert.Equal((header, new Sensitive<string>(value)), Table([row]).Find(Project, "x")?.Credential);
    }

    [Fact]
    public void A_credential_whose_row_was_pointed_elsewhere_stays_closed()
    {
        var row = Row("x", "https://x.example.com/v1");
        row.Credential = Cipher.Seal(new("sk-1"), row.Id, new(row.BaseUrl));
        row.BaseUrl = "https://evil.example.com/v1";
        Assert.Equal(
            new UpstreamTarget("x", new("https://evil.example.com/v1"), "openai", AllowPrivate: false, Credential: null), Table([row]).Find(Project, "x"));
    }

    [Theory]
    [InlineData("sk-1\r\nX-Evil: 1")]
    [InlineData("sk 1")]
    [InlineData("sk-é")]
    public void A_credential_that_no_header_can_carry_is_not_used(string credential)
    {
        var row = Row("x", "https://x.example.com/v1");
        row.Credential = Cipher.Seal(new(credential), row.Id, new(row.BaseUrl));
        Assert.Null(Table([row]).Find(Project, "x")?.Credential);
    }

    [Theory]
    [InlineData("x", "ftp://x.example.com")]
    [InlineData("x", "https://user:secret@x.example.com")]
    [InlineData("metrics", "https://x.example.com")]
    public void A_row_that_could_not_have_been_saved_is_left_out(string name, string url)
    {
        var good = Row("good", "https://good.example.com");
        var table = Table([Row(name, url), good]);
        Assert.Null(table.Find(Project, name));
        Assert.NotNull(table.Find(Project, "good"));
    }

    private static UpstreamTable Table(Upstream[] rows, params EnvironmentUpstream[] environment)
    {
        var table = new UpstreamTable();
        table.Replace(new UpstreamSources(environment, Cipher, NullLogger<UpstreamSources>.Instance).Combine(rows));
        return table;
    }

    private static Upstream Row(string name, string url) =>
        new() { Id = Guid.CreateVersion7(), Name = name, BaseUrl = url, Format = "openai", Source = "dashboard" };
}
