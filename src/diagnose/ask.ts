import type { Diagnosis } from '../../generators/diagnose/diagnosis.ts';
import { startDiagnosis } from '../place/served.ts';
import type { DiagnosisPort, Question } from './answer.ts';

/*
 * The way from the field to the worker and back. Whoever types goes faster than a diagnosis of a long log: only the last
 * question counts, and one is under way at a time.
 */

let worker: DiagnosisPort | undefined;
let number = 0;
const waiting = new Map<number, (diagnosis: Diagnosis | undefined) => void>();

/** Starts the worker, which then fetches what it has to know. Nothing that anybody typed takes part in that. */
export function getReady(): DiagnosisPort {
  if (worker !== undefined) return worker;
  worker = startDiagnosis();
  worker.addEventListener('message', ({ data }) => {
    waiting.get(data.number)?.(data.diagnosis);
    waiting.delete(data.number);
  });
  return worker;
}

/** The diagnosis of a text; undefined if the knowledge could not be fetched. */
export function ask(text: string): Promise<Diagnosis | undefined> {
  const to = getReady();
  number++;
  const question: Question = { number, text };
  return new Promise((resolve) => {
    waiting.set(question.number, resolve);
    to.postMessage(question);
  });
}
