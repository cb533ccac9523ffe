using System.Text.Json.Nodes;
using ClawFleet.Runtimes.Native;

namespace ClawFleet.Runtimes.Tests.Native;

public class YamlReaderTests
{
    [Theory]
    [InlineData("", "{}")]
    [InlineData("# nothing\n---\n", "{}")]
    [InlineData("a: 1\nb: -2\nc: 1.5\nd: 1e3\ne: true\nf: ~\ng:\nh: 0x1F", """{"a":1,"b":-2,"c":1.5,"d":1000,"e":true,"f":null,"g":null,"h":31}""")]
    [InlineData("a: yes\nb: on\nc: 007\nd: 1.2.3\ne: 2026-01-02\nf: a#b # note\ng: http://h:80/x", """{"a":"yes","b":"on","c":"007","d":"1.2.3","e":"2026-01-02","f":"a#b","g":"http://h:80/x"}""")]
    [InlineData("a:\n  b:\n    c: x\n  d: y\ne: z", """{"a":{"b":{"c":"x"},"d":"y"},"e":"z"}""")]
    [InlineData("a:\n- 1\n- 2\nb: x", """{"a":[1,2],"b":"x"}""")]
    [InlineData("a:\n  - b: 1\n    c: 2\n  -\n    d: 3\n  - - 4\n    - 5\n  -", """{"a":[{"b":1,"c":2},{"d":3},[4,5],null]}""")]
    [InlineData("a: [1, 'x', {b: c, d: }, ]\ne: {}\nf: []\ng: {h: [\n  1,\n  2 # two\n]}", """{"a":[1,"x",{"b":"c","d":null}],"e":{},"f":[],"g":{"h":[1,2]}}""")]
    [InlineData("\"a b\": \"x\\n\\u00e9\\\"\\U0001F600\"\n'c': 'it''s'\n\"d: e\": 1", "{\"a b\":\"x\\né\\\"\\ud83d\\ude00\",\"c\":\"it's\",\"d: e\":1}")]
    [InlineData("a: |\n  one\n   two\n\n  three\nb: >-\n  four\n  five\n\n  six\nc: |+\n  x\n\n", """{"a":"one\n two\n\nthree\n","b":"four five\nsix","c":"x\n\n\n"}""")]
    public void What_files_are_written_in_is_read(string yaml, string json) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), YamlReader.Read(yaml)), NativeJson.Write(YamlReader.Read(yaml)));

    [Theory]
    [InlineData("a: 1\na: 2", "line 2, column 1: the key is there twice")]
    [InlineData("a: {b: 1, b: 2}", "line 1, column 11: the key is there twice")]
    [InlineData("a:\n\tb: 1", "line 2, column 1: a tab in the indentation")]
    [InlineData("a: 1\n  b: 2", "line 2, column 3: the line is indented further")]
    [InlineData("a:\n    b: 1\n  c: 2", "line 3, column 3: the line is indented further")]
    [InlineData("a: b: c", "line 1, column 5: a second colon")]
    [InlineData("a: \"x\" y", "something follows the value")]
    [InlineData("a: 'x", "line 1, column 4: the quote is not closed")]
    [InlineData("a: \"\\q\"", "no such escape")]
    [InlineData("a: \"\\ud83d\\ude00\"", "no such character")]
    [InlineData("a: &x 1", "cannot begin with `&`")]
    [InlineData("a: *x", "cannot begin with `*`")]
    [InlineData("a: !tag 1", "cannot begin with `!`")]
    [InlineData("a: 1\n---\nb: 2", "line 2, column 1: a second document")]
    [InlineData("a: one\n  two", "a text over several lines")]
    [InlineData("a: [1, 2", "is missing")]
    [InlineData("a: {b: 1", "is missing")]
    [InlineData("a:\n  - 1\n  b: 2", "line 3")]
    [InlineData("- 1", "the document is not a map")]
    [InlineData("just text", "the document is not a map")]
    [InlineData("a: 1\nno colon", "line 2")]
    [InlineData("a: 1e999", "no number that can be held")]
    public void What_is_wrong_is_refused_with_its_place(string yaml, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => YamlReader.Read(yaml)).Message, StringComparison.Ordinal);

    [Fact]
    public void Depth_is_bounded() => Assert.Throws<FormatException>(() => YamlReader.Read("a: " + new string('[', 5000)));

    [Fact]
    public void What_is_written_is_read_back()
    {
        var tree = (JsonObject)JsonNode.Parse("""{"a":"yes","no":1,"list":[1,{"b":null,"c":[],"d":{"e":[[1,2],{"f":"g"}]}},[],[3]],"deep":{"x y":{}},"t":"two\nlines: #","n":-1.5,"u":"\u0001\ud83d\ude00'\""}""")!;
        Assert.True(JsonNode.DeepEquals(tree, YamlReader.Read(YamlWriter.Write(tree))), YamlWriter.Write(tree));
    }
}
