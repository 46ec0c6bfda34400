using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Observability.Domain.Upstreams;
using Observability.Ingest.Upstreams;

namespace Observability.Ingest.Tests.Upstreams;

public sealed class OwnPortTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(5433)]
    public async Task Neither_this_host_nor_its_database_can_be_an_upstream(int? port)
    {
        var ct = TestContext.Current.CancellationToken;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(NpgsqlDataSource.Create("Host=127.0.0.1;Port=5433"));
        builder.Services.AddOutboundWall();
        await using var app = builder.Build();
        await app.StartAsync(ct);
        var own = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        var refusal = await Assert.ThrowsAsync<OutboundRefusedException>(
            () => app.Services.GetRequiredService<OutboundWall>().ConnectAsync(new DnsEndPoint("localhost", port ?? own), allowPrivate: true, ct));
        Assert.Contains("this program itself", refusal.Message, StringComparison.Ordinal);
    }
}
