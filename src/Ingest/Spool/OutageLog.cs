namespace Observability.Ingest.Spool;

/// <summary>Says that exchanges cannot be stored, and when they can again: a failure at most once a minute, however often it is tried.</summary>
/// <remarks>A server that comes and goes does not make it talk more: an end is told only of a failure that was told.</remarks>
internal sealed partial class OutageLog(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private long? _toldAt;
    private bool _isToldOf;

    /// <summary>An attempt failed; the next one may succeed.</summary>
    /// <param name="reason">Why, for a person.</param>
    /// <param name="since">When the first of this row of failures happened.</param>
    public void Failed(string reason, DateTimeOffset since)
    {
        if (IsDue())
        {
            Waiting(logger, since, reason);
        }
    }

    /// <summary>The database refuses this version of the product: no attempt succeeds until somebody does something.</summary>
    /// <param name="reason">Why, and what to do.</param>
    public void Refused(string reason)
    {
        if (IsDue())
        {
            Stopped(logger, reason);
        }
    }

    /// <summary>An attempt succeeded.</summary>
    public void Succeeded()
    {
        if (_isToldOf)
        {
            _isToldOf = false;
            Resumed(logger);
        }
    }

    private bool IsDue()
    {
        if (_toldAt is { } at && time.GetElapsedTime(at) < Interval)
        {
            return false;
        }

        _toldAt = time.GetTimestamp();
        return _isToldOf = true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Failed to store exchanges, they wait in the spool (failing since {Since:u}): {Reason}")]
    private static partial void Waiting(ILogger logger, DateTimeOffset since, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Stopped writing, exchanges wait in the spool: {Reason}")]
    private static partial void Stopped(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Exchanges are stored again")]
    private static partial void Resumed(ILogger logger);
}
