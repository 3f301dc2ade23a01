// Why something cannot be, in German. The English sentences are those of the server.

/** @type {Record<string, string>} */
export const reasons = {
  not_installed: '{library} ist nicht installiert',
  extra_not_installed: '{library} ist nicht installiert; es kommt mit dem Extra [{extra}]',
  no_drivers_here: 'für dieses System gibt es keine NVIDIA-Treiber',
  no_driver: 'kein NVIDIA-Treiber gefunden',
  no_gpu: 'keine NVIDIA-GPU gefunden',
  no_compiler: 'der Compiler von CUDA fehlt, der mit dem Extra [cuda] kommt: {error}',
  old_driver: 'der NVIDIA-Treiber ist zu alt: Er kennt CUDA {known}, die Kernel brauchen {needed}',
  old_gpu: 'die {gpu} ist zu alt: Sie hat Compute Capability {capability}, nicht {oldest}',
  simulated: 'der CUDA-Simulator von Numba ist eingeschaltet, der nur für Tests da ist',
  driver_error: 'der Treiber meldet: {error}',
  gpu_error: 'die NVIDIA-GPU lässt sich nicht fragen: {error}',
  gpu_lost: 'die GPU antwortet nicht mehr: {error}',
  torch_lost: 'PyTorch hat das Gerät {place} aufgegeben: {error}',
  torch_does_not_load: 'PyTorch lässt sich nicht laden: {error}',
  not_prepared: 'es ließ sich nicht vorbereiten: {error}',
  cannot_compute: 'es kann dies nicht rechnen: {error}',
  kernel_damaged: 'die Datei von {kernel} ist beschädigt',
  no_python: 'es gibt kein Python, das zum Kompilieren gestartet werden könnte',
  not_compiled_in_time: 'die Kernel wurden nicht in {seconds} s kompiliert',
  not_compiled: 'die Kernel ließen sich nicht kompilieren: {error}',
  no_machine_code: 'im Maschinencode von {kernel} gibt es keine Funktion {function}',
  kernel_failed: 'der Kernel {kernel} ist gescheitert, und was er gerechnet hat, ist verloren',
  too_wide: 'zu breit für den GPU-Kernel: {shape} braucht {wanted} KB gemeinsamen Speicher, da sind {have}',
  too_wide_for_batches:
    'zu breit für den GPU-Kernel: {shape} mit normalisierten Batches von {batch_size} braucht ' +
    '{wanted} KB gemeinsamen Speicher, da sind {have}',
  too_much_memory:
    'ein Netz von {shape} bräuchte zum Trainieren etwa {wanted} GiB; PyTorch darf höchstens {have} ' +
    'GiB nehmen',
  too_much_memory_together:
    '{n_networks} Netze von {shape} bräuchten zum Trainieren etwa {wanted} GiB; PyTorch darf ' +
    'höchstens {have} GiB nehmen',
  unknown_device: 'Das Gerät muss eines von {allowed} sein, nicht {got}',
  device_unavailable: 'Das Gerät {device} kann nicht gewählt werden: {reason}; es gibt {allowed}',
  unknown_field: 'ein Experiment hat kein Feld {got}',
  unknown_view_field: 'eine Ansicht hat kein Feld {got}',
  not_a_number: '„{field}“ muss eine Zahl sein, nicht {got}',
  not_whole: '„{field}“ muss eine ganze Zahl sein, nicht {got}',
  not_a_flag: '„{field}“ muss wahr oder falsch sein, nicht {got}',
  not_a_list: '„{field}“ muss eine Liste sein, nicht {got}',
  not_a_text: '„{field}“ muss ein Text sein, nicht {got}',
  not_one_of: '„{field}“ muss eines von {allowed} sein, nicht {got}',
  not_some_of: '„{field}“ muss aus {allowed} bestehen, nicht {got}',
  out_of_range: '„{field}“ muss zwischen {low} und {high} liegen, nicht bei {got}',
  layers_out_of_range:
    'die Zahl der verdeckten Schichten muss zwischen {low} und {high} liegen, nicht bei {got}',
  neurons_not_whole:
    'die Zahl der Neuronen in einer verdeckten Schicht muss eine ganze Zahl sein, nicht {got}',
  neurons_out_of_range:
    'die Zahl der Neuronen in einer verdeckten Schicht muss zwischen {low} und {high} liegen, nicht ' +
    'bei {got}',
  names_out_of_range:
    'die Zahl der Einträge in „{field}“ muss zwischen {low} und {high} liegen, nicht bei {got}',
  characters_out_of_range:
    'die Zahl der Zeichen in „{field}“ muss zwischen {low} und {high} liegen, nicht bei {got}',
  nothing_to_choose: 'hier gibt es kein „{field}“ zu wählen, also auch nicht {got}',
  not_for_links:
    '„{field}“ muss aus Buchstaben, Ziffern und Zeichen bestehen, die ein Link tragen kann, nicht {got}',
  not_live: '„{field}“ kann sich nicht ändern, während das Training läuft',
  not_hidden: '„{field}“ muss eine verdeckte Schicht sein, nicht {got}, die Ausgabe',
  in_link: '{key} im Link: {reason}',
  unknown_key: 'ein Link hat keinen Schlüssel {got}; haben kann er {allowed}',
  unknown_key_like: 'ein Link hat keinen Schlüssel {got}; gemeint ist vielleicht {allowed}',
  link_too_long: 'ein Link darf höchstens {high} Zeichen haben, dieser hat {got}',
  loss_of_classes: '„{field}“ muss bei {problem} {allowed} sein, nicht {got}',
  features_of_planes:
    '„{field}“ muss bei einer Kurve aus {allowed} oder Formeln von x1 bestehen, nicht {got}',
  activations_without_layers:
    '„{field}“ darf höchstens {high} haben, für jede verdeckte Schicht eine, nicht {got}',
  not_two_inputs:
    '„{field}“ muss aus zwei verschiedenen Eingaben von x1 bis {allowed} oder keiner bestehen, nicht {got}',
  not_held:
    '„{field}“: Festgehalten wird eine Eingabe von x1 bis {allowed} mit einer Zahl, wie x3:4.5, nicht {got}',
  held_twice: '„{field}“: Festgehalten werden andere Eingaben als die gezeigten, jede einmal, nicht {got}',
  not_chosen_inside: '„{field}“: Gewählt werden kann in {name} {allowed}, jedes einmal, nicht {got}',
  choice_not_whole: '„{field}“: Die Zahl zu {key} muss ganz sein, nicht {got}',
  not_a_table: '{field} muss eine Tabelle sein, nicht {got}',
  no_own_data: '{field} fehlen noch: Malen Sie eigene Punkte oder bringen Sie eine Tabelle mit',
  table_of_numbers: '{field} müssen hier Klassen haben; in {got} sind Zahlen zu lernen',
  table_of_classes: '{field} müssen hier Zahlen haben; in {got} sind Klassen zu lernen',
  features_of_more: '{field} müssen von den {n} Eingaben der Punkte sein, bis {allowed}, nicht {got}',
  table_not_here: '{field} muss dieser Server kennen: {got} kennt er nicht; bringen Sie sie zuerst mit',
  not_painted: '{field} müssen gemalt sein, um von Hand geändert zu werden, nicht {got}',
  painted_since: 'jemand anders hat die Punkte inzwischen geändert; hier sind sie, wie sie jetzt sind',
  not_points:
    '{field} muss wie bei Punkten sein: ein Titel, Klassen und Zeilen aus zwei Orten von -6 bis 6, einem ' +
    'Label und ob damit getestet wird',
  no_such_row: 'eine Zeile muss zwischen 0 und {high} liegen, nicht {got}',
  rows_out_of_range: 'die Zahl der Zeilen muss zwischen {low} und {high} liegen, nicht {got}',
  column_number_out_of_range: 'die Zahl der Eingaben muss zwischen {low} und {high} liegen, nicht {got}',
  class_number_out_of_range: 'die Zahl der Klassen muss zwischen {low} und {high} liegen, nicht {got}',
  name_twice: 'zwei Spalten oder Klassen haben den Namen {name}',
  no_name: 'ein Name muss aus 1 bis {high} sichtbaren Zeichen bestehen, nicht {got}',
  label_of_no_class: 'jede Zeile muss zu einer der Klassen gehören',
  uneven_table: 'jede Zeile muss so viele Zahlen haben, wie es Eingaben gibt, und ein Label; da ist {got}',
  number_out_of_table: 'die Zahlen einer Tabelle müssen zwischen -{high} und {high} liegen',
  all_of_one_set: 'einige Zeilen müssen zum Trainieren da sein und einige zum Testen',
  no_picture: 'ein Bild mit Seiten von {side} hat {wanted} Eingaben, nicht {got}',
  table_too_large: 'eine Tabelle darf höchstens {most} KB haben, diese hat {got} KB',
  table_no_text:
    'eine Tabelle muss Text in UTF-8, UTF-16 oder Windows-1252 sein; an Stelle {position} ist keiner',
  table_empty: 'eine Tabelle muss Zeilen haben; hier ist keine',
  table_too_many_rows: 'eine Tabelle darf höchstens {high} Zeilen haben; hier sind es mehr',
  table_too_many_columns: 'Zeile {row}: eine Tabelle muss 1 bis {high} Spalten haben, nicht {got}',
  table_row_too_long:
    'Zeile {row}: eine Zeile darf höchstens {high} Zeichen haben; Anführungszeichen müssen enden',
  table_uneven_row: 'Zeile {row} muss {wanted} Zellen haben wie die erste, nicht {got}',
  table_quotes:
    'Zeile {row}, Textzeile {line}: Anführungszeichen müssen enden, dann muss ein Trennzeichen folgen',
  table_cell_too_long:
    'Zeile {row}, Spalte {column}: eine Zelle darf höchstens {high} Zeichen haben, nicht {got}',
  table_cell_unseen:
    'Zeile {row}, Spalte {column}: eine Zelle darf keine unsichtbaren Zeichen haben, hier ist {got}',
  table_name_too_long:
    'Zeile {row}, Spalte {column}: der Name einer Spalte darf höchstens {high} Zeichen haben, hier ist {got}',
  table_number_too_large:
    'Zeile {row}, Spalte {column} ({name}): eine Zahl muss zwischen -{high} und {high} liegen, nicht {got}',
  table_no_number:
    'Zeile {row}, Spalte {column} ({name}): hier muss eine Zahl oder eine Lücke stehen, da ist {got}',
  table_gap: 'Zeile {row}, Spalte {column} ({name}): hier muss ein Wert stehen; {n} Zeilen haben Lücken',
  table_empty_column:
    'Spalte {name} hat in den benutzten Zeilen nur Lücken; eine Eingabe braucht irgendeinen Wert',
  table_only_gaps: 'jede Zeile hat eine Lücke in einer der Spalten, die zählen; einige dürfen keine haben',
  table_no_json:
    'JSON muss eine Liste von Punkten sein oder ein Objekt mit „columns“, gleich lang oder neben „rows“',
  table_json_value:
    'Zeile {row}, Spalte {column}: hier muss eine Zahl, ein Text, true, false oder null stehen, da ist {got}',
  table_roles:
    'jede der {wanted} Spalten muss Eingabe, Ziel, Aufteilung oder weggelassen sein, hier sind es {got}',
  table_no_target: 'genau 1 Spalte muss das Ziel sein, nicht {got}',
  table_no_input: 'mindestens 1 Spalte muss eine Eingabe sein, nicht 0',
  table_two_splits: 'höchstens 1 Spalte darf sagen, mit welchen Zeilen getestet wird, nicht {got}',
  table_split_words:
    'die Spalte {name}, die sagt, womit getestet wird, muss 2 verschiedene Wörter haben, nicht {got}',
  table_many_inputs:
    'Spalte {name} hat {n} Wörter, jedes eine Eingabe; es dürfen höchstens {high} sein, nicht {got}',
  table_word_too_long:
    'Spalte {name}: ihr Name mit einem Wort darf höchstens {high} Zeichen haben, hier ist {got}',
  table_target_words:
    'Spalte {name}, das Ziel, muss für Klassen 2 bis {high} verschiedene Wörter haben, nicht {got}',
  table_no_column: 'es gibt keine Spalte {got}; es gibt {allowed}',
  file_too_large: 'die Datei darf höchstens {most} KB haben, auch ausgepackt; diese hat {got} KB',
  not_weights: 'die Datei enthält keine Gewichte als JSON oder Archiv, wie man sie hier mitnimmt',
  weights_not_finite: 'Gewichte müssen Zahlen zwischen -{most} und {most} sein',
  weights_of_another_shape: 'die Gewichte gehören zu einem Netz aus {got} Neuronen, dieses hat {wanted}',
  no_room_for_weights: 'kein Netz hat hier {got} Neuronen; was eine Datei nicht sagt, ist wie in diesem Raum',
  weights_of_another_kind: 'die Gewichte gehören zu einem Netz mit „{field}“ = {got}; hier ist es {allowed}',
  batch_of_one:
    '„{field}“ muss mit Batch-Normalisierung, die Punkte vergleicht, mindestens 2 sein, nicht {got}',
  layer_of_one:
    '„{field}“ muss mit Layer-Normalisierung, die Neuronen vergleicht, je mindestens 2 haben, nicht 1',
  accuracy_of_numbers:
    '„{field}“ muss 0 sein, wo eine Zahl gelernt wird und nichts richtig oder falsch ist, nicht {got}',
  bad_formula: '„{field}“ muss aus Namen oder Formeln bestehen, nicht {got}: {reason}',
  bad_expression: '„{field}“ kann nicht {got} sein: {reason}',
  too_few_points: '„{field}“ muss 0 sein, für so viele wie üblich, oder mindestens {low}, nicht {got}',
  not_a_feature: '„{field}“ muss aus {allowed} oder Formeln von x1 und x2 bestehen, nicht {got}',
  formulas_out_of_range:
    'die Zahl der Formeln unter „{field}“ muss zwischen {low} und {high} liegen, nicht {got}',
  value_constant: '{formula} ist überall gleich: es enthält weder x1 noch x2',
  value_not_finite: '{formula} hat keinen endlichen Wert bei {place}',
  value_too_large: '{formula} liegt jenseits von {high} bei {place}',
  none_better: 'von diesem Lauf sind keine früheren Gewichte mit einem kleineren Testfehler bekannt',
  formula_too_long: 'eine Formel muss ohne Leerzeichen höchstens {high} Zeichen haben, nicht {got}',
  formula_too_deep:
    'Stelle {position}: mehr als {high} Klammern, Funktionen und Potenzen ineinander sind zu viele',
  formula_empty: 'hier steht keine Formel; sie braucht eine Zahl oder einen Namen',
  formula_stranger: 'Stelle {position}: das Zeichen {found} gibt es in Formeln nicht',
  formula_equals: 'Stelle {position}: = allein bedeutet nichts; ob zwei gleich sind, fragt ==',
  formula_number_too_large: 'Stelle {position}: diese Zahl ist zu groß',
  formula_ends:
    'Stelle {position}: die Formel endet, wo eine Zahl, ein Name, eine Funktion oder ( stehen muss',
  formula_operand_missing:
    'Stelle {position}: hier muss eine Zahl, ein Name, eine Funktion oder ( stehen, nicht {found}',
  formula_operator_missing: 'Stelle {position}: vor {found} muss ein Zeichen wie + oder * stehen',
  formula_unknown_name:
    'Stelle {position}: {found} ist nicht bekannt; es gibt {allowed} und die Funktionen {functions}',
  formula_bare_function: 'Stelle {position}: auf {found} muss ( folgen, wie in {found}(2)',
  formula_arguments: 'Stelle {position}: die Zahl der Argumente von {found} muss {needed} sein, nicht {got}',
  formula_arguments_or_more:
    'Stelle {position}: die Zahl der Argumente von {found} muss mindestens {needed} sein, nicht {got}',
  formula_not_closed: 'Stelle {position}: diese ( wird nicht geschlossen',
  formula_not_opened: 'Stelle {position}: diese ) schließt nichts',
  formula_comma:
    'Stelle {position}: ein Komma steht nur zwischen Argumenten einer Funktion; Zahlen haben einen Punkt',
  formula_comparisons: 'Stelle {position}: zwei Vergleiche hintereinander müssen mit and verbunden sein',
  formula_number_wanted: 'Stelle {position}: hier muss eine Zahl stehen, nicht etwas Wahres oder Falsches',
  formula_truth_wanted:
    'Stelle {position}: hier muss etwas Wahres oder Falsches stehen, etwa ein Vergleich, nicht eine Zahl',
  no_features:
    'Kein Merkmal ist an: Das Netz bekommt nichts zu sehen und kann nur eine einzige Antwort geben.',
  no_points: 'Es gibt keine Trainingspunkte.',
  one_target: 'Alle Trainingspunkte haben dasselbe Ziel: Es gibt nichts zu unterscheiden.',
  cut_by_l1:
    '{regularization} hat so viele Gewichte auf 0 gebracht ({n_zero} von {n_weights}), dass von den ' +
    'Merkmalen kein Weg mehr zur Ausgabe führt.',
  rate_zero: 'Die Lernrate ist 0: Nichts ändert sich.',
  rate_too_large:
    'Die Lernrate von {rate} ist zu groß: Der Fehler springt von Epoche zu Epoche um {percent} % und ' +
    'fällt nicht.',
  rate_too_small: 'Die Lernrate von {rate} ist zu klein: So dauert es etwa {epochs} Epochen.',
  overshot:
    'Die Lernrate von {rate} ist zu groß: Schritte haben die Ausgabe dorthin getrieben, wo sie flach ist. ' +
    'In Epoche {epoch} war der Fehler {best}.',
  alike:
    'Alle {n_neurons} Neuronen der Schicht {layer} sind gleich: Sie bekommen denselben Gradienten und ' +
    'bleiben gleich, als wären sie eines.',
  dead: 'Tote ReLUs in Schicht {layer}: {n_dead} von {n_neurons}. Ein totes gibt 0 für jeden Trainingspunkt.',
  dead_only: 'Das einzige ReLU der Schicht {layer} ist tot: Es gibt 0 für jeden Trainingspunkt.',
  saturated:
    'Gesättigte Neuronen in Schicht {layer}: {n_saturated} von {n_neurons}; die Steigung von ' +
    '{activation} ist dort fast 0.',
  saturated_only:
    'Das einzige Neuron der Schicht {layer} ist gesättigt: Wo es ist, ist die Steigung von {activation} ' +
    'fast 0.',
  output_saturated:
    'Gesättigte Ausgaben: {n_saturated} von {n_neurons}; die Steigung von {activation} ist dort fast 0.',
  output_saturated_only: 'Die Ausgabe ist gesättigt: Wo sie ist, ist die Steigung von {activation} fast 0.',
  vanishing:
    'Der Gradient der Gewichte ist in der letzten Schicht etwa {last} lang und in der ersten {first}: Auf ' +
    'dem Weg zurück verschwindet er.',
  diverged:
    'die Zahlen sind beim Training ins Unendliche gelaufen; gehen Sie zum letzten guten Moment ' +
    'zurück, oder verkleinern Sie die Lernrate und beginnen Sie neu',
  no_initial_weights: 'die Anfangsgewichte dieses Laufs sind nicht mehr bekannt',
  run_gone: 'wie dieser Lauf endete, ist nicht mehr bekannt; er kann neu gestartet werden',
  no_moment: 'von diesem Lauf ist kein früherer Moment aufbewahrt',
  moment_gone: 'dieser Moment ist nicht mehr bekannt',
  nothing_to_undo: 'es gibt nichts rückgängig zu machen',
  nothing_to_redo: 'es gibt nichts wiederherzustellen',
  no_neuron: 'in Schicht {layer} gibt es kein Neuron {neuron}',
  inputs_of_others: 'inputs muss aus {wanted} Zahlen bestehen, so vielen, wie Punkte hier haben, nicht {got}',
  no_memory: 'alle Räume zusammen dürfen {most} MB Speicher brauchen, und für dieses Netz ist keiner mehr da',
  saved_unknown: 'unter dieser Adresse ist nichts gespeichert, oder nicht mehr',
  saved_damaged: 'das ist kein gespeicherter Stand des Playgrounds, oder ein beschädigter',
  saved_newer: 'diesen Stand hat eine neuere Version des Playgrounds gespeichert, die ihn lesen kann',
  saved_too_large: 'ein gespeicherter Stand darf höchstens {most} KB haben, dieser hat {got} KB',
  saved_of_address:
    'für eine Adresse werden höchstens {most} Stände aufbewahrt; löschen Sie einen von Ihren, oder ' +
    'speichern Sie in eine Datei',
  saved_in_all:
    'der Server bewahrt höchstens {most} MB gespeicherte Stände auf, und die sind voll; speichern Sie in ' +
    'eine Datei',
  saved_not_kept: 'dieser Server bewahrt keine gespeicherten Stände auf; speichern Sie in eine Datei',
  saved_unreachable:
    'gerade kann nichts gespeichert oder geöffnet werden: Die Datenbank antwortet nicht, oder ihre ' +
    'Festplatte ist voll; das Training läuft weiter. Speichern Sie in eine Datei, oder versuchen Sie es ' +
    'später noch einmal',
  address_too_long: 'eine Adresse darf höchstens {most} Zeichen haben',
  class_held: 'die Lehrkraft hat die Klasse angehalten',
  class_paused: 'die Lehrkraft hat die Klasse angehalten: {sentence}',
  class_pace: 'die Lehrkraft hat {field} vorerst gesperrt',
  class_by_hand: 'die Lehrkraft hat Gewichte und Neuronen von Hand vorerst gesperrt',
  class_example: 'die Lehrkraft hat dieses Beispiel vorerst gesperrt',
  training_failed: 'das Training endete wegen eines Fehlers im Server; beginnen Sie neu',
  no_hidden_layer: 'dieses Netz hat keine verdeckte Schicht: Die Ausgabe sieht die Eingabe, wie sie ist',
  no_such_layer: 'die Schicht muss zwischen 0, der Eingabe, und {most} liegen, nicht {got}',
  one_neuron: 'Schicht {layer} hat nur ein Neuron: Was es sagt, ist eine Linie und keine Ebene',
  neurons_chosen:
    'gewählt werden zwei oder drei verschiedene der {n} Neuronen in Schicht {layer}, nicht {got}',
  not_finite: 'die Zahlen dieses Netzes sind davongelaufen: Es gibt nichts, was sich zeichnen ließe',
  no_line: 'Linien gibt es bei zwei Eingaben, x₁ und x₂; dieses Netz hat {got}',
  no_straight_layer:
    'die Schicht-Normalisierung biegt, was eine Schicht rechnet: Ihre Neuronen haben keine geraden Linien',
  line_of_normalised: 'eine Linie lässt sich nicht ziehen, wo die Schicht normalisiert wird',
  no_neuron_of_line: 'das Neuron muss zwischen 0 und {most} liegen, nicht {got}',
  no_pieces:
    'lineare Stücke gibt es bei Aktivierungen aus geraden Stücken: {allowed}; Schicht {layer} hat {got}',
  too_many_regions: 'es sind mehr als {most} Gebiete, die nicht mehr gezeichnet werden',
  line_of_one_point: 'eine Linie braucht zwei verschiedene Punkte',
  too_few: '{thing}: mindestens {least}, nicht {got}',
  too_many: '{thing}: höchstens {most}, nicht {got}',
  not_two_classes: 'zu trennen sind Punkte aus zwei Klassen, hier sind es {got}',
  boxes_of_classes: 'Kästen ergeben zusammen eine einzige Zahl; dieses Netz hat {got} Ausgaben',
  not_classes: 'ein Neuron, das ja oder nein sagt, braucht zwei Klassen; hier wird eine Zahl gelernt',
  no_plane: 'dieses Bild ist von der Ebene zweier Eingaben; diese Punkte haben {got}',
  path_too_short:
    'die Ebene eines Weges braucht drei Orte, die nicht auf einer Linie liegen; bisher hat er {got}',
  parameters_chosen:
    'gewählt werden zwei verschiedene Parameter zwischen 0 und {most}, nicht {one} und {other}',
  waits_for_pause: 'dafür ist dieses Netz zu groß, solange es trainiert: Gezeichnet wird es bei Pause',
  flat: 'der Fehler ist hier flach, eine steilste Richtung gibt es nicht',
  shapes_differ: 'beide Netze müssen dieselbe Form haben, nicht {one} und {other}',
  no_classes: 'richtig und falsch gibt es nicht, wo eine Zahl gelernt wird: Wählen Sie Punkte zweier Klassen',
  kinds_differ: 'beide Netze müssen auf dieselbe Art rechnen, nicht {one} und {other}',
  empty_tower: 'ein Turm muss breiter als nichts sein, nicht von {low} bis {high}',
  no_step: 'Stufen bestehen aus einem von {allowed}, nicht {got}',
  not_one_function: 'eine Funktion von x muss zwischen {low} und {high} endlich sein',
  no_vary:
    'was sich ändert, sind ein Feld und seine Werte, wie learning_rate=0.001..1:log:7 oder hidden=2|4|8,4; ' +
    'nicht {got}',
  cannot_vary: '{got} lässt sich nicht ändern; eines von diesen schon: {allowed}',
  cannot_vary_like: '{got} lässt sich nicht ändern; vielleicht ist {allowed} gemeint',
  varied_twice: '{field} ändert sich zweimal; alle seine Werte stehen zusammen',
  too_many_varied: 'höchstens {high} Felder können sich ändern, nicht {got}',
  nothing_varied: 'mindestens ein Feld muss sich ändern',
  too_many_values: '{field} kann in einer Versuchsreihe höchstens {high} Werte haben, nicht {got}',
  bad_value: '{field} in der Versuchsreihe: {reason}',
  no_range: '{field} hat keinen Zahlenbereich; seine Werte stehen einzeln da, mit | dazwischen',
  range_backwards: '{field} muss von einer Zahl zu einer größeren gehen, nicht von {low} bis {high}',
  range_of_log: '{field} kann nur von einer Zahl über 0 aus um Faktoren (log) wachsen, nicht von {low} aus',
  range_count: '{field} muss eine ganze Zahl von 2 bis {high} Werten haben, nicht {got}',
  no_trial: 'das geht nicht zusammen: {values}; {reason}',
  trials_out_of_range: 'die Zahl der Versuche muss zwischen {low} und {high} liegen, nicht {got}',
  seeds_out_of_range: 'die Zahl der Seeds muss zwischen {low} und {high} liegen, nicht {got}',
  epochs_out_of_range: 'die Zahl der Epochen muss zwischen {low} und {high} liegen, nicht {got}',
  pictures_out_of_range: 'die Zahl der Bilder muss zwischen {low} und {high} liegen, nicht {got}',
  unknown_strategy: 'die Strategie muss eine von {allowed} sein, nicht {got}',
  unknown_measure: 'das Maß muss eines von {allowed} sein, nicht {got}',
  trials_of_grid: 'ein Gitter hat jede Kombination, hier {n}; die Zahl der Versuche war {got}',
  measure_of_classes: '{got} braucht Klassen, und hier wird eine Zahl gelernt; es gibt {allowed}',
  width_without_layers: 'die Breite (width) ist die von verdeckten Schichten, und es gibt keine',
  no_cluster: 'unter {address} gibt es keinen Cluster: {error}',
  cluster_lost: 'der Cluster unter {address} antwortet nicht mehr',
  worker_died:
    'was dies trainiert, ging {n}-mal verloren; vielleicht braucht es mehr Speicher, als da ist: {error}',
  other_worker:
    'der Rechner {worker} käme auf andere Bits: Von {what} hat er {got}, und hier ist es {wanted}',
  layers_named_twice: 'hidden kann sich nicht zusammen mit width oder depth ändern, aus denen es besteht',
  order_too_large: 'was eine Versuchsreihe tun soll, darf höchstens {most} KB haben',
  order_no_object: 'was eine Versuchsreihe tun soll, muss ein JSON-Objekt sein, wie es die Seite schickt',
  order_unknown: 'eine Versuchsreihe hat kein {got}; sie kann {allowed} haben',
  order_missing: 'eine Versuchsreihe muss {field} haben',
  order_value: '{field} einer Versuchsreihe muss so sein: {wanted}; nicht {got}',
  sweep_epochs:
    'alle Netze einer Versuchsreihe zusammen dürfen hier {most} Epochen lang trainieren, diese wären bei ' +
    '{got}',
  sweep_pictures: 'alle Netze einer Versuchsreihe zusammen dürfen {most} Bilder haben, diese haben {got}',
  sweep_unknown: 'diese Versuchsreihe gibt es nicht, oder nicht mehr',
  sweep_elsewhere:
    'diese Versuchsreihe trainiert ein anderer Server mit derselben Datenbank; sehen Sie sie dort an',
  sweep_of_others: 'diese Versuchsreihe lässt sich hier nur ansehen; es leitet sie, wer sie begonnen hat',
  sweep_stopped: 'eine beendete Versuchsreihe geht nicht weiter; beginnen Sie eine neue',
  sweep_not_trained: 'dieses Netz ist noch nicht trainiert',
  sweep_waits: 'andere Versuchsreihen trainieren; diese beginnt, wenn sie an der Reihe ist',
  sweep_failed: 'ein Fehler im Server hat das Training beendet: {error}',
  sweep_unreachable:
    'die Datenbank antwortet nicht, oder ihre Festplatte ist voll: Gerade lässt sich keine Versuchsreihe ' +
    'beginnen, öffnen oder löschen; versuchen Sie es später noch einmal',
  sweep_not_written:
    'was trainiert ist, lässt sich nicht aufschreiben: Die Datenbank antwortet nicht, oder ihre Festplatte ' +
    'ist voll; die Versuchsreihe geht weiter, sobald sie es tut',
  sweeps_of_address:
    'für eine Adresse werden höchstens {most} Versuchsreihen aufbewahrt; löschen Sie eine von Ihren',
  sweeps_in_all:
    'der Server hat keinen Platz für mehr von Versuchsreihen; löschen Sie eine von Ihren, oder versuchen ' +
    'Sie es später noch einmal',
};
