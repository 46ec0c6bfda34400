using System.Text;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Observability.Dashboard.Datasets;
using Observability.Domain.Datasets;

namespace Observability.Dashboard.Tests.Datasets;

/// <summary>One host for all claims of a class: each makes datasets of its own.</summary>
public sealed class DatasetHost : IAsyncLifetime
{
    private DashboardHost _host = null!;

    internal DashboardHost Host => _host;

    internal Guid Project { get; private set; }

    internal Caller Anna => new(Project, Access.Annotate, "anna@example.com") { SeesBodies = true };

    internal Caller Stranger { get; } = new(Guid.CreateVersion7(), Access.Admin, "eve@example.com") { SeesBodies = true };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await DashboardHost.StartAsync(Ct);
        await using var db = Some.Db(_host.Database.DataSource);
        Project = (await db.Projects.SingleAsync(Ct)).Id;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    internal Task<T> SendAsync<T>(Caller caller, IRequest<T> message) => _host.App.Services.GetRequiredService<Messages>().SendAsync(caller, message, Ct);

    internal async Task<Guid> DatasetAsync(string name) => (await SendAsync(Anna, new CreateDataset(name, ""))).Dataset!.Id;

    internal async Task<IReadOnlyList<DatasetRow>> RowsAsync(Guid dataset)
    {
        await using var db = Some.Db(_host.Database.DataSource);
        return await db.DatasetRows.Where(r => r.DatasetId == dataset).OrderBy(r => r.Position).ToListAsync(Ct);
    }

    internal Task<ImportAnswer?> ImportAsync(Guid dataset, ImportFormat format, string file, bool skip = false) =>
        SendAsync(Anna, new ImportRows(dataset, new(format, ',', skip, new Dictionary<string, ColumnOrder>(StringComparer.Ordinal)), new MemoryStream(Encoding.UTF8.GetBytes(file))));

    internal static RowContent Asks(string input, string? expected = null) => new([new("input", input)], expected, "");
}
