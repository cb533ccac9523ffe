using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ClawFleet.Hosting.Images.Archives;

namespace ClawFleet.Hosting.Images.Sboms;

/// <summary>Writes an image's parts as SPDX 2.3 JSON. The same image gives the same bytes: the document's name and times are the image's.</summary>
internal static class SpdxDocument
{
    private const string Document = "SPDXRef-DOCUMENT";
    private const string Image = "SPDXRef-Image";
    private const string Unsaid = "NOASSERTION";

    private static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="name">The image's: <c>zeroclaw</c>.</param>
    /// <param name="version">The runtime's.</param>
    /// <param name="id">The image's, <c>sha256:…</c>.</param>
    public static byte[] Write(string name, string version, string id, DateTimeOffset created, IReadOnlyList<SbomPackage> packages)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json, Readable))
        {
            writer.WriteStartObject();
            writer.WriteString("spdxVersion", "SPDX-2.3");
            writer.WriteString("dataLicense", "CC0-1.0");
            writer.WriteString("SPDXID", Document);
            writer.WriteString("name", $"{name}-{version}");
            // SPDX 2.3, 6.5: the place for documents of those who have none of their own. Nothing need be there.
            writer.WriteString("documentNamespace", $"https://spdx.org/spdxdocs/clawfleet-{Part(name)}-{Part(version)}-{id["sha256:".Length..]}");
            writer.WriteStartObject("creationInfo");
            writer.WriteString("created", NormalConfig.Time(created));
            writer.WriteStartArray("creators");
            writer.WriteStringValue("Tool: clawden");
            writer.WriteEndArray();
            writer.WriteEndObject();

            writer.WriteStartArray("packages");
            WriteImage(writer, name, version, id);
            foreach (var package in packages)
            {
                Write(writer, package);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("relationships");
            Relate(writer, Document, "DESCRIBES", Image);
            foreach (var package in packages)
            {
                Relate(writer, Image, "CONTAINS", Reference(package));
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        json.WriteByte((byte)'\n');
        return json.ToArray();
    }

    private static void WriteImage(Utf8JsonWriter writer, string name, string version, string id)
    {
        writer.WriteStartObject();
        Begin(writer, Image, name, version, null);
        writer.WriteString("primaryPackagePurpose", "CONTAINER");
        Checksum(writer, id["sha256:".Length..]);
        writer.WriteString("comment", "the checksum is the image's id: SHA-256 of its configuration, which names the layers by theirs");
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, SbomPackage package)
    {
        writer.WriteStartObject();
        Begin(writer, Reference(package), package.Name, package.Version, package.License);
        if (package.Supplier is { } supplier)
        {
            writer.WriteString("supplier", supplier);
        }

        if (package.Homepage is { } homepage)
        {
            writer.WriteString("homepage", homepage);
        }

        if (package.Sha256 is { } sha256)
        {
            Checksum(writer, sha256);
        }

        if (package.Comment is { } comment)
        {
            writer.WriteString("comment", comment);
        }

        if (package.Url is { } url)
        {
            writer.WriteStartArray("externalRefs");
            writer.WriteStartObject();
            writer.WriteString("referenceCategory", "PACKAGE-MANAGER");
            writer.WriteString("referenceType", "purl");
            writer.WriteString("referenceLocator", url);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter writer, string reference, string name, string version, string? license)
    {
        writer.WriteString("SPDXID", reference);
        writer.WriteString("name", name);
        writer.WriteString("versionInfo", version);
        writer.WriteString("downloadLocation", Unsaid);
        writer.WriteBoolean("filesAnalyzed", false);
        writer.WriteString("licenseConcluded", Unsaid);
        writer.WriteString("licenseDeclared", license ?? Unsaid);
        writer.WriteString("copyrightText", Unsaid);
    }

    private static void Checksum(Utf8JsonWriter writer, string sha256)
    {
        writer.WriteStartArray("checksums");
        writer.WriteStartObject();
        writer.WriteString("algorithm", "SHA256");
        writer.WriteString("checksumValue", sha256);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void Relate(Utf8JsonWriter writer, string element, string type, string related)
    {
        writer.WriteStartObject();
        writer.WriteString("spdxElementId", element);
        writer.WriteString("relationshipType", type);
        writer.WriteString("relatedSpdxElement", related);
        writer.WriteEndObject();
    }

    /// <summary>Letters, digits, dots and hyphens only; two names that become one by that are told apart by a sum.</summary>
    private static string Reference(SbomPackage package)
    {
        var sum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{package.Kind}\n{package.Name}\n{package.Version}")));
        return $"SPDXRef-{Part(package.Kind)}-{Part(package.Name)}-{Part(package.Version)}-{sum[..8]}";
    }

    private static string Part(string text) => string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '-'));
}
