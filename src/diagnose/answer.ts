import { diagnose } from '../../generators/diagnose/diagnose.ts';
import type { Diagnosis } from '../../generators/diagnose/diagnosis.ts';
import type { Knowledge } from '../../generators/diagnose/knowledge.ts';

/* The diagnosis as something that is asked by messages and answers by messages, wherever it runs. */

/** What is asked; the answer bears the same number, from 1. */
export interface Question {
  readonly number: number;
  readonly text: string;
}

export interface Answered {
  readonly number: number;
  /** Undefined where the knowledge could not be had. */
  readonly diagnosis: Diagnosis | undefined;
}

/** The asking end. */
export interface DiagnosisPort {
  postMessage(question: Question): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<Answered>) => void): void;
}

/** The answering end. */
export interface AnswerScope {
  postMessage(answer: Answered): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<object>) => void): void;
}

/** Answers every question as soon as there is something to know; nothing is known where that is undefined. */
export function answerOn(scope: AnswerScope, knowledge: Promise<Knowledge | undefined>): void {
  scope.addEventListener('message', ({ data }) => {
    if (!isQuestion(data)) return;
    const { number, text } = data;
    void knowledge.then((known) => {
      const diagnosis = known === undefined ? undefined : diagnose({ text }, known);
      scope.postMessage({ number, diagnosis });
    });
  });
}

function isQuestion(data: object): data is Question {
  return 'text' in data;
}
