import { diagnose } from '../../generators/diagnose/diagnose.ts';
import type { Diagnosis } from '../../generators/diagnose/diagnosis.ts';
import type { Knowledge } from '../../generators/diagnose/knowledge.ts';

/*
 * The diagnosis off the main thread, so that ten megabytes of a log never hold up a key. It fetches what it has to know as
 * soon as it starts, before it has been told anything.
 */

/** What is asked; the answer bears the same number. */
export interface Question {
  readonly number: number;
  readonly text: string;
}

export interface Answered {
  readonly number: number;
  /** Undefined where the knowledge could not be fetched. */
  readonly diagnosis: Diagnosis | undefined;
}

const knowledge = fetchKnowledge();

async function fetchKnowledge(): Promise<Knowledge | undefined> {
  try {
    const response = await fetch('/diagnose.json');
    return response.ok ? ((await response.json()) as Knowledge) : undefined;
  } catch {
    return undefined;
  }
}

addEventListener('message', ({ data }: MessageEvent<Question>) => {
  void knowledge.then((known) => {
    const diagnosis = known === undefined ? undefined : diagnose({ text: data.text }, known);
    postMessage({ number: data.number, diagnosis } satisfies Answered);
  });
});
