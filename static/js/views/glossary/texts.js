/** The texts around the terms and the time line. */
/** @type {Record<string, Record<string, string>>} */
export const TEXTS = {
  en: {
    title: 'Glossary and history',
    lead:
      'What the words of the playground mean, and where the ideas come from. Each term and each work opens ' +
      'in the playground where it can be seen there.',
    back: 'To the playground',
    language: 'Language',
    terms: 'Glossary',
    'terms.all': 'All terms',
    history: 'Neural networks since {year}',
    'history.short': 'History',
    'history.said':
      '{n} works from {first} to {last}, each at its year. Where the drawing is high, much happened; after ' +
      '1970 it was quiet for a long while.',
    see: 'See it',
    also: 'in German',
    source: 'Source',
    sources: 'Sources',
  },
  de: {
    title: 'Glossar und Geschichte',
    lead:
      'Was die Wörter des Playgrounds bedeuten und woher die Ideen kommen. Jeder Begriff und jede Arbeit ' +
      'öffnet sich im Playground, wo sie dort zu sehen ist.',
    back: 'Zum Playground',
    language: 'Sprache',
    terms: 'Glossar',
    'terms.all': 'Alle Begriffe',
    history: 'Neuronale Netze seit {year}',
    'history.short': 'Geschichte',
    'history.said':
      '{n} Arbeiten von {first} bis {last}, jede in ihrem Jahr. Wo die Zeichnung hoch ist, geschah viel; ' +
      'nach 1970 war es lange ruhig.',
    see: 'Ansehen',
    also: 'auf Englisch',
    source: 'Quelle',
    sources: 'Quellen',
  },
};
