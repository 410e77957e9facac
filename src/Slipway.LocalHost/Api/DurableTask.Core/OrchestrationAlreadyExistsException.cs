namespace DurableTask.Core.Exceptions;

/// <summary>
/// An instance of the id exists in a state that refuses the start. The real client throws a type of this name; it is not part of the API an
/// app can name, so an app that cares asks for the instance first.
/// </summary>
internal sealed class OrchestrationAlreadyExistsException(string message) : Exception(message);
