/** The texts of the page of what was saved; each language has the same keys. */

/** @type {Record<string, Record<string, string>>} */
export const TEXTS = {
  en: {
    title: 'Saved with this browser',
    back: 'To the playground',
    note: 'Whoever has the address of a run can open it while it is kept; only this browser can delete it.',
    none: 'Nothing yet. In the playground, Share has “Save: the whole run, to go on from”.',
    saved: 'Saved on {at}',
    until: 'Kept until {until}',
    address: 'Address',
    open: 'Open',
    download: 'Download',
    delete: 'Delete',
    sure: 'Delete for good?',
    deleted: '{title} is deleted.',
    working: 'One moment…',
    failed: 'That did not work. Is the server there?',
    429: 'Too much at once; please try again in a moment.',
  },
  de: {
    title: 'Mit diesem Browser gespeichert',
    back: 'Zum Playground',
    note:
      'Wer die Adresse eines Laufs hat, kann ihn öffnen, solange er aufbewahrt wird; löschen kann ihn nur ' +
      'dieser Browser.',
    none:
      'Noch nichts. Im Playground steht unter „Teilen“: „Speichern: der ganze Lauf, zum ' +
      'Weitertrainieren“.',
    saved: 'Gespeichert am {at}',
    until: 'Aufbewahrt bis {until}',
    address: 'Adresse',
    open: 'Öffnen',
    download: 'Herunterladen',
    delete: 'Löschen',
    sure: 'Endgültig löschen?',
    deleted: '{title} ist gelöscht.',
    working: 'Einen Moment …',
    failed: 'Das ging nicht. Ist der Server da?',
    429: 'Zu viel auf einmal; bitte gleich noch einmal versuchen.',
  },
};
