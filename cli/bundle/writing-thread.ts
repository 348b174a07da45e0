import { parentPort } from 'node:worker_threads';
import { writeBatch, type Batch } from './batch.ts';

// What fails here ends the thread, and reaches the one who started it with its code and path.
parentPort!.on('message', (batch: Batch) => {
  writeBatch(batch);
  parentPort!.postMessage(batch.bytes.length);
});
