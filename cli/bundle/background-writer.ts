import { Worker } from 'node:worker_threads';
import { writeBatch, type Batch } from './batch.ts';

/** Bytes that may wait for the disk, so that memory stays bounded. */
const MOST_WAITING = 16 * 1024 * 1024;

/**
 * Writes batches of files in a thread of its own, so that configs are made while the disk is busy with those before. Who
 * makes one stops it in the end, whatever has happened.
 */
export class BackgroundWriter {
  private thread: Worker | undefined;
  /** Bytes that the thread has not written yet. */
  private waiting = 0;
  private failure: Error | undefined;
  private wake = (): void => {};

  /**
   * Takes over a batch, of which the caller can use nothing more.
   * @throws what went wrong with an earlier one
   */
  async write(batch: Batch): Promise<void> {
    this.thread ??= this.start();
    this.waiting += batch.bytes.length;
    // The bytes are handed over, not copied: from here on the batch is empty.
    this.thread.postMessage(batch, [batch.bytes.buffer]);
    await this.untilWaiting(MOST_WAITING);
  }

  /** The same for a batch that is not full. A small site has no other, and is written before a thread would have started. */
  async writeLast(batch: Batch): Promise<void> {
    if (this.thread === undefined) writeBatch(batch);
    else await this.write(batch);
  }

  /** Waits until all is written. */
  async finish(): Promise<void> {
    await this.untilWaiting(0);
  }

  /** Ends the thread; when that is done, nothing more is written. */
  async stop(): Promise<void> {
    await this.thread?.terminate();
  }

  private start(): Worker {
    const thread = new Worker(new URL('writing-thread.ts', import.meta.url));
    thread.on('message', (written: number) => {
      this.waiting -= written;
      this.wake();
    });
    thread.on('error', (error: Error) => {
      this.failure = error;
      this.wake();
    });
    return thread;
  }

  private async untilWaiting(bytes: number): Promise<void> {
    while (this.failure === undefined && this.waiting > bytes)
      await new Promise<void>((resolve) => (this.wake = resolve));
    if (this.failure !== undefined) throw this.failure;
  }
}
