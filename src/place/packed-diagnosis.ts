import type { Knowledge } from '../../generators/diagnose/knowledge.ts';
import { answerOn, type AnswerScope } from '../diagnose/answer.ts';

/*
 * The diagnosis of the packed book. It runs inside a function whose one argument is `scope`: a worker's, or a port of the page
 * itself (src/place/packed.ts). What it has to know comes as its first message.
 */

declare const scope: AnswerScope;

const knowledge = new Promise<Knowledge>((resolve) => {
  scope.addEventListener('message', ({ data }: MessageEvent<object>) => {
    if ('knowledge' in data) resolve(data.knowledge as Knowledge);
  });
});

answerOn(scope, knowledge);
scope.postMessage({ number: 0, diagnosis: undefined });
