using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using Observability.Standalone;
using Observability.Standalone.Postgres;
using Observability.Standalone.Processes;
using Observability.Testing;

namespace Observability.EndToEnd.Tests.Standalone;

public sealed class EmbeddedPostgresTests : IAsyncLifetime
{
    private readonly string _root = TestFolders.Create();
    private readonly ConcurrentQueue<string> _said = [];
    private string _binaries = "";

    private string Cluster => Path.Combine(_root, "data");

    public async ValueTask InitializeAsync() =>
        _binaries = await PostgresBinaries.FindOrFetchAsync(
            Path.Combine(SharedCorpora.RepositoryRoot, "artifacts", "postgres"), _ => { }, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_cluster_whose_making_was_interrupted_is_made_anew()
    {
        Directory.CreateDirectory(Path.Combine(_root, "data.init", "base"));
        await File.WriteAllTextAsync(Path.Combine(_root, "data.init", "PG_VERSION"), "15", TestContext.Current.CancellationToken);

        await using var postgres = await StartAsync(_root);

        Assert.Equal("1", await AskAsync(postgres, "select 1"));
        Assert.False(Directory.Exists(Path.Combine(_root, "data.init")));
    }

    [Fact]
    public async Task A_server_that_outlived_its_parent_is_stopped_and_replaced()
    {
        var ct = TestContext.Current.CancellationToken;
        await (await StartAsync(_root)).DisposeAsync();
        using var parent = ParentThread.Start();
        var programs = new PostgresPrograms(_binaries, PostgresAccount.ToChangeTo(), _root, parent);
        using var orphan = await programs.StartServerAsync(["-D", Cluster, "-k", Path.Combine(_root, "s"), "-c", "listen_addresses="], ct);
        await Eventually.HoldsAsync(
            () => PostmasterPidFile.Read(Cluster) is { Ready: true }, TimeSpan.FromSeconds(30), "the orphan runs", ct);

        await using var postgres = await StartAsync(_root);

        Assert.Equal("1", await AskAsync(postgres, "select 1"));
        Assert.True(orphan.HasExited);
        Assert.Contains(_said, line => line.StartsWith($"stopping the server of an earlier run (process {orphan.Id})", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pid_file_that_names_another_program_stops_nothing()
    {
        await (await StartAsync(_root)).DisposeAsync();
        using var bystander = Process.Start("sleep", "600");
        await File.WriteAllTextAsync(
            Path.Combine(Cluster, "postmaster.pid"),
            $"{bystander.Id}\n{Cluster}\n1700000000\n5432\n{_root}/s\n\n  0  0\nready   \n",
            TestContext.Current.CancellationToken);
        if (PostgresAccount.ToChangeTo() is { } account)
        {
            UnixCall.ChangeOwner(Path.Combine(Cluster, "postmaster.pid"), account.UserId, account.GroupId);
        }

        await using var postgres = await StartAsync(_root);

        Assert.Equal("1", await AskAsync(postgres, "select 1"));
        Assert.False(bystander.HasExited);
        bystander.Kill();
    }

    [Fact]
    public async Task A_killed_server_recovers_what_was_committed()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var postgres = await StartAsync(_root);
        await AskAsync(postgres, "create table kept as select 42 as answer; select 1");

        await postgres.KillServerAsync(ct);
        await postgres.StartServerAsync(ct);

        Assert.Equal("42", await AskAsync(postgres, "select answer from kept"));
    }

    [Fact]
    public async Task A_cluster_of_another_major_version_is_refused_with_what_to_do()
    {
        await (await StartAsync(_root)).DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(Cluster, "PG_VERSION"), "9\n", TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<CannotStartException>(() => StartAsync(_root));

        Assert.StartsWith($"The database in {Cluster} was made by PostgreSQL 9, but the programs in {_binaries} are version ", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith("Install PostgreSQL 9 and name its folder in PG_BIN, or choose another data folder with --data.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_is_no_obstacle()
    {
        var deep = Path.Combine(_root, new string('d', 60), new string('e', 60));

        await using var postgres = await StartAsync(deep);

        Assert.Equal("1", await AskAsync(postgres, "select 1"));
    }

    [Fact]
    public async Task A_data_folder_inside_a_closed_one_works()
    {
        var closed = Directory.CreateDirectory(Path.Combine(_root, "closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        await using var postgres = await StartAsync(Path.Combine(closed.FullName, "postgres"));

        Assert.Equal("1", await AskAsync(postgres, "select 1"));
    }

    [Fact]
    public async Task A_new_database_sorts_and_stores_every_script()
    {
        await using var postgres = await StartAsync(_root);

        Assert.Equal("UTF8 C.UTF-8", await AskAsync(postgres, "select pg_encoding_to_char(encoding) || ' ' || datctype from pg_database where datname = 'postgres'"));
    }

    private static async Task<string?> AskAsync(EmbeddedPostgres postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))?.ToString();
    }

    private Task<EmbeddedPostgres> StartAsync(string root) =>
        EmbeddedPostgres.StartAsync(new() { Root = root, Binaries = _binaries, Say = _said.Enqueue }, TestContext.Current.CancellationToken);
}
