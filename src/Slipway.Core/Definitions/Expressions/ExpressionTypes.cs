namespace Slipway.Core.Definitions.Expressions;

/// <summary>What a value may be; several when that is not known before the run.</summary>
[Flags]
public enum ExpressionTypes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Null: also whatever is missing.</summary>
    Null = 1,

    /// <summary>True or false.</summary>
    Boolean = 2,

    /// <summary>A number.</summary>
    Number = 4,

    /// <summary>Text.</summary>
    Text = 8,

    /// <summary>A list.</summary>
    List = 16,

    /// <summary>Values by name.</summary>
    Object = 32,

    /// <summary>Whatever there is.</summary>
    Any = Null | Boolean | Number | Text | List | Object,
}
