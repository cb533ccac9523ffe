using ClawFleet.Engine.Images;

namespace ClawFleet.Engine.Tests.Images;

public sealed class ImageNameTests
{
    [Theory]
    [InlineData("debian", "debian", null, null)]
    [InlineData("debian:trixie-slim", "debian", "trixie-slim", null)]
    [InlineData("localhost:5000/team/name", "localhost:5000/team/name", null, null)]
    [InlineData("localhost:5000/team/name:1.2", "localhost:5000/team/name", "1.2", null)]
    [InlineData("ghcr.io/a/b:1@sha256:abc", "ghcr.io/a/b", "1", "sha256:abc")]
    public void A_reference_has_its_parts(string reference, string repository, string? tag, string? digest) =>
        Assert.Equal(new ImageName(repository, tag, digest), ImageName.Parse(reference));

    [Fact]
    public void Tags_are_shown_as_Docker_shows_them() =>
        Assert.Equal(["debian:1", "team/x:2", "mine:3", "ghcr.io/a/b:4"],
            ImageName.Tags(["docker.io/library/debian:1", "docker.io/team/x:2", "localhost/mine:3", "ghcr.io/a/b:4", "<none>:<none>"]));
}
