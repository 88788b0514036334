export default {
  'render.code': 'Code',
  'render.codeIn': 'Code, {language}',
  'render.copied': 'Kopiert',
  'render.copy': 'Kopieren',
  'render.copyFailed': 'Kopieren nicht möglich',
  'render.image': 'Bild',
  'render.table': 'Tabelle',
  'render.taskDone': 'Erledigt:',
  'render.taskOpen': 'Offen:',
};
