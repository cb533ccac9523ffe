using ClawFleet.EndToEnd.Fixture;

namespace ClawFleet.EndToEnd.BadInput;

/// <summary>What is wrong with the file is said with its place and its remedy, before anything is touched; exit 3.</summary>
public sealed class FileFaults
{
    [Fact]
    public async Task Broken_yaml_is_shown_at_its_place()
    {
        await using var fleet = new TempFleet("name: FLEET\nruntimes:\n  - name: one\n   runtime: zeroclaw\n");
        (await fleet.RunAsync("up", "-d")).Exits(3).Says("clawden.yaml:4:");
    }

    [Fact]
    public async Task An_unknown_key_is_refused_with_the_one_that_was_meant()
    {
        await using var fleet = new TempFleet("name: FLEET\nruntimes:\n  - name: one\n    runtime: zeroclaw\n    chanels: []\n");
        (await fleet.RunAsync("up", "-d")).Exits(3).Says("clawden.yaml:5:", "chanels", "channels");
    }

    [Fact]
    public async Task An_oci_runtime_that_the_engine_lacks_is_refused_before_anything_is_made()
    {
        await using var fleet = new TempFleet("name: FLEET\nsimulate: always\nruntimes:\n  - name: one\n    runtime: zeroclaw\n    ports: auto\n  - name: two\n    runtime: zeroclaw\n    ports: auto\n    security: {runtime: runsc-e2e}\n");
        (await fleet.RunAsync("up", "-d")).Exits(3).Says("clawden.yaml:10:", "runsc-e2e", "runc", "daemon.json");
        Assert.Empty(await fleet.ContainersAsync());
    }

    [Fact]
    public async Task An_unknown_runtime_is_refused_with_the_one_that_was_meant()
    {
        await using var fleet = new TempFleet("name: FLEET\nruntimes:\n  - name: one\n    runtime: zeroklaw\n");
        (await fleet.RunAsync("up", "-d")).Exits(3).Says("clawden.yaml:4:", "zeroklaw", "zeroclaw");
    }

    [Fact]
    public async Task A_missing_variable_is_named()
    {
        await using var fleet = new TempFleet("name: FLEET\nchannels:\n  tg: { type: telegram, token: $E2E_NOT_SET, allowed_users: [\"1\"] }\nruntimes:\n  - { name: one, runtime: zeroclaw, channels: [tg] }\n");
        (await fleet.RunAsync("up", "-d")).Exits(3).Says("clawden.yaml:3:", "E2E_NOT_SET");
    }

    [Fact]
    public async Task A_variable_that_only_another_member_needs_does_not_stop_this_one()
    {
        await using var fleet = new TempFleet("name: FLEET\nsimulate: always\nchannels:\n  tg: { type: telegram, token: $E2E_NOT_SET, allowed_users: [\"1\"] }\nruntimes:\n  - { name: one, runtime: zeroclaw, channels: [tg] }\n  - { name: two, runtime: zeroclaw }\n");
        (await fleet.RunAsync("config", "show", "two")).Exits(0);
    }

    [Fact]
    public async Task Two_members_with_one_bot_token_are_refused_without_showing_it()
    {
        await using var fleet = new TempFleet("name: FLEET\nchannels:\n  a: { type: telegram, token: $E2E_A, allowed_users: [\"1\"] }\n  b: { type: telegram, token: $E2E_B, allowed_users: [\"1\"] }\nruntimes:\n  - { name: one, runtime: zeroclaw, channels: [a] }\n  - { name: two, runtime: zeroclaw, channels: [b] }\n");
        fleet.Variables["E2E_A"] = fleet.Variables["E2E_B"] = "1234567:one-token-for-two-members-is-one-too-few";
        var result = (await fleet.RunAsync("up", "-d")).Exits(3).Says("clawden.yaml:4:", "token");
        Assert.DoesNotContain("one-token-for-two", result.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_faults_are_said_in_one_run()
    {
        await using var fleet = new TempFleet("name: FLEET\ncolour: red\nruntimes:\n  - { name: one, runtime: zeroclaw, chanels: [] }\n  - { name: two, runtime: nosuchclaw }\n");
        (await fleet.RunAsync("config", "validate")).Exits(3).Says("colour", "chanels", "nosuchclaw");
    }

    [Fact]
    public async Task What_the_runtime_cannot_be_given_is_refused_and_not_dropped()
    {
        await using var fleet = new TempFleet("name: FLEET\nsimulate: always\nchannels:\n  s: { type: slack, bot_token: $E2E_S, app_token: $E2E_S2, allowed_users: [\"1\"] }\nruntimes:\n  - { name: one, runtime: zeroclaw, channels: [s] }\n");
        fleet.Variables["E2E_S"] = "xoxb-1";
        fleet.Variables["E2E_S2"] = "xapp-1";
        (await fleet.RunAsync("config", "validate")).Exits(3).Says("slack");
    }

    [Fact]
    public async Task An_empty_folder_is_told_what_to_write()
    {
        await using var fleet = new TempFleet();
        var result = await fleet.RunAsync("up", "-d");
        Assert.True(result.ExitCode is 2 or 3, $"expected a usage or file error; seen: {result.ExitCode} {result.Stderr}");
        result.Says("clawden.yaml");
    }
}
