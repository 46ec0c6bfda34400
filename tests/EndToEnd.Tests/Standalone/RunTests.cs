using System.Net;
using System.Net.Sockets;
using Observability.Standalone.Processes;
using Observability.Testing;

namespace Observability.EndToEnd.Tests.Standalone;

public sealed class RunTests : IDisposable
{
    private readonly string _folder = TestFolders.Create();

    private string Data => Path.Combine(_folder, "data");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Only_the_first_start_shows_the_first_account_and_keys_and_always_before_it_is_ready()
    {
        await using (var cold = RunProcess.Start(Data))
        {
            var ready = await cold.WaitUntilReadyAsync(Ct);
            Assert.Equal($"READY ingest={Plain(cold.Ingest)} dashboard={Plain(cold.Dashboard)}", ready);
            var forScripts = cold.Lines.Where(line => !line.Contains(" | ", StringComparison.Ordinal)).ToList();
            Assert.Equal(3, forScripts.Count);
            Assert.Matches("^ADMIN email=\\S+ password=\\S+$", forScripts[0]);
            Assert.Matches("^KEY write=obs_w_[0-9A-Za-z]{49} read=obs_r_[0-9A-Za-z]{49} admin=obs_a_[0-9A-Za-z]{49}$", forScripts[1]);
            Assert.Equal(0, await cold.StopAsync(Ct));
        }

        await using var warm = RunProcess.Start(Data);
        var readyAgain = await warm.WaitUntilReadyAsync(Ct);
        Assert.Equal([readyAgain], warm.Lines.Where(line => !line.Contains(" | ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task After_kill_9_nothing_is_left_and_the_next_start_works_on_the_same_ports_and_folder()
    {
        await using var killed = RunProcess.Start(Data);
        await killed.WaitUntilReadyAsync(Ct);
        int[] children = [killed.Host("Ingest")!.Value, killed.Host("Dashboard")!.Value, killed.Postgres()!.Value];

        UnixCall.Signal(killed.Id, UnixCall.SigKill);
        await killed.WaitForExitAsync(Ct);
        await Eventually.HoldsAsync(() => !children.Any(IsRunning), TimeSpan.FromSeconds(30), "PostgreSQL and the hosts are gone", Ct);

        await using var next = RunProcess.Start(Data, "--ingest-port", $"{killed.Ingest.Port}", "--dashboard-port", $"{killed.Dashboard.Port}");
        await next.WaitUntilReadyAsync(Ct);
    }

    [Fact]
    public async Task Told_to_stop_it_stops_everything_and_exits_with_0()
    {
        await using var run = RunProcess.Start(Data);
        await run.WaitUntilReadyAsync(Ct);
        int[] children = [run.Host("Ingest")!.Value, run.Host("Dashboard")!.Value, run.Postgres()!.Value];

        Assert.Equal(0, await run.StopAsync(Ct));

        Assert.DoesNotContain(children, IsRunning);
        Assert.False(File.Exists(Path.Combine(Data, "postgres", "data", "postmaster.pid")));
    }

    [Fact]
    public async Task Hosts_and_database_that_die_are_started_again()
    {
        await using var run = RunProcess.Start(Data);
        await run.WaitUntilReadyAsync(Ct);

        foreach (var (name, child) in ((string, Func<int?>)[])[("ingest", () => run.Host("Ingest")), ("dashboard", () => run.Host("Dashboard")), ("postgres", run.Postgres)])
        {
            var before = child()!.Value;
            UnixCall.Signal(before, UnixCall.SigKill);
            await run.WaitForLineAsync($"run | {name} ended", Ct);
            await Eventually.HoldsAsync(() => child() is { } now && now != before, RunProcess.Patience, $"another {name} runs", Ct);
        }

        await IsReadyAsync(run.Ingest);
        await IsReadyAsync(run.Dashboard);
    }

    [Fact]
    public async Task A_second_run_on_the_same_folder_says_so_and_leaves_the_first_alone()
    {
        await using var first = RunProcess.Start(Data);
        await first.WaitUntilReadyAsync(Ct);

        await using var second = RunProcess.Start(Data);

        Assert.Equal(1, await second.WaitForExitAsync(Ct));
        Assert.Equal(
            $"The data folder {Data} is in use by another ./run (process {first.Id}). Stop that one, or choose another folder with --data.", second.Text);
        await IsReadyAsync(first.Dashboard);
    }

    [Fact]
    public async Task A_taken_port_is_named_with_its_option_before_anything_is_started()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;

        await using var run = RunProcess.Start(Data, "--dashboard-port", $"{port}");

        Assert.Equal(1, await run.WaitForExitAsync(Ct));
        Assert.Equal(
            $"Port {port} on 127.0.0.1 is taken. Stop what listens there, or choose another with --dashboard-port (or OBSERVABILITY_DASHBOARD_PORT).", run.Text);
        Assert.False(Directory.Exists(Path.Combine(Data, "postgres")));
    }

    [Fact]
    public async Task A_wrong_option_exits_with_2_and_a_sentence()
    {
        await using var run = RunProcess.Start(Data, "--colour", "red");

        Assert.Equal(2, await run.WaitForExitAsync(Ct));
        Assert.StartsWith("There is no option '--colour'.", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_a_host_refuses_exits_with_2_and_the_hosts_own_sentence()
    {
        await using var run = RunProcess.Start(Data, "--database-url", "mysql://elsewhere/db");

        Assert.Equal(2, await run.WaitForExitAsync(Ct));
        Assert.Contains("dashboard | DATABASE_URL is neither a postgres:// URI nor an Npgsql connection string", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_given_database_is_used_and_none_is_started()
    {
        await using var database = await TestDatabase.CreateAsync(Ct);

        await using var run = RunProcess.Start(Data, "--database-url", database.ConnectionString);
        await run.WaitUntilReadyAsync(Ct);

        Assert.Null(run.Postgres());
        Assert.False(Directory.Exists(Path.Combine(Data, "postgres")));
        await run.StopAsync(Ct);
    }

    [Fact]
    public async Task An_ordinary_user_needs_no_rights_beyond_the_data_folder()
    {
        Assert.SkipUnless(UnixCall.IsRoot, "These tests run as an ordinary user already: every other one of them shows it.");
        string[] asNobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"];
        Assert.SkipUnless(await CanReadAsync(asNobody), "The user nobody cannot read this clone, which lies in a closed folder.");
        var hosts = CopyHosts();
        UnixCall.ChangeOwner(_folder, 65534, 65534);

        await using var run = RunProcess.StartBy([.. asNobody, "env", $"OBSERVABILITY_HOSTS={hosts}"], Data);
        await run.WaitUntilReadyAsync(Ct);

        Assert.Equal(0, await run.StopAsync(Ct));
    }

    // What root has built finds its style sheets in root's package folder, which is closed; without that list the hosts start all the same.
    private string CopyHosts()
    {
        foreach (var host in (string[])["Ingest", "Dashboard"])
        {
            var target = Directory.CreateDirectory(Path.Combine(_folder, "hosts", host)).FullName;
            foreach (var file in Directory.EnumerateFiles(RunProcess.BuildOutput(host)).Where(f => !f.EndsWith(".staticwebassets.runtime.json", StringComparison.Ordinal)))
            {
                File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
            }
        }

        return Path.Combine(_folder, "hosts");
    }

    private static string Plain(Uri url) => url.GetLeftPart(UriPartial.Authority);

    private static bool IsRunning(int process) => RunProcess.Stat(process) is { Length: > 0 } stat && !stat.Contains(") Z ", StringComparison.Ordinal);

    private static async Task IsReadyAsync(Uri host)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    using var answer = await http.GetAsync(new Uri(host, "/readyz"), Ct);
                    return answer.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            RunProcess.Patience,
            $"{host} is ready",
            Ct);
    }

    private static async Task<bool> CanReadAsync(string[] prefix)
    {
        using var test = System.Diagnostics.Process.Start(prefix[0], [.. prefix[1..], "test", "-r", typeof(RunTests).Assembly.Location]);
        await test.WaitForExitAsync(Ct);
        return test.ExitCode == 0;
    }
}
