using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Observability.Dashboard.Api;
using Observability.Domain;
using Observability.Domain.Keys;

namespace Observability.Dashboard.Tests;

/// <summary>Somebody tries keys at the API. The database of these tests is nowhere: whoever asks it fails.</summary>
[Trait("Fault", "F-54")]
public sealed class KeyFloodTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_whose_checksum_is_wrong_and_write_keys_are_refused_without_asking_the_database()
    {
        await using var services = new ServiceCollection()
            .AddKeyedScoped(PastTheWallAttribute.Services, (_, _) => new ObservabilityDb(
                new DbContextOptionsBuilder<ObservabilityDb>().UseNpgsql("Host=127.0.0.1;Port=1;Database=none;Timeout=1").Options))
            .BuildServiceProvider();
        using var keys = new KeyLookup(services.GetRequiredService<IServiceScopeFactory>(), TimeProvider.System);
        for (var i = 0; i < 10_000; i++)
        {
            var key = KeyText.Generate(i % 2 == 0 ? KeyKind.Read : KeyKind.Admin).Value;
            Assert.Null(await keys.FindAsync(key[..^1] + (key[^1] == 'x' ? 'y' : 'x'), Ct));
            Assert.Null(await keys.FindAsync(KeyText.Generate(KeyKind.Write).Value, Ct));
        }

        // A whole one is looked for: here in vain.
        var failure = await Record.ExceptionAsync(() => keys.FindAsync(KeyText.Generate(KeyKind.Read).Value, Ct));
        Assert.True(failure is NpgsqlException or InvalidOperationException { InnerException: NpgsqlException }, failure?.ToString());
    }
}
