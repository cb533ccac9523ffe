using ClawFleet.Publishing.Aspire;

namespace ClawFleet.Publishing.Tests.Aspire;

public class AspireNamesTests
{
    [Theory]
    [InlineData("desk", "desk")]
    [InlineData("DESK_API_TOKEN", "desk-api-token")]
    [InlineData("a__b..c-", "a-b-c")]
    [InlineData("7up", "n-7up")]
    [InlineData("_", "n")]
    public void A_name_follows_Aspire_s_rule(string wanted, string name) => Assert.Equal(name, AspireNames.Of(wanted));

    [Fact]
    public void A_long_name_is_cut_and_stays_one_of_its_own()
    {
        var long1 = AspireNames.Of(new string('a', 70) + "_1");
        var long2 = AspireNames.Of(new string('a', 70) + "_2");
        Assert.Equal(64, long1.Length);
        Assert.NotEqual(long1, long2);
        Assert.Equal(64, AspireNames.Of(new string('b', 64)).Length);
    }

    [Fact]
    public void A_name_is_given_once_whatever_its_case()
    {
        var names = new AspireNames();
        names.Claim("desk", "the container demo-desk");
        var refused = Assert.Throws<AspireRefusedException>(() => names.Claim("DESK", "the secret DESK"));
        Assert.Contains("the secret DESK and the container demo-desk would both be called desk", refused.Message, StringComparison.Ordinal);
    }
}
