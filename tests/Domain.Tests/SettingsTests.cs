using Npgsql;
using Observability.Domain.Exchanges;
using Observability.Testing;

namespace Observability.Domain.Tests;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("postgres://u:p@db.example:6432/obs", "db.example", 6432, "u", "p", "obs")]
    [InlineData("postgresql://u:p@db/obs", "db", 5432, "u", "p", "obs")]
    [InlineData("postgres://us%40er:p%3A%2F%25w@db/my%20db", "db", 5432, "us@er", "p:/%w", "my db")]
    [InlineData("postgres://u@db/obs", "db", 5432, "u", null, "obs")]
    [InlineData("postgres://[::1]:5433/obs", "[::1]", 5433, null, null, "obs")]
    [InlineData("Host=db;Port=7000;Username=u;Password=p;Database=obs", "db", 7000, "u", "p", "obs")]
    public void A_database_may_be_given_as_URI_or_as_Npgsql_string(
        string url, string host, int port, string? user, string? password, string database)
    {
        var read = new NpgsqlConnectionStringBuilder(With(("DATABASE_URL", url)).Database().Value);
        Assert.Equal((host, port, user, password, database), (read.Host, read.Port, read.Username, read.Password, read.Database));
    }

    [Fact]
    public void The_query_of_a_URI_speaks_libpq()
    {
        var url = "postgres://db/obs?sslmode=require&connect_timeout=7&application_name=a%20b&host=%2Frun%2Fpg&Maximum%20Pool%20Size=9";
        var read = new NpgsqlConnectionStringBuilder(With(("DATABASE_URL", url)).Database().Value);
        Assert.Equal((SslMode.Require, 7, "a b", "/run/pg", 9), (read.SslMode, read.Timeout, read.ApplicationName, read.Host, read.MaxPoolSize));
    }

    [Theory]
    [InlineData("mysql://u:hunter2@db/obs")]
    [InlineData("postgres://u:hunter2@db/obs?nonsense=1")]
    [InlineData("Nonsense=hunter2")]
    [InlineData("postgres://u:hunter2@db:99999/obs")]
    [InlineData("hunter2")]
    public void A_bad_database_is_refused_without_showing_it(string url)
    {
        var refused = Assert.Throws<SettingException>(() => With(("DATABASE_URL", url)).Database());
        Assert.Contains("DATABASE_URL", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 24)]
    [InlineData("0", 0)]
    [InlineData("87600", 87600)]
    public void Lists_of_models_are_kept_for_a_day_unless_said_otherwise(string? setting, int hours) =>
        Assert.Equal(hours, With(("OBSERVABILITY_MODEL_LIST_HOURS", setting ?? "")).ModelListHours);

    [Theory]
    [InlineData("-1")]
    [InlineData("a day")]
    [InlineData("1.5")]
    [InlineData("87601")]
    public void Hours_that_are_none_are_refused_in_words(string setting) =>
        Assert.Contains(
            $"is '{setting}'; it must be a whole number of hours",
            Assert.Throws<SettingException>(() => With(("OBSERVABILITY_MODEL_LIST_HOURS", setting)).ModelListHours).Message, StringComparison.Ordinal);

    [Fact]
    public void Everything_is_kept_for_ever_but_short_sums_unless_said_otherwise()
    {
        Assert.Equal(new(0, 0, 3, 400), Retention.Of(With()));
        var kept = Retention.Of(With(("OBSERVABILITY_ROW_DAYS", "30"), ("OBSERVABILITY_BODY_DAYS", "7")));
        var late = new DateTimeOffset(2026, 3, 14, 23, 59, 0, TimeSpan.Zero);
        Assert.Equal((new DateOnly(2026, 2, 12), new DateOnly(2026, 3, 7)), (kept.RowsFrom(late), kept.BodiesFrom(late)));
        var rowsOnly = Retention.Of(With(("OBSERVABILITY_ROW_DAYS", "30")));
        Assert.Equal((new DateOnly(2026, 2, 12), 30), (rowsOnly.BodiesFrom(late), rowsOnly.DaysOfBodies));
        Assert.Null(Retention.Of(With()).BodiesFrom(late));
    }

    [Theory]
    [InlineData("OBSERVABILITY_ROW_DAYS", "-1", "a whole number of days from 0 (kept for ever) to 36500")]
    [InlineData("OBSERVABILITY_BODY_DAYS", "a week", "OBSERVABILITY_BODY_DAYS is 'a week'")]
    [InlineData("OBSERVABILITY_MINUTE_ROLLUP_DAYS", "0", "a whole number of days from 1 to 36500")]
    [InlineData("OBSERVABILITY_BODY_DAYS", "31", "bodies cannot be kept longer than their requests")]
    [InlineData("OBSERVABILITY_HOUR_ROLLUP_DAYS", "2", "sums by minute cannot be kept longer than those by hour")]
    public void Days_that_cannot_be_are_refused_in_words(string name, string setting, string said) =>
        Assert.Contains(
            said,
            Assert.Throws<SettingException>(() => Retention.Of(With(name == "OBSERVABILITY_ROW_DAYS" ? [(name, setting)] : [(name, setting), ("OBSERVABILITY_ROW_DAYS", "30")]))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_missing_database_is_said() =>
        Assert.Contains("DATABASE_URL is not set", Assert.Throws<SettingException>(() => With().Database()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_value_may_stand_in_a_file_and_the_variable_itself_wins()
    {
        var file = Path.Combine(TestFolders.Create(), "secret");
        File.WriteAllText(file, "  from a file\n");
        Assert.Equal("from a file", With(("X_FILE", file)).Read("X"));
        Assert.Equal("direct", With(("X", "direct"), ("X_FILE", file)).Read("X"));
        Assert.Equal("from a file", With(("X", ""), ("X_FILE", file)).Read("X"));
        Assert.Null(With().Read("X"));
        File.WriteAllText(file, " \n");
        Assert.Null(With(("X_FILE", file)).Read("X"));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_named()
    {
        var refused = Assert.Throws<SettingException>(() => With(("X_FILE", "/nowhere/at/all")).Read("X"));
        Assert.Contains("X_FILE names '/nowhere/at/all'", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 8080)]
    [InlineData("1", 1)]
    [InlineData("65535", 65535)]
    public void A_port_is_read(string? value, int port) => Assert.Equal(port, With(("P", value)).Port("P", 8080));

    [Theory]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("-1")]
    [InlineData(" 80")]
    [InlineData("http")]
    public void A_bad_port_is_refused_by_name(string value) =>
        Assert.Contains($"P is '{value}'", Assert.Throws<SettingException>(() => With(("P", value)).Port("P", 8080)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(null, false)]
    [InlineData("TRUE", true)]
    [InlineData("1", true)]
    [InlineData("0", false)]
    [InlineData("False", false)]
    public void A_switch_is_read(string? value, bool on) => Assert.Equal(on, With(("S", value)).Switch("S"));

    [Fact]
    public void A_bad_switch_is_refused_by_name() =>
        Assert.Contains("S is 'yes please'", Assert.Throws<SettingException>(() => With(("S", "Yes please")).Switch("S")).Message, StringComparison.Ordinal);

    private static Settings With(params (string Name, string? Value)[] variables) =>
        new(name => variables.FirstOrDefault(v => v.Name == name).Value);
}
