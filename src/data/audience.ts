import { audienceAsked, AUDIENCE_VARIABLE } from '../../generators/audience.ts';

/** Which book is made: the internal wiki, or the published guide. */
export const audience = audienceAsked(process.env[AUDIENCE_VARIABLE]);
