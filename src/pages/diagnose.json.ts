import type { APIRoute } from 'astro';
import { knowledgeOf } from '../../generators/diagnose/knowledge.ts';
import { catalogue } from '../data/catalogue.ts';
import { plans } from '../data/site.ts';

/** All that a diagnosis needs to know, for the field: fetched before anything is pasted, so that nothing has to be sent. */
export const GET: APIRoute = () => Response.json(knowledgeOf(catalogue, plans));
