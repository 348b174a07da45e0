import { diagnose } from '../../generators/diagnose/diagnose.ts';
import type { Diagnosis } from '../../generators/diagnose/diagnosis.ts';
import type { Knowledge } from '../../generators/diagnose/knowledge.ts';
import { bytesOf } from './file-bytes.ts';

/* The diagnosis as something that is asked by messages and answers by messages, wherever it runs. */

/** What is asked, of a text or of a file; the answer bears the same number, from 1. */
export type Question = AboutText | AboutFile;

export interface AboutText {
  readonly number: number;
  readonly text: string;
}

export interface AboutFile {
  readonly number: number;
  readonly file: Blob;
  /** Bytes that may be looked through, where that should be fewer than a worker can. */
  readonly most?: number | undefined;
}

export interface Answered {
  readonly number: number;
  /** Undefined where the knowledge could not be had, or the file not be read. */
  readonly diagnosis: Diagnosis | undefined;
  /** Whether it was the file. */
  readonly unreadable?: boolean | undefined;
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
    void knowledge.then(async (known) => {
      scope.postMessage(
        known === undefined
          ? { number: data.number, diagnosis: undefined }
          : await told(data, known),
      );
    });
  });
}

async function told(question: Question, known: Knowledge): Promise<Answered> {
  const { number } = question;
  const now = new Date();
  const reading = { seconds: now.getTime() / 1000, zone: -60 * now.getTimezoneOffset() };
  if ('text' in question)
    return { number, diagnosis: diagnose({ text: question.text, reading }, known) };
  let bytes: Uint8Array;
  try {
    bytes = await bytesOf(question.file, question.most);
  } catch {
    return { number, diagnosis: undefined, unreadable: true };
  }
  return { number, diagnosis: diagnose({ bytes, reading }, known) };
}

function isQuestion(data: object): data is Question {
  return 'text' in data || 'file' in data;
}
