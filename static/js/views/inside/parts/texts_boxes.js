/** The texts of networks built of boxes. */
/** @type {Record<string, Record<string, string>>} */
export const BOXES = {
  en: {
    'boxes.name.boxes': 'Boxes of the curve; arrow keys go from box to box',
    'boxes.name.pieces': 'Straight pieces of the curve; arrow keys go from piece to piece',
    'boxes.name.towers': 'Towers in the plane; arrow keys go from tower to tower',
    'boxes.picture':
      'The training points, the function that the built network is, its parts, and its neurons below them',
    'boxes.picture.plane': 'The towers in the plane, with the training points',
    'boxes.step': 'Steps',
    'boxes.sigmoid': 'Sigmoids',
    'boxes.relu': 'ReLUs',
    'boxes.n.boxes': 'How many boxes',
    'boxes.n.pieces': 'How many pieces',
    'boxes.n.towers': 'How many towers',
    'boxes.train': 'Train on from here',
    'boxes.count.boxes': '{n} {n:box|boxes}, {all} neurons: error {error} (root mean square).',
    'boxes.count.pieces': '{n} straight {n:piece|pieces} of 1 neuron each: error {error} (root mean square).',
    'boxes.count.towers': '{n} {n:tower|towers}, {all} neurons: error {error} (root mean square).',
    'boxes.twice': 'With {n} it is {error}.',
    'boxes.about.boxes':
      'A box is two neurons, a step up and a step down. Dashed: what your network answers now.',
    'boxes.about.pieces':
      'Each ReLU bends the line once, at its kink. Dashed: what your network answers now.',
    'boxes.about.towers':
      'A tower is four neurons, two steps in each direction, and a fifth that joins them.',
    'boxes.part.boxes': 'Box {i}, from {low} to {high}: {height} · φ({left}) − {height} · φ({right}).',
    'boxes.part.pieces': 'Piece {i}, from {low} to {high}: {weight} · max({left}, 0) bends the line here.',
    'boxes.part.towers': 'Tower {i}, height {height}: x₁ from {low} to {high}, x₂ from {lowUp} to {highUp}.',
  },
  de: {
    'boxes.name.boxes': 'Kästen der Kurve; Pfeiltasten gehen von Kasten zu Kasten',
    'boxes.name.pieces': 'Gerade Stücke der Kurve; Pfeiltasten gehen von Stück zu Stück',
    'boxes.name.towers': 'Türme in der Ebene; Pfeiltasten gehen von Turm zu Turm',
    'boxes.picture':
      'Die Trainingspunkte, die Funktion des gebauten Netzes, seine Teile und darunter seine Neuronen',
    'boxes.picture.plane': 'Die Türme in der Ebene, mit den Trainingspunkten',
    'boxes.step': 'Stufen',
    'boxes.sigmoid': 'Sigmoide',
    'boxes.relu': 'ReLUs',
    'boxes.n.boxes': 'Wie viele Kästen',
    'boxes.n.pieces': 'Wie viele Stücke',
    'boxes.n.towers': 'Wie viele Türme',
    'boxes.train': 'Hier weitertrainieren',
    'boxes.count.boxes': '{n} {n:Kasten|Kästen}, {all} Neuronen: Abweichung {error} (quadratisches Mittel).',
    'boxes.count.pieces':
      '{n} {n:gerades Stück|gerade Stücke}, je 1 Neuron: Abweichung {error} (quadratisches Mittel).',
    'boxes.count.towers': '{n} {n:Turm|Türme}, {all} Neuronen: Abweichung {error} (quadratisches Mittel).',
    'boxes.twice': 'Bei {n} sind es {error}.',
    'boxes.about.boxes':
      'Ein Kasten sind zwei Neuronen, eine Stufe auf, eine ab. Gestrichelt: was Ihr Netz jetzt antwortet.',
    'boxes.about.pieces': 'Jedes ReLU knickt die Linie einmal. Gestrichelt: was Ihr Netz jetzt antwortet.',
    'boxes.about.towers':
      'Ein Turm sind vier Neuronen, zwei Stufen in jeder Richtung, und ein fünftes, das sie verbindet.',
    'boxes.part.boxes': 'Kasten {i}, von {low} bis {high}: {height} · φ({left}) − {height} · φ({right}).',
    'boxes.part.pieces': 'Stück {i}, von {low} bis {high}: {weight} · max({left}, 0) knickt die Linie hier.',
    'boxes.part.towers': 'Turm {i}, Höhe {height}: x₁ von {low} bis {high}, x₂ von {lowUp} bis {highUp}.',
  },
};
