using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Tests.Support;

namespace ClawFleet.Model.Tests;

public class SharedPhoneTests
{
    [Theory]
    [InlineData("+1 555 000 1111", "+15550001111", true)]
    [InlineData("+15550002222", "+15550001111", false)]
    [InlineData("house", "garden", false)]
    [InlineData("house", "house", true)]
    public void One_number_in_two_spellings_is_one_account_and_names_are_told_apart(string one, string two, bool shared)
    {
        var loaded = Fleets.Load($$"""
            runtimes:
              - {name: a, runtime: zeroclaw, channels: [first]}
              - {name: b, runtime: zeroclaw, channels: [second]}
            channels:
              first: {type: signal, phone: "{{one}}"}
              second: {type: signal, phone: "{{two}}"}
            """);
        Assert.Equal(shared, Fleets.Errors(loaded).Contains(DiagnosticCodes.SharedCredential));
    }
}
