/** The texts of the page of sweeps; each language has the same keys. */

/** @type {Record<string, Record<string, string>>} */
export const TEXTS = {
  en: {
    title: 'Sweep',
    back: 'Back to the playground',
    'shape.width': 'Neurons in each layer',
    'shape.depth': 'Number of hidden layers',
    plan: 'What is to be trained',
    results: 'What comes of it',
    // The wall
    wall: 'Every network',
    'wall.ask': 'Which boundaries come out on top?',
  },
  de: {
    title: 'Versuchsreihe',
    back: 'Zurück zum Playground',
    'shape.width': 'Neuronen je Schicht',
    'shape.depth': 'Anzahl verdeckter Schichten',
    plan: 'Was trainiert werden soll',
    results: 'Was dabei herauskommt',
    wall: 'Jedes Netz',
    'wall.ask': 'Welche Grenzen kommen nach oben?',
  },
};
