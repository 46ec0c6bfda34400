using System.Globalization;
using Observability.Standalone.Processes;

namespace Observability.Standalone.Postgres;

/// <summary>An unprivileged account to run PostgreSQL as: it refuses to run as root.</summary>
/// <param name="Name">Login name.</param>
/// <param name="UserId">Numeric user id.</param>
/// <param name="GroupId">Numeric id of its main group.</param>
internal sealed record PostgresAccount(string Name, uint UserId, uint GroupId)
{
    /// <summary>The account to change to; null when we are an ordinary user already and run PostgreSQL as ourselves.</summary>
    public static PostgresAccount? ToChangeTo() =>
        UnixCall.IsRoot
            ? Find("postgres") ?? Find("nobody") ?? throw new CannotStartException(
                "PostgreSQL does not run as root, and this machine has neither a user 'postgres' nor 'nobody' to run it as. Start as an ordinary user.")
            : null;

    // a line of /etc/passwd: postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash
    private static PostgresAccount? Find(string name) =>
        File.ReadLines("/etc/passwd")
            .Select(line => line.Split(':'))
            .Where(fields => fields.Length > 3 && fields[0] == name)
            .Select(fields => new PostgresAccount(
                name, uint.Parse(fields[2], CultureInfo.InvariantCulture), uint.Parse(fields[3], CultureInfo.InvariantCulture)))
            .FirstOrDefault();
}
