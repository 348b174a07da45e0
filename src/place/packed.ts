import type { Knowledge } from '../../generators/diagnose/knowledge.ts';
import type { Answered, AnswerScope, DiagnosisPort, Question } from '../diagnose/answer.ts';

/*
 * Where the book's scripts find things when the book lies in a folder, on a laptop or on a stick, and is opened from there.
 * A page of `file://` may neither fetch a file nor start a worker from one; what it may do is load scripts. So data are scripts
 * that set a variable, and the worker is made from a function that such a script has brought. `bootbook pack` writes these
 * scripts (cli/pack/), and says on each page where the book's folder is seen from there.
 */

declare global {
  /** What scripts of data have brought, by the address that a server would have it under. */
  var bootbookData: Record<string, unknown> | undefined;
  /** All of the diagnosis; it answers whoever talks to the scope. */
  var bootbookDiagnosis: ((scope: AnswerScope) => void) | undefined;
}

/** The way from this page to the book's folder: `../../`; nothing on the front page. */
const root = document.documentElement.dataset['root'] ?? '';

/** The address of a page, as it stands in a link of this page: a folder by the file that a server would show for it. */
export function addressOf(href: string): string {
  const [, path, rest] = /^\/([^?#]*)(.*)$/.exec(href) ?? [];
  if (path === undefined) return href;
  return `${root}${path === '' || path.endsWith('/') ? `${path}index.html` : path}${rest}`;
}

/** The data of an address such as `/search.json`. */
export async function load<T>(url: string): Promise<T> {
  await runScript(url.replace(/^\/(.*)\.json$/, '$1.js'));
  const data = globalThis.bootbookData?.[url];
  if (data === undefined) throw new Error(`${url} is not in this pack`);
  return data as T;
}

function runScript(path: string): Promise<void> {
  const script = document.createElement('script');
  script.src = root + path;
  return new Promise((resolve, reject) => {
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${path} could not be loaded`));
    document.head.append(script);
  });
}

/** Starts what answers questions: a worker, or where the browser allows none, this page itself. */
export function startDiagnosis(): DiagnosisPort {
  const { port1, port2 } = new MessageChannel();
  port1.start();
  void connect(port2);
  return port1;
}

async function connect(questions: MessagePort): Promise<void> {
  let answers: Answers;
  try {
    await runScript('_pack/diagnosis.js');
    const knowledge = await load<Knowledge>('/diagnose.json');
    answers = await inWorker().catch(() => inPage());
    answers.postMessage({ knowledge });
  } catch {
    questions.addEventListener('message', ({ data }: MessageEvent<Question>) =>
      questions.postMessage({ number: data.number, diagnosis: undefined } satisfies Answered),
    );
    questions.start();
    return;
  }
  answers.addEventListener('message', ({ data }) => questions.postMessage(data));
  questions.addEventListener('message', ({ data }: MessageEvent<Question>) =>
    answers.postMessage(data),
  );
  questions.start();
}

/** The side of the diagnosis, as this page sees it. */
interface Answers {
  postMessage(message: Question | { knowledge: Knowledge }): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<Answered>) => void): void;
}

/** Rejects where the browser lets no page of a file start a worker. */
function inWorker(): Promise<Answers> {
  const source = `(${String(globalThis.bootbookDiagnosis)})(self)`;
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  return new Promise((resolve, reject) => {
    const worker = new Worker(url);
    // Its first message only says that it lives.
    worker.addEventListener('message', () => resolve(worker), { once: true });
    worker.addEventListener('error', () => reject(new Error('no worker')), { once: true });
  });
}

/** Letters, or bytes of a file, that a page can look through without holding up a key for long. */
const MOST_IN_PAGE = 1_000_000;

/** Each question is a task of its own, between which keys are heard; of a long log, its beginning and its end are read. */
function inPage(): Answers {
  const { port1, port2 } = new MessageChannel();
  globalThis.bootbookDiagnosis!(port2);
  port1.start();
  port2.start();
  return {
    postMessage: (message) =>
      port1.postMessage('knowledge' in message ? message : shortened(message)),
    addEventListener: (type, listener) => port1.addEventListener(type, listener),
  };
}

function shortened(question: Question): Question {
  if ('file' in question) return { ...question, most: MOST_IN_PAGE };
  const { text } = question;
  if (text.length <= MOST_IN_PAGE) return question;
  const half = MOST_IN_PAGE / 2;
  return { ...question, text: `${text.slice(0, half)}\n${text.slice(-half)}` };
}
