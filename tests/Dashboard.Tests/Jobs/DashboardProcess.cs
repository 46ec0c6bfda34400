using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Jobs;

/// <summary>The built dashboard as a process of its own, to be killed.</summary>
internal sealed class DashboardProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private DashboardProcess(Process process, string folder) => (_process, _folder) = (process, folder);

    /// <summary>Starts one; it does not run jobs yet when this returns.</summary>
    public static DashboardProcess Start(TestDatabase database, string masterKey)
    {
        var folder = TestFolders.Create();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Observability.Dashboard.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
            Environment =
            {
                ["DATABASE_URL"] = database.ConnectionString,
                ["OBSERVABILITY_DATA"] = folder,
                ["OBSERVABILITY_MASTER_KEY"] = masterKey,
                ["OBSERVABILITY_DASHBOARD_PORT"] = FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["OBSERVABILITY_ADMIN_PASSWORD"] = DashboardHost.Password,
                ["OBSERVABILITY_ADMIN_EMAIL"] = DashboardHost.Email,
                ["Jobs__CheckinSeconds"] = "1",
            },
        };
        var process = Process.Start(start)!;
        // Nobody reads what it says; a full pipe would stop it.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new(process, folder);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        _process.Kill();
        await _process.WaitForExitAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync(CancellationToken.None);
        }

        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
