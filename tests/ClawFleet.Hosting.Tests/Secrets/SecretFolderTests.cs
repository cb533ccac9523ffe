using ClawFleet.Hosting.Tests.Support;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Tests.Secrets;

public sealed class SecretFolderTests : IDisposable
{
    private static readonly FleetPlan Plan = Plans.Fleet(Plans.Member("one", 1001)) with
    {
        Secrets = [new("MODEL_KEY", SecretOrigin.Expression, "$MODEL_KEY"), new("ONE_API_TOKEN", SecretOrigin.Generated, "hex64")],
    };

    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("clawfleet-secrets-").FullName, "secrets");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    [Fact]
    public void Files_are_for_their_owner_alone()
    {
        Assert.Equal(["model-key", "one-api-token"], Fill("a", "b").Written);
        Assert.Equal("a", Read("model-key"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(Path.Combine(_folder, "model-key")));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder));
        }
    }

    [Fact]
    public void What_was_generated_once_is_kept_and_an_empty_file_is_filled()
    {
        Fill("a", "b");
        File.Delete(Path.Combine(_folder, "model-key"));
        File.WriteAllText(Path.Combine(_folder, "model-key"), "");
        Assert.Equal(["model-key"], Fill("a", "another").Written);
        Assert.Equal("b", Read("one-api-token"));
    }

    [Fact]
    public void A_value_that_differs_is_kept_and_told_until_it_is_to_be_overwritten()
    {
        Fill("a", "b");
        var change = Fill("new", "another");
        Assert.Empty(change.Written);
        Assert.Equal(["model-key"], change.Kept);
        Assert.Equal("a", Read("model-key"));

        Assert.Equal(["model-key"], Fill("new", "another", overwrite: true).Written);
        Assert.Equal(("new", "b"), (Read("model-key"), Read("one-api-token")));
    }

    [Fact]
    public void A_line_end_that_an_editor_left_is_no_difference()
    {
        Fill("a", "b");
        File.Delete(Path.Combine(_folder, "model-key"));
        File.WriteAllText(Path.Combine(_folder, "model-key"), "a\n");
        Assert.Empty(Fill("a", "b").Kept);
    }

    [Fact]
    public void A_file_that_nobody_needs_any_more_is_named()
    {
        Fill("a", "b");
        Assert.Equal(["one-api-token"], new SecretFolder(_folder).Fill(Plan with { Secrets = Plan.Secrets.RemoveAt(1) }, new Values("a", "b"), FleetSession.RunAs(), overwrite: false).Unneeded);
    }

    [Theory]
    [InlineData("0:0")]
    [InlineData("me")]
    [InlineData("10000")]
    public void A_user_that_containers_cannot_run_as_is_refused(string user)
        => Assert.Contains("write uid:gid in numbers", Assert.Throws<IOException>(() => new SecretFolder(_folder).Fill(Plan, new Values("a", "b"), user, overwrite: false)).Message, StringComparison.Ordinal);

    private SecretFolderChange Fill(string key, string token, bool overwrite = false) => new SecretFolder(_folder).Fill(Plan, new Values(key, token), FleetSession.RunAs(), overwrite);

    private string Read(string file) => File.ReadAllText(Path.Combine(_folder, file));

    private sealed class Values(string key, string token) : ISecretValues
    {
        public string Get(SecretPlan secret) => secret.Name == "MODEL_KEY" ? key : token;
    }
}
