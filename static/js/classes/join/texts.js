/** The texts of the page on which somebody joins a class; each language has the same keys. */

import { CLASS_REASONS } from '../reasons.js';

/** @type {Record<string, Record<string, string>>} */
export const TEXTS = {
  en: {
    ...CLASS_REASONS.en,
    brand: 'Playground',
    title: 'Join your class',
    ask: 'Type the six letters and digits from the board.',
    code: 'Class code',
    'code.hint': 'Small letters will do. There is no I, L, O, 0 or 1 in any code.',
    join: 'Join',
    joining: 'One moment…',
    'go.on': 'Go on as {name}',
    'go.on.class': 'in class {code}',
    'not.me': 'or join as somebody else',
    class: 'Class {code}',
    'you.are': 'You are',
    another: 'Another name',
    'name.own': 'A name of my own',
    'name.field': 'My name',
    'name.take': 'Take this name',
    enter: 'Enter the class',
    waiting: 'Your teacher lets you in in a moment.',
    'who.sees':
      'Your teacher sees this name and your network. The class sees them only if your teacher shows them.',
    deleted:
      'No account, no app. Everything is deleted {hours} after the last activity in the class, unless your ' +
      'teacher keeps it.',
    'deleted.before':
      'No account, no app. What you do is seen by your teacher, and everything is deleted after the class, ' +
      'unless your teacher keeps it.',
    hours: '{n} {n:hour|hours}',
    minutes: '{n} {n:minute|minutes}',
    again: 'Try again',
    alone: 'To the playground, without a class',
    4010: 'Too many wrong codes came from here. Wait a minute, then try again.',
    lost: 'The server does not answer. Is there a network?',
  },
  de: {
    ...CLASS_REASONS.de,
    brand: 'Playground',
    title: 'In die Klasse',
    ask: 'Geben Sie die sechs Zeichen von der Tafel ein.',
    code: 'Code der Klasse',
    'code.hint': 'Kleine Buchstaben gehen auch. In keinem Code gibt es I, L, O, 0 oder 1.',
    join: 'Beitreten',
    joining: 'Einen Moment …',
    'go.on': 'Weiter als {name}',
    'go.on.class': 'in Klasse {code}',
    'not.me': 'oder als jemand anderes beitreten',
    class: 'Klasse {code}',
    'you.are': 'Sie heißen',
    another: 'Ein anderer Name',
    'name.own': 'Ein eigener Name',
    'name.field': 'Mein Name',
    'name.take': 'Diesen Namen nehmen',
    enter: 'In die Klasse gehen',
    waiting: 'Die Lehrkraft lässt Sie gleich herein.',
    'who.sees':
      'Die Lehrkraft sieht diesen Namen und Ihr Netz. Die Klasse sieht beides nur, wenn sie es zeigt.',
    deleted:
      'Kein Konto, keine App. {hours} nach der letzten Aktivität in der Klasse wird alles gelöscht, wenn ' +
      'die Lehrkraft es nicht aufbewahrt.',
    'deleted.before':
      'Kein Konto, keine App. Die Lehrkraft sieht, was Sie tun, und nach dem Unterricht wird alles ' +
      'gelöscht, wenn sie es nicht aufbewahrt.',
    hours: '{n} {n:Stunde|Stunden}',
    minutes: '{n} {n:Minute|Minuten}',
    again: 'Noch einmal versuchen',
    alone: 'Zum Playground, ohne Klasse',
    4010: 'Von hier kamen zu viele falsche Codes. Versuchen Sie es in einer Minute noch einmal.',
    lost: 'Der Server antwortet nicht. Gibt es ein Netz?',
  },
};
