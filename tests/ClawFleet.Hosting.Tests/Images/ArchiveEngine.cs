using System.Formats.Tar;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using ClawFleet.Engine;

namespace ClawFleet.Hosting.Tests.Images;

/// <summary>An engine that saves one made-up image: layers as tars of any making, and a configuration with what builders leave in it.</summary>
public class ArchiveEngine : DispatchProxy
{
    private byte[] _archive = [];

    public static IContainerEngine With(JsonObject config, params byte[][] layers)
    {
        var engine = Create<IContainerEngine, ArchiveEngine>();
        ((ArchiveEngine)engine)._archive = Archive(config, layers);
        return engine;
    }

    /// <summary>A layer's tar from what a test puts into it.</summary>
    public static byte[] Layer(Action<TarWriter> write, TarEntryFormat format = TarEntryFormat.Pax)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, format, leaveOpen: true))
        {
            write(tar);
        }

        return stream.ToArray();
    }

    public static TarEntry File(string path, string text, DateTimeOffset? time = null, int uid = 0, string owner = "") => new PaxTarEntry(TarEntryType.RegularFile, path)
    {
        DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
        ModificationTime = time ?? DateTimeOffset.UnixEpoch,
        Mode = BuildContext.FileMode,
        Uid = uid,
        UserName = owner,
    };

    public static JsonObject Config(string created = "2026-11-28T02:29:04.053459048Z", string host = "827c786be8c8", params string[] labels) => new()
    {
        ["architecture"] = "amd64",
        ["os"] = "linux",
        ["created"] = created,
        ["container"] = host + "aaaa",
        ["docker_version"] = "20.10.24",
        ["config"] = new JsonObject
        {
            ["Hostname"] = host,
            ["User"] = "10000:10000",
            ["Env"] = new JsonArray("PATH=/bin"),
            ["Image"] = "sha256:" + host,
            ["Entrypoint"] = new JsonArray("/usr/bin/tini", "--"),
            ["Cmd"] = new JsonArray(),
            ["ExposedPorts"] = new JsonObject { ["80/tcp"] = new JsonObject() },
            ["Labels"] = new JsonObject(labels.Select(l => l.Split('=')).Select(l => KeyValuePair.Create<string, JsonNode?>(l[0], l[1]))),
        },
        ["history"] = new JsonArray(
            new JsonObject { ["created"] = created, ["created_by"] = "/bin/sh -c #(nop) COPY file:01024102da83d6c81afba22cbd742554c8e908a99e429bcbeca9337389adda50 in / " },
            new JsonObject { ["created"] = created, ["created_by"] = "|1 HTTP_PROXY=http://user:word@proxy /bin/sh -c true" },
            new JsonObject { ["created"] = created, ["created_by"] = "/bin/sh -c #(nop)  USER 10000:10000", ["empty_layer"] = true }),
    };

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        nameof(IContainerEngine.SaveImageAsync) => Task.FromResult<Stream>(new MemoryStream(_archive)),
        _ => throw new NotSupportedException(targetMethod.Name),
    };

    private static byte[] Archive(JsonObject config, byte[][] layers) => Layer(
        tar =>
        {
            void Add(string path, byte[] content) => tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(content) });
            Add("manifest.json", Encoding.UTF8.GetBytes(new JsonArray(new JsonObject
            {
                ["Config"] = "config.json",
                ["Layers"] = new JsonArray([.. layers.Select((_, i) => (JsonNode)$"{i}/layer.tar")]),
            }).ToJsonString()));
            Add("config.json", Encoding.UTF8.GetBytes(config.ToJsonString()));
            for (var i = 0; i < layers.Length; i++)
            {
                Add($"{i}/layer.tar", layers[i]);
            }
        },
        TarEntryFormat.Ustar);
}
