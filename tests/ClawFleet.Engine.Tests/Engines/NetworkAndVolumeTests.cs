namespace ClawFleet.Engine.Tests.Engines;

[Collection("Engine")]
public sealed class NetworkAndVolumeTests(EnginesFixture engines)
{
    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task A_container_joins_several_networks_before_its_first_start(string name)
    {
        var test = await engines.GetAsync(name);
        var (outer, inner) = (EngineUnderTest.NewName("n"), EngineUnderTest.NewName("n"));
        await test.Engine.CreateNetworkAsync(new NetworkSpec(outer, Internal: false, EngineUnderTest.Labels), default);
        await test.Engine.CreateNetworkAsync(new NetworkSpec(inner, Internal: true, EngineUnderTest.Labels), default);
        var listed = await test.Engine.ListNetworksAsync(EngineUnderTest.LabelFilter, default);
        Assert.False(Assert.Single(listed, n => n.Name == outer).Internal);
        Assert.True(Assert.Single(listed, n => n.Name == inner).Internal);

        var id = await test.StartSleeperAsync(spec => spec with { Networks = [new NetworkEndpoint(outer, ["first"]), new NetworkEndpoint(inner, ["second", "third"])] });
        var details = await test.Engine.InspectContainerAsync(id, default);
        Assert.Equal(new[] { outer, inner }.Order(), details.NetworkAddresses.Keys.Order());

        await test.Engine.DisconnectNetworkAsync(inner, id, force: true, default);
        Assert.Equal([outer], (await test.Engine.InspectContainerAsync(id, default)).NetworkAddresses.Keys);
        await test.Engine.ConnectNetworkAsync(inner, id, ["again"], default);
        Assert.Equal(2, (await test.Engine.InspectContainerAsync(id, default)).NetworkAddresses.Count);

        var busy = await Assert.ThrowsAsync<EngineException>(() => test.Engine.RemoveNetworkAsync(outer, default));
        Assert.True(busy.Kind == EngineErrorKind.Conflict, $"{busy.Kind}: {busy.Message}");
        await test.Engine.RemoveContainerAsync(id, force: true, default);
        await test.Engine.RemoveNetworkAsync(outer, default);
        await test.Engine.RemoveNetworkAsync(outer, default); // gone already: no error
        await test.Engine.RemoveNetworkAsync(inner, default);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task A_second_network_of_one_name_is_a_conflict(string name)
    {
        var test = await engines.GetAsync(name);
        var network = EngineUnderTest.NewName("n");
        await test.Engine.CreateNetworkAsync(new NetworkSpec(network, Internal: false, EngineUnderTest.Labels), default);
        var error = await Assert.ThrowsAsync<EngineException>(() => test.Engine.CreateNetworkAsync(new NetworkSpec(network, Internal: false, EngineUnderTest.Labels), default));
        Assert.True(error.Kind == EngineErrorKind.Conflict, $"{error.Kind}: {error.Message}");
        await test.Engine.RemoveNetworkAsync(network, default);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task An_unknown_network_is_told_and_a_failed_create_leaves_nothing_behind(string name)
    {
        var test = await engines.GetAsync(name);
        var network = EngineUnderTest.NewName("n");
        await test.Engine.CreateNetworkAsync(new NetworkSpec(network, Internal: false, EngineUnderTest.Labels), default);
        var spec = EngineUnderTest.Spec("true") with { Networks = [new NetworkEndpoint(network, []), new NetworkEndpoint("engine-test-no-network", [])] };
        var created = false;
        var error = await Assert.ThrowsAsync<EngineException>(async () =>
        {
            await test.Engine.CreateContainerAsync(spec, default);
            created = true;
            await test.Engine.StartContainerAsync(spec.Name, default); // where Docker looks at the networks
        });
        Assert.True(error.Kind == EngineErrorKind.NotFound, $"{error.Kind}: {error.Message}");
        Assert.Equal(created, (await test.ListAsync(spec.Name)).Count == 1);
        await test.Engine.RemoveContainerAsync(spec.Name, force: true, default);
        await test.Engine.RemoveNetworkAsync(network, default);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task A_volume_outlives_its_containers(string name)
    {
        var test = await engines.GetAsync(name);
        var volume = EngineUnderTest.NewName("v");
        await test.Engine.CreateVolumeAsync(new VolumeSpec(volume, EngineUnderTest.Labels), default);
        await test.Engine.CreateVolumeAsync(new VolumeSpec(volume, EngineUnderTest.Labels), default); // there already: no error
        Assert.Equal(EngineUnderTest.LabelValue, Assert.Single(await test.Engine.ListVolumesAsync(EngineUnderTest.LabelFilter, default), v => v.Name == volume).Labels[EngineUnderTest.Label]);

        ContainerSpec Using(params string[] command) => EngineUnderTest.Spec(command) with { Mounts = [new MountSpec(MountType.Volume, volume, "/state")] };
        var writer = await test.Engine.CreateContainerAsync(Using("sh", "-c", "echo kept > /state/file"), default);
        await test.Engine.StartContainerAsync(writer, default);
        await test.Engine.WaitContainerAsync(writer, default);
        await test.Engine.RemoveContainerAsync(writer, force: true, default);

        var reader = await test.Engine.CreateContainerAsync(Using("cat", "/state/file"), default);
        await test.Engine.StartContainerAsync(reader, default);
        Assert.Equal("kept", (await test.FirstLineAsync(reader)).Text);
        var busy = await Assert.ThrowsAsync<EngineException>(() => test.Engine.RemoveVolumeAsync(volume, force: false, default));
        Assert.Equal(EngineErrorKind.Conflict, busy.Kind);
        await test.Engine.RemoveContainerAsync(reader, force: true, default);
        await test.Engine.RemoveVolumeAsync(volume, force: false, default);
        await test.Engine.RemoveVolumeAsync(volume, force: false, default); // gone already: no error
    }
}
