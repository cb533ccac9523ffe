using ClawFleet.Runtimes.Native;

namespace ClawFleet.Runtimes.Tests.Native;

public class TomlReaderTests
{
    [Theory]
    [InlineData("a = 1", """{"a":1}""")]
    [InlineData("a.b.c = 1\na.d = 2", """{"a":{"b":{"c":1},"d":2}}""")]
    [InlineData("\"quoted key\" = true\n'lit' = false", """{"quoted key":true,"lit":false}""")]
    [InlineData("a = 0xFF\nb = 0o17\nc = 0b11\nd = 1_000\ne = -5\nf = +0", """{"a":255,"b":15,"c":3,"d":1000,"e":-5,"f":0}""")]
    [InlineData("a = 1.5\nb = 1e3\nc = -2.5E-1", """{"a":1.5,"b":1000,"c":-0.25}""")]
    [InlineData("a = 9223372036854775807\nb = -9223372036854775808", """{"a":9223372036854775807,"b":-9223372036854775808}""")]
    [InlineData("a = \"x\\ty\\u00e9\\U0001F600\\\"\"", "{\"a\":\"x\\tyé\\uD83D\\uDE00\\\"\"}")]
    [InlineData("a = 'C:\\no\\escape'", """{"a":"C:\\no\\escape"}""")]
    [InlineData("a = \"\"\"\none\n  two\"\"\"", """{"a":"one\n  two"}""")]
    [InlineData("a = \"\"\"one \\\n\n   two\"\"\"", """{"a":"one two"}""")]
    [InlineData("a = \"\"\"\"quoted\"\"\"\"", """{"a":"\"quoted\""}""")]
    [InlineData("a = '''\nraw \\n'''", """{"a":"raw \\n"}""")]
    [InlineData("a = [1, 2, # note\n 3,\n]", """{"a":[1,2,3]}""")]
    [InlineData("a = [[1], ['x'], {b = 1}]", """{"a":[[1],["x"],{"b":1}]}""")]
    [InlineData("a = { b = 1, c.d = 2 }", """{"a":{"b":1,"c":{"d":2}}}""")]
    [InlineData("[a.b]\nc = 1\n[a]\nd = 2", """{"a":{"b":{"c":1},"d":2}}""")]
    [InlineData("[[a]]\nx = 1\n[[a]]\n[a.b]\ny = 2", """{"a":[{"x":1},{"b":{"y":2}}]}""")]
    [InlineData("[a]\nb.c = 1\n[a.b.d]\ne = 2", """{"a":{"b":{"c":1,"d":{"e":2}}}}""")]
    [InlineData("a = 1979-05-27T07:32:00.5-07:00\nb = 1979-05-27 07:32:00Z\nc = 1979-05-27\nd = 07:32:00", """{"a":"1979-05-27T07:32:00.5-07:00","b":"1979-05-27 07:32:00Z","c":"1979-05-27","d":"07:32:00"}""")]
    [InlineData("\ufeff# note only\r\na = 1\r\n", """{"a":1}""")]
    [InlineData("", "{}")]
    public void Valid_text_is_read(string toml, string json) =>
        Assert.Equal(Escaped(json), Escaped(NativeJson.Write(TomlReader.Read(toml), indented: false)));

    [Theory]
    [InlineData("a = 1\na = 2", "a is set twice")]
    [InlineData("[a]\n[a]", "a is defined twice")]
    [InlineData("a.b = 1\n[a]", "a is defined twice")]
    [InlineData("[a.b.c]\nz = 1\n[a]\nb.c.t = 2", "already defined elsewhere")]
    [InlineData("a = { b = 1 }\n[a.c]", "is not a table")]
    [InlineData("a = { b = 1 }\na.c = 2", "already defined elsewhere")]
    [InlineData("a = [1]\n[[a]]", "a is not a list of tables")]
    [InlineData("[a]\n[[a]]", "a is not a list of tables")]
    [InlineData("a = 01", "not a value")]
    [InlineData("a = 1__0", "not a value")]
    [InlineData("a = .5", "not a value")]
    [InlineData("a = 1.", "not a value")]
    [InlineData("a = 0xG", "not a value")]
    [InlineData("a = 9223372036854775808", "not a value")]
    [InlineData("a = 1979-13-01", "not a value")]
    [InlineData("a = 25:00:00", "not a value")]
    [InlineData("a = truE", "not a value")]
    [InlineData("a = ", "not a value")]
    [InlineData("a = 1 b = 2", "expected the end of the line")]
    [InlineData("a = \"x", "the string does not end")]
    [InlineData("a = \"\\q\"", "unknown escape")]
    [InlineData("a = \"\\uD800\"", "not a Unicode scalar value")]
    [InlineData("a = \"x\ny\"", "control character")]
    [InlineData("a = { b = 1,\n c = 2 }", "expected a key")]
    [InlineData("a = { b = 1, }", "expected a key")]
    [InlineData("= 1", "expected a key")]
    [InlineData("[a", "expected ]")]
    [InlineData("\"\"\"a\"\"\" = 1", "a key cannot be a multi-line string")]
    public void Invalid_text_is_refused(string toml, string what) =>
        Assert.Contains(what, Assert.Throws<FormatException>(() => TomlReader.Read(toml)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_fault_names_line_and_column() =>
        Assert.Equal("line 3, column 5: not a value", Assert.Throws<FormatException>(() => TomlReader.Read("a = 1\n\nb = x")).Message);

    [Fact]
    public void Infinity_and_not_a_number_are_floats()
    {
        var tree = TomlReader.Read("a = inf\nb = -inf\nc = nan");
        Assert.Equal("a = inf\nb = -inf\nc = nan\n", TomlWriter.Write(tree));
    }

    private static string Escaped(string json) => System.Text.Json.Nodes.JsonNode.Parse(json)!.ToJsonString();
}
