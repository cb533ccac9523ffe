using System.Reflection;
using Xunit.v3;

namespace ClawFleet.Conformance.Reporting;

/// <summary>Notes every test's result for the table at the end of the run.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class RecordOutcomeAttribute : BeforeAfterTestAttribute
{
    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        var state = TestContext.Current.TestState;
        var message = state?.ExceptionMessages?.FirstOrDefault()?.Split('\n', 2)[0].Trim();
        var result = state?.Result switch
        {
            TestResult.Passed => OutcomeResult.Kept,
            TestResult.Skipped => OutcomeResult.NotChecked,
            // Assert.Skip arrives as an exception whose message carries xunit's own mark.
            TestResult.Failed when message?.StartsWith("$XunitDynamicSkip$", StringComparison.Ordinal) == true => OutcomeResult.NotChecked,
            _ => OutcomeResult.Broken,
        };
        var member = test.TestMethodArguments is [string name, ..] ? name : "";
        OutcomeTable.Add(new Outcome(methodUnderTest.Name.Replace('_', ' '), member, result, message?.Replace("$XunitDynamicSkip$", "", StringComparison.Ordinal) ?? NotChecked.ReasonOf(test.UniqueID)));
    }
}
