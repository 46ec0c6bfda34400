using System.Globalization;
using Npgsql;

namespace Observability.Domain;

/// <summary>Reads the environment variables both hosts share (contract.md §1), each also as <c>NAME_FILE</c>.</summary>
/// <param name="variable">Looks a variable up; null when it is not set.</param>
/// <param name="names">The names of all variables that are set, for settings whose names are open (<c>UPSTREAM_…</c>).</param>
public sealed class Settings(Func<string, string?> variable, IReadOnlyCollection<string> names)
{
    /// <summary>Settings in which nothing can be looked for by the start of its name.</summary>
    /// <param name="variable">Looks a variable up; null when it is not set.</param>
    public Settings(Func<string, string?> variable)
        : this(variable, [])
    {
    }

    /// <summary>The process's own environment.</summary>
    public static Settings FromEnvironment() =>
        new(Environment.GetEnvironmentVariable, [.. Environment.GetEnvironmentVariables().Keys.Cast<string>()]);

    /// <summary>Exactly these variables.</summary>
    public static Settings From(IReadOnlyDictionary<string, string> variables) => new(variables.GetValueOrDefault, [.. variables.Keys]);

    /// <summary>The data folder: everything that must survive.</summary>
    public string DataFolder => Path.GetFullPath(Read("OBSERVABILITY_DATA") ?? "data");

    /// <summary>The listen address of the hosts.</summary>
    public string Bind => Read("OBSERVABILITY_BIND") ?? "127.0.0.1";

    /// <summary>The names of the variables that start with <paramref name="prefix"/> and are not empty, sorted.</summary>
    public IReadOnlyList<string> NamesStartingWith(string prefix) =>
        [.. names.Where(n => n.StartsWith(prefix, StringComparison.Ordinal) && variable(n) is { Length: > 0 }).Order(StringComparer.Ordinal)];

    /// <summary>Value of <paramref name="name"/>, or the trimmed content of the file that <c>name_FILE</c> names; null when neither is set or it is empty.</summary>
    /// <exception cref="SettingException">The file cannot be read.</exception>
    public string? Read(string name)
    {
        if (variable(name) is { Length: > 0 } value)
        {
            return value;
        }

        if (variable(name + "_FILE") is not { Length: > 0 } file)
        {
            return null;
        }

        try
        {
            return File.ReadAllText(file).Trim() is { Length: > 0 } content ? content : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingException($"{name}_FILE names '{file}', which cannot be read: {e.Message}");
        }
    }

    /// <summary>
    /// <c>OBSERVABILITY_MODEL_LIST_HOURS</c>: how long calls for a list of models are kept, hours, 0 to 87600, default 24. At 0 they are not
    /// recorded at all.
    /// </summary>
    /// <exception cref="SettingException">It is not such a number.</exception>
    public int ModelListHours => Read("OBSERVABILITY_MODEL_LIST_HOURS") switch
    {
        null => 24,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && hours <= 87_600 => hours,
        var text => throw new SettingException(
            $"OBSERVABILITY_MODEL_LIST_HOURS is '{text}'; it must be a whole number of hours from 0 (not kept at all) to 87600."),
    };

    /// <summary><c>OBSERVABILITY_LOG_FORMAT</c>: whether the hosts log one JSON object a line (<c>json</c>) instead of text for people (<c>text</c>, the default).</summary>
    /// <exception cref="SettingException">It is neither.</exception>
    public bool LogsAreJson => Read("OBSERVABILITY_LOG_FORMAT") switch
    {
        null or "text" => false,
        "json" => true,
        var text => throw new SettingException($"OBSERVABILITY_LOG_FORMAT is '{text}'; it must be text or json."),
    };

    /// <summary>
    /// Where spans go, by OTLP: the standard's <c>OTEL_EXPORTER_OTLP_TRACES_ENDPOINT</c> or <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>; null = nowhere, and none are made.
    /// </summary>
    /// <exception cref="SettingException">It is no http or https URL.</exception>
    public Uri? TracesTo => (Read("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") ?? Read("OTEL_EXPORTER_OTLP_ENDPOINT")) switch
    {
        null => null,
        var text when Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" => url,
        _ => throw new SettingException("OTEL_EXPORTER_OTLP_ENDPOINT must be an http:// or https:// URL (its value is not shown, it may hold a password)."),
    };

    /// <summary>A port number, or <paramref name="fallback"/> when it is not set.</summary>
    /// <exception cref="SettingException">It is not a number from 1 to 65535.</exception>
    public int Port(string name, int fallback) => Read(name) switch
    {
        null => fallback,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536 => port,
        var text => throw new SettingException($"{name} is '{text}'; it must be a port number from 1 to 65535."),
    };

    /// <summary>A switch: true, false, 1 or 0; false when it is not set.</summary>
    /// <exception cref="SettingException">It is anything else.</exception>
    public bool Switch(string name) => Read(name)?.ToLowerInvariant() switch
    {
        null or "false" or "0" => false,
        "true" or "1" => true,
        var text => throw new SettingException($"{name} is '{text}'; it must be true or false."),
    };

    /// <summary>The Npgsql connection string of <c>DATABASE_URL</c>, which may be a <c>postgres://</c> URI or an Npgsql string.</summary>
    /// <exception cref="SettingException">It is missing or neither.</exception>
    public Sensitive<string> Database() => Database("DATABASE_URL")
        ?? throw new SettingException("DATABASE_URL is not set: give a postgres:// URI or an Npgsql connection string, or start everything with ./run.");

    /// <summary>
    /// The same of <c>OBSERVABILITY_PAGES_DATABASE_URL</c>: the login that pages and the API ask with, one that has no rights but those of the role
    /// <c>observability_dashboard</c>. Null when it is not set: then the user of <c>DATABASE_URL</c> lowers itself to that role where it may.
    /// </summary>
    /// <exception cref="SettingException">It is neither.</exception>
    public Sensitive<string>? PagesDatabase() => Database("OBSERVABILITY_PAGES_DATABASE_URL");

    private Sensitive<string>? Database(string name)
    {
        if (Read(name) is not { } text)
        {
            return null;
        }

        try
        {
            return new((text.Contains("://", StringComparison.Ordinal) ? FromUri(new Uri(text)) : new NpgsqlConnectionStringBuilder(text)).ConnectionString);
        }
        catch (Exception e) when (e is UriFormatException or ArgumentException or FormatException)
        {
            throw new SettingException($"{name} is neither a postgres:// URI nor an Npgsql connection string (its value is not shown, it may hold a password).");
        }
    }

    private static NpgsqlConnectionStringBuilder FromUri(Uri uri)
    {
        if (uri.Scheme is not ("postgres" or "postgresql"))
        {
            throw new FormatException("not a postgres URI");
        }

        var user = uri.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port > 0 ? uri.Port : 5432,
            Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')),
        };
        if (user[0].Length > 0)
        {
            builder.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length > 1)
        {
            builder.Password = Uri.UnescapeDataString(user[1]);
        }

        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            builder[LibpqName(Uri.UnescapeDataString(parts[0]))] = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "";
        }

        return builder;
    }

    // The libpq spellings people have in their URIs, where Npgsql spells them otherwise.
    private static string LibpqName(string name) => name switch
    {
        "sslmode" => "SSL Mode",
        "connect_timeout" => "Timeout",
        "application_name" => "Application Name",
        "sslrootcert" => "Root Certificate",
        "options" => "Options",
        "host" => "Host",
        _ => name,
    };
}
