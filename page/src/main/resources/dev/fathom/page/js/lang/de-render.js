export default {
  'render.code': 'Code',
  'render.codeIn': 'Code, {language}',
  'render.copied': 'Kopiert',
  'render.copy': 'Kopieren',
  'render.copyFailed': 'Kopieren nicht möglich',
  'render.formula': 'Formel',
  'render.image': 'Bild',
  'render.table': 'Tabelle',
  'render.taskDone': 'Erledigt:',
  'render.taskOpen': 'Offen:',
};
