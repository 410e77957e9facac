using System.IO.Enumeration;

namespace Slipway.Core.Security.Access;

/// <summary>Patterns of names: <c>*</c> stands for any characters, <c>?</c> for one, and all others for themselves.</summary>
public static class NamePattern
{
    /// <summary>Whether a name fits a pattern.</summary>
    /// <param name="pattern">Without backslashes, which would take the meaning from what follows.</param>
    /// <param name="name">Any name.</param>
    /// <param name="ignoreCase">Whether case does not matter. Default: it does.</param>
    public static bool Fits(string pattern, string name, bool ignoreCase = false) =>
        FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase);
}
