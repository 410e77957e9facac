namespace Microsoft.DurableTask.Worker;

/// <summary>Says what of an exception, beside its type and message, goes into its failure's properties.</summary>
public interface IExceptionPropertiesProvider
{
    /// <summary>The properties of an exception; null means none. The values must be ones that the data converter can write.</summary>
    IDictionary<string, object?>? GetExceptionProperties(Exception exception);
}
