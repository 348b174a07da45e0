import { startDiagnosis } from '../place/served.ts';
import type { Answered, DiagnosisPort } from './answer.ts';

/*
 * The way from the field to the worker and back. Whoever types goes faster than a diagnosis of a long log: only the last
 * question counts, and one is under way at a time.
 */

let worker: DiagnosisPort | undefined;
let number = 0;
const waiting = new Map<number, (answer: Answered) => void>();

/** Starts the worker, which then fetches what it has to know. Nothing that anybody typed takes part in that. */
export function getReady(): DiagnosisPort {
  if (worker !== undefined) return worker;
  worker = startDiagnosis();
  worker.addEventListener('message', ({ data }) => {
    waiting.get(data.number)?.(data);
    waiting.delete(data.number);
  });
  return worker;
}

/** The diagnosis of a text, or of a file, which is read there and not here. */
export function ask(about: { text: string } | { file: Blob }): Promise<Answered> {
  const to = getReady();
  number++;
  const question = { number, ...about };
  return new Promise((resolve) => {
    waiting.set(question.number, resolve);
    to.postMessage(question);
  });
}
