using System.Text.Json.Nodes;
using ClawFleet.Runtimes.Native;

namespace ClawFleet.Runtimes.Tests.Native;

public class WriterTests
{
    [Theory]
    [InlineData("a = 1\nb = 1.0\nc = \"x\\ny\\u0001\\\"\\\\\"\nd = [1, \"x\", { e = 1 }]\nf = 1979-05-27\n\n[g]\nh = true\n\n[g.\"odd key\"]\n\n[[i]]\nj = 1\n\n[[i]]\nj = 2\n\n[[i.k]]\nl = 3\n")]
    [InlineData("")]
    public void Toml_that_was_read_is_written_back(string toml) => Assert.Equal(toml, TomlWriter.Write(TomlReader.Read(toml)));

    [Fact]
    public void Toml_leaves_out_what_is_null() =>
        Assert.Equal("b = 1\n", TomlWriter.Write(new JsonObject { ["a"] = null, ["b"] = 1 }));

    [Fact]
    public void Toml_refuses_a_null_in_a_list() =>
        Assert.Contains("a[0] is null", Assert.Throws<FormatException>(() => TomlWriter.Write(new JsonObject { ["a"] = new JsonArray((JsonNode?)null) })).Message, StringComparison.Ordinal);

    [Fact]
    public void Json_numbers_become_toml_numbers() =>
        Assert.Equal("a = 1\nb = 1.5\nc = 10000000000\n", TomlWriter.Write((JsonObject)JsonNode.Parse("""{"a":1,"b":1.5,"c":10000000000}""")!));

    [Fact]
    public void Json_with_comments_and_trailing_commas_is_read() =>
        Assert.Equal("{\n  \"a\": \"ü<>&'\"\n}\n", NativeJson.Write(NativeJson.ReadObject("{ // note\n \"a\": \"ü<>&'\", }")));

    [Fact]
    public void Broken_json_is_refused_with_its_line() =>
        Assert.Equal("line 2: not JSON", Assert.Throws<FormatException>(() => NativeJson.ReadObject("{\n oops }")).Message);

    [Fact]
    public void Yaml_keeps_every_string_a_string()
    {
        var tree = (JsonObject)JsonNode.Parse("""{"a":"yes","no":1,"list":[1,{"b":null,"c":[]},[]],"deep":{"x y":{}},"t":"two\nlines: #"}""")!;
        Assert.Equal(
            """
            a: "yes"
            "no": 1
            list:
              - 1
              -
                b: null
                c: []
              - []
            deep:
              "x y": {}
            t: "two\nlines: #"

            """, YamlWriter.Write(tree));
    }

    [Fact]
    public void Env_files_quote_what_a_shell_would_change() =>
        Assert.Equal("A=plain/1\nB='two words $HOME'\nC=\"it's \\$5\\n\"\nD=''\n", DotEnvWriter.Write([new("A", "plain/1"), new("B", "two words $HOME"), new("C", "it's $5\n"), new("D", "")]));

    [Fact]
    public void Env_files_refuse_what_is_no_name() => Assert.Throws<FormatException>(() => DotEnvWriter.Write([new("1A", "x")]));
}
