/** What the server tells of terms and history, in one language (server/web/pages/words.py). */

export type Source = { authors: string; title: string; where: string; year: number };
export type SetUp = { link: string; name: string };
export type Event = { key: string; name: string; text: string; source: Source; open: SetUp | null };
export type Era = { name: string; events: Event[] };
export type Term = {
  key: string;
  name: string;
  also: string[];
  text: string;
  formula: string;
  sources: Source[];
  open: SetUp | null;
};
export type Told = { eras: Era[]; terms: Term[] };
