/** The texts of the ready-made sweeps; each language has the same keys. */

/** @type {Record<string, Record<string, string>>} */
export const TEXTS = {
  en: {
    cards: 'Ready-made',
    'cards.ask': 'One press, and all networks are trained',
    networks: '{n} {n:network|networks}',
    sources: 'Sources',
    and: ' and ',
    test: 'Test loss',
    train: 'Training loss',
    parameters: 'Parameters',
    away: 'ran away',
    range: '{low} to {high}',
    // Double descent
    sizes: 'Test loss over parameters',
    'sizes.ask': 'median of the seeds, and their middle half',
    'sizes.label':
      'The test loss over the number of parameters, for {n} sizes; {points} points are learnt from. ' +
      'Arrow keys lead from one size to the next.',
    'sizes.threshold': 'as many parameters as points: {n}',
    'sizes.one':
      '{n} parameters: test loss {test}, half of {seeds} {seeds:seed|seeds} between {low} and {high}; ' +
      'training loss {train}.',
    'sizes.none': 'The test loss has no peak between the smallest and the largest networks.',
    'sizes.coming': 'What it comes to is said when all networks are there.',
    'sizes.told':
      'The test loss falls to {before} ({n1} parameters), rises to {peak} ({n2} parameters), and falls ' +
      'again, to {last} ({n3} parameters).',
    // Depth against width
    budget: 'One budget, many shapes',
    'budget.ask': 'neurons of each layer; the network in the middle of its seeds as a picture',
    'budget.shape': 'Shape',
    'budget.range': 'Middle half of the seeds',
    'budget.best': 'So far {shape} is best: test loss {loss}, the median of {n} {n:seed|seeds}.',
    // Races
    race: 'The race',
    'race.ask': 'the same points, first weights and batches, unless that is what differs',
    'race.play': 'Play',
    'race.pause': 'Pause',
    'race.epoch': 'Epoch of the race',
    'race.at': 'epoch {n}',
    'race.reached': '{goal} at epoch {epoch}',
    'race.not_yet': 'not yet at {goal}',
    'race.curves': 'The test losses of all {n} over the epochs.',
    'place.1': 'first',
    'place.2': 'second',
    'place.3': 'third',
    'place.4': 'fourth',
    'place.5': 'fifth',
    'place.6': 'sixth',
    'place.7': 'seventh',
    'place.8': 'eighth',
    others: 'Race others',
    'others.field': 'What races',
    'others.who': 'Who races, up to {n}',
    'others.start': 'Start the race',
    // Bias and variance
    'bias.title': 'Bias² and variance',
    bias: 'Bias²',
    'bias.ask': 'of the curves of all seeds, mean over x₁',
    sum: 'Sum',
    variance: 'Variance',
    degree: 'Degree',
    'bias.degree': 'Degree {n}',
    'bias.one': 'Degree {n}: bias² {bias}, variance {variance}, together {sum}; {seeds} {seeds:seed|seeds}.',
    'bias.least': 'The sum is smallest at degree {n}.',
    'bias.curves': 'each seed',
    'bias.mean': 'their mean',
    'bias.truth': 'truth',
    'bias.cut': 'Answers beyond −1 and 1 count as −1 and 1.',
    // Bagging
    bagging: 'One out of many',
    'bagging.ask': 'the mean of {n} networks, and how far they disagree',
    'bagging.mean': 'The mean of all',
    'bagging.spread': 'Where they disagree: the darker, the further (standard deviation)',
    'bagging.n': 'Networks in the mean',
    'bagging.together': 'mean of the first ones',
    'bagging.alone': 'each alone',
    'bagging.told':
      'Alone the {n} {n:network is|networks are} right for {single} of fresh points on average, the best ' +
      'for {best}; their mean for {all}.',
    'bagging.how':
      'Tried with {n} points that no network has seen, and read off the pictures, between whose cells ' +
      'answers are taken as straight; so shares may be off by about a percent.',
  },
  de: {
    cards: 'Fertig vorbereitet',
    'cards.ask': 'Ein Druck, und alle Netze werden trainiert',
    networks: '{n} {n:Netz|Netze}',
    sources: 'Quellen',
    and: ' und ',
    test: 'Testfehler',
    train: 'Trainingsfehler',
    parameters: 'Parameter',
    away: 'divergiert',
    range: '{low} bis {high}',
    sizes: 'Testfehler über der Zahl der Parameter',
    'sizes.ask': 'Median der Seeds und ihre mittlere Hälfte',
    'sizes.label':
      'Der Testfehler über der Zahl der Parameter, für {n} Größen; gelernt wird aus {points} Punkten. ' +
      'Pfeiltasten führen von einer Größe zur nächsten.',
    'sizes.threshold': 'so viele Parameter wie Punkte: {n}',
    'sizes.one':
      '{n} Parameter: Testfehler {test}, die Hälfte von {seeds} {seeds:Seed|Seeds} zwischen {low} ' +
      'und {high}; Trainingsfehler {train}.',
    'sizes.none': 'Der Testfehler hat zwischen den kleinsten und den größten Netzen keinen Gipfel.',
    'sizes.coming': 'Was dabei herauskommt, steht hier, wenn alle Netze da sind.',
    'sizes.told':
      'Der Testfehler fällt auf {before} ({n1} Parameter), steigt auf {peak} ({n2} Parameter) und fällt ' +
      'wieder, auf {last} ({n3} Parameter).',
    budget: 'Ein Budget, viele Formen',
    'budget.ask': 'Neuronen jeder Schicht; als Bild das Netz in der Mitte seiner Seeds',
    'budget.shape': 'Form',
    'budget.range': 'Mittlere Hälfte der Seeds',
    'budget.best': 'Bisher ist {shape} am besten: Testfehler {loss}, Median von {n} {n:Seed|Seeds}.',
    race: 'Der Wettlauf',
    'race.ask': 'dieselben Punkte, ersten Gewichte und Batches, wenn nicht gerade das verschieden ist',
    'race.play': 'Abspielen',
    'race.pause': 'Pause',
    'race.epoch': 'Epoche des Wettlaufs',
    'race.at': 'Epoche {n}',
    'race.reached': '{goal} in Epoche {epoch}',
    'race.not_yet': 'noch nicht bei {goal}',
    'race.curves': 'Die Testfehler aller {n} über den Epochen.',
    'place.1': 'Erster',
    'place.2': 'Zweiter',
    'place.3': 'Dritter',
    'place.4': 'Vierter',
    'place.5': 'Fünfter',
    'place.6': 'Sechster',
    'place.7': 'Siebter',
    'place.8': 'Achter',
    others: 'Andere laufen lassen',
    'others.field': 'Was um die Wette läuft',
    'others.who': 'Wer läuft, bis zu {n}',
    'others.start': 'Wettlauf starten',
    'bias.title': 'Verzerrung² und Varianz',
    bias: 'Verzerrung²',
    'bias.ask': 'der Kurven aller Seeds, Mittel über x₁',
    sum: 'Summe',
    variance: 'Varianz',
    degree: 'Grad',
    'bias.degree': 'Grad {n}',
    'bias.one':
      'Grad {n}: Verzerrung² {bias}, Varianz {variance}, zusammen {sum}; {seeds} {seeds:Seed|Seeds}.',
    'bias.least': 'Die Summe ist bei Grad {n} am kleinsten.',
    'bias.curves': 'jeder Seed',
    'bias.mean': 'ihr Mittel',
    'bias.truth': 'Wahrheit',
    'bias.cut': 'Antworten jenseits von −1 und 1 zählen als −1 und 1.',
    bagging: 'Eines aus vielen',
    'bagging.ask': 'das Mittel von {n} Netzen, und wie weit sie sich uneins sind',
    'bagging.mean': 'Das Mittel aller',
    'bagging.spread': 'Wo sie sich uneins sind: je dunkler, desto weiter (Standardabweichung)',
    'bagging.n': 'Netze im Mittel',
    'bagging.together': 'Mittel der ersten',
    'bagging.alone': 'jedes allein',
    'bagging.told':
      'Allein haben die {n} Netze bei neuen Punkten im Durchschnitt zu {single} recht, das beste ' +
      'zu {best}; ihr Mittel zu {all}.',
    'bagging.how':
      'Geprüft mit {n} Punkten, die kein Netz gesehen hat, und von den Bildern abgelesen, zwischen ' +
      'deren Zellen Antworten als gerade gelten; die Anteile können daher etwa ein Prozent danebenliegen.',
  },
};
