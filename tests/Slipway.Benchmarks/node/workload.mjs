// What every contender runs; Workload/FiveSteps.cs is the same in C#.

/** One step: takes a number, returns a small object. */
export async function step(number, value) {
  return { step: number, value: value + number, note: `step ${number} of 5` };
}

/** What five steps make of a number. */
export const expected = (input) => input + 15;
