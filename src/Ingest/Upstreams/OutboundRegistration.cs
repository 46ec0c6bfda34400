using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Npgsql;
using Observability.Domain.Upstreams;

namespace Observability.Ingest.Upstreams;

/// <summary>Registers the wall in front of the way out.</summary>
public static class OutboundRegistration
{
    /// <summary>Adds the <see cref="OutboundWall"/>; what this host listens on and PostgreSQL's port on this machine are no upstreams.</summary>
    public static IServiceCollection AddOutboundWall(this IServiceCollection services) =>
        services.AddSingleton(di => new OutboundWall(() => OwnPorts(di)));

    // Asked at each new connection to an upstream: a handful of short strings.
    private static List<int> OwnPorts(IServiceProvider di) =>
    [
        .. di.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.Select(a => BindingAddress.Parse(a).Port) ?? [],
        new NpgsqlConnectionStringBuilder(di.GetRequiredService<NpgsqlDataSource>().ConnectionString).Port,
    ];
}
