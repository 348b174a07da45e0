import type { APIRoute } from 'astro';
import { book } from '../data/site.ts';
import { thingsOf } from '../search/things.ts';

/** Everything that has a name, for the search field; fetched when the field is first used. */
export const GET: APIRoute = () => Response.json(thingsOf(book));
