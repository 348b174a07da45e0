import type { Command } from 'commander';
import { registerFetch } from './images/fetch.ts';
import { registerList } from './images/list.ts';
import { registerUpdate } from './images/update.ts';
import { registerVerify } from './images/verify.ts';

/** `bootbook images …` */
export function register(program: Command): void {
  const images = program
    .command('images')
    .description('fetch kernels, initrds and disk images, check them, and look for newer ones');
  for (const registerVerb of [registerList, registerFetch, registerVerify, registerUpdate])
    registerVerb(images);
}
