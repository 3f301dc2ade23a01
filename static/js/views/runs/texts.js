/** The texts of the list of runs, which only who opens it loads; each language has the same keys. */

/** @type {Record<string, Record<string, string>>} */
export const TEXTS = {
  en: {
    runs: 'Earlier runs',
    note: 'Settings then → now',
    close: 'Close',
    name: 'Run {n}',
    'name.of': 'Name of run {n}',
    end: '{epoch} {epoch:epoch|epochs} · test {test}',
    other: 'other data or another loss: its curve is not drawn',
    curve: 'Curve',
    'curve.title': 'Curve of run {n} behind the present one',
    ghost: 'Boundary',
    'ghost.title': 'Lay the boundary of run {n} over the present one',
    return: 'Open',
    'return.title': 'Open run {n} as it ended, with its weights and curve, to go on from there',
    restore: 'Start again',
    'restore.title': 'Start again: run {n}, with its settings and its first weights',
    forget: 'Forget run {n}',
  },
  de: {
    runs: 'Frühere Läufe',
    note: 'Einstellungen damals → jetzt',
    close: 'Schließen',
    name: 'Lauf {n}',
    'name.of': 'Name von Lauf {n}',
    end: '{epoch} {epoch:Epoche|Epochen} · Test {test}',
    other: 'andere Daten oder ein anderer Fehler: Die Kurve ist nicht gezeichnet',
    curve: 'Kurve',
    'curve.title': 'Kurve von Lauf {n} hinter der jetzigen',
    ghost: 'Grenze',
    'ghost.title': 'Die Grenze von Lauf {n} über die jetzige legen',
    return: 'Öffnen',
    'return.title':
      'Öffnen: Lauf {n}, wie er endete, mit Gewichten und Kurve, um von dort weiterzutrainieren',
    restore: 'Neu starten',
    'restore.title': 'Neu starten: Lauf {n}, mit seinen Einstellungen und Anfangsgewichten',
    forget: 'Lauf {n} vergessen',
  },
};
