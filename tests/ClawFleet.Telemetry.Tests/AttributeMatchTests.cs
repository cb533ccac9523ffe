namespace ClawFleet.Telemetry.Tests;

/// <summary>Records are left out by a look at their bytes: never one that a proper look would have found.</summary>
public sealed class AttributeMatchTests
{
    private static readonly string[] values =
    [
        """{"stringValue":"telegram"}""", """{"stringValue":"TELEGRAM"}""", """{"stringValue":"télégram"}""", """{"stringValue":""}""", """{"stringValue":"120"}""",
        """{"stringValue":"12.5"}""", $$"""{"stringValue":"{{new string('x', 150)}}telegram"}""", """{"intValue":"120"}""", """{"intValue":"-1"}""", """{"intValue":"0"}""", """{"doubleValue":120}""",
        """{"doubleValue":12.5}""", """{"boolValue":true}""", """{"bytesValue":"dGVsZWdyYW0="}""", """{"arrayValue":{"values":[{"stringValue":"telegram"},{"intValue":"120"}]}}""",
        """{"kvlistValue":{"values":[{"key":"channel","value":{"stringValue":"slack"}}]}}""", "{}",
    ];

    private static readonly string[] wanted = ["telegram", "gram", "é", "", "120", "-1", "12.5", "12", "true", "dGVsZWdyYW0=", "[telegram, 120]", "{channel: slack}", "none-has-this"];

    [Fact]
    public void A_quick_look_leaves_out_nothing_that_a_proper_one_finds()
    {
        using var store = new TelemetryStore(new TelemetryStoreOptions());
        foreach (var value in values)
        {
            var attribute = "{\"key\":\"channel\",\"value\":" + value + "}";
            // The key stands alone, in a text before it, in a map before it, at the end of a longer key, and only there.
            Add(store, "a", "plain", attribute);
            Add(store, "a", "the channel\\u0012\\u0004\\n\\u0002no", attribute);
            Add(store, "a", "plain", """{"key":"outer","value":{"kvlistValue":{"values":[{"key":"channel","value":{"stringValue":"no"}}]}}},""" + attribute);
            Add(store, "a", "plain", """{"key":"my.channel","value":{"stringValue":"no"}},""" + attribute);
            Add(store, "a", "plain", "{\"key\":\"my.channel\",\"value\":" + value + "}");
            Add(store, "a", "plain", """{"key":"channel","value":{"stringValue":"no"}},""" + attribute);
        }
        Add(store, "b/2", "plain", "");
        var all = store.Logs(new LogQuery { Limit = 1000 }).Records;
        Assert.Equal((values.Length * 6) + 1, all.Length);

        foreach (var key in (string[])["channel", "outer", "service.instance.id"])
            foreach (var test in Enum.GetValues<AttributeTest>())
                foreach (var value in wanted)
                {
                    var filter = new AttributeFilter(key, test, value);
                    var expected = all.Where(r => filter.Allows((r.Attributes.FirstOrDefault(a => a.Key == key) ?? r.Resource.Attributes.FirstOrDefault(a => a.Key == key))?.Value)).Select(r => r.Sequence);
                    Assert.Equal(expected, store.Logs(new LogQuery { Attributes = [filter], Limit = 1000 }).Records.Select(r => r.Sequence));
                }
    }

    [Fact]
    public void A_client_that_writes_the_value_before_the_key_or_two_values_or_long_numbers_is_understood()
    {
        using var store = new TelemetryStore(new TelemetryStoreOptions());
        store.Append(Signal.Logs, Request([.. Field(2, Field(1, "telegram"u8)), .. Field(1, "channel"u8)]));
        store.Append(Signal.Logs, Request([.. Field(1, "channel"u8), .. Field(2, Field(1, "no"u8)), .. Field(2, Field(1, "telegram"u8))]));
        store.Append(Signal.Logs, Request([.. Field(1, "channel"u8), .. Field(2, [.. Field(1, "no"u8), .. Field(1, "telegram"u8)])]));
        store.Append(Signal.Logs, Request([.. Field(1, "channel"u8), .. Field(2, [0x18, 1, 0x18, 120])]));

        store.Append(Signal.Logs, Request([0x0a, 0x87, 0, .. "channel"u8, .. Field(2, Field(1, "telegram"u8))]));
        store.Append(Signal.Logs, Request([0x8a, 0, 7, .. "channel"u8, .. Field(2, Field(1, "telegram"u8))]));

        Assert.Equal(5, store.Logs(new LogQuery { Attributes = [new AttributeFilter("channel", AttributeTest.Equal, "Telegram")] }).Records.Length);
        Assert.Single(store.Logs(new LogQuery { Attributes = [new AttributeFilter("channel", AttributeTest.Greater, "100")] }).Records);
    }

    private static void Add(TelemetryStore store, string service, string body, string attributes) =>
        store.AppendJson(Signal.Logs, Otlp.Logs(service, Otlp.Log(body, Otlp.Noon, 9, attributes)));

    // ExportLogsServiceRequest.resource_logs (1) . scope_logs (2) . log_records (2) . attributes (6)
    private static byte[] Request(byte[] attribute) => Field(1, Field(2, Field(2, Field(6, attribute))));

    private static byte[] Field(int number, ReadOnlySpan<byte> content) => [(byte)((number << 3) | 2), (byte)content.Length, .. content];
}
