import { createHash } from 'node:crypto';
import { get } from 'node:http';
import { urlHost } from '../../generators/inventory/address.ts';
import type { Content } from '../hash-file.ts';
import type { Refusal } from './tftp.ts';

/** Milliseconds without a byte. */
const PATIENCE = 5000;

/** Fetches a file as a machine does, and gives its sum. */
export function askHttp(server: string, path: string): Promise<Content | Refusal> {
  const url = `http://${urlHost(server)}/${path.split('/').map(encodeURIComponent).join('/')}`;
  return new Promise((resolve) => {
    const fail = ({ message }: Error): void => resolve({ why: message });
    const request = get(url, { agent: false, timeout: PATIENCE }, (response) => {
      const { statusCode: status } = response;
      if (status !== 200) {
        response.resume();
        resolve({ why: `HTTP status ${status}`, status });
        return;
      }
      const hash = createHash('sha256');
      let size = 0;
      response.on('data', (piece: Buffer) => {
        hash.update(piece);
        size += piece.length;
      });
      response.on('end', () => resolve({ sha256: hash.digest('hex'), size }));
      response.on('error', fail);
    });
    request.on('timeout', () => request.destroy(new Error('no answer by HTTP')));
    request.on('error', fail);
  });
}
