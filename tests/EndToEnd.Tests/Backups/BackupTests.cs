using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Observability.EndToEnd.Tests.Faults;
using Observability.EndToEnd.Tests.Scaling;
using Observability.Testing;

namespace Observability.EndToEnd.Tests.Backups;

/// <summary>tools/backup and tools/restore, as docs/operations.md says to use them: from a server that is lost to one that knows nothing.</summary>
[Collection(nameof(Alone))]
[Trait("Fault", "F-26")]
public sealed class BackupTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_backup_under_load_holds_is_there_after_a_restore_on_another_server_spool_and_sealed_credentials_included()
    {
        Assert.SkipWhen(Quick.IsOn, Quick.Reason);
        Assert.SkipWhen(!File.Exists("/usr/bin/pg_dump"), "PostgreSQL's client programs are not on this machine.");
        var folder = TestFolders.Create();
        var backup = Path.Combine(folder, "backup");
        IReadOnlyList<Call> calls;
        await using (var database = await TestDatabase.CreateEmptyAsync(Ct))
        await using (var fleet = await Fleet.CreateAsync(database, ingests: 1, dashboards: 1, Ct))
        {
            await fleet.StartAsync(Ct);
            await SealACredentialAsync(fleet);
            await fleet.DrainAsync(Ct);

            // What is not stored yet is only in the spool: rows may be read, as pg_dump does, but not written.
            await using var blocking = await BlockRowsAsync(database);
            for (var i = 0; i < 10; i++)
            {
                Assert.True((await fleet.Producers[0].AskAsync(Question.Short, Ct)).IsFinished);
            }

            calls = fleet.Calls;
            Assert.Equal(10, calls.Count(c => c.IsFinished) - (await StoredRow.ReadAllAsync(database.DataSource, Ct)).Count);
            await RunAsync("backup", [backup], database, fleet.Ingests[0].Data);
            Assert.Contains("is damaged", await DamagedAsync(backup, database, folder), StringComparison.Ordinal);
        }

        // Another cluster, which knows none of the first one's roles.
        await using var server = await TestServer.StartAsync(Ct);
        await using var anew = await server.CreateEmptyDatabaseAsync(Ct);
        await using var restored = await Fleet.CreateAsync(anew, ingests: 1, dashboards: 1, hasKey: false, Ct);
        await RunAsync("restore", ["database", backup], anew, restored.Ingests[0].Data);
        await RunAsync("restore", ["files", backup], anew, restored.Ingests[0].Data);
        File.Copy(Path.Combine(backup, "master.key"), Path.Combine(restored.Dashboards[0].Data, "master.key"));
        await restored.StartAsync(Ct);
        await restored.DrainAsync(Ct);

        var rows = await StoredRow.ReadAllAsync(anew.DataSource, Ct);
        Assert.Empty(rows.GroupBy(r => r.Id).Where(g => g.Count() > 1));
        var kept = rows.ToDictionary(r => r.Id);
        Assert.All(calls.Where(c => c.IsFinished), call => Assert.Equal((call.RequestSha256, call.ResponseSha256), (kept[call.Id].RequestSha256, kept[call.Id].ResponseSha256)));
        var upstreams = await restored.Apis[0].GetFromJsonAsync<JsonElement>("/api/v1/upstreams", Ct);
        Assert.Contains("\"sealed\"", upstreams.ToString(), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
        TestContext.Current.TestOutputHelper?.WriteLine($"Seen: {calls.Count(c => c.IsFinished)} calls, ten of them only in the spool, all there once after the restore");
    }

    private static async Task SealACredentialAsync(Fleet fleet)
    {
        using var made = await fleet.Apis[0].PostAsJsonAsync(
            "/api/v1/upstreams", new { name = "sealed", base_url = "https://api.example.com/v1", format = "openai", credential = "sk-sealed-1234" }, Ct);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(Ct));
    }

    private static async Task<NpgsqlConnection> BlockRowsAsync(TestDatabase database)
    {
        var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand("begin; lock table exchanges in share row exclusive mode", connection);
        await command.ExecuteNonQueryAsync(Ct);
        return connection;
    }

    // A backup with a byte of it changed is not put back.
    private static async Task<string> DamagedAsync(string backup, TestDatabase database, string folder)
    {
        var damaged = Path.Combine(folder, "damaged");
        using (var copy = Process.Start("cp", ["-a", backup, damaged]))
        {
            await copy.WaitForExitAsync(Ct);
        }

        await using (var dump = new FileStream(Path.Combine(damaged, "database.dump"), FileMode.Open))
        {
            dump.Position = dump.Length / 2;
            var old = dump.ReadByte();
            dump.Position--;
            dump.WriteByte((byte)(old ^ 1));
        }

        var (code, said) = await TryRunAsync("restore", ["database", damaged], database, folder);
        Assert.Equal(1, code);
        return said;
    }

    private static async Task RunAsync(string tool, string[] arguments, TestDatabase database, string data)
    {
        var (code, said) = await TryRunAsync(tool, arguments, database, data);
        Assert.True(code == 0, said);
    }

    private static async Task<(int Code, string Said)> TryRunAsync(string tool, string[] arguments, TestDatabase database, string data)
    {
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(Path.Combine(SharedCorpora.RepositoryRoot, "tools", tool), arguments)
            {
                RedirectStandardError = true,
                Environment =
                {
                    ["DATABASE_URL"] = $"postgresql:///{connection.Database}?host={Uri.EscapeDataString(connection.Host!)}&port={connection.Port}&user={connection.Username}",
                    ["OBSERVABILITY_DATA"] = data,
                },
            },
        };
        process.Start();
        var said = await process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        return (process.ExitCode, said);
    }
}
