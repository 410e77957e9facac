using Microsoft.DurableTask.Entities;

namespace Slipway.LocalHost.Durable.Entities;

/// <summary>The rules for what names an entity and its operations.</summary>
internal static class EntityIds
{
    private const int MaxLength = 512;

    /// <summary>The id as text, if it is one.</summary>
    /// <exception cref="ArgumentException">It is the default value, or too long.</exception>
    public static string Validate(EntityInstanceId id)
    {
        if (id == default)
        {
            throw new ArgumentException("An entity needs an id: a name and a key.");
        }

        var text = id.ToString();
        return text.Length <= MaxLength
            ? text
            : throw new ArgumentException(
                $"The id of an entity has at most {MaxLength} characters, and '{text[..40]}…' has {text.Length}.");
    }
}
