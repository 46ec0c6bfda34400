using Microsoft.Extensions.Options;
using Observability.Domain;
using Observability.Domain.Upstreams;
using Observability.Ingest.Keys;
using Observability.Ingest.Proxy;
using Observability.Ingest.Spool;
using Observability.Ingest.Upstreams;

// Read once, when the first socket is made: see ProxySetup.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

try
{
    var settings = Settings.FromEnvironment();
    var builder = WebApplication.CreateSlimBuilder(args);
    builder.Services.AddProxy(settings);
    builder.Services.AddSingleton<Keyring>();
    builder.Services.AddSingleton<UpstreamTable>();
    builder.Services.AddSingleton<Spool>();
    builder.Services.AddSingleton(new OutboundWall(() => []));
    var app = builder.Build();
    app.UseProxy();
    app.MapGet("/healthz", () => "ok");
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (e is SettingException or OptionsValidationException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
