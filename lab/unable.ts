/** The lab cannot do here what it was asked for: why, and what to do about it, a sentence each. */
export class Unable extends Error {
  readonly advice: string;

  constructor(message: string, advice: string) {
    super(message);
    this.advice = advice;
  }
}
