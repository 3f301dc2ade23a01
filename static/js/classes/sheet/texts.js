/** The texts of the sheet for students; each language has the same keys. What {buttons} are called stands
 * where their own texts do, so that the sheet says what the page says. */

/** @type {Record<string, Record<string, string>>} */
export const TEXTS = {
  en: {
    title: 'Sheet for students',
    print: 'Print',
    language: 'Language of the sheet',
    filled: 'For class {code}. It fits on one page, A4 or Letter, in black.',
    blank:
      'For any class: address and code are filled in by hand. It fits on one page, A4 or Letter, in black.',
    back: 'To the page of the class',
    heading: 'Your first neural network',
    lead: 'Two kinds of points lie on a plane. A network of small calculators learns to tell them apart.',
    'join.title': 'Join the class',
    'join.open': 'Open this address, on a laptop, a tablet or a phone:',
    'join.square': 'or point a phone’s camera here',
    'join.square.label': 'A square (QR code) that leads to the class',
    'join.code': 'Type the code:',
    'join.name': 'Take a made-up name or one of your own, then press “{enter}”.',
    'join.again': 'No account, no app. Page closed by mistake? The same address leads you back.',
    'see.title': 'What you see',
    neuron: 'Neuron',
    'neuron.what':
      'A small calculator: it weighs what comes in, adds it up and bends the sum. Its picture is its ' +
      'answer at every place of the plane.',
    weight: 'Weight',
    'weight.what':
      'How much one neuron listens to another. The thicker the line, the more; on the screen its colour ' +
      'says for or against. To learn is to change the weights.',
    boundary: 'Boundary',
    'boundary.what':
      'Where the network changes its mind: one answer on this side, the other on that. Good when each ' +
      'kind of points has a side of its own.',
    loss: 'Loss',
    'loss.what':
      'How wrong the network is; 0 is perfect. Drawn through: on the points it learns from. Dashed: on ' +
      'test points, which it never learns from.',
    'drawing.label':
      'A drawing: two inputs, a layer of three neurons joined to them by weights, the plane with the ' +
      'boundary between two kinds of points, and two falling curves of the loss',
    inputs: 'inputs',
    hidden: 'hidden layer',
    output: 'output',
    epochs: 'epochs',
    'do.title': 'What the buttons do',
    'do.play': 'Trains until you pause it. An epoch is once through all the points.',
    'do.step': 'Trains for one epoch, and waits.',
    'do.restart': 'Back to epoch 0 with the same first weights.',
    'do.reset': 'Back to epoch 0 with other first weights, drawn by chance.',
    'do.undo': 'Takes back what you changed last.',
    'tabs.title': 'At the bottom of the screen',
    'tabs.teacher': 'The teacher’s network, live. You look, the teacher steers.',
    'tabs.own': 'A network of your own. Change what you like: you cannot break it.',
    'tabs.challenge': 'While there is one: a task with limits, your place, and the first five.',
    'tabs.done': 'Tells your teacher so.',
    'tabs.me': 'Your name',
    'tabs.name': 'Change it, or leave the class.',
    'try.title': 'Five things to try first',
    'try.1': 'Press “{play}”. After how many epochs does the boundary hardly move any more?',
    'try.2': 'Press “{reset}”, then “{play}”; do it three times. Is the end always the same?',
    'try.3': 'Take neurons away. How few can still hold the points in the middle together?',
    'try.4': 'Choose “{spiral}”. Guess first: will it learn that? Then help it: neurons, layers, inputs.',
    'try.5': 'Set “{rate}” to 10, then to 0.0001. What does the loss do, and why?',
    'names.title': 'What happens to your name',
    'names.who':
      'Your teacher sees your name and your network. The class sees them where your teacher shows them, ' +
      'and if you are among the first five of a challenge.',
    'names.deleted':
      'All of it is deleted when your teacher ends the class, or some time after its last use, unless ' +
      'your teacher keeps it, on the server or as a file, with or without names.',
  },
  de: {
    title: 'Blatt für die Klasse',
    print: 'Drucken',
    language: 'Sprache des Blattes',
    filled: 'Für die Klasse {code}. Es passt auf eine Seite, A4 oder Letter, in Schwarz.',
    blank:
      'Für jede Klasse: Adresse und Code werden von Hand eingetragen. Es passt auf eine Seite, A4 oder ' +
      'Letter, in Schwarz.',
    back: 'Zur Seite der Klasse',
    heading: 'Ihr erstes neuronales Netz',
    lead: 'Auf einer Ebene liegen zweierlei Punkte. Ein Netz aus kleinen Rechnern lernt, was zusammengehört.',
    'join.title': 'In die Klasse',
    'join.open': 'Öffnen Sie diese Adresse, auf Laptop, Tablet oder Telefon:',
    'join.square': 'oder ein Telefon hierher richten',
    'join.square.label': 'Ein Quadrat (QR-Code), das in die Klasse führt',
    'join.code': 'Geben Sie den Code ein:',
    'join.name': 'Nehmen Sie einen erfundenen oder einen eigenen Namen, dann „{enter}“.',
    'join.again': 'Kein Konto, keine App. Seite versehentlich geschlossen? Dieselbe Adresse führt zurück.',
    'see.title': 'Was Sie sehen',
    neuron: 'Neuron',
    'neuron.what':
      'Ein kleiner Rechner: Er gewichtet, was hereinkommt, zählt es zusammen und biegt die Summe. Sein ' +
      'Bild ist seine Antwort an jeder Stelle der Ebene.',
    weight: 'Gewicht',
    'weight.what':
      'Wie sehr ein Neuron auf ein anderes hört: je dicker die Linie, desto mehr; ihre Farbe am ' +
      'Bildschirm sagt, ob dafür oder dagegen. Lernen ändert sie.',
    boundary: 'Grenze',
    'boundary.what':
      'Wo das Netz seine Meinung ändert: auf dieser Seite die eine Antwort, auf jener die andere. Gut, ' +
      'wenn jede Art von Punkten ihre Seite hat.',
    loss: 'Fehler',
    'loss.what':
      'Wie falsch das Netz liegt; 0 ist vollkommen. Durchgezogen: auf den Punkten, aus denen es lernt. ' +
      'Gestrichelt: auf Testpunkten, aus denen es nie lernt.',
    'drawing.label':
      'Eine Zeichnung: zwei Eingaben, eine Schicht aus drei Neuronen, durch Gewichte mit ihnen verbunden, ' +
      'die Ebene mit der Grenze zwischen zwei Arten von Punkten und zwei fallende Kurven des Fehlers',
    inputs: 'Eingaben',
    hidden: 'verdeckte Schicht',
    output: 'Ausgabe',
    epochs: 'Epochen',
    'do.title': 'Was die Knöpfe tun',
    'do.play': 'Trainiert bis zur Pause. Eine Epoche ist einmal durch alle Punkte.',
    'do.step': 'Trainiert eine Epoche und wartet.',
    'do.restart': 'Zurück zu Epoche 0 mit denselben Anfangsgewichten.',
    'do.reset': 'Zurück zu Epoche 0 mit anderen, zufälligen Anfangsgewichten.',
    'do.undo': 'Nimmt die letzte Änderung zurück.',
    'tabs.title': 'Unten am Bildschirm',
    'tabs.teacher': 'Das Netz der Lehrkraft, live. Sie sehen zu, die Lehrkraft steuert.',
    'tabs.own': 'Ein eigenes Netz. Ändern Sie, was Sie wollen: Kaputtgehen kann nichts.',
    'tabs.challenge': 'Wenn es einen gibt: seine Grenzen, Ihr Platz und die ersten fünf.',
    'tabs.done': 'Sagt es der Lehrkraft.',
    'tabs.me': 'Ihr Name',
    'tabs.name': 'Ihn ändern, oder gehen.',
    'try.title': 'Fünf erste Versuche',
    'try.1': 'Drücken Sie auf „{play}“. Nach wie vielen Epochen bewegt sich die Grenze kaum noch?',
    'try.2': 'Drücken Sie dreimal auf „{reset}“ und „{play}“. Ist das Ende immer gleich?',
    'try.3': 'Nehmen Sie Neuronen weg. Wie wenige halten die Punkte in der Mitte noch zusammen?',
    'try.4':
      'Wählen Sie „{spiral}“. Raten Sie: Lernt es das? Dann helfen Sie: Neuronen, Schichten, Eingaben.',
    'try.5': 'Stellen Sie „{rate}“ auf 10, dann auf 0,0001. Was macht der Fehler, und warum?',
    'names.title': 'Was mit Ihrem Namen geschieht',
    'names.who':
      'Die Lehrkraft sieht Ihren Namen und Ihr Netz. Die Klasse sieht beides, wo die Lehrkraft es zeigt, ' +
      'und bei den ersten fünf eines Wettbewerbs.',
    'names.deleted':
      'Alles wird gelöscht, wenn die Lehrkraft die Klasse beendet, oder einige Zeit nach der letzten ' +
      'Benutzung, es sei denn, sie bewahrt es auf: am Server oder als Datei, mit Namen oder ohne.',
  },
};
