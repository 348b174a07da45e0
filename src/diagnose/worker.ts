import type { Knowledge } from '../../generators/diagnose/knowledge.ts';
import { answerOn } from './answer.ts';

/*
 * The diagnosis off the main thread, so that ten megabytes of a log never hold up a key. It fetches what it has to know as
 * soon as it starts, before it has been told anything.
 */

async function fetchKnowledge(): Promise<Knowledge | undefined> {
  try {
    const response = await fetch('/diagnose.json');
    return response.ok ? ((await response.json()) as Knowledge) : undefined;
  } catch {
    return undefined;
  }
}

answerOn(self, fetchKnowledge());
