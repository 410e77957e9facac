namespace Slipway.Core.Definitions.Registering;

/// <summary>What became of a <see cref="DefinitionChange"/>.</summary>
public enum DefinitionChangeOutcome
{
    /// <summary>The definition is new.</summary>
    Created,

    /// <summary>It has a new newest version.</summary>
    Replaced,

    /// <summary>It was exactly this one already.</summary>
    Unchanged,

    /// <summary>It is gone, with all its versions.</summary>
    Removed,

    /// <summary>There is none to remove.</summary>
    Missing,

    /// <summary>Its newest version is not what the change is for. Nothing was changed.</summary>
    Refused,

    /// <summary>Another text is kept under the name of its version. Nothing was changed.</summary>
    NameTaken,
}
