namespace Observability.Standalone.Hosts;

/// <summary>Keeps one host running: starts it again, ever more slowly, when it ends by itself.</summary>
/// <param name="host">The host.</param>
/// <param name="output">Hears what happens to it.</param>
/// <param name="time">The clock of the waits.</param>
internal sealed class HostWatch(HostProcess host, Output output, TimeProvider time)
{
    private const int BadSettingExitCode = 2;
    private const int AttemptsAtStart = 3;

    private volatile bool _wasReady;

    /// <summary>From now on every end is an accident to recover from, not a start that failed.</summary>
    public void NoteReady() => _wasReady = true;

    /// <summary>Runs the host until <paramref name="ct"/> stops it.</summary>
    /// <exception cref="BadSettingException">It refused a setting at its start; it has said which.</exception>
    /// <exception cref="CannotStartException">It ended several times without ever being ready.</exception>
    public async Task KeepRunningAsync(CancellationToken ct)
    {
        try
        {
            var schedule = default(RestartSchedule);
            while (true)
            {
                var start = time.GetTimestamp();
                var exitCode = await host.RunAsync(ct);
                ct.ThrowIfCancellationRequested();
                schedule = schedule.AfterEnd(time.GetElapsedTime(start));
                GiveUpAtStart(exitCode, schedule);
                output.Say("run", $"{host.Name} ended (exit code {exitCode}) and is started again in {schedule.Wait.TotalSeconds:0.#} s");
                await Task.Delay(schedule.Wait, time, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Stopped, as it was asked to.
        }
    }

    private void GiveUpAtStart(int exitCode, RestartSchedule schedule)
    {
        if (_wasReady)
        {
            return;
        }

        if (exitCode == BadSettingExitCode)
        {
            throw new BadSettingException($"{host.Name} does not start with these settings: see its last lines above.");
        }

        if (schedule.EndsInARow >= AttemptsAtStart)
        {
            throw new CannotStartException($"{host.Name} ended {schedule.EndsInARow} times at its start (exit code {exitCode}): see its lines above.");
        }
    }
}
