export default {
  'render.code': 'Code',
  'render.codeIn': 'Code, {language}',
  'render.copied': 'Copied',
  'render.copy': 'Copy',
  'render.copyFailed': 'Could not copy',
  'render.formula': 'Formula',
  'render.image': 'Image',
  'render.table': 'Table',
  'render.taskDone': 'Done:',
  'render.taskOpen': 'To do:',
};
