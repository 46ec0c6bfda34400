using System.Data.Common;
using System.Globalization;
using Npgsql;
using Observability.Dashboard.Audit;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Ui;

/// <summary>Something a page asked for: on its way, here, or failed. <see cref="Loaded{T}"/> draws it.</summary>
/// <param name="Value">The answer; null while there is none.</param>
/// <param name="Problem">What went wrong, in a sentence; null when nothing did.</param>
public sealed record Loadable<T>(T? Value, string? Problem)
    where T : class;

/// <summary>Asks, and turns the failures a reader can do something about into words.</summary>
public static class Loadable
{
    /// <summary>Nothing has come yet.</summary>
    public static Loadable<T> Loading<T>()
        where T : class => new(null, null);

    /// <summary>The answer of <paramref name="ask"/>, or why there is none. A broken invariant is still thrown, to the page's error boundary.</summary>
    /// <param name="ask">Asks.</param>
    /// <param name="gone">The page is no longer there: nobody waits for the answer.</param>
    public static async Task<Loadable<T>> FromAsync<T>(Func<Task<T>> ask, CancellationToken gone)
        where T : class
    {
        try
        {
            return new(await ask(), null);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled && !gone.IsCancellationRequested)
        {
            return new(null, ControlText.TooSlow);
        }
        catch (UsageTooWideException)
        {
            return new(null, ControlText.TooWide);
        }
        catch (UnwrittenException e)
        {
            return new(null, e.Message);
        }
        catch (DbException e)
        {
            return new(null, string.Format(CultureInfo.CurrentCulture, ControlText.DatabaseSilent, e.Message.TrimEnd('.')));
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            return Loading<T>();
        }
        catch (TimeoutException)
        {
            return new(null, ControlText.DatabaseSlow);
        }
        catch (UnauthorizedAccessException e)
        {
            return new(null, e.Message);
        }
    }
}
