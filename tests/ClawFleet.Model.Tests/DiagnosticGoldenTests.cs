using ClawFleet.Model.Tests.Support;

namespace ClawFleet.Model.Tests;

/// <summary>One small file for each fault: <c>testdata/diagnostics/NAME.yaml</c> gives <c>NAME.txt</c>. Comments <c># with A=1</c> set variables, <c># members a b</c> choose.</summary>
public class DiagnosticGoldenTests
{
    public static TheoryData<string> Cases => [.. Golden.Cases("diagnostics", ".yaml")];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_fault_is_told_as_its_golden_file_says(string name)
    {
        var yaml = Golden.Read($"diagnostics/{name}.yaml");
        var result = Fleets.Load(yaml, Words(yaml, "# with "), Words(yaml, "# members "), path: "clawden.yaml");
        Golden.Compare(Golden.Path($"diagnostics/{name}.txt"), Fleets.Text(result.Diagnostics) + "\n");
    }

    private static string[] Words(string yaml, string mark)
        => [.. yaml.Split('\n').Where(l => l.StartsWith(mark, StringComparison.Ordinal)).SelectMany(l => l[mark.Length..].Trim().Split(' '))];
}
