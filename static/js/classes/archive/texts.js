/** The texts of the archive of a class, which only who makes or opens one loads; each language has the same
 * keys. */

/** @type {Record<string, Record<string, string>>} */
export const TEXTS = {
  en: {
    'make.what':
      'One file with everything that can be seen of this class now: all networks with their weights, ' +
      'curves, pictures, answers and places, and tables for a spreadsheet. It stays on this computer. This ' +
      'page opens it again, also when the class is long gone from the server.',
    'make.names':
      'The names in it are those that are shown now; switch on “Anonymise” to leave the real ones out.',
    make: 'Make the archive',
    making: 'Fetching the networks: {done} of {all}',
    made: '{name} is there.',
    'made.missing':
      '{name} is there. Missing in it: {n} {n:whole network|whole networks}; its README.txt says whose.',
    failed: 'That did not work. Is the server there?',
    keep: 'Keep this class',
    'keep.what':
      'The same archive stays on this server for {days} {days:day|days}: everything named above, with ' +
      'titles and answers as they were typed. A private address opens it on this page and deletes it at ' +
      'once.',
    'keep.nowhere':
      'This server has no place for that: neither a data folder nor a database is set up. ' +
      'Who runs it can name one.',
    'keep.names': 'Names of the students',
    'keep.without': 'Without names',
    'keep.with': 'With names',
    'keep.without.what': 'Everybody is called Network 1, Network 2 and so on, in no order.',
    'keep.with.what': 'Whoever has the address reads the names that are shown now.',
    'keep.anonymous.what': 'Everybody has the pioneer’s name that is shown now.',
    nameless: 'Network {n}',
    keeping: 'The class is being sent…',
    kept: 'The class is kept. Copy its address now: nobody can find it again for you.',
    'kept.missing':
      'The class is kept, without {n} {n:whole network|whole networks}. Copy its address now: nobody can ' +
      'find it again for you.',
    'kept.until': 'Kept until {date}, at this address alone:',
    'kept.address': 'Private address of the class',
    archived: 'Archive of class {code}, {date}',
    'archived.what':
      'As it was then. Nothing here changes; a network that is opened live is a new room of your own.',
    'archived.close': 'Close the archive',
    'archived.until': 'Kept on this server until {date}. Whoever has the address of this page sees it.',
    'archived.delete': 'Delete it now',
    'archived.delete.sure': 'Really delete it',
    'archived.deleted': 'The class is deleted and cannot be opened any more.',
    live: 'Open live',
    'live.opening': 'The network of {name} is being opened…',
    'live.opened': 'The network of {name} is in another tab.',
    'live.missing': 'The whole network is not in this archive.',
    'none.question': 'Nothing had been asked.',
    'none.trial': 'The class was in no experiment.',
    'none.board': 'There was no challenge.',
    'none.collection': 'Nothing had been put aside.',
    'wrong.zip': 'This file is no archive of a class: there is no class.json in it, or it is damaged.',
    'wrong.large': 'This file is too large for an archive of a class: {most} MB are allowed, unpacked too.',
    'wrong.version':
      'This archive was made by another version of the playground: this one reads format {known}, got {got}.',
    'wrong.shape':
      'This archive is not as the playground makes them: {place} in class.json is not what it must be.',
    readme: [
      'Class {code} of the Neural Network Playground, {date}',
      '',
      'To see it again: open the page "teach" of a playground and choose this zip, as it is, under',
      '"Open an archive".',
      '',
      'class.json      everything that the playground shows again',
      'students.csv    a line for everybody: epoch, losses, accuracy, size, answer, value, place, score',
      'answers.csv     what was asked last, and who has answered what',
      'curves.csv      the losses, from the first to the last, some of them where there were many',
      'lesson.csv      if a lesson was open: who was in which step, what was done, which help was taken',
      'pictures/       what each network answers over the plane, 32 x 32',
      'states/         whole networks; the playground opens each under "Share", "Save", "Open a file"',
      '',
      'Accuracies are from 0 to 1, of the test points. Yes is 1 and no is 0.',
      '',
    ].join('\r\n'),
    missing: 'Not in states/:',
    'missing.none': 'Every network is in states/.',
    'missing.fetched': '{name}: the whole network was not to be had',
    'missing.room': '{name}: more than {most} MB do not fit in',
  },
  de: {
    'make.what':
      'Eine Datei mit allem, was jetzt von dieser Klasse zu sehen ist: alle Netze mit ihren Gewichten, ' +
      'Kurven, Bilder, Antworten und Plätze, dazu Tabellen für die Tabellenkalkulation. Sie bleibt auf ' +
      'diesem Rechner. Diese Seite öffnet sie wieder, auch wenn die Klasse auf dem ' +
      'Server längst gelöscht ist.',
    'make.names': 'Die Namen darin sind die, die jetzt zu sehen sind; mit „Anonym“ bleiben die echten weg.',
    make: 'Archiv machen',
    making: 'Die Netze werden geholt: {done} von {all}',
    made: '{name} ist da.',
    'made.missing':
      '{name} ist da. Darin {n:fehlt|fehlen} {n} {n:ganzes Netz|ganze Netze}; README.txt sagt, welche.',
    failed: 'Das ging nicht. Ist der Server da?',
    keep: 'Klasse aufbewahren',
    'keep.what':
      'Dasselbe Archiv bleibt {days} {days:Tag|Tage} auf diesem Server: alles, was oben steht, mit Titeln ' +
      'und Antworten, wie sie eingegeben wurden. Eine private Adresse öffnet es auf dieser Seite und ' +
      'löscht es sofort.',
    'keep.nowhere':
      'Dieser Server hat keinen Platz dafür: Weder ein Datenordner noch eine Datenbank ist eingerichtet. ' +
      'Wer ihn betreibt, kann beides angeben.',
    'keep.names': 'Namen der Schülerinnen und Schüler',
    'keep.without': 'Ohne Namen',
    'keep.with': 'Mit Namen',
    'keep.without.what': 'Alle heißen Netz 1, Netz 2 und so weiter, ohne Reihenfolge.',
    'keep.with.what': 'Wer die Adresse hat, liest die Namen, die jetzt zu sehen sind.',
    'keep.anonymous.what': 'Alle heißen wie jetzt: nach Menschen, die das Fach begründet haben.',
    nameless: 'Netz {n}',
    keeping: 'Die Klasse wird gesendet …',
    kept: 'Die Klasse ist aufbewahrt. Kopieren Sie die Adresse jetzt: Niemand findet sie für Sie wieder.',
    'kept.missing':
      'Die Klasse ist aufbewahrt, ohne {n} {n:ganzes Netz|ganze Netze}. Kopieren Sie die Adresse jetzt: ' +
      'Niemand findet sie für Sie wieder.',
    'kept.until': 'Aufbewahrt bis {date}, nur unter dieser Adresse:',
    'kept.address': 'Private Adresse der Klasse',
    archived: 'Archiv der Klasse {code}, {date}',
    'archived.what':
      'So, wie es damals war. Hier ändert sich nichts; ein Netz, das live geöffnet wird, ist ein neuer, ' +
      'eigener Raum.',
    'archived.close': 'Archiv schließen',
    'archived.until': 'Auf diesem Server bis {date} aufbewahrt. Wer die Adresse dieser Seite hat, sieht es.',
    'archived.delete': 'Jetzt löschen',
    'archived.delete.sure': 'Wirklich löschen',
    'archived.deleted': 'Die Klasse ist gelöscht und lässt sich nicht mehr öffnen.',
    live: 'Live öffnen',
    'live.opening': 'Das Netz von {name} wird geöffnet …',
    'live.opened': 'Das Netz von {name} ist in einem anderen Tab.',
    'live.missing': 'Das ganze Netz ist nicht in diesem Archiv.',
    'none.question': 'Es war nichts gefragt worden.',
    'none.trial': 'Die Klasse war in keinem Experiment.',
    'none.board': 'Es gab keinen Wettbewerb.',
    'none.collection': 'Nichts war zur Seite gelegt worden.',
    'wrong.zip':
      'Diese Datei ist kein Archiv einer Klasse: Darin ist keine class.json, oder sie ist beschädigt.',
    'wrong.large':
      'Diese Datei ist zu groß für ein Archiv einer Klasse: Erlaubt sind {most} MB, auch ausgepackt.',
    'wrong.version':
      'Dieses Archiv ist von einer anderen Version des Playgrounds: Diese liest Format {known}, bekam {got}.',
    'wrong.shape':
      'Dieses Archiv ist nicht so, wie der Playground sie macht: {place} in class.json ist nicht, was es ' +
      'sein muss.',
    readme: [
      'Klasse {code} des Playgrounds für neuronale Netze, {date}',
      '',
      'Wieder ansehen: die Seite „teach“ eines Playgrounds öffnen und dieses Zip, wie es ist, unter',
      '„Archiv öffnen“ wählen.',
      '',
      'class.json      alles, was der Playground wieder zeigt',
      'students.csv    alle mit Epoche, Fehlern, Genauigkeit, Größe, Antwort, Wert, Platz, Punkten',
      'answers.csv     was zuletzt gefragt wurde, und wer was geantwortet hat',
      'curves.csv      die Fehler, vom ersten bis zum letzten; von vielen einige',
      'lesson.csv      wenn eine Lektion offen war: wer wo war, was getan wurde, welche Hilfe',
      'pictures/       was jedes Netz auf der Ebene antwortet, 32 x 32',
      'states/         ganze Netze; der Playground öffnet jedes unter „Teilen“, „Speichern“, „Datei öffnen“',
      '',
      'Genauigkeiten gehen von 0 bis 1 und gelten für die Testpunkte. Ja ist 1, nein ist 0.',
      '',
    ].join('\r\n'),
    missing: 'Nicht in states/:',
    'missing.none': 'Jedes Netz ist in states/.',
    'missing.fetched': '{name}: Das ganze Netz war nicht zu bekommen',
    'missing.room': '{name}: Mehr als {most} MB passen nicht hinein',
  },
};
