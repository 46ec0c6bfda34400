using System.Diagnostics;
using Observability.EndToEnd.Tests.Standalone;
using Observability.Testing;

namespace Observability.EndToEnd.Tests.Faults;

/// <summary>A real disk of four megabytes under the spool, that fills up and turns read-only: a tmpfs in a mount namespace of the proxy's own.</summary>
[Collection(nameof(Alone))]
public sealed class SmallDiskTests : IAsyncLifetime
{
    // An ordinary user is root in a namespace of its own, where the machine allows that.
    private static readonly string[] Unshare = Environment.UserName == "root" ? ["unshare", "--mount"] : ["unshare", "--user", "--map-root-user", "--mount"];

    private TestDatabase _database = null!;
    private Site _site = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Quick.IsOn, Quick.Reason);
        Assert.SkipUnless(
            await CanMountAsync(), "This machine lets nobody mount a tmpfs: unshare is missing, or namespaces are switched off.");
        _database = await TestDatabase.CreateAsync(Ct);
        _site = await Site.CreateAsync(_database, Ct);
        _site.Under = [.. Unshare, "sh", "-c", $"mkdir -p '{_site.SpoolFolder}' && mount -t tmpfs -o size=4m tmpfs '{_site.SpoolFolder}' && exec \"$0\" \"$@\""];
        await _site.StartIngestAsync();
        await _site.WaitUntilItServesAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (_site is not null)
        {
            await _site.DisposeAsync();
            await _database.DisposeAsync();
        }
    }

    [Fact]
    [Trait("Fault", "F-08")]
    [Trait("Fault", "F-11")]
    public async Task A_disk_that_is_full_or_read_only_fails_no_call_every_drop_is_counted_and_capture_resumes_by_itself()
    {
        var load = Load.Start(_site.Producer, Ct);
        await _site.WaitForAnswersAsync(20, Ct);

        // The same file from outside, by the process's own view of its disks.
        var ballast = $"/proc/{_site.Ingest!.Id}/root{_site.SpoolFolder}/ballast";
        await FillAsync(ballast);
        await ProblemAsync(there: true);
        await _site.WaitForAnswersAsync(80, Ct);
        File.Delete(ballast);
        await ProblemAsync(there: false);
        await _site.WaitForAnswersAsync(20, Ct);

        await RemountAsync("ro");
        await ProblemAsync(there: true);
        await _site.WaitForAnswersAsync(80, Ct);
        await RemountAsync("rw");
        await ProblemAsync(there: false);
        await _site.WaitForAnswersAsync(20, Ct);

        Assert.All(await load.StopAsync(), call => Assert.True(call.IsFinished, $"{call.Status} {call.Error}"));
        await _site.DrainAsync(Ct);
        var rows = await _site.RowsAsync(Ct);
        var books = new Books(_site.Producer.Calls, _site.Provider.Ledger.Entries, rows);
        books.NothingIsThereTwiceOrFromNowhere();
        books.WhatAClientGotIsWhatTheProviderSent();
        var metrics = await _site.Producer.MetricsAsync(Ct);
        var dropped = metrics.Sum("observability_spool_dropped_total");
        Assert.NotEqual(0, dropped);
        Assert.Equal(0, metrics["observability_spool_ends_lost_total"]);
        Assert.Equal(books.Calls.Count(c => c.IsFinished), rows.Count + dropped);
        Books.See($"{books.Calls.Count} calls, none failed; {dropped} not kept and counted, {rows.Count} rows; capture resumed without a restart");
    }

    // What the pages show comes from here as well (SpoolState.Problem).
    private Task ProblemAsync(bool there) => Eventually.HoldsAsync(
        async () => await _site.Producer.IsReadyAsync(Ct) != there, RunProcess.Patience, there ? "it says that it does not keep calls" : "it keeps calls again", Ct);

    private static async Task FillAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            var block = new byte[4096];
            while (true)
            {
                await stream.WriteAsync(block, Ct);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private async Task RemountAsync(string mode)
    {
        string[] enter = ["nsenter", "--target", $"{_site.Ingest!.Id}", "--mount", .. Environment.UserName == "root" ? (string[])[] : ["--user", "--preserve-credentials"]];
        Assert.Equal(0, await RunAsync([.. enter, "mount", "-o", $"remount,{mode}", _site.SpoolFolder]));
    }

    private static async Task<bool> CanMountAsync() => await RunAsync([.. Unshare, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]) == 0;

    // null: there is no such program.
    private static async Task<int?> RunAsync(string[] command)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
            await process.WaitForExitAsync(Ct);
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
