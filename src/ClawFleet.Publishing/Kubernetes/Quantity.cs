using System.Globalization;

namespace ClawFleet.Publishing.Kubernetes;

/// <summary>Amounts as Kubernetes writes them (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/).</summary>
internal static class Quantity
{
    private static readonly (string Suffix, long Factor)[] Units = [("Gi", 1L << 30), ("Mi", 1L << 20), ("Ki", 1L << 10)];

    /// <summary>The shortest exact form: <c>1536Mi</c>, <c>2Gi</c>, <c>1000</c>.</summary>
    public static string Bytes(long bytes)
    {
        foreach (var (suffix, factor) in Units)
        {
            if (bytes >= factor && bytes % factor == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{bytes / factor}{suffix}");
            }
        }

        return bytes.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary><c>2</c>, <c>500m</c>; no less than a thousandth, which is the least there is.</summary>
    public static string Cpus(double cpus)
    {
        var thousandths = Math.Max(1, (long)Math.Round(cpus * 1000));
        return thousandths % 1000 == 0 ? (thousandths / 1000).ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{thousandths}m");
    }
}
