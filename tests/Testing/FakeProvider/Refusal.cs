namespace Observability.Testing.FakeProvider;

/// <summary>The endings that come before any answer.</summary>
internal static class Refusal
{
    /// <summary>Whether the request is over because the provider fails it at once, breaks off, or keeps silent until the client goes.</summary>
    public static async Task<bool> MadeAsync(Reply reply, Behaviour behaviour, Func<int, byte[]> error, CancellationToken ct)
    {
        if (behaviour.ErrorStatus is { } status)
        {
            if (status == 429)
            {
                reply.Request.HttpContext.Response.Headers.RetryAfter = "2";
            }

            await reply.JsonAsync(status, error(status), Ending.Whole, ct);
            return true;
        }

        if (behaviour.Ending == Ending.Never)
        {
            var gone = new TaskCompletionSource();
            await using var _ = ct.Register(gone.SetResult);
            await gone.Task;
            reply.ClientGone();
            return true;
        }

        if (behaviour.Ending == Ending.BreaksAtOnce)
        {
            reply.Break();
            return true;
        }

        return false;
    }
}
