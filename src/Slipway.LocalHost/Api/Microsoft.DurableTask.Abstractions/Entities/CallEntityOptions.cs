namespace Microsoft.DurableTask.Entities;

/// <summary>How to call an entity. There is nothing to set yet.</summary>
public record CallEntityOptions
{
}
