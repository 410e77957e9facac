namespace Slipway.Core.Ports;

/// <summary>A language model that answers questions. Thread-safe.</summary>
public interface IAiProvider
{
    /// <summary>Why nothing can be asked: <see cref="ErrorCodes.AiNotConfigured"/>, and what to set; <see langword="null"/> when it
    /// can.</summary>
    SlipwayException? Missing { get; }

    /// <summary>Asks a question. An answer of the wrong form is asked for again, with what is wrong with it, a limited number of times.
    /// </summary>
    /// <returns>The answer, or why there is none: what the service may do is no exception. All that was said is kept either way.</returns>
    /// <exception cref="SlipwayException">Nothing can be asked (<see cref="Missing"/>).</exception>
    Task<AiAnswer> AskAsync(AiQuestion question, CancellationToken cancellationToken);
}
