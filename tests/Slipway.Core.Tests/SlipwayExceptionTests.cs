using System.Reflection;
using System.Text.RegularExpressions;
using Slipway.Core.Policies;

namespace Slipway.Core.Tests;

public partial class SlipwayExceptionTests
{
    [Fact]
    public void An_exception_carries_its_code_and_category()
    {
        var cause = new IOException("disk full");
        var exception = new SlipwayException(ErrorCodes.StorageFailed, "The log could not be written.", ErrorCategory.Transient, cause);

        Assert.Equal(("SLW4001", ErrorCategory.Transient), (exception.Code, exception.Category));
        Assert.Equal("The log could not be written.", exception.Message);
        Assert.Same(cause, exception.InnerException);
    }

    [Fact]
    public void Unless_told_otherwise_the_user_has_to_put_it_right() =>
        Assert.Equal(ErrorCategory.Configuration, new SlipwayException(ErrorCodes.InvalidRequest, "x").Category);

    [Fact]
    public void Codes_are_unique_and_of_one_form()
    {
        var codes = typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetRawConstantValue()!).ToList();

        Assert.Equal(codes.Count, codes.Distinct(StringComparer.Ordinal).Count());
        Assert.All(codes, code => Assert.Matches(CodePattern(), code));
    }

    [GeneratedRegex("^SLW[1-9][0-9]{3}$", RegexOptions.NonBacktracking)]
    private static partial Regex CodePattern();
}
