import type { APIRoute } from 'astro';
import { catalogue } from '../data/catalogue.ts';
import { lab } from '../data/lab.ts';
import { book } from '../data/site.ts';
import { thingsOf } from '../search/things.ts';

/** Everything that has a name, for the search field; fetched when the field is first used. */
export const GET: APIRoute = () => Response.json(thingsOf(book, catalogue, lab));
