namespace ClawFleet.EndToEnd.Images;

/// <summary>PostgreSQL with pgvector, for real: as any user, through stops, kills and a new password.</summary>
public sealed class TheDatabase
{
    private const string Rows = "CREATE TABLE IF NOT EXISTS notes (id int, place vector(3)); DELETE FROM notes; INSERT INTO notes VALUES (1, '[1,0,0]'), (2, '[0,1,0]'), (3, '[0,0,1]')";
    private const string Nearest = "SELECT id FROM notes ORDER BY place <-> '[0.1,0.9,0.1]' LIMIT 1";

    [Theory]
    [InlineData("10000:10000")]
    [InlineData("12345:12345")]
    public async Task It_answers_a_similarity_query_and_keeps_its_data_through_stop_kill_and_a_new_password(string user)
    {
        await using var database = await PostgresContainer.CreateAsync(user, "it's \\ \"odd\" $1");
        await database.StartAsync();
        await database.HealthyAsync();
        await database.QueryAsync(Rows);
        Assert.Equal("2", await database.QueryAsync(Nearest));

        Assert.Equal(0, await database.StopAsync());
        await database.StartAsync();
        await database.HealthyAsync();
        Assert.Equal("2", await database.QueryAsync(Nearest));

        await database.KillAsync();
        database.SetPassword("another");
        await database.StartAsync();
        await database.HealthyAsync();
        Assert.Equal("2", await database.QueryAsync(Nearest));
        Assert.NotEqual(0, (await database.LoginAsync("ironclaw", "it's \\ \"odd\" $1")).ExitCode);
        Assert.Equal(0, (await database.LoginAsync("ironclaw", "another")).ExitCode);
    }

    [Fact]
    public async Task The_role_owns_its_database_and_is_no_superuser_and_the_superuser_cannot_log_in()
    {
        await using var database = await PostgresContainer.CreateAsync("10000:10000", "secret-word");
        await database.StartAsync();
        await database.HealthyAsync();
        Assert.Equal("f|f|f|f|f", await database.QueryAsync("SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = current_user"));
        Assert.Equal("ironclaw", await database.QueryAsync("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"));
        Assert.Equal("vector", await database.QueryAsync("SELECT extname FROM pg_extension WHERE extname = 'vector'"));
        Assert.NotEqual(0, (await database.LoginAsync("clawfleet_admin", "")).ExitCode);
        Assert.NotEqual(0, (await database.LoginAsync("ironclaw", "")).ExitCode);
        Assert.DoesNotContain("secret-word", await database.LogAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", (await database.Engine.InspectContainerAsync(database.Name, TestContext.Current.CancellationToken)).RawJson, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_first_start_that_is_killed_at_any_moment_is_repaired_by_the_next()
    {
        foreach (var moment in new[] { 100, 400, 900, 1600 })
        {
            await using var database = await PostgresContainer.CreateAsync("10000:10000", "word");
            await database.StartAsync();
            await Task.Delay(moment, TestContext.Current.CancellationToken); // the moment is what is tested
            await database.KillAsync();
            await database.StartAsync();
            await database.HealthyAsync();
            await database.QueryAsync(Rows);
        }
    }

    [Theory]
    [InlineData("", 78, "empty")]
    [InlineData("two\nlines", 78, "more than one line")]
    public async Task A_password_that_cannot_be_is_refused_with_a_word(string password, int exitCode, string word)
    {
        await using var database = await PostgresContainer.CreateAsync("10000:10000", password);
        await database.StartAsync();
        await database.WaitForExitAsync();
        Assert.Equal(exitCode, await database.StopAsync());
        Assert.Contains(word, await database.LogAsync(), StringComparison.Ordinal);
    }
}
